"""Which expressions a file hands to picklers and to other processes."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.meaning.sendings import Sendings
from tests.following import facts

IMPORTS = (
    "import asyncio, multiprocessing, pickle\nfrom concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor\n"
)


def sent(code: str) -> list[str]:
    known = facts(IMPORTS + code)
    return [ast.unparse(one.value) for one in Sendings(known.calls, known.callees, known.words).all]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("pickle.dumps(f)", ["f"]),
        ("pickle.dump([f, (g, 1)], file=h)", ["f", "g", "1"]),
        ("pickle.dumps({'a': f, **more})", ["f", "more"]),
        ("pickle.dumps(f if x else g)", ["f", "g"]),
        ("pickle.dumps((y := f))", ["f"]),
        ("pickle.dumps(*f)", []),
        ("multiprocessing.Pool().map(f, g)", ["f"]),
        ("multiprocessing.Process(target=f, args=(g,), name=h)", ["f", "g"]),
        ("ProcessPoolExecutor().submit(f, g)", ["f", "g"]),
        ("ThreadPoolExecutor().submit(f, g)", []),
        ("asyncio.get_event_loop().run_in_executor(ProcessPoolExecutor(), f)", ["f"]),
        ("asyncio.get_event_loop().run_in_executor(ThreadPoolExecutor(), f)", []),
        ("asyncio.get_event_loop().run_in_executor(None, f)", []),
        ("unknown(f)", []),
        ("print()", []),
    ],
)
def test_what_is_sent(code: str, expected: list[str]) -> None:
    assert sent(code) == expected


def test_another_pickler_of_the_same_name_makes_it_a_guess() -> None:
    code = "try:\n    import dill as p\nexcept ImportError:\n    import pickle as p\np.dumps(f)"
    known = facts(code)
    found = Sendings(known.calls, known.callees, known.words).all
    assert {one.certainty for one in found} <= {Certainty.POSSIBLE}


@pytest.mark.parametrize(
    ("call", "word"),
    [
        ("multiprocessing.get_context('spawn')", "spawn"),
        ("multiprocessing.set_start_method(method='fork')", "fork"),
        ("multiprocessing.get_context(x)", ""),
        ("multiprocessing.get_context()", None),
        ("print('spawn')", None),
    ],
)
def test_how_processes_are_started(call: str, word: str | None) -> None:
    known = facts(IMPORTS + call)
    [found] = [one for one in ast.walk(known.tree) if isinstance(one, ast.Call)]
    assert (known.sendings.started_by(found) or None) == (word or None)


def test_what_expects_errors_and_what_starts_a_process() -> None:
    known = facts("import pytest\nfrom multiprocessing import Process\np = Process()\np.start()\npytest.raises(E)")
    told = {
        ast.unparse(call.func): (known.sendings.is_expected_to_fail(call), known.sendings.starts_process(call))
        for call in known.sendings.calls
    }
    assert told == {"Process": (False, False), "p.start": (False, True), "pytest.raises": (True, False)}
