from __future__ import annotations

from cellophane.check.checked import Checked, Place
from cellophane.check.since.news import Pair, Side, news
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.place import Span


def finding(
    row: int, name: str = "i", code: str = "CEL101", certainty: Certainty = Certainty.CERTAIN, made: int | None = None
) -> Finding:
    evidence = () if made is None else (Evidence(Step.MADE, Span(made, 1, made, 2), "made here"),)
    return Finding(code, name, "late", "bind it", "a.py", Span(row, 1, row, 2), certainty, evidence)


def side(text: str, *findings: Finding, filename: str = "a.py") -> Side:
    lines = tuple(text.split("\n"))
    excerpt: dict[Place, str] = {(None, row): line for row, line in enumerate(lines, 1)}
    return Side(Checked(filename, findings, excerpt=excerpt), lines)


def new_rows(*pairs: Pair) -> list[list[int]]:
    return [[each.span.row for each in checked.findings] for checked in news(pairs)]


def test_a_file_that_was_not_there() -> None:
    assert new_rows(Pair(side("f", finding(1)), None)) == [[1]]


def test_a_line_that_moved() -> None:
    assert new_rows(Pair(side("\n\nf\ng", finding(3)), side("f\ng", finding(1)))) == [[]]


def test_a_line_that_was_indented() -> None:
    assert new_rows(Pair(side("if x:\n    f(i)", finding(2)), side("f(i)", finding(1)))) == [[]]


def test_a_line_that_was_edited() -> None:
    assert new_rows(Pair(side("a\nf(i + 1)\nb", finding(2)), side("a\nf(i)\nb", finding(2)))) == [[]]


def test_a_line_that_was_edited_beside_new_ones() -> None:
    before, after = "a\nkeep(lambda: f(i))\nb", "a\nx = 1\nkeep(lambda: f(i + 1))\nb"
    assert new_rows(Pair(side(after, finding(3)), side(before, finding(2)))) == [[]]


def test_another_program_in_its_place_is_new() -> None:
    before, after = "a\nkeep(lambda: f(i))\nb", "import tkinter\nroot = tkinter.Tk()\nroot.after(10, lambda: g(i))\nc"
    assert new_rows(Pair(side(after, finding(3)), side(before, finding(2)))) == [[3]]


def test_edited_and_more_certain_is_new() -> None:
    before = side("f(i)\nb", finding(1, certainty=Certainty.LIKELY))
    assert new_rows(Pair(side("g(i)\nb", finding(1)), before)) == [[1]]


def test_edited_elsewhere_is_another_one() -> None:
    before, after = "f(i)\na\nb\nc", "g()\na\nb\nh(i)"
    assert new_rows(Pair(side(after, finding(4)), side(before, finding(1)))) == [[4]]


def test_another_variable_or_rule() -> None:
    text = "f(i, j)"
    after = side(text, finding(1, "j"), finding(1, "i", "CEL102"), finding(1))
    assert [
        [(one.code, one.name) for one in each.findings] for each in news([Pair(after, side(text, finding(1)))])
    ] == [[("CEL101", "j"), ("CEL102", "i")]]


def test_of_two_that_look_alike_the_added_one_is_new() -> None:
    before = "def a():\n    f(i)\n\ndef c():\n    pass"
    after = "def b():\n    f(i)\n\ndef a():\n    f(i)\n\ndef c():\n    pass"
    assert new_rows(Pair(side(after, finding(2), finding(5)), side(before, finding(2)))) == [[2]]


def test_each_of_before_stands_for_one() -> None:
    assert new_rows(
        Pair(side("f\nf\nf", finding(1), finding(2), finding(3)), side("f\nf", finding(1), finding(2)))
    ) == [[3]]


def test_a_function_that_went_to_another_file() -> None:
    text = "for i in x:\n    f(i)"
    moved = [
        Pair(side("", filename="a.py"), side(text, finding(2, made=1))),
        Pair(side("import os\n" + text, finding(3, made=2), filename="b.py"), side("import os")),
    ]
    assert new_rows(*moved) == [[], []]
    gone = [Pair(None, side(text, finding(2, made=1))), Pair(side(text, finding(2, made=1)), None)]
    assert new_rows(*gone) == [[]]


def test_one_that_only_ends_on_the_same_line_did_not_come_from_there() -> None:
    pairs = [
        Pair(None, side("for i in x:\n    f(i)", finding(2, made=1))),
        Pair(side("for i in y():\n    f(i)", finding(2, made=1)), None),
    ]
    assert new_rows(*pairs) == [[2]]


class TestCertainty:
    def test_more_certain_than_before_is_new_where_it_is_shown(self) -> None:
        before = side("f", finding(1, certainty=Certainty.POSSIBLE))
        after = side("f", finding(1, certainty=Certainty.LIKELY))
        assert new_rows(Pair(after, before)) == [[1]]
        assert new_rows(Pair(after, before, Certainty.POSSIBLE)) == [[]]
        assert new_rows(Pair(after, before, Certainty.CERTAIN)) == [[]]

    def test_less_certain_than_before_is_not_hidden_news(self) -> None:
        before, after = side("f", finding(1)), side("f", finding(1, certainty=Certainty.POSSIBLE))
        [told] = news([Pair(after, before)])
        assert (told.findings, told.hidden) == ((), ())

    def test_what_is_new_and_not_shown_is_counted(self) -> None:
        after = side("f\ng", finding(1), finding(2, certainty=Certainty.POSSIBLE))
        [told] = news([Pair(after, side("f", finding(1)))])
        assert (told.findings, told.hidden) == ((), (Certainty.POSSIBLE,))


def test_cells_of_a_notebook_have_rows_of_their_own() -> None:
    def in_cell(cell: int, row: int, text: str) -> Side:
        one = Finding("CEL101", "i", "late", "", "a.ipynb", Span(row, 1, row, 2), Certainty.CERTAIN, (), cell)
        return Side(Checked("a.ipynb", (one,), excerpt={(cell, row): text}), ("a", "b", text))

    assert new_rows(Pair(in_cell(2, 1, "f(i)"), in_cell(1, 1, "f(i)"))) == [[]]
    assert new_rows(Pair(in_cell(2, 1, "f(i)"), in_cell(1, 1, "g(i)"))) == [[1]]
