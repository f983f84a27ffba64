"""How a callable runs functions: what the words for it mean."""

from __future__ import annotations

import pytest

from cellophane.source.knowledge.running import Passed


@pytest.mark.parametrize(
    ("written", "passed"),
    [
        (0, Passed(0, 0)),
        (3, Passed(3, 3)),
        ("3", Passed(3, 3)),
        ("0..1", Passed(0, 1)),
        ("2..", Passed(2, None)),
        ("..1", Passed(0, 1, fitted=True)),
        ("*args", Passed(0, 0, ("args",))),
        ("each iterables", Passed(0, 0, (), ("iterables",))),
        (" 1 ,*args", Passed(1, 1, ("args",))),
        ("1, 0..2, *args, *more", Passed(1, 3, ("args", "more"))),
        ("*args, 0..", Passed(0, None, ("args",))),
        ("1, each  structures", Passed(1, 1, (), ("structures",))),
        ("*größe", Passed(0, 0, ("größe",))),
    ],
)
def test_what_is_written(written: object, passed: Passed) -> None:
    assert Passed.parse(written) == passed


@pytest.mark.parametrize(
    "written",
    ["", "one", "args", "-1", "1.5", "1 2", "2..1", "..", "*", "* args", "*1", "each", "each *a", "1,", "*a.b"],
)
def test_what_says_nothing(written: str) -> None:
    with pytest.raises(ValueError, match="says no number of arguments, and names no parameter"):
        Passed.parse(written)


@pytest.mark.parametrize("written", [True, 1.5, None, ["1"], {"least": 1}])
def test_what_is_no_text(written: object) -> None:
    with pytest.raises(ValueError, match="is neither a number nor text"):
        Passed.parse(written)


@pytest.mark.parametrize(
    ("written", "filled", "count"),
    [
        (2, {}, (2, 2)),
        ("1..", {}, (1, None)),
        ("*args", {"args": 0}, (0, 0)),
        ("*args", {}, (0, None)),
        ("0..1, *args", {"args": 2}, (2, 3)),
        ("1, each iterables", {"iterables": 3}, (4, 4)),
        ("*args, 0..", {"args": 2}, (2, None)),
        ("*args, *more", {"args": 2}, (2, None)),
    ],
)
def test_how_many_there_are(written: object, filled: dict[str, int], count: tuple[int, int | None]) -> None:
    assert Passed.parse(written).count(filled) == count
