"""Whether binding a variable again gives it the value that it had."""

from __future__ import annotations

import pytest

from tests.following import stale


def in_loop(*lines: str) -> dict[str, str]:
    """What is stale when a loop runs these lines, the last of which is to bind `v`, and keeps what reads `v`."""
    body = "".join(f"        {line}\n" for line in "\n".join(lines).split("\n"))
    head = "def main(items, given):\n    kept = []\n    for i in items:\n"
    return stale(f"{head}{body}        kept.append(lambda: v)\n    return kept\n")


@pytest.mark.parametrize(
    "line",
    [
        "v = 1",
        "v = 'text'",
        "v = None",
        "v = -1",
        "v = 60 * 60",
        "v = (1, 'a')",
        "v: int = 1",
        "(v := 1)",
        "v = given",
        "v = (given, 1)",
        "v = unheard_of",
        "import v",
        "from a import b as v",
        "v = lambda: given",
        "def v(): return given",
        "def v(a=1): return a",
        "def v(n): return v(n - 1)",
        "v, w = 1, i",
    ],
)
def test_the_same(line: str) -> None:
    assert in_loop(line) == {}


@pytest.mark.parametrize(
    "line",
    [
        "v = i",
        "v = i + 1",
        "v = [1]",
        "v = {}",
        "v = given()",
        "v = given.name",
        "v = given[0]",
        "v = (1, i)",
        "v = f'{i}'",
        "v = lambda: i",
        "v = lambda a=i: a",
        "def v(a=i): return a",
        "@given\ndef v(): return 1",
        "class v: pass",
        "v, w = i, 1",
        "v, w = given",
        "with given as v: pass",
        "v = 1\nv = 2",
        "v = 1\nif i: v = i",
        "v = 1\nv += 1",
        "for v in given: pass",
    ],
)
def test_another_one(line: str) -> None:
    assert "v" in in_loop(line)


def test_a_name_that_the_loop_binds_is_another_one_even_if_it_is_bound_to_the_same() -> None:
    assert "v" in in_loop("w = 1", "v = w")
