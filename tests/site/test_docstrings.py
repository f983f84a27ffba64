"""Docstrings as reStructuredText."""

from __future__ import annotations

import pytest

from tools.site.docstrings import restructured


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`a` and `b`", "``a`` and ``b``"),
        ("a `long\nname` ends", "a ``long\nname`` ends"),
        ("already ``a``", "already ``a``"),
        ("the words `` `read` `` mean", "the words ```read``` mean"),
        ("none", "none"),
        ("one ` alone", "one ` alone"),
        (">>> f('`a`')\n'`b`'\n\n`c`", ">>> f('`a`')\n'`b`'\n\n``c``"),
        (
            "`a`:\n\n    >>> for x in y:\n    ...     '`x`'\n    '`y`'",
            "``a``:\n\n    >>> for x in y:\n    ...     '`x`'\n    '`y`'",
        ),
    ],
)
def test_code_is_marked_but_not_in_examples(text: str, expected: str) -> None:
    assert restructured(text) == expected
