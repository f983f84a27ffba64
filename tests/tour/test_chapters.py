"""Holds the tour to its word: what a chapter says of its program is asked of the program, and of cellophane.

That covers what is to be tried as well: the program is changed as the chapter says, and does what it says then.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

import cellophane
from cellophane.cli.main import main
from cellophane.model.lateness import lateness
from cellophane.model.timeline import Timeline
from cellophane.witnessing.recording import record
from tools.generate_docs import with_programs

ROOT = Path(__file__).parents[2]
TOUR = ROOT / "docs" / "tour"
CHAPTERS = {path.stem: path.read_text("utf-8") for path in sorted(TOUR.glob("[0-9]*.md"))}
PROGRAMS = {path.stem: path.read_text("utf-8") for path in sorted((TOUR / "programs").glob("*.py"))}

Found = tuple[str, str, int]


def changed(program: str, *changes: tuple[str, str]) -> str:
    """The text of a program of the tour with these words replaced, each of which it must have once."""
    text = PROGRAMS[program]
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def run(text: str) -> tuple[list[str], dict[str, Any]]:
    """The lines that a program prints, and what it leaves in its namespace."""
    left: dict[str, Any] = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, "program.py", "exec", dont_inherit=True), left)
    return printed.getvalue().splitlines(), left


def printed(text: str) -> list[str]:
    return run(text)[0]


def left(program: str) -> dict[str, Any]:
    return run(PROGRAMS[program])[1]


def found(text: str) -> list[Found]:
    """The findings: code, name, and line."""
    findings = cellophane.hazards("program.py", text=text)
    return sorted((each.code, each.name, each.span.row) for each in findings)


def captured(function: FunctionType) -> dict[str, Any]:
    """What a function captured, as `cellophane.look` tells it."""
    return {one.name: one.value for one in cellophane.look(function).captured}


def seen(text: str) -> Timeline:
    """What happens to its captured variables while a program runs."""
    with redirect_stdout(io.StringIO()):
        return record(text, "program.py")


def steps(timeline: Timeline, *kinds: str) -> list[tuple[str, str, str]]:
    """The events of these kinds: by which closure, the variable's name, and the value."""
    return [
        (
            "" if event.closure is None else timeline.closures[event.closure].name,
            "" if event.variable is None else timeline.variables[event.variable].name,
            "" if event.value is None else timeline.values[event.value],
        )
        for event in timeline.events
        if event.kind in kinds
    ]


def prose(chapter: str) -> str:
    """A chapter without the programs in it, in one line."""
    return " ".join(re.sub(r"^```.*?^```$", "", chapter, flags=re.DOTALL | re.MULTILINE).split())


def shown(chapter: str) -> list[tuple[str, list[str]]]:
    """The programs that a chapter shows, each with its panels."""
    lines = re.findall(r"^```\{runnable\} programs/(\w+)\.py (.*)$", chapter, re.MULTILINE)
    return [(name, panels.split()) for name, panels in lines]


# -- all chapters ----------------------------------------------------------------------------------------------------


def test_there_are_ten_in_the_order_of_the_index() -> None:
    index = (TOUR / "index.md").read_text("utf-8")
    assert len(CHAPTERS) == 10
    assert re.findall(r"^\d+\. \[.*?\]\((.*?)\.md\)", index, re.MULTILINE) == list(CHAPTERS)


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_its_number_one_thing_to_try_and_the_way_on(name: str) -> None:
    text, names = CHAPTERS[name], [*CHAPTERS, "index"]
    assert text.startswith(f"# {int(name[:2])}. ")
    assert text.count("**Try it.**") == 1
    assert f"]({names[names.index(name) + 1]}.md)" in text.splitlines()[-1] + text.splitlines()[-2]
    assert re.search(r"\]\(\.\./(rules/\w+|commands)\.md\)", text)


def test_titles_are_those_of_the_index() -> None:
    index = (TOUR / "index.md").read_text("utf-8")
    for name, text in CHAPTERS.items():
        title = text.splitlines()[0].partition(". ")[2]
        assert f"[{title}]({name}.md)" in index


@pytest.mark.parametrize("name", CHAPTERS)
def test_it_shows_the_programs_as_they_are(name: str) -> None:
    assert with_programs(CHAPTERS[name]) == CHAPTERS[name], "run `make docs`"
    assert all(f"]({path})" in CHAPTERS[name] for path in re.findall(r"\} (programs/\S+)", CHAPTERS[name]))


