"""What every entry of the knowledge says of how functions are run, held to what happens when its trials run."""

from __future__ import annotations

import dis
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cellophane.model.fate import Fate
from cellophane.source.knowledge.running import UNTOLD, Passed, Pickler, Runner, Running
from tests.knowledge_experiments import (
    BOTH,
    KNOWLEDGE,
    NAMES,
    claimed,
    entry,
    every,
    experiments,
    of_the_library,
    parameter_tried,
    use_of_result,
)
from tests.knowledge_experiments import run as run_experiment
from tests.knowledge_trials import REFUSALS, Handed, check, handed, local, run, where

pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # what is deprecated, and to fork where there are threads
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # what is let go of, and not closed
]

UNTRIED = {
    ("atexit.register", "func"): "it is called when the process ends",
    ("cProfile.Profile", "timer"): "it wants the time of it",
    ("functools.singledispatchmethod.register", "cls"): "it wants a function whose parameters are annotated",
    ("readline.set_completer", "function"): "a terminal calls it",
    ("readline.set_completion_display_matches_hook", "function"): "a terminal calls it",
    ("readline.set_pre_input_hook", "function"): "a terminal calls it",
    ("readline.set_startup_hook", "function"): "a terminal calls it",
    ("ssl.SSLContext.set_psk_client_callback", "callback"): "it needs a server",
    ("ssl.SSLContext.set_psk_server_callback", "callback"): "it needs a client",
}
"""What is said of arguments by entries that have experiments, but none that calls the function; and why."""


def trials() -> list[Any]:
    return [pytest.param(name, code, id=f"{name}-{number}") for name, number, code in every("trial")]


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a trial writes down what was called; it may leave other files beside that."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "notes"


@pytest.mark.parametrize(("name", "code"), trials())
def test_what_the_entry_says_is_what_happens(name: str, code: str, notes: Path) -> None:
    how, calls = handed(name, code), run(name, code, notes)
    about = entry(name).runs(how.parameter)
    assert about != UNTOLD, f"the trial hands f to {how.parameter!r}, of which the entry does not say how it is run"
    assert calls or claimed(name, how.parameter) == {Fate.IGNORED}, "it was not called"
    check(about, calls, how)
    if Runner.LOOP in about.where and name.startswith("asyncio."):
        assert all(call.in_loop for call in calls)


@pytest.mark.parametrize(("name", "code"), trials())
def test_what_is_pickled_has_to_be_importable(name: str, code: str, notes: Path) -> None:
    about = entry(name).runs(handed(name, code).parameter)
    for method, refused in {"fork": False, "spawn": True}.items() if about.pickler is Pickler.UNLESS_FORKED else ():
        with starting_processes_by(method):
            assert is_refused(name, code, notes) == refused
    if about.pickler is not Pickler.UNLESS_FORKED:
        depends = len(about.where) > 1  # it may as well be a thread, to which nothing has to be carried
        carried = about.pickler is Pickler.PICKLE and (
            not depends or Runner.PROCESS in map(where, run(name, code, notes))
        )
        assert is_refused(name, code, notes) == carried


def is_refused(name: str, code: str, notes: Path) -> bool:
    """Whether a trial cannot do with a local function what it can do with one that is importable."""
    try:
        assert run(name, code, notes, local()), "it was not called"
    except REFUSALS:
        return True
    return False


@contextmanager
def starting_processes_by(method: str) -> Iterator[None]:
    before = multiprocessing.get_start_method()
    multiprocessing.set_start_method(method, force=True)
    try:
        yield
    finally:
        multiprocessing.set_start_method(before, force=True)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param(name, code, id=f"{name}-{number}")
        for name, number, code in every("experiment")
        if parameter_tried(name, code) in entry(name).running
    ],
)
def test_experiments_agree(name: str, code: str) -> None:
    parameter = parameter_tried(name, code)
    seen = run_experiment(name, code, BOTH, use_of_result(name, parameter)).seen
    check(entry(name).runs(parameter), list(seen), as_is(name, code))


def as_is(name: str, code: str) -> Handed:
    """How an experiment hands the function over. If it says how the result is used, it may call the function itself."""
    how = handed(name, code)
    return Handed(how.parameter) if "use" in KNOWLEDGE.table(name) else how


@pytest.mark.parametrize("name", [name for name in NAMES if of_the_library(name) and entry(name).running])
def test_every_claim_about_the_library_is_tried(name: str) -> None:
    """Each parameter that a key speaks of by name; of those that it speaks of in a word, one will do."""
    table = KNOWLEDGE.table(name)
    claims = {(key, parameter.removesuffix("=")) for key in KEYS & table.keys() for parameter in by_name(table[key])}
    untried = {parameter for _, parameter in claims - tried(name)}
    if "unverified" not in table:
        assert untried == {parameter for where, parameter in UNTRIED if where == name}


