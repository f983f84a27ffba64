"""Text that is safe to show: nothing in it moves the cursor, changes colours or hides what stands beside it."""

from __future__ import annotations

import codecs
import re

# Controls, Unicode's line ends, marks that reverse the order of what follows, invisible tags, lone surrogates,
# and the two that no XML may hold.
# `rich.control` has an escape for five of them, and lets the one that begins all terminal commands pass.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    r"""The text with what a terminal would act on written as escapes.

    >>> print(visible("a\x1b[31m.py\n"))
    a\x1b[31m.py\n
    """
    return _UNSAFE.sub(_escape, text)


_LONE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    r"""The text with lone surrogates written as escapes, which UTF-8, XML and strict readers of JSON refuse.

    Python holds the bytes of a file name as such that are not UTF-8.

    >>> encodable("caf\udce9.py")
    'caf\\xe9.py'
    """
    return text if text.isascii() else _LONE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")


_PLAIN = {"·": "-", "…": "...", "→": "->", "≥": ">=", "×": "x", "’": "'"}


def _plainly(error: UnicodeError) -> tuple[str | bytes, int]:
    """The replacement for a character that an encoding lacks: what looks like it (`->` for `→`), or an escape."""
    if isinstance(error, UnicodeEncodeError) and (plain := _PLAIN.get(error.object[error.start])):
        return plain, error.start + 1
    return codecs.backslashreplace_errors(error)


PLAINLY = "cellophane.plainly"
"""How a stream is to treat characters that its encoding lacks: what its `errors` are set to."""
codecs.register_error(PLAINLY, _plainly)
