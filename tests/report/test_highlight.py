from __future__ import annotations

import pytest

from cellophane.model.picture import Excerpt, Mark
from cellophane.model.place import Span
from cellophane.report.highlight import Stretch, Tag, highlighted


def cut(*lines: str, marks: tuple[Mark, ...] = (), first: int = 1) -> dict[int, tuple[Stretch, ...]]:
    return dict(highlighted(Excerpt("a.py", first, lines, marks)))


def looks(stretches: tuple[Stretch, ...]) -> list[tuple[str, str]]:
    return [piece for stretch in stretches for piece in stretch.pieces]


def shown(stretches: tuple[Stretch, ...]) -> str:
    return "".join(text for text, _ in looks(stretches))


def marked(stretches: tuple[Stretch, ...]) -> list[tuple[str, tuple[Tag, ...]]]:
    return [("".join(text for text, _ in each.pieces), each.tags) for each in stretches if each.tags]


def mark(variable: str, *span: int, role: str = "read", function: str | None = None) -> Mark:
    return Mark(variable, Span(*span), role, function)


def test_few_kinds_of_tokens_are_told_apart() -> None:
    (line,) = cut("def f(a=1): return 'b'  # c").values()
    assert [each for each in looks(line) if each[1]] == [
        ("def", "keyword"),
        ("f", "defined"),
        ("1", "number"),
        ("return", "keyword"),
        ("'b'", "string"),
        ("# c", "comment"),
    ]


def test_a_look_goes_on_over_lines() -> None:
    lines = cut('a = """b', "", "  c", '"""; d', first=7)
    assert looks(lines[9]) == [("  c", "string")]
    assert lines[8] == ()
    assert looks(lines[10])[-1][1] == ""


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("",),
        ("", "", "x = 1", ""),
        ("\tif x:", "\t\ty\f", "  "),
        ('"""never', "ended"),
        ("a\ud800b \x00 囲 = §$? `", "%matplotlib inline"),
        ("x = 1\r", "y"),
    ],
)
def test_no_character_is_lost(lines: tuple[str, ...]) -> None:
    found = cut(*lines, first=5)
    assert list(found) == list(range(5, 5 + len(lines)))
    assert tuple(shown(each) for each in found.values()) == lines


def test_a_mark_lies_over_its_characters() -> None:
    (line,) = cut("total = 囲 + total", marks=(mark("t", 3, 13, 3, 18, function="f"),), first=3).values()
    assert marked(line) == [("total", (Tag(("t",), ("read",), ("f",)),))]


def test_reading_and_binding_at_one_place_is_one_tag() -> None:
    marks = (mark("n", 1, 1, 1, 2), mark("n", 1, 1, 1, 2, role="bound", function="f"))
    (line,) = cut("n += 1", marks=marks).values()
    assert marked(line) == [("n", (Tag(("n",), ("bound", "read"), ("f",)),))]


def test_two_cells_of_one_variable_are_one_tag() -> None:
    marks = (mark("a", 1, 1, 1, 2, function="f"), mark("b", 1, 1, 1, 2, function="g"))
    (line,) = cut("n", marks=marks).values()
    assert marked(line) == [("n", (Tag(("a", "b"), ("read",), ("f", "g")),))]


def test_the_longer_mark_is_outside() -> None:
    marks = (mark("b", 1, 3, 1, 4), mark("a", 1, 1, 1, 6))
    (line,) = cut("a[b].c", marks=marks).values()
    outer, inner = Tag(("a",), ("read",), ()), Tag(("b",), ("read",), ())
    assert marked(line) == [("a[", (outer,)), ("b", (outer, inner)), ("].", (outer,))]


def test_a_mark_over_several_lines_is_cut_at_their_ends() -> None:
    lines = cut("f(a,", "", "  b)", marks=(mark("v", 1, 3, 3, 4),))
    assert [marked(each) for each in lines.values()] == [
        [("a,", (Tag(("v",), ("read",), ()),))],
        [],
        [("  b", (Tag(("v",), ("read",), ()),))],
    ]


@pytest.mark.parametrize(
    "span", [(9, 1, 9, 5), (0, 1, 0, 5), (1, 1, 1, 1), (1, 5, 1, 2), (1, 40, 1, 50), (1, -3, 1, 0), (2, 1, 1, 9)]
)
def test_a_mark_that_is_nowhere_is_passed_over(span: tuple[int, int, int, int]) -> None:
    (line,) = cut("x = yy", marks=(mark("v", *span),)).values()
    assert marked(line) == []
    assert shown(line) == "x = yy"


def test_a_mark_that_is_too_long_ends_with_its_line() -> None:
    (line,) = cut("x = yy", marks=(mark("v", 1, 5, 1, 500),)).values()
    assert marked(line) == [("yy", (Tag(("v",), ("read",), ()),))]
