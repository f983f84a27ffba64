"""What is said of a function that pickle cannot carry, and by which places it is proved."""

from __future__ import annotations

from cellophane.check.processes.carried import findings
from cellophane.model.finding import Finding, Step
from tests.following import facts


def found(code: str) -> Finding:
    [finding] = findings(facts(code), "CEL601")
    return finding


def test_a_lambda_on_its_way_to_a_pool() -> None:
    one = found("import multiprocessing as m\nm.Pool().map(lambda x: x, [1])")
    assert one.message == (
        "this lambda cannot be sent to another process: pickle stores functions by name, and it has none"
    )
    assert (one.name, one.span.row, one.span.column) == ("lambda", 2, 14)
    assert [step.step for step in one.evidence] == [Step.PASSED]
    assert one.fix is None
    assert one.unfixed


def test_a_local_function_and_how_it_gets_there() -> None:
    one = found("import pickle\ndef a(f):\n    pickle.dumps(f)\ndef b():\n    def job(): ...\n    a(job)")
    assert "local to a function" in one.message
    assert [(step.step, step.span.row) for step in one.evidence] == [
        (Step.MADE, 5),
        (Step.PASSED, 6),
        (Step.PASSED, 3),
    ]


def test_what_is_forked_does_not_mind() -> None:
    one = found("import multiprocessing as m\nm.Process(target=lambda: 1)")
    assert "unless it is forked" in one.message
    spawned = found("import multiprocessing as m\nm.get_context('spawn').Process(target=lambda: 1)")
    assert "unless" not in spawned.message


def test_a_class_that_cannot_be_found() -> None:
    one = found("import pickle\ndef a():\n    class Till: ...\n    till = Till()\n    pickle.dumps(till)")
    assert "`Till` is local" in one.message
    assert "top level" in one.advice
