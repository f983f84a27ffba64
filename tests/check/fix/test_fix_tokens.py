"""The tokens of a source."""

from __future__ import annotations

import sys

import pytest

from cellophane.check.fix import Unfixable, tokens
from cellophane.source.text.source import Source
from cellophane.source.text.tokens import Tokens


def of(text: str) -> Tokens:
    return tokens.of(Source("a.py", text))


def test_words_and_signs_with_their_places() -> None:
    assert [(token.text, token.start, token.end) for token in of("f(größe)  # x\n").all] == [
        ("f", (1, 1), (1, 2)),
        ("(", (1, 2), (1, 3)),
        ("größe", (1, 3), (1, 8)),
        (")", (1, 8), (1, 9)),
    ]


def test_before_and_since() -> None:
    known = of("a = b\nc\n")
    before = known.before((2, 1))
    assert before is not None
    assert before.text == "b"
    assert known.before((1, 1)) is None
    assert [token.text for token in known.since((1, 2))] == ["=", "b", "c"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("x = 'one'\ny\n", set()),
        ("x = '''one\ntwo\nthree'''\ny\n", {2, 3}),
        ("x = 'one \\\ntwo'\ny\n", {2}),
        ("x = f'''{\n1}\n{2}'''\ny\n", {2, 3}),
        ("x = ('a'\n'b')\n", set()),
    ],
)
def test_rows_that_begin_inside_a_string(text: str, rows: set[int]) -> None:
    assert of(text).inside_strings == rows


@pytest.mark.skipif(sys.version_info < (3, 12), reason="such strings came with 3.12")
def test_strings_inside_strings() -> None:
    assert of("x = f'''{f'{1}'\n}\n'''\ny\n").inside_strings == {2, 3}


@pytest.mark.parametrize(
    ("text", "opening", "closing"),
    [
        ("lambda: 0", (1, 1), (1, 7)),
        ("lambda x=lambda y: 0: 1", (1, 1), (1, 21)),
        ("lambda x={1: [2][:]}, *, y: {1: 2}", (1, 1), (1, 27)),
        ("def f(): pass", (1, 6), (1, 7)),
        ("async def f(x=(1, [2])) -> (3): pass", (1, 12), (1, 23)),
        ("def f[T: (int, str)](x): pass", (1, 21), (1, 23)),
    ],
)
def test_around_parameters(text: str, opening: tuple[int, int], closing: tuple[int, int]) -> None:
    first, last = tokens.parameters(Source("a.py", text), (1, 1))
    assert (first.start, last.start) == (opening, closing)


def test_no_parameters() -> None:
    with pytest.raises(Unfixable, match="cannot be made out"):
        tokens.parameters(Source("a.py", "x = 1"), (1, 1))


def test_what_the_tokenizer_does_not_know() -> None:
    with pytest.raises(Unfixable, match="tokenizer"):
        of("f(\n")
