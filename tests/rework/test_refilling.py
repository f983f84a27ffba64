"""Holds containers to being the same ones with the same contents after they were refilled."""

from __future__ import annotations

import array
import copy
from collections import Counter, OrderedDict, defaultdict, deque
from types import SimpleNamespace
from typing import Any

import pytest

from cellophane.rework.refilling import fillings, refill
from cellophane.rework.state import state


def change(value: Any) -> None:
    if isinstance(value, SimpleNamespace):
        value.more = value.__dict__.pop("n", None)
    elif isinstance(value, Counter | dict):
        value.pop(next(iter(value)))
        value["more"] = 1
    elif isinstance(value, set):
        value.pop()
        value.add("more")
    else:
        value.pop()
        value.append(7)
        value.append(8)


@pytest.mark.parametrize(
    "value",
    [
        [1, 2],
        bytearray(b"ab"),
        array.array("i", [1, 2]),
        deque([1, 2], maxlen=2),
        {1, 2},
        {"a": 1, "b": 2},
        OrderedDict(b=1, a=2),
        defaultdict(list, a=[1]),
        Counter("aab"),
        SimpleNamespace(n=1),
    ],
)
def test_containers_hold_again_what_they_held(value: Any) -> None:
    wanted, nested = copy.deepcopy(value), {"key": (value, frozenset([3]))}
    found = fillings([nested])
    for _ in range(2):  # a snapshot serves more than once
        change(value)
        nested.clear()
        assert value != wanted
        refill(found)
        assert value == wanted
        assert list(getattr(value, "__dict__", value)) == list(getattr(wanted, "__dict__", wanted))
        assert nested["key"][0] is value


def test_what_leads_to_itself_and_what_derives_from_a_container() -> None:
    class Mine(list[Any]):
        pass

    ring: list[Any] = [Mine([1])]
    ring.append(ring)
    found = fillings([ring])
    ring[0].append(2)
    ring.clear()
    refill(found)
    assert ring[1] is ring
    assert ring[0] == [1, 2]  # its class may see to its contents itself


def test_a_snapshot_of_a_function_with_a_log() -> None:
    n, log = 0, list[int]()

    def step() -> Any:
        nonlocal n
        n += 1
        log.append(n)
        return n, log[:]

    step()
    saved = state(step).snapshot()
    step()
    state(step).restore(saved)
    assert (n, log) == (1, [1])
    assert step() == (2, [1, 2])