def test_every_program_is_shown_in_one_chapter() -> None:
    names = [name for text in CHAPTERS.values() for name, _ in shown(text)]
    assert sorted(names) == sorted(PROGRAMS)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_short_and_runs_from_anywhere(name: str, tmp_path: Path) -> None:
    assert len(PROGRAMS[name].splitlines()) <= 35
    assert max(map(len, PROGRAMS[name].splitlines())) <= 80
    run = subprocess.run(
        [sys.executable, "-B", "-W", "error", TOUR / "programs" / f"{name}.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == printed(PROGRAMS[name])


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_takes_nothing_but_the_standard_library_and_cellophane(name: str) -> None:
    taken = re.findall(r"^(?:import|from) (\w+)", PROGRAMS[name], re.MULTILINE)
    assert set(taken) <= {"asyncio", "cellophane", "functools"}


QUOTES = {
    "01": {"remember": ["Hello, Ada!", "Hello, Grace!"]},
    "02": {"two_lists": ["True"]},
    "03": {"cells": ["('degrees', 'unit')", "[21, '°C']", "30 °C", "ValueError: Cell is empty", "None"]},
    "04": {
        "without_nonlocal": [
            "UnboundLocalError: cannot access local variable 'count' where it is not associated with a value"
        ]
    },
    "05": {"lamp": ["0 %"]},
    "06": {"loop": ["button 2"]},
    "07": {"five_repairs": ["button True", "button 0True", "TypeError"], "half_repaired": ["blue", "button 7"]},
    "08": {"at_most": ["knock", "…", "wrapper"]},
}


@pytest.mark.parametrize("chapter", QUOTES)
def test_what_is_quoted_is_printed(chapter: str) -> None:
    [text] = [text for name, text in CHAPTERS.items() if name.startswith(chapter)]
    for program, quotes in QUOTES[chapter].items():
        output = "\n".join(printed(PROGRAMS[program]))
        assert [quote for quote in quotes if f"`{quote}`" not in prose(text) or quote not in output] == []


FOUND: dict[str, list[Found]] = {
    "announcements": [("CEL101", "dish", 9)],
    "half_repaired": [("CEL101", "color", 10)],
    "kitchen": [("CEL101", "dish", 16)],
    "loop": [("CEL101", "number", 4)],
    "without_nonlocal": [("CEL301", "count", 5), ("CEL302", "ringing", 15)],
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_found(name: str) -> None:
    assert found(PROGRAMS[name]) == FOUND.get(name, [])


@pytest.mark.parametrize("name", FOUND)
def test_a_chapter_shows_the_findings_that_there_are(name: str) -> None:
    [panels] = [panels for text in CHAPTERS.values() for program, panels in shown(text) if program == name]
    assert "findings" in panels


# -- 1. A function that remembers ------------------------------------------------------------------------------------


def test_a_greeter_has_one_cell_with_its_greeting() -> None:
    names = left("remember")
    assert captured(names["hello"]) == {"greeting": "Hello"}
    assert names["hello"].__code__.co_varnames == ("name",)


def test_another_greeting_is_another_value_and_another_greeter_another_cell() -> None:
    text = changed("remember", ('"Hello"', '"Good morning"')) + 'bye = greeter("Goodbye")\n'
    lines, names = run(text)
    assert lines == ["Good morning, Ada!", "Good morning, Grace!"]
    assert captured(names["hello"]) == {"greeting": "Good morning"}
    assert names["hello"].__closure__[0] is not names["bye"].__closure__[0]


# -- 2. Two closures, two states -------------------------------------------------------------------------------------


def test_two_lists_have_one_code_and_two_cells() -> None:
    names = left("two_lists")
    kitchen, bathroom = names["kitchen"], names["bathroom"]
    assert kitchen.__code__ is bathroom.__code__
    assert (captured(kitchen), captured(bathroom)) == ({"items": ["tea", "bread"]}, {"items": ["soap", "towels"]})


def test_an_assignment_makes_no_third_list() -> None:
    lines = printed(PROGRAMS["two_lists"] + 'guest = kitchen\nguest("cake")\nprint(kitchen("milk"))\n')
    assert lines[-1] == "['tea', 'bread', 'cake', 'milk']"


# -- 3. Into `__closure__` -------------------------------------------------------------------------------------------


def test_names_and_cells_go_together() -> None:
    show = left("cells")["show"]
    cells = [cell.cell_contents for cell in show.__closure__]
    assert dict(zip(show.__code__.co_freevars, cells, strict=True)) == {"degrees": 30, "unit": "°C"}


def test_who_captured_nothing_uses_names_of_the_module_and_built_in_ones() -> None:
    names = left("cells")
    closure = cellophane.look(names["too_early"])
    assert names["too_early"].__closure__ is None
    assert {"print", "ValueError"} <= set(closure.builtins)


def test_peeking_too_early_is_found_and_fails() -> None:
    text = changed("cells", ("    later = ", "    print(peek())\n    later = "))
    assert found(text) == [("CEL203", "later", 18)]
    with pytest.raises(NameError, match="later"):
        run(text)


# -- 4. `nonlocal` ---------------------------------------------------------------------------------------------------


def test_without_nonlocal_one_is_silent_and_one_is_loud() -> None:
    lines = printed(PROGRAMS["without_nonlocal"])
    assert lines[0] == "the alarm rings: False"
    assert lines[1].startswith("UnboundLocalError")


def test_with_nonlocal_both_are_right() -> None:
    text = changed(
        "without_nonlocal",
        ("def step():\n", "def step():\n        nonlocal count\n"),
        ("def ring():\n", "def ring():\n        nonlocal ringing\n"),
    )
    assert printed(text) == ["the alarm rings: True", "step 1"]
    assert found(text) == []


def test_check_mends_it_to_that(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAMS["without_nonlocal"], "utf-8")
    assert main(["check", "--isolated", "--no-cache", "--quiet", "--fix", "--unsafe-fixes", str(program)]) == 0
    assert printed(program.read_text("utf-8")) == ["the alarm rings: True", "step 1"]


# -- 5. Who shares a cell --------------------------------------------------------------------------------------------


def test_the_functions_of_one_lamp_hold_one_cell(alone: None) -> None:
    names = left("lamp")
    holders = cellophane.look(names["shown"])["level"].holders()
    assert sorted((one.name, one.writes) for one in holders) == [
        ("lamp.<locals>.brighter", True),
        ("lamp.<locals>.shown", False),
    ]
    assert names["brighter"].__closure__[0] is not names["other_brighter"].__closure__[0]


def test_a_third_function_is_a_third_holder(alone: None) -> None:
    off = "    def off():\n        nonlocal level\n        level = 0\n\n    return brighter, shown, off"
    text = changed(
        "lamp",
        ("    return brighter, shown", off),
        ("\nbrighter, shown = lamp()", "\nbrighter, shown, off = lamp()"),
        ("other_brighter, other_shown = lamp()", "other_brighter, other_shown, other_off = lamp()"),
    )
    names = run(text)[1]
    assert len(cellophane.look(names["shown"])["level"].holders()) == 3


def test_brighter_binds_and_shown_reads() -> None:
    timeline = seen(PROGRAMS["lamp"])
    assert steps(timeline, "bound")[:3] == [
        ("", "level", "0"),
        ("lamp.<locals>.brighter", "level", "10"),
        ("lamp.<locals>.brighter", "level", "20"),
    ]
    assert [step for step in steps(timeline, "read") if "shown" in step[0]] == [
        ("lamp.<locals>.shown", "level", "20"),
        ("lamp.<locals>.shown", "level", "0"),
    ]
    assert lateness(timeline).late == frozenset()


# -- 6. The loop that goes wrong -------------------------------------------------------------------------------------


def test_all_three_say_2() -> None:
    assert printed(PROGRAMS["loop"]) == ["button 2"] * 3


def test_all_three_hold_one_cell() -> None:
    names = left("loop")
    buttons = names["make_buttons"]()
    cells = {id(cell) for button in buttons for cell in button.__closure__}
    assert len(buttons) == 3
    assert len(cells) == 1


def test_it_is_bound_and_made_three_times_and_then_read_three_times() -> None:
    timeline = seen(PROGRAMS["loop"])
    assert [event.kind for event in timeline.events] == ["bound", "made"] * 3 + ["read"] * 3
    assert [value for _, _, value in steps(timeline, "bound", "read")] == ["0", "1", "2", "2", "2", "2"]


def test_two_of_the_three_reads_are_late() -> None:
    assert sorted(lateness(seen(PROGRAMS["loop"])).late) == [6, 7]


def test_five_say_4_and_four_are_late() -> None:
    text = changed("loop", ("range(3)", "range(5)"))
    assert printed(text) == ["button 4"] * 5
    assert len(lateness(seen(text)).late) == 4


def test_called_where_it_is_made_it_is_right() -> None:
    call = '{number}")\n        print(buttons[-1]())'
    text = changed("loop", ('{number}")', call))
    assert printed(text)[:3] == ["button 0", "button 1", "button 2"]
    timeline = seen(text)
    assert [timeline.events[step].span.row for step in lateness(timeline).late] == [4, 4]
    assert max(index for index, event in enumerate(timeline.events) if event.kind == "bound") < min(
        lateness(timeline).late
    )


def test_what_is_called_at_once_is_not_found() -> None:
    text = changed("loop", ('buttons.append(lambda: f"button {number}")', "sorted([], key=lambda row: row[number])"))
    assert found(text) == []


# -- 7. Five repairs -------------------------------------------------------------------------------------------------


def outcomes(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    """The lines of five_repairs by twos: the way, what its buttons say, and what the first says when it is pressed."""
    for said, pressed in zip(lines[::2], lines[1::2], strict=True):
        way, _, all_of_them = said.partition(" ")
        yield way, all_of_them, pressed.removeprefix("    pressed with True: ").partition(":")[0]


def test_all_five_are_right_and_bite_in_their_ways() -> None:
    right = "['button 0', 'button 1', 'button 2']"
    assert list(outcomes(printed(PROGRAMS["five_repairs"]))) == [
        ("default", right, "button True"),
        ("keyword-only", right, "TypeError"),
        ("partial", right, "button 0True"),
        ("factory", right, "TypeError"),
        ("bind", right, "TypeError"),
    ]


def test_each_has_put_the_value_where_the_table_says() -> None:
    [button, *_] = left("five_repairs")["buttons"]
    assert button["default"].__defaults__ == (0,)
    assert button["keyword-only"].__kwdefaults__ == {"number": 0}
    assert button["partial"].args == (0,)
    assert captured(button["factory"]) == {"number": 0}
    assert button["bind"].__closure__ is None
    assert 0 in button["bind"].__code__.co_consts


def test_the_buttons_of_a_factory_have_a_cell_each() -> None:
    buttons = left("five_repairs")["buttons"]
    assert len({id(button["factory"].__closure__[0]) for button in buttons}) == 3


def test_what_comes_is_taken_by_a_parameter_of_its_own() -> None:
    text = changed(
        "five_repairs",
        ("lambda *, number=number", "lambda *_, number=number"),
        ("return lambda: label(number)", "return lambda *_: label(number)"),
    )
    pressed = {way: said for way, _, said in outcomes(printed(text))}
    assert pressed["keyword-only"] == pressed["factory"] == "button 0"


def test_a_factory_in_the_loop_takes_only_its_parameters() -> None:
    lines = printed(PROGRAMS["half_repaired"])
    assert lines[0] == "['blue button 0', 'blue button 1', 'blue button 2']"


def test_a_factory_outside_of_it_takes_both() -> None:
    text = changed(
        "half_repaired",
        ("def factory(number)", "def factory(number, color)"),
        ("factory(number))", "factory(number, color))"),
    )
    assert printed(text)[0] == "['red button 0', 'green button 1', 'blue button 2']"
    assert found(text) == []


def test_bind_wants_the_name_of_a_global_and_keeps_what_it_was() -> None:
    refused, named = printed(PROGRAMS["half_repaired"])[1:]
    assert refused.startswith("Refused")
    assert named == "button 7"


# -- 8. Factories and decorators -------------------------------------------------------------------------------------


def test_each_decorated_function_has_a_state_and_a_limit_of_its_own() -> None:
    names = left("at_most")
    knock, ring = captured(names["knock"]), captured(names["ring"])
    assert knock.keys() == ring.keys() == {"limit", "function", "calls"}
    assert (knock["limit"], ring["limit"]) == (1, 2)
    assert printed(PROGRAMS["at_most"])[:2] == ["knock … …", "ring ring …"]


def test_the_wrapper_calls_itself_what_it_wraps_and_leaves_a_way_back() -> None:
    names = left("at_most")
    closure = cellophane.look(names["knock"])
    assert printed(PROGRAMS["at_most"])[2:] == ["knock wrapper", "knock knock"]
    assert [layer.subject for layer in closure.layers] == [names["knock"].__wrapped__]
    assert captured(names["knock"])["function"] is names["knock"].__wrapped__


OUTSIDE = (("    def decorate(function):\n        calls = 0\n\n", "    calls = 0\n\n    def decorate(function):\n"),)


def test_with_the_count_further_out_it_prints_the_same() -> None:
    assert printed(changed("at_most", *OUTSIDE)) == printed(PROGRAMS["at_most"])


def test_then_one_decorator_counts_for_both() -> None:
    twice = ("@at_most(1)\n", "twice = at_most(2)\n\n\n@twice\n"), ("@at_most(2)\ndef ring", "@twice\ndef ring")
    lines, names = run(changed("at_most", *OUTSIDE, *twice))
    assert lines[:2] == ["knock knock …", "… … …"]
    assert captured(names["ring"])["calls"] == 6


# -- 9. Callbacks ----------------------------------------------------------------------------------------------------


def test_the_late_callback_names_the_last_dish_and_the_repaired_one_its_own() -> None:
    lines = printed(PROGRAMS["kitchen"])
    dishes = ("tea", "soup", "rice")
    assert lines[:3] == [f"you asked for rice: here is {dish}" for dish in dishes]
    assert lines[3:] == [f"you asked for {dish}: here is {dish}" for dish in dishes]


def test_a_default_does_as_well_but_not_as_the_only_parameter() -> None:
    text = changed("kitchen", ("lambda task: serve(dish, task)", "lambda task, dish=dish: serve(dish, task)"))
    assert printed(text)[:3] == printed(PROGRAMS["kitchen"])[3:]
    text = changed("kitchen", ("lambda task: serve(dish, task)", "lambda dish=dish: print(type(dish).__name__)"))
    assert printed(text)[:3] == ["Task"] * 3
    assert ("CEL401", "dish", 16) in found(text)


def test_tasks_begin_after_the_loop_that_makes_them() -> None:
    lines = printed(PROGRAMS["announcements"])
    assert lines == [
        "['rice is ready', 'rice is ready', 'rice is ready']",
        "['tea is ready', 'soup is ready', 'rice is ready']",
    ]


@pytest.mark.parametrize("program", ["announcements", "kitchen"])
def test_two_of_three_are_late_and_none_of_the_repaired_ones(program: str) -> None:
    timeline = seen(PROGRAMS[program])
    by = [timeline.events[step].closure for step in sorted(lateness(timeline).late)]
    assert [timeline.closures[each].name.split(".")[0] for each in by if each is not None] == [
        "announce" if program == "announcements" else "cook"
    ] * 2


def test_a_parameter_gets_the_dish_of_each_round() -> None:
    text = changed("announcements", ("async def say():", "async def say(dish):"), ("say()))", "say(dish)))"))
    assert printed(text)[0] == printed(text)[1]
    assert found(text) == []


# -- 10. What it costs -----------------------------------------------------------------------------------------------


def test_the_forms_that_the_chapter_names_are_measured() -> None:
    names = left("cost")
    costs = cellophane.cost(names["measured"], *names["measured_with"])
    assert {one.form for one in costs.forms} == {"closure", "bound", "default", "global", "partial", "class"}
    assert all(one.seconds for one in costs.forms)


def test_a_list_that_was_captured_stays() -> None:
    lines, names = run(PROGRAMS["cost"])
    assert lines[-1].endswith("True")
    assert captured(names["tell"]).keys() == {"numbers", "total"}


def test_a_list_that_was_not_captured_goes() -> None:
    last = "    return lambda: f"
    text = changed("cost", (last, f"    count = len(numbers)\n{last}"), ("{len(numbers)}", "{count}"))
    lines, names = run(text)
    assert lines[0] == printed(PROGRAMS["cost"])[0]
    assert lines[-1].endswith("False")
    assert captured(names["tell"]).keys() == {"count", "total"}
