"""That each way of a closure comes to a late read or to an end that was seen."""

from __future__ import annotations

import random

import pytest

from cellophane.source.facts import Facts
from cellophane.source.following.trails import Over, Reason, Settled, Trail
from cellophane.source.steps.outcomes import Verb
from tests.following import facts
from tests.handed import handed


def trails(code: str) -> list[Trail]:
    known = facts(code)
    return [known.trail(site, variable) for site, variable in known.captured_in_loops]


def ends(code: str) -> set[tuple[Reason, Verb]]:
    """How the ways of the only closure of a loop end, and by what act."""
    [trail] = trails("def main(xs, out, unknown):\n" + "".join(f"    {line}\n" for line in code.split("\n")))
    assert not trail.late
    return {(over.reason, over.outcome.cause.verb) for over in trail.over}


@pytest.mark.parametrize(
    ("body", "reason", "verb"),
    [
        ("(lambda: i)()", Reason.IN_TIME, Verb.CALL),
        ("sorted(xs, key=lambda x: i)", Reason.IN_TIME, Verb.CALL),
        ("any(i for _ in xs)", Reason.IN_TIME, Verb.CALL),
        ("lambda: i", Reason.GONE, Verb.DISCARD),
        ("print(lambda: i)", Reason.GONE, Verb.DROP),
        ("if (lambda: i) is None: pass", Reason.GONE, Verb.LOOK_AT),
        ("f = lambda: i", Reason.GONE, Verb.REPLACE),
        ("f = lambda: i\n    del f", Reason.GONE, Verb.REPLACE),
        ("f = lambda: i", Reason.GONE, Verb.END),
        ("fs = [lambda: i]\n    fs.clear()", Reason.GONE, Verb.RELEASE),
        ("out.append(lambda: i)\n    break", Reason.NEVER_SPOILT, Verb.KEEP),
        ("return lambda: i", Reason.NEVER_SPOILT, Verb.RETURN),
        ("[*(i for _ in xs)]", Reason.IN_TIME, Verb.ITERATE),
    ],
)
def test_an_end_that_was_seen(body: str, reason: Reason, verb: Verb) -> None:
    assert (reason, verb) in ends(f"for i in xs:\n    {body}")


def test_what_is_handed_to_a_thread_that_is_joined() -> None:
    code = "import threading\nfor i in xs:\n    t = threading.Thread(target=lambda: i)\n    t.start()\n    t.join()"
    assert {verb for _, verb in ends(code)} == {Verb.FINISH, Verb.RELEASE}


@pytest.mark.parametrize(
    ("code", "settled"),
    [
        ("while xs:\n    i = 1\n    lambda: i", Settled.UNSPOILT),
        ("for i in xs: pass\nlambda: i", Settled.UNSPOILT),
        ("for i in xs:\n    continue\n    lambda: i", Settled.UNREACHED),
        ("for i in xs:\n    def i(): return i", Settled.OWN_NAME),
    ],
)
def test_what_need_not_be_followed_says_why(code: str, settled: Settled) -> None:
    found = trails("def main(xs):\n" + "".join(f"    {line}\n" for line in code.split("\n")))
    assert settled in {trail.settled for trail in found}


def test_what_nothing_spoils_is_followed_all_the_same() -> None:
    [trail] = trails("def main(xs, out):\n    for i in xs: pass\n    out.append(lambda: i)\n")
    assert trail.settled is Settled.UNSPOILT
    assert [over.outcome.cause.verb for over in trail.over] == [Verb.KEEP]


def test_the_way_to_an_end_is_told() -> None:
    [trail] = trails("def main(xs):\n    for i in xs:\n        f = lambda: i\n        g = [f]\n        g[0]()\n")
    [over] = [over for over in trail.over if over.reason is Reason.IN_TIME]
    assert [outcome.cause.name for outcome in over.path] == ["f", "g"]


def test_the_surest_late_read_speaks_for_all() -> None:
    loop = "    for i in xs:\n        f = lambda: i\n        unknown(f)\n        out.append(f)\n"
    [trail] = trails(f"def main(xs, out, unknown):\n{loop}")
    assert len(trail.late) == 2
    assert trail.stale is not None
    assert trail.stale.certainty is max(stale.certainty for stale in trail.late)
    assert Trail(trail.site, trail.variable).stale is None


def has_an_end(trail: Trail) -> bool:
    return bool(trail.late or trail.over or trail.settled)


def closed(known: Facts) -> list[Over]:
    """The ends of all closures of a file, none of which is silent for no reason."""
    found = [known.trail(site, variable) for site, variable in known.captured_in_loops]
    assert all(map(has_an_end, found))
    return [over for trail in found for over in trail.over]


@pytest.mark.parametrize("seed", range(120))
def test_no_closure_of_a_generated_module_is_silent_for_no_reason(seed: int) -> None:
    closed(facts(handed(random.Random(seed)).text))


def test_the_generated_modules_have_ends_of_each_kind() -> None:
    found = {over.reason for seed in range(40) for over in closed(facts(handed(random.Random(seed)).text))}
    assert found == set(Reason)
