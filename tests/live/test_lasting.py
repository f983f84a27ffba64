"""What stays whatever becomes of the closures."""

from __future__ import annotations

import json
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
    assert {id(STAYS), id(STAYS[0]), id(json.JSONEncoder), id(json.dumps)} <= found
    assert id(HELD) not in found
    assert id(HELD.__closure__) not in found
    assert id(HELD()) not in found


def test_without_time_only_the_namespaces_are_known() -> None:
    assert id(STAYS[0]) not in lasting(Deadline.after(0))
