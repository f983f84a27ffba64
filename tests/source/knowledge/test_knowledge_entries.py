"""What every entry of the knowledge claims, held to what happens when its experiments run."""

from __future__ import annotations

from typing import Any

import pytest

from cellophane.model.fate import Fate
from tests.knowledge_experiments import (
    BOTH,
    HOLDERS,
    KNOWLEDGE,
    NAMES,
    Observation,
    claimed,
    entry,
    every,
    experiments,
    of_the_library,
    parameter_tried,
    run,
    use_of_result,
)


def cases(key: str = "experiment") -> list[Any]:
    return [pytest.param(name, code, id=f"{name}-{number}") for name, number, code in every(key)]


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # what is deprecated is used all the same
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # everything is let go of, and not closed
@pytest.mark.parametrize(("name", "code"), cases())
def test_what_the_entry_says_is_what_happens(name: str, code: str) -> None:
    parameter = parameter_tried(name, code)
    fates = claimed(name, parameter)
    assert fates, f"the experiment hands f to {parameter!r}, of which the entry says nothing"
    use = use_of_result(name, parameter)
    for held in HOLDERS:
        seen = run(name, code, held, use)
        assert seen.alive == alive_if(held, parameter, fates), f"alive while {held} is held: {seen.alive}"
        check_calls(fates, seen)
        assert not (use and held == BOTH and not seen.calls_in_use), "using the result does not run the function"


def alive_if(held: str, parameter: str, fates: frozenset[Fate]) -> bool:
    """Whether the fates keep the function alive; the receiver has what it had, unless it is released."""
    had_before = parameter == "self" and "receiver" in held and Fate.RELEASED not in fates
    return had_before or bool(HOLDERS[held] & fates)


def check_calls(fates: frozenset[Fate], seen: Observation) -> None:
    if Fate.CONSUMED in fates:
        assert seen.calls, "it was not called"
    elif not fates & {Fate.KEPT, Fate.RELEASED}:
        assert not seen.calls, "it was called"
    if fates == {Fate.RETURNED}:
        assert seen.returned, "the result is something else"


@pytest.mark.parametrize(("name", "code"), cases("leaving"))
def test_leaving_the_with_block_releases_what_it_held(name: str, code: str) -> None:
    assert entry(name).exit is Fate.RELEASED
    assert not run(name, code).alive


@pytest.mark.parametrize("name", [name for name in NAMES if of_the_library(name)])
def test_every_claim_about_the_library_has_an_experiment_or_says_why_not(name: str) -> None:
    about = entry(name)
    tried = {parameter_tried(name, code) for code in experiments(name)}
    claims = {parameter for parameter in (*about.fates, "applied") if claimed(name, parameter)}
    reason = KNOWLEDGE.table(name).get("unverified")
    if reason:
        assert not tried, "it has an experiment and says why it has none"
    else:
        assert claims <= tried
        assert (about.exit is None) == (not experiments(name, "leaving"))


class TestTheExperiments:
    """The means of the tests above, shown to tell the fates apart."""

    @pytest.mark.parametrize(
        ("name", "code", "alive_while_held"),
        [
            ("builtins.sorted", "sorted([1], key=f)", set()),
            ("builtins.print", "isinstance(f, int)", set()),
            ("builtins.map", "map(f, [1])", {BOTH, "result"}),
            ("builtins.list.append", "r = []; r.append(f)", {BOTH, "receiver"}),
            ("typing.cast", "(lambda g: g)(f)", {BOTH, "result"}),
            ("atexit.register", "import atexit; atexit.register(f)", set(HOLDERS)),
        ],
    )
    def test_who_keeps_the_function_alive(self, name: str, code: str, alive_while_held: set[str]) -> None:
        assert {held for held in HOLDERS if run(name, code, held).alive} == alive_while_held

    def test_calls_are_counted_before_and_after_the_call_returns(self) -> None:
        seen = run("builtins.map", "map(f, [1, 2])", BOTH, "list(result)")
        assert (seen.calls, seen.calls_in_use) == (0, 2)
        assert run("builtins.sorted", "sorted([1, 2], key=f)").calls == 2

    @pytest.mark.parametrize(
        ("name", "code", "parameter"),
        [
            ("builtins.sorted", "sorted([1], key=f)", "key"),
            ("builtins.sorted", "sorted(steps(f))", "iterable"),
            ("builtins.sorted", "sorted([f])", "iterable[]"),
            ("builtins.list.append", "r = []; r.append(f)", "object"),
            ("builtins.list.clear", "r = [f]; r.clear()", "self"),
            ("functools.lru_cache", "functools.lru_cache(maxsize=1)(f)", "applied"),
            ("functools.lru_cache", "functools.lru_cache(f)", "maxsize"),
        ],
    )
    def test_which_parameter_is_tried(self, name: str, code: str, parameter: str) -> None:
        assert parameter_tried(name, code) == parameter

    def test_an_experiment_that_needs_a_loop_says_so(self) -> None:
        with pytest.raises(AssertionError, match="loop = true"):
            run("builtins.sorted", "import asyncio; await asyncio.sleep(0)")
