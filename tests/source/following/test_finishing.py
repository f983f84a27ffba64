"""When what was begun has finished."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.following.finishing import Running
from cellophane.source.steps.outcomes import Cause, Kept, Lost, Outcome, Ran, Released, Verb
from tests.following import stale
from tests.parts import Parts, form

# -- asked directly ------------------------------------------------------------------------------------------------


def ends(code: str, row: int, *, by_anyone: bool = False) -> set[str]:
    """Where what `begin()` began has finished, if it has in a row; the call and the row are of the function `main`."""
    parts = Parts(code)
    running = Running(parts.flow(parts.main), parts.parents)
    begin = parts.call("begin()")
    for number in parts.events(Event.CALL, row):
        if parts.flow(parts.main).nodes[number] is not begin:
            running.finish(number, None if by_anyone else begin)
    return parts.places(running.ends(begin.func if by_anyone else begin))


def test_before_anything_is_known_nothing_has_finished() -> None:
    parts = Parts("begin()")
    running = Running(parts.flow(parts.main), parts.parents)
    assert (running.count, running.ends(parts.call("begin()")), running.ends(None)) == (0, set(), set())


def test_what_has_finished_is_counted_once() -> None:
    parts = Parts("begin()")
    running = Running(parts.flow(parts.main), parts.parents)
    for number, begun in [(1, None), (1, None), (2, None), (1, parts.call("begin()"))]:
        running.finish(number, begun)
    assert running.count == 3


@pytest.mark.parametrize(
    ("code", "row", "where"),
    [
        ("job = begin()\njob.end()", 2, {"call 2"}),
        # a loop that finishes each of its items has finished this one once it begins
        ("jobs = begin()\nfor job in jobs:\n    job.end()", 3, {"call 3", "step 2"}),
        ("jobs = begin()\nfor job in jobs:\n    x()\n    job.end()", 4, {"call 4", "step 2"}),
        ("jobs = begin()\nfor job in jobs:\n    try: x()\n    finally: job.end()", 4, {"call 4", "step 2"}),
        ("jobs = begin()\n[job.end() for job in jobs]", 2, {"call 2", "step 2"}),
        ("jobs = begin()\nfor job in jobs:\n    raise OSError\n    job.end()", 4, set()),
        ("for job in begin():\n    try: print(job.end())\n    except OSError: pass", 2, {"call 2", "step 1"}),
        # in which an item may go without: that one has come to its end says nothing of the others
        ("jobs = begin()\nfor job in jobs:\n    if x: job.end()", 3, set()),
        ("jobs = begin()\nfor job in jobs:\n    if x: break\n    job.end()", 4, set()),
        ("jobs = begin()\nfor job in jobs:\n    if x: continue\n    job.end()", 4, set()),
        ("jobs = begin()\nfor job in jobs:\n    if job.end(): break", 3, set()),
        ("jobs = begin()\nfor job in jobs:\n    try: x()\n    except OSError: continue\n    job.end()", 5, set()),
        ("def main():\n    for job in begin():\n        if job: return\n        job.end()", 4, set()),
        ("def main():\n    for job in begin():\n        if job.end(): return", 3, set()),
        # the only one, asked until it has
        ("job = begin()\nfor x in y:\n    if x: job.end()", 3, {"call 3"}),
        ("job = begin()\nwhile x:\n    if job.end(): break", 3, {"call 3"}),
        ("for job in begin():\n    for x in job:\n        if x: break\n    job.end()", 4, {"call 4", "step 1"}),
        ("for x in y:\n    for job in x:\n        job.end()\nbegin()", 3, {"call 3", "step 2"}),
        # a loop around the begin as well is in another iteration each time
        ("for x in y:\n    job = begin()\n    job.end()", 3, {"call 3"}),
        ("for x in y:\n    jobs = begin()\n    for job in jobs:\n        job.end()", 4, {"call 4", "step 3"}),
        # an exception of the end itself leaves the loop, not the item behind
        ("try:\n    for job in begin():\n        job.end()\nexcept OSError: pass", 3, {"call 3", "step 2"}),
    ],
)
def test_where_it_has_finished(code: str, row: int, where: set[str]) -> None:
    assert ends(code, row) == where


@pytest.mark.parametrize(
    ("code", "event", "where"),
    [
        ("for x in begin(): y", Event.STEP, {"done 1"}),
        ("[x for x in begin()]", Event.STEP, {"done 1"}),
        ("use(begin())", Event.CALL, {"call 1"}),
    ],
)
def test_results_are_used_up_where_the_iterator_ends(code: str, event: Event, where: set[str]) -> None:
    parts = Parts(code)
    running = Running(parts.flow(parts.main), parts.parents)
    flow, begin = parts.flow(parts.main), parts.call("begin()")
    happening = zip(flow.events, flow.nodes, strict=True)
    node = next(n for e, n in happening if e is event and n is not None and n is not begin)
    running.use_up(Ran(event, node, form("iterate"), Certainty.CERTAIN, Cause(Verb.ITERATE)), begin)
    running.use_up(Ran(event, node, form("iterate"), Certainty.CERTAIN, Cause(Verb.ITERATE), to_end=True), None)
    assert running.count == 0
    running.use_up(Ran(event, node, form("iterate"), Certainty.CERTAIN, Cause(Verb.ITERATE), to_end=True), begin)
    assert where <= parts.places(running.ends(begin))


def test_what_was_begun_by_another_call_goes_on() -> None:
    parts = Parts("begin()\nother()\nend()")
    running = Running(parts.flow(parts.main), parts.parents)
    running.finish(parts.event(Event.CALL, 3), parts.call("other()"))
    assert running.ends(parts.call("begin()")) == set()
    assert parts.places(running.ends(parts.call("other()"))) == {"call 3"}


def test_the_end_of_an_object_ends_what_a_method_of_it_set_going_and_no_job() -> None:
    """`pool.start` is how those know it who set an object going; `pool.submit(f)`, those who have a handle."""
    parts = Parts("pool.start()\npool.submit(f)\nend()")
    running = Running(parts.flow(parts.main), parts.parents)
    running.finish(parts.event(Event.CALL, 3), None)
    assert parts.places(running.ends(parts.call("pool.start()").func)) == {"call 3"}
    assert running.ends(parts.call("pool.submit(f)")) == set()


def test_the_end_of_a_handle_ends_what_it_was_given_out_for_and_that_of_a_list_of_handles_nothing() -> None:
    parts = Parts("begin()\nend()")
    running, begin = Running(parts.flow(parts.main), parts.parents), parts.call("begin()")
    end = parts.event(Event.CALL, 2)
    cause = Cause(Verb.KEEP)
    kept = Kept(Event.CALL, begin, form("call"), Certainty.CERTAIN, cause, handle=begin)
    for of in ("item handle", "handle"):
        assert running.ends_of(kept) == set()
        running.finish_of(Released(Event.CALL, begin, form(of), Certainty.CERTAIN, cause, handle=begin), end)
    assert running.ends_of(kept) == {end}
    running.finish_of(Released(Event.CALL, begin, form("object"), Certainty.CERTAIN, cause, running=begin), end)
    assert running.ends(begin) == {end}


# -- what is told better -------------------------------------------------------------------------------------------


def outcome(kind: type[Outcome], node: ast.AST, event: Event, running: ast.AST | None) -> Outcome:
    return kind(event, node, form("call"), Certainty.CERTAIN, Cause(Verb.KEEP), running=running)


@pytest.mark.parametrize(
    ("kind", "event", "is_told"),
    [
        (Kept, Event.CALL, True),
        (Lost, Event.CALL, True),
        (Kept, Event.EXIT, False),
        (Ran, Event.CALL, False),
    ],
)
def test_a_handle_on_what_a_watched_object_holds(kind: type[Outcome], event: Event, is_told: bool) -> None:
    parts = Parts("pool.submit(f)\nkeep(job)")
    submit, keep = parts.call("pool.submit(f)"), parts.call("keep(job)")
    running = Running(parts.flow(parts.main), parts.parents)
    of_handle = outcome(kind, keep, event, submit)
    assert not running.is_told_better(of_handle)
    running.watch(outcome(Kept, keep, Event.CALL, submit))  # somebody else holds the handle
    assert not running.is_told_better(of_handle)
    running.watch(outcome(Kept, submit, Event.CALL, submit))  # the pool holds the function
    assert running.is_told_better(of_handle) is is_told
    assert not running.is_told_better(outcome(kind, keep, event, keep))
    assert not running.is_told_better(outcome(kind, keep, event, None))


# -- seen in what is found -----------------------------------------------------------------------------------------

HEAD = """
import asyncio
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, ThreadPoolExecutor, as_completed, wait
from threading import Thread