KEYS = {"passes", "runs", "pickles"}


def by_name(said: object) -> list[str]:
    return list(said) if isinstance(said, dict) else [""]


def tried(name: str) -> set[tuple[str, str]]:
    """What the trials and experiments of an entry show: the keys, each with a parameter, and without one."""
    shown = [handed(name, code) for code in experiments(name, "trial")]
    for code in experiments(name):
        how = as_is(name, code)
        if how.parameter in entry(name).running:
            use = use_of_result(name, how.parameter)
            shown += [how] if run_experiment(name, code, BOTH, use).seen else []
    where = {(key, parameter) for how in shown for key in ("runs", "pickles") for parameter in ("", how.parameter)}
    return where | {("passes", how.parameter) for how in shown if how.filled is not None}


class TestTheTrials:
    """The means of the tests above, shown to tell what is true from what is not."""

    @pytest.mark.parametrize(
        ("name", "code", "parameter", "filled"),
        [
            ("builtins.map", "[*map(f, [1], [2])]", "function", {"iterables": 2}),
            ("builtins.map", "[*map(lambda x: f(x), [1])]", "function", None),
            ("threading.Thread", "import threading; threading.Thread(None, f, args=(1, 2))", "target", {"args": 2}),
            ("re.Scanner", "import re; re.Scanner([('a', f)])", "lexicon[]", {"flags": 0}),
            ("functools.lru_cache", "import functools; functools.lru_cache(maxsize=1)(f)(2)", "applied", {}),
            ("threading.Thread.start", "import threading; threading.Thread(target=f).start()", "self", None),
        ],
    )
    def test_how_the_function_is_handed_over(
        self, name: str, code: str, parameter: str, filled: dict[str, int] | None
    ) -> None:
        how = handed(name, code)
        assert how.parameter == parameter
        assert how.filled is None if filled is None else filled.items() <= (how.filled or {}).items()

    @pytest.mark.parametrize(
        ("passes", "code", "agrees"),
        [
            ("1", "sorted([1], key=f)", True),
            ("2", "sorted([1], key=f)", False),
            ("0..1", "sorted([1], key=f)", True),
            ("0", "sorted([1], key=f)", False),
            ("2..", "sorted([1], key=f)", False),
        ],
    )
    def test_how_many_arguments_there_were(self, passes: str, code: str, agrees: bool, notes: Path) -> None:
        calls = run("builtins.sorted", code, notes)
        about = Running(Passed.parse(passes))
        if agrees:
            check(about, calls, handed("builtins.sorted", code))
        else:
            with pytest.raises(AssertionError, match="arguments"):
                check(about, calls, handed("builtins.sorted", code))

    @pytest.mark.parametrize(
        ("code", "runner"),
        [
            ("f()", None),
            ("import threading; t = threading.Thread(target=f); t.start(); t.join()", Runner.THREAD),
            ("import multiprocessing; t = multiprocessing.Process(target=f); t.start(); t.join()", Runner.PROCESS),
            ("import asyncio; asyncio.run(work(f))", Runner.LOOP),
        ],
    )
    def test_where_it_was_called(self, code: str, runner: Runner | None, notes: Path) -> None:
        [call] = run("builtins.sorted", code, notes)
        assert where(call) is runner
        others = set(Runner) - {runner} - {Runner.LOOP}
        for other in others:
            with pytest.raises(AssertionError, match="called in"):
                check(Running(where=frozenset({other})), [call], Handed("self"))

    def test_what_is_refused(self, notes: Path) -> None:
        assert is_refused("pickle.dumps", "import pickle; [f(), pickle.dumps(f)]", notes)
        assert not is_refused("pickle.dumps", "import pickle; [f(), pickle.dumps(1)]", notes)


def test_a_trial_leaves_nothing_instrumented(notes: Path) -> None:
    assert run("threading.setprofile", experiments("threading.setprofile", "trial")[0], notes)
    assert not instrumented()


def instrumented() -> list[str]:
    """The operations of a function made now that are there for hooks, and that run instead of its own."""
    space: dict[str, Any] = {}
    exec("def often():\n  for _ in range(200): len(())", space)
    space["often"]()
    names = [one.opname for one in dis.get_instructions(space["often"], adaptive=True)]
    return [name for name in names if name.startswith("INSTRUMENTED")]
