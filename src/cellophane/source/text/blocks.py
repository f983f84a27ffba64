r"""Where logical lines and blocks end in a text that nobody has parsed.

A block ends before the first logical line that is indented no deeper than its header. Lines go on inside strings and
brackets and behind a backslash, at any indentation, so each is taken apart as far as that takes. All of it is done by
regular expressions that never go back: a text of 1 MB takes about as long whatever is in it. What they cannot match
(brackets ten deep, a string without an end) cannot be told, and the whole text has to be parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_DEEPEST = 9
"""So many brackets may stand in each other."""
COMMENT = r"#[^\n]*+"
_PLAIN = r"[^\n\"'#()\[\]{}\\]++"
_STATEMENT = "assert|break|class|continue|def|del|elif|except|finally|global|import|nonlocal|pass|raise|return|try|with"
"""Words that begin a statement and stand in no expression: before one, a bracket has lost its end."""


def inside(string: str) -> str:
    """What stands in a bracket, but for other brackets: `string` is what counts as a string."""
    return rf"{_PLAIN}|\n(?![ \t]*+(?:{_STATEMENT})\b(?![^\x00-\x7f]))|{string}|{COMMENT}|\\\n"


def bracketed(string: str, depth: int = _DEEPEST) -> str:
    """A bracket up to its end, and what stands in it."""
    deeper = f"|{bracketed(string, depth - 1)}" if depth > 1 else ""
    return rf"[(\[{{](?:{inside(string)}{deeper})*+[)\]}}]"


def rest(string: str) -> str:
    """A logical line from anywhere in it, outside of strings and brackets, to its end."""
    return rf"(?:{_PLAIN}|{string}|{COMMENT}|\\\n|{bracketed(string)})*+\n"


_STRING = "|".join(
    rf"{quote}(?:{quote}{quote}(?:[^{quote}\\]++|\\.|{quote}(?!{quote}{quote}))*+{quote}{quote}{quote}"
    rf"|(?!{quote}{quote})(?:[^{quote}\\\n]++|\\.)*+{quote})"
    for quote in "\"'"
)
_BRACKETED = bracketed(_STRING)
_REST = rest(_STRING)
_DEF = r"[ \t]*+(?:async[ \t\\\n]++)?def\b"
_TO_FUNCTION = re.compile(rf"(?:(?!{_DEF}){_REST})*+", re.DOTALL)
_HEADER = re.compile(
    rf"([ \t]*+)(?:async[ \t\\\n]++)?def\b(?:[^\n\"'#()\[\]{{}}\\:]++|{_STRING}|\\\n|{_BRACKETED})*+"
    rf":[ \t]*+(?:{COMMENT})?\n",
    re.DOTALL,
)
"""That of a function whose body stands in lines of its own."""
_CLOSED = re.compile(_BRACKETED, re.DOTALL)
_LINE = re.compile(_REST, re.DOTALL)


@dataclass(frozen=True, slots=True)
class FunctionText:
    """Where a function stands in a text, which is in no other function."""

    row: int
    """Of its `def`, from 1."""
    first: int
    """The first row of its body, from 1: behind the header."""
    header: int
    """The offset of the row of its `def`."""
    start: int
    """The offset of the first row of its body."""
    end: int
    """Where the row begins that comes behind it."""
    last: int
    """The last row before that."""
    indentation: str
    """Of its header."""


def functions(text: str) -> tuple[FunctionText, ...] | None:
    r"""The outermost functions of a text whose bodies stand in lines of their own; none (`None`) if it cannot be told.

    The text ends its lines with `\n` alone.

    >>> [(one.row, one.first, one.last) for one in functions("class C:\n    def f(self):\n        return 1\nx = 2\n")]
    [(2, 3, 3)]
    >>> functions("x = '''") is None
    True
    """
    if "\f" in text:
        return None
    if not text.endswith("\n"):
        text += "\n"
    found = tuple(_functions(text))
    return found if not found or found[-1] is not None else None  # type: ignore[return-value]


def _functions(text: str) -> Iterator[FunctionText | None]:
    """The functions, and nothing (`None`) at last where it cannot be told how it goes on."""
    position, row, counted = 0, 1, 0
    bodies: dict[str, re.Pattern[str]] = {}
    while True:
        position = _match(_TO_FUNCTION, text, position)
        if position == len(text):
            return
        header = _HEADER.match(text, position)
        if header is None:  # on one line, or what cannot be told
            line = _LINE.match(text, position)
            if line is None or "def" not in line.group():
                yield None
                return
            position = line.end()
            continue
        if header[1] not in bodies:
            bodies[header[1]] = _body(header[1])
        end = _match(bodies[header[1]], text, header.end())
        row += text.count("\n", counted, position)
        first = row + text.count("\n", position, header.end())
        last = first + text.count("\n", header.end(), end) - 1
        if last < first:  # the body is indented in another way, or there is none
            yield None
            return
        yield FunctionText(row, first, position, header.end(), end, last, header[1])
        row, counted, position = last + 1, end, end


def without_bodies(text: str, places: Iterable[FunctionText]) -> str:
    r"""The text with `pass` in the place of the bodies of these functions, and as many rows.

    >>> text = "def f():\n    a\n    b\n"
    >>> without_bodies(text, functions(text) or ())
    'def f():\n pass\n\n'
    """
    parts, seen = [], 0
    for place in places:
        parts += [text[seen : place.start], place.indentation, " pass", "\n" * (place.last - place.first + 1)]
        seen = place.end
    return "".join([*parts, text[seen:]])


def block_end(text: str, start: int, indentation: str) -> int | None:
    r"""The offset behind the block whose header begins there, at the start of a row, and is indented so.

    None if no header can be there. The text ends its lines with `\n` alone, the last one as well.

    >>> block_end("for x in y:\n    z\n\nw\n", 0, "")
    19
    """
    header = _LINE.match(text, start)
    return None if header is None else _match(_body(indentation), text, header.end())


def bracket_end(text: str, start: int) -> int | None:
    """The offset behind the bracket that closes the one there; none if it cannot be told.

    >>> bracket_end("f(')', [x])", 1)
    11
    """
    found = _CLOSED.match(text, start)
    return None if found is None else found.end()


def _match(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    assert found is not None  # as it matches nothing as well
    return found.end()


def _body(indentation: str) -> re.Pattern[str]:
    """The lines of a block below a header that is indented so."""
    return re.compile(rf"(?:{indentation}[ \t]{_REST}|[ \t]*+(?:{COMMENT})?\n)*+", re.DOTALL)