async def main(names, pools: list[ThreadPoolExecutor]):
    late = []
    with ThreadPoolExecutor(2) as pool:
        for name in names:
"""


def found(body: str) -> str | None:
    """How sure it is that the closure in the body of a loop, as deep as in `HEAD`, is stale."""
    lines = "".join(f"            {line}\n" for line in body.split("\n"))
    return stale(HEAD + lines).get("name")


JOBS = "jobs = [pool.submit(lambda: name) for _ in 'ab']\n"
THREADS = "threads = [Thread(target=lambda: name) for _ in 'ab']\nfor thread in threads:\n    thread.start()\n"


@pytest.mark.parametrize(
    "body",
    [
        "pool.submit(lambda: name).result()",
        "job = pool.submit(lambda: name)\njob.result()",
        "job = pool.submit(lambda: name)\nlate.append(job.result())",
        JOBS + "for job in jobs:\n    job.result()",
        JOBS + "late += [job.result() for job in jobs]",
        JOBS + "for job in jobs:\n    try:\n        job.result()\n    finally:\n        print(job)",
        THREADS + "for thread in threads:\n    thread.join()",
        THREADS + "[thread.join() for thread in threads]",
        "thread = Thread(target=lambda: name)\nthread.start()\nthread.join()",
        "async def work(): return name\ntask = asyncio.create_task(work())\nawait task",
        "async def go(): return name\njobs = [asyncio.create_task(go()) for _ in 'ab']\nawait asyncio.gather(*jobs)",
        "task = asyncio.create_task(asyncio.sleep(0))\ntask.add_done_callback(lambda _: name)\nawait task",
    ],
)
def test_finished_in_its_own_iteration(body: str) -> None:
    assert found(body) is None


@pytest.mark.xfail(strict=True, reason="that a `while` over what is left goes on until nothing is left is not seen")
@pytest.mark.parametrize(
    "body",
    [
        JOBS + "while jobs:\n    jobs.pop().result()",
        JOBS + "while jobs:\n    job = jobs.pop()\n    job.result()",
        THREADS + "while threads:\n    threads.pop().join()",
    ],
)
def test_finished_one_by_one_until_none_is_left(body: str) -> None:
    assert found(body) is None


RESULTS = "results = pool.map(lambda _: name, 'ab')\n"


@pytest.mark.parametrize(
    "body",
    [
        "for result in pool.map(lambda _: name, 'ab'):\n    print(result)",
        "for number, result in enumerate(pool.map(lambda _: name, 'ab')):\n    print(result)",
        "late += pool.map(lambda _: name, 'ab')",
        "late.extend(pool.map(lambda _: name, 'ab'))",
        "late.append(list(pool.map(lambda _: name, 'ab')))",
        "late.append([*pool.map(lambda _: name, 'ab')])",
        "print(*pool.map(lambda _: name, 'ab'))",
        "first, second = pool.map(lambda _: name, 'ab')",
        "late.append(sorted(result for result in pool.map(lambda _: name, 'ab')))",
        "late.append({result: 1 for result in pool.map(lambda _: name, 'ab')})",
        RESULTS + "for result in results:\n    print(result)",
        RESULTS + "late.append(sum(results))",
        JOBS + "for job in as_completed(jobs):\n    print(job)",
        JOBS + "for job in jobs:\n    try:\n        print(job.result())\n    except OSError:\n        print(name)",
        "jobs = {pool.submit(lambda: name): 1 for _ in 'ab'}\nfor job in as_completed(jobs):\n    print(jobs[job])",
        JOBS + "wait(jobs)",
        JOBS + "wait(jobs, None)",
        JOBS + "done, _ = wait(jobs, return_when=ALL_COMPLETED)",
        "[list(p.map(lambda _: name, 'ab')) for p in pools]",
        "for p in pools:\n    p.submit(lambda: name).result()",
        "def go(): return list(pool.map(lambda _: name, 'ab'))\ngo()",
        "def go():\n    for result in pools[0].map(lambda _: name, 'ab'): print(result)\ngo()",
        "def go():\n    for one in pools[0].map(lambda _: name, 'ab'):\n        assert one\n        print(one)\ngo()",
        "def go():\n    for one in pools[0].map(lambda _: name, 'ab'):\n        if one: raise OSError(one)\ngo()",
    ],
)
def test_results_used_up_in_its_own_iteration(body: str) -> None:
    assert found(body) is None


@pytest.mark.parametrize(
    "body",
    [
        RESULTS + "late.append(results)",
        RESULTS + "late.append(next(results))",
        RESULTS + "print(any(results))",
        RESULTS + "if names:\n    print(list(results))",
        RESULTS + "for result in results:\n    if result:\n        break",
        RESULTS + "try:\n    print(list(results))\nexcept OSError:\n    print()",
        JOBS + "for job in as_completed(jobs):\n    if job.result():\n        break",
        JOBS + "for job in jobs:\n    if job.result():\n        break",
        JOBS + "wait(jobs, 2)",
        JOBS + "wait(jobs, return_when=FIRST_COMPLETED)",
        JOBS + "wait(jobs, *late)",
    ],
)
def test_results_left_over(body: str) -> None:
    assert found(body) == "certain"


def test_a_looping_call_that_is_waited_for() -> None:
    code = """
    from oslo_service.loopingcall import FixedIntervalLoopingCall
    def main(names):
        for name in names:
            timer = FixedIntervalLoopingCall(lambda: name)
            {}
    """
    assert stale(code.format("timer.start(interval=1).wait()")) == {}
    assert stale(code.format("timer.start(interval=1)")) == {"name": "certain"}


@pytest.mark.parametrize(
    "body",
    [
        "pool.submit(lambda: name)",
        "pool.submit(lambda: name)\npool.submit(print).result()",
        "job = pool.submit(lambda: name)\nif names:\n    job.result()",
        JOBS + "for job in jobs:\n    print(job)",
        JOBS + "for job in jobs:\n    if job:\n        job.result()",
        JOBS + "for job in jobs:\n    if job:\n        break\n    job.result()",
        JOBS + "for job in late:\n    job.result()",
        THREADS + "late += threads",
        "thread = Thread(target=lambda: name)\nthread.start()",
        "async def work(): return name\nlate.append(asyncio.create_task(work()))",
        "task = asyncio.create_task(asyncio.sleep(0))\ntask.add_done_callback(lambda _: name)",
    ],
)
def test_it_may_still_run_in_the_next_one(body: str) -> None:
    assert found(body) == "certain"
