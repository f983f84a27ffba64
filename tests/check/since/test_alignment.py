from __future__ import annotations

import random
from itertools import pairwise

import pytest

from cellophane.check.since.alignment import containing, stretches


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("", "", []),
        ("abc", "abc", [(True, (0, 3), (0, 3))]),
        ("", "a", [(False, (0, 0), (0, 1))]),
        ("a", "", [(False, (0, 1), (0, 0))]),
        ("abc", "axc", [(True, (0, 1), (0, 1)), (False, (1, 2), (1, 2)), (True, (2, 3), (2, 3))]),
        ("abc", "zabc", [(False, (0, 0), (0, 1)), (True, (0, 3), (1, 4))]),
        ("--a--", "--b--", [(True, (0, 2), (0, 2)), (False, (2, 3), (2, 3)), (True, (3, 5), (3, 5))]),
    ],
)
def test_stretches(before: str, after: str, wanted: list[object]) -> None:
    assert [(each.same, each.before, each.after) for each in stretches(before, after)] == wanted


@pytest.mark.parametrize("seed", range(200))
def test_every_line_is_in_one_and_what_is_said_to_be_the_same_is(seed: int) -> None:
    chance = random.Random(seed)
    before = chance.choices("abcdefgh -", k=chance.randint(0, 40))
    after = [each for line in before for each in [*chance.choices("xyz -", k=chance.randint(0, 2)), line]]
    after = [line for line in after if chance.random() < 0.8]
    found = stretches(before, after)
    assert all(one.same != other.same for one, other in pairwise(found))
    for side, lines in (("before", before), ("after", after)):
        ends = [0, *(number for each in found for number in getattr(each, side)), len(lines)]
        assert all(end == begin for end, begin in zip(ends[::2], ends[1::2], strict=True))
    for each in found:
        if each.same:
            assert before[slice(*each.before)] == after[slice(*each.after)]
    bounds = [each.before for each in found]
    for line in range(len(before)):
        place = containing(bounds, line)
        assert place is not None
        assert line in range(*bounds[place])


def test_lines_that_hold_the_two_together_are_as_many_as_can_be() -> None:
    before, after = "a1b2c3d", "d1a2b3c"
    assert sum(each.before[1] - each.before[0] for each in stretches(before, after) if each.same) == 3


def test_large_texts_with_many_lines_alike_take_little() -> None:
    before = [f"x = {number % 700}" for number in range(60_000)]
    after = [line if number % 50 else f"y = {number}" for number, line in enumerate(before)]
    assert stretches(before, after)
