from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.site import still
from tools.site.still import Failed, stills

Written = Callable[[str], Path]

COUNTER = """\
def counter():
    count = 0
    def step():
        nonlocal count
        count += 1
        return count
    return step

first, second = counter(), counter()
print(first(), first(), second())
"""
PAIR = """\
def pair():
    x = 0
    def get(): return x
    def put(): return x
    return {"get": get, "more": [put]}

made = pair()
"""


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes a program."""

    def write(text: str) -> Path:
        path = tmp_path / "program.py"
        path.write_text(text, "utf-8")
        return path

    return write


def headings(drawing: str) -> list[str]:
    return re.findall(r'class="heading"[^>]*>([^<]*)<', drawing)


def test_the_output_is_what_is_printed(written: Written) -> None:
    assert stills(written("print('é', __name__)"), ["output"]) == {"output": "é __main__\n"}


def test_panels_come_in_the_order_in_which_they_are_asked_for(written: Written) -> None:
    assert list(stills(written(COUNTER), ["look", "output"])) == ["look", "output"]


def test_all_functions_that_captured_something_and_are_alive_are_drawn(written: Written) -> None:
    drawing = stills(written(COUNTER), ["look"])["look"]
    assert sorted(headings(drawing)) == ["1", "2", "count", "count", "step", "step"]


def test_those_in_containers_are_drawn_and_a_common_cell_once(written: Written) -> None:
    assert sorted(headings(stills(written(PAIR), ["look"])["look"])) == ["0", "get", "put", "x"]


def test_functions_that_captured_nothing_are_not_drawn(written: Written) -> None:
    assert stills(written("def f(): return 1\n"), ["look"]) == {"look": ""}


def test_findings_are_what_check_prints(written: Written) -> None:
    text = "fs = []\nfor i in range(3):\n    fs.append(lambda: i)\nfs[0]()\n"
    printed = stills(written(text), ["findings"])["findings"]
    assert printed.startswith("CEL101 ")
    assert "╭─ program.py:3:23" in printed
    assert max(map(len, printed.splitlines())) <= 120


def test_the_time_line_is_drawn_and_its_own_output_is_not_told_twice(written: Written) -> None:
    found = stills(written(COUNTER), ["output", "timeline"])
    assert found["output"] == "1 2 1\n"
    assert found["timeline"].startswith("<svg")
    assert found["timeline"].count("count") >= 2


def test_the_cost_is_that_of_what_is_to_be_measured(written: Written) -> None:
    text = "def power(n):\n    return lambda x: x**n\nmeasured = power(2)\nmeasured_with = (3,)\n"
    assert stills(written(text), ["cost"])["cost"].startswith("power.<locals>.<lambda>, called as <lambda>(3)\n")


def test_what_is_printed_while_it_is_looked_at_stays_out(written: Written) -> None:
    text = "def make(n):\n    def f():\n        print(n)\n    return f\nmeasured = make(1)\n"
    assert stills(written(text), ["output"])["output"] == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit(3)", "program.py failed"),
        ("def", "SyntaxError"),
    ],
)
def test_a_program_that_fails_is_said_to(written: Written, text: str, why: str) -> None:
    with pytest.raises(Failed, match=why):
        stills(written(text), ["output"])


def test_a_program_without_end_is_ended(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(still, "_SECONDS", 0.5)
    with pytest.raises(Failed, match=r"program\.py has not ended within"):
        stills(written("while True: pass"), ["output"])


def test_a_folder_that_is_not_there_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="cannot be run"):
        stills(tmp_path / "gone" / "program.py", ["output"])
