"""What is said of a finding is no more than was seen."""

from __future__ import annotations

import pytest

from cellophane.check.late.findings import findings
from cellophane.model.finding import Certainty, Finding, Step
from tests.following import facts

LOOP = "def main(items, late, box):\n    for i in items:\n        {}\n"


def found(statement: str, around: str = LOOP) -> Finding:
    known = facts("import signal\n" + around.format(statement))
    [one] = findings(known, known.stale, "CEL101")
    return one


@pytest.mark.parametrize(
    ("statement", "untold"),
    [
        ("unknown.f(lambda: i)", "nobody can tell what `unknown.f` does with it"),
        ("unknown.f([lambda: i])", "nobody can tell what `unknown.f` does with it"),
        ("x = unknown.f(1, lambda: i)", "nobody can tell what `unknown.f` does with it"),
        (
            "@unknown.f\n        def g(): return i\n        del g",
            "nobody can tell what the decorator `unknown.f` does with it",
        ),
        ("yield lambda: i", "nobody can tell whether who takes it from the generator still has it by then"),
        (
            "box.on_ring = lambda: i",
            "the next iteration puts another in its place, and no call before that was seen",
        ),
        (
            "signal.signal(2, lambda *_: i)",
            "the next iteration puts another in its place, and no call before that was seen",
        ),
    ],
)
def test_a_possible_one_says_what_nobody_could_tell(statement: str, untold: str) -> None:
    one = found(statement)
    assert one.certainty is Certainty.POSSIBLE
    assert one.message.endswith(f" may be called after the loop has rebound `i`: {untold}")
    assert one.message.startswith(("this lambda", "`g`"))


@pytest.mark.parametrize("statement", ["unknown.f(i + n for n in items)", "unknown.f(map(lambda n: i, items))"])
def test_an_iterator_may_be_iterated(statement: str) -> None:
    assert " may be iterated after the loop has rebound `i`: nobody can tell" in found(statement).message


@pytest.mark.parametrize(
    "statement", ["late.connect(lambda: i)", "Button(command=lambda: i)", "late.append(lambda: i)"]
)
def test_a_likely_one_says_what_may_be(statement: str) -> None:
    one = found(statement)
    assert one.certainty is Certainty.LIKELY
    assert one.message == "this lambda reads `i` when it is called: a later iteration may have rebound it by then"


@pytest.mark.parametrize(
    "code",
    [
        "for i in (1, 2):\n    f = lambda: i\n    if i > 1: print(old())\n    old = f\n",
        "import atexit\nfor i in (1, 2):\n    atexit.register(lambda: i)\n",
    ],
)
def test_a_certain_one_says_what_is(code: str) -> None:
    one = found("", code.replace("{", "{{") + "{}")
    assert one.certainty is Certainty.CERTAIN
    assert one.message == "this lambda reads `i` when it is called: a later iteration has rebound it by then"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("late.connect(lambda: i)", "kept by `late.connect` here, to go by the name"),
        ("make(command=lambda: i)", "kept by `make` as `command` here, to go by the name"),
        ("late.append(lambda: i)", "kept by `late.append` here, to go by the name"),
        ("import atexit; atexit.register(lambda: i)", "kept by `atexit.register` here"),
        ("unknown(lambda: i)", "handed to `unknown` here"),
        ("box[i] = lambda: i", "stored in `box` here"),
    ],
)
def test_the_evidence_says_what_only_a_name_tells(statement: str, told: str) -> None:
    assert [item.text for item in found(statement).evidence if item.step is Step.KEPT] == [told]


def test_a_helper_that_is_read_needs_no_name() -> None:
    code = "kept = []\ndef connect(f): kept.append(f)\n" + LOOP.format("connect(lambda: i)") + "{}"
    assert next(item.text for item in found("", code).evidence if item.step is Step.KEPT) == "kept by `connect` here"
