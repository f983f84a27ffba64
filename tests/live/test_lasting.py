"""What stays whatever becomes of the closures."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from typing import Any

import pytest

from cellophane.live.deadline import Deadline
from cellophane.live.lasting import lasting

STAYS = [["deep inside"]]


def make(value: Any) -> Any:
    return lambda: value


HELD = make(["only through a closure"])


@pytest.mark.usefixtures("alone")
def test_what_modules_reach_stays_but_not_through_closures() -> None:
    found = lasting(Deadline.after(60))
    for one in (STAYS, STAYS[0], json.JSONEncoder, json.dumps):
        assert id(one) in found
    assert id(HELD) not in found
    assert id(HELD.__closure__) not in found
    assert id(HELD()) not in found


def test_without_time_only_the_namespaces_are_known() -> None:
    assert id(STAYS[0]) not in lasting(Deadline.after(0))


def test_few_objects_are_asked_at_once_and_what_they_refer_to_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once 5,000 were: what these referred to, each of them to the same 100,000 others, took 23 GB."""
    most, ask = 0, gc.get_referents

    def watched(*subjects: Any) -> list[Any]:
        nonlocal most
        found = ask(*subjects)
        most = max(most, len(found))
        return found

    many = [object() for _ in range(10_000)]
    monkeypatch.setitem(globals(), "MANY", [tuple(many) for _ in range(1_000)])
    monkeypatch.setattr(gc, "get_referents", watched)
    assert id(globals()["MANY"][0]) in lasting(Deadline.after(100))
    assert 10_000 <= most <= 500_000


def test_where_the_clock_stands_still_it_ends_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "MANY", [[each] for each in range(100_000)])
    time = Deadline.after(0.01)
    lasting(time)
    assert time.over
    assert 10_000 <= time.now.objects <= 20_000


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by a call of Unix")
def test_modules_in_c_are_not_asked_what_they_hold() -> None:
    """What `_asyncio` of 3.11 and 3.12 tells of itself has no end when it is asked again after tasks have run."""
    script = """if True:
        import asyncio, resource
        async def task():
            await asyncio.sleep(0)
        async def main():
            for _ in range(5):
                await asyncio.gather(*(task() for _ in range(300)))
        asyncio.run(main())
        from cellophane import hoard
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        for _ in range(3):
            hoard(3)
    """
    subprocess.run([sys.executable, "-c", script], check=True)
