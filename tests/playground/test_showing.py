"""What is shown of a program that was run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.playground.runs import in_worker

COUNTERS = """\
def counter():
    n = 0

    def step():
        nonlocal n
        n += 1
        return n

    return step, lambda: n

kept = [counter() for _ in range(2)]
kept[0][0]()
gone = counter()
del gone
"""


def shown(text: str, directory: Path, *wanted: str) -> Any:
    return in_worker(text, directory, show=wanted)[1]


class TestLook:
    def test_functions_that_live_are_told_with_the_values_of_now(self, tmp_path: Path) -> None:
        picture = json.loads(shown(COUNTERS, tmp_path, "look")["look"]["data"])
        names = [one["name"] for one in picture["functions"]]
        assert names.count("counter.<locals>.step") == names.count("counter.<locals>.<lambda>") == 2
        assert sorted(one["value"] for one in picture["variables"]) == ["0", "1"]

    def test_there_is_nothing_to_draw_without_captures(self, tmp_path: Path) -> None:
        found = shown("def f(): return 1\n", tmp_path, "look")["look"]
        assert found["reason"].startswith("No function that is still alive captured anything.")

    def test_no_code_of_the_program_is_called(self, tmp_path: Path) -> None:
        text = (
            "class Value:\n    def __repr__(self): print('called'); return ''\n"
            "    __str__ = __eq__ = __hash__ = __repr__\n"
            "    def __getattr__(self, name): print('called')\n\n"
            "def f(value):\n    return lambda: value\n\nkept = f(Value())\n"
        )
        printed, found = in_worker(text, tmp_path, show=("look",))
        assert printed.stdout == printed.stderr == ""
        assert "Value" in found["look"]["data"]

    def test_it_is_the_same_when_the_program_was_watched(self, tmp_path: Path) -> None:
        plain = shown(COUNTERS, tmp_path, "look")["look"]
        assert shown(COUNTERS, tmp_path, "look", "timeline")["look"] == plain


class TestTimeline:
    def test_it_is_made_when_it_is_asked_for(self, tmp_path: Path) -> None:
        assert shown(COUNTERS, tmp_path)["timeline"] is None
        assert json.loads(shown(COUNTERS, tmp_path, "timeline")["timeline"]["data"])["text"] == COUNTERS

    def test_of_a_program_that_is_no_python_there_is_none(self, tmp_path: Path) -> None:
        found = shown("def f(:\n", tmp_path, "timeline", "look")
        assert found["timeline"]["reason"] == "There is no time line, as the program did not begin to run."
        assert found["look"]["reason"].startswith("No function")


class TestCost:
    TEXT = "def power(n):\n    return lambda x: x ** n\n\nmeasured = power(2)\n"

    def test_it_is_that_of_what_is_called_measured(self, tmp_path: Path) -> None:
        found = json.loads(shown(f"{self.TEXT}measured_with = (3,)\n", tmp_path, "cost")["cost"]["data"])
        assert found["call"] == "<lambda>(3)"
        assert "default" in [one["form"] for one in found["forms"]]

    @pytest.mark.parametrize("wanted", [("cost",), ("cost", "timeline")])
    def test_the_program_is_measured_as_it_stands(self, wanted: tuple[str, ...], tmp_path: Path) -> None:
        text = f"print(input())\n{self.TEXT}measured_with = 3\n"
        text += "raise SystemExit('the end')\n"
        printed, found = in_worker(text, tmp_path, show=wanted, given="once\n")
        assert (printed.stdout, printed.stderr) == ("once\n", "the end\n")
        assert "class" in found["cost"]["data"]

    def test_what_is_missing_is_told(self, tmp_path: Path) -> None:
        assert "names no function `measured`" in shown("x = 1\n", tmp_path, "cost")["cost"]["reason"]

    def test_what_cannot_be_measured_is_told(self, tmp_path: Path) -> None:
        found = shown("measured = lambda: 1\n", tmp_path, "cost")
        assert "captured nothing" in found["cost"]["reason"]
        assert found["message"] is None


def test_one_part_that_cannot_be_made_leaves_the_others_and_the_end(tmp_path: Path) -> None:
    text = f"{COUNTERS}import cellophane.live.function_picture as all\nall.picture_of = None\nraise SystemExit(3)\n"
    found = shown(text, tmp_path, "look", "timeline")
    assert found["look"]["reason"].startswith("This could not be made: TypeError")
    assert "data" in found["timeline"]
    assert found["message"] == "the program exited with the code 3"
