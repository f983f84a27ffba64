"""Who knows that pickle may refuse."""

from __future__ import annotations

import ast

import pytest

from cellophane.check.processes.expected import is_expected_to_fail
from tests.following import facts


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("try:\n    send()\nexcept PicklingError: ...", True),
        ("try:\n    send()\nexcept (OSError, AttributeError): ...", True),
        ("try:\n    send()\nexcept* TypeError: ...", True),
        ("try:\n    send()\nexcept Exception: ...", False),
        ("try:\n    send()\nexcept: ...", False),
        ("try: ...\nexcept PicklingError:\n    send()", False),
        ("import pytest\nwith pytest.raises(E):\n    send()", True),
        ("with open(x):\n    send()", False),
        ("self.assertRaises(E, lambda: send())", True),
        ("print(send())", False),
    ],
)
def test_it_is_seen_around_a_call(code: str, expected: bool) -> None:
    known = facts(code)
    [call] = [n for n in ast.walk(known.tree) if isinstance(n, ast.Call) and ast.unparse(n) == "send()"]
    assert is_expected_to_fail(known, call) is expected
