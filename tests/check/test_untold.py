"""What was not seen of findings that are only possible, and what would tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from cellophane.check import catalogue, engine
from cellophane.check.options import Options
from cellophane.model.finding import Certainty, Finding
from tests import literate
from tests.literate import Case

EVERYTHING = Options(catalogue.codes(), Certainty.POSSIBLE)
RULES = Path(__file__).parents[1] / "rules"
CASES = [case for path in sorted(RULES.glob("cel*/*.md")) for case in literate.read(path) if "[possible]" in case.text]


def found(text: str) -> list[Finding]:
    return list(engine.check_bytes(text.encode(), "a.py", EVERYTHING).findings)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_only_possible_claims_no_more(case: Case) -> None:
    """Every rule says of such a finding what may be, and of what nobody knows enough."""
    for one in found(case.text):
        told = " ".join((one.message, *(item.text for item in one.evidence)))
        if one.certainty is Certainty.POSSIBLE:
            assert " may " in one.message, one.message
            assert not any(claim in told for claim in ("has rebound it by then", "it reads the")), told
        else:
            assert not one.hint


LOOP = "def f(jobs, items):\n    for i in items:\n        "


@pytest.mark.parametrize(
    ("line", "what", "callee"),
    [
        ("start(lambda: i)", "nobody can tell what `start` does with it", "start"),
        ("jobs.run(lambda: i)", "nobody can tell what `jobs.run` does with it", "jobs.run"),
        ("jobs.run(task=(lambda: i))", "nobody can tell what `jobs.run` does with it", "jobs.run"),
    ],
)
def test_a_callee_of_which_nothing_is_known_is_named_with_the_way_out(line: str, what: str, callee: str) -> None:
    [one] = found(f"{LOOP}{line}\n")
    assert one.message == f"this lambda may be called after the loop has rebound `i`: {what}"
    assert one.hint == (
        f"an annotation that tells what `{callee}` is, or an entry for it in `[tool.cellophane.callables]`"
    )


def test_the_same_of_an_exception_that_is_gone() -> None:
    [one] = found("async def f():\n    try:\n        f()\n    except E as e:\n        await start(lambda: e)\n")
    assert one.certainty is Certainty.POSSIBLE
    assert "nobody can tell what `start` does with it" in one.message
    assert one.hint.startswith("an annotation that tells what `start` is")


def test_where_nothing_would_tell_there_is_no_way_out() -> None:
    [one] = found("def f(items):\n    for i in items:\n        yield lambda: i\n")
    assert one.certainty is Certainty.POSSIBLE
    assert one.message.endswith("nobody can tell whether who takes it from the generator still has it by then")
    assert one.hint == ""
