from __future__ import annotations

import pytest
from rich.cells import cell_len

from cellophane.model.picture import Bound, Default, DrawnVariable, Function, Weight
from cellophane.report.cards import cell_card, function_card, value_card
from cellophane.report.naming import bytes_of, called, place_of, short_name


def function(**told: object) -> Function:
    return Function(**{"key": "f", "name": "outer.<locals>.inner", "kind": "function", "role": "asked", **told})  # type: ignore[arg-type]


def test_a_function_shows_its_short_name_its_place_and_its_defaults() -> None:
    card = function_card(
        function(
            filename="a/b/jobs.py", row=7, defaults=(Default("i", "3"), Default("j", None)), note="it stands still"
        )
    )
    assert card.heading == "inner"
    assert card.details == ("function · jobs.py:7", "i=3, j=…")
    assert card.told == "outer.<locals>.inner · function · a/b/jobs.py:7 · i=3, j=… · it stands still"
    assert card.look == "role-asked"


def test_how_many_there_are_is_told_however_long_the_name_is() -> None:
    card = function_card(function(count=59))
    assert (card.heading, called(function(count=59))) == ("inner ×59", "inner ×59")
    assert card.told.startswith("outer.<locals>.inner ×59 · ")
    assert function_card(function(name="n" * 99, count=1000)).heading.endswith("n… ×1000")
    assert cell_len(function_card(function(name="n" * 99, count=1000)).heading) == 34


def test_a_function_of_which_nothing_is_known_is_its_name_and_kind() -> None:
    assert function_card(function()).details == ("function",)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"filename": "a.py", "row": 3, "module": "a"}, "a.py:3"),
        ({"filename": "a.py"}, "a.py"),
        ({"module": "a"}, "a"),
        ({}, None),
    ],
)
def test_the_place_is_as_exact_as_can_be(told: dict[str, object], place: str | None) -> None:
    assert place_of(function(**told)) == place


@pytest.mark.parametrize(
    ("qualified", "short"),
    [("f", "f"), ("A.f", "A.f"), ("g.<locals>.<lambda>", "<lambda>"), ("g.<locals>.", "g.<locals>."), ("", "")],
)
def test_short_names(qualified: str, short: str) -> None:
    assert short_name(qualified) == short


def test_a_cell_shows_its_owner_and_that_it_is_empty() -> None:
    card = cell_card(
        DrawnVariable(
            "v",
            "n",
            "f.<locals>.g",
            tuple(Bound(row, how, "f.<locals>.g") for row, how in ((2, "assignment"), (2, "del"), (5, "del"))),
            state="empty",
        )
    )
    assert (card.heading, card.details, card.look) == ("n", ("empty", "of g"), "empty")
    assert card.told == "n · of f.<locals>.g · empty · bound in line 2 · deleted in lines 2, 5"


def test_a_cell_of_unknown_owner_is_its_name() -> None:
    assert cell_card(DrawnVariable("v", "n", None)).details == ()


def test_a_value_shows_its_type_and_what_it_weighs() -> None:
    card = value_card(DrawnVariable("v", "n", None, type="list", value="[1]", weight=Weight(56, 84, 0, complete=False)))
    assert card is not None
    assert (card.heading, card.details, card.look) == ("[1]", ("list · ≥ 84 bytes",), "")


def test_a_value_that_cannot_be_shown_is_its_type() -> None:
    card = value_card(DrawnVariable("v", "n", None, type="Proxy"))
    assert card is not None
    assert (card.heading, card.details) == ("Proxy", ())


def test_a_value_that_is_a_function_of_the_picture_goes_by_its_name_there() -> None:
    card = value_card(
        DrawnVariable("v", "n", None, type="function", value="<function outer.<locals>.inner>"), function()
    )
    assert card is not None
    assert (card.heading, card.details, card.look) == ("inner", ("function",), "called")
    assert card.told == "<function outer.<locals>.inner> · function"


def test_where_nothing_is_known_of_a_value_there_is_none() -> None:
    assert value_card(DrawnVariable("v", "n", None, state="empty", weight=Weight(1, 1, 1))) is None


def test_an_empty_text_is_a_value() -> None:
    card = value_card(DrawnVariable("v", "n", None, type="Str", value=""))
    assert card is not None
    assert (card.heading, card.details) == ("", ("Str",))


def test_long_and_wide_texts_are_cut_and_told_in_full() -> None:
    text = "囲" * 100
    card = value_card(DrawnVariable("v", "n", None, type="str", value=text))
    assert card is not None
    assert cell_len(card.heading) <= 36
    assert card.heading.endswith("…")
    assert card.told == f"{text} · str"


def test_wide_characters_take_twice_the_room() -> None:
    wide, narrow = cell_card(DrawnVariable("v", "囲" * 10, None)), cell_card(DrawnVariable("v", "n" * 20, None))
    assert wide.width == narrow.width
    assert wide.width > cell_card(DrawnVariable("v", "n" * 10, None)).width


def test_every_line_is_within_the_box() -> None:
    card = function_card(function(filename="jobs.py", row=7, defaults=(Default("i", "3"),)))
    ends = [card.baseline[1], *(y for _, _, y in card.lines)]
    assert ends == sorted(ends)
    assert 0 < ends[0] < ends[-1] < card.height


def test_sizes_are_told_in_units_for_people() -> None:
    assert bytes_of(Weight(0, 0, 0), 0) == "0 bytes"
    assert bytes_of(Weight(0, 0, 0), 1_500_000) == "1.5 MB"
