"""What holds for every closure: copies behave as the original would have, and reworking it leaves it as it was."""

from __future__ import annotations

from types import FunctionType

import pytest

from cellophane.live.cells import content
from cellophane.rework import bind, clone, rebind, state
from tests.closures import made, play

SEEDS = range(400)


def cells(function: object) -> dict[str, object]:
    assert isinstance(function, FunctionType)
    return dict(zip(function.__code__.co_freevars, map(content, function.__closure__ or ()), strict=True))


@pytest.mark.parametrize("first", range(0, len(SEEDS), 50))
def test_bound_closures_behave_as_before(first: int) -> None:
    for seed in SEEDS[first : first + 50]:
        assert play(bind(made(seed))) == play(made(seed)), seed


@pytest.mark.parametrize("first", range(0, len(SEEDS), 50))
def test_each_name_can_be_bound_alone(first: int) -> None:
    for seed in SEEDS[first : first + 50]:
        names = [name for name in cells(made(seed)) if name != "w"]
        name = names[seed % len(names)] if names else None
        assert name is None or play(bind(made(seed), name)) == play(made(seed)), (seed, name)


@pytest.mark.parametrize("first", range(0, len(SEEDS), 50))
def test_clones_go_on_from_where_the_original_stands(first: int) -> None:
    for seed in SEEDS[first : first + 50]:
        original, twin = made(seed), made(seed)
        play(original, 1)
        play(twin, 1)
        copied = clone(original)
        before = play(copied)
        assert before == play(twin), seed
        assert play(original) == before, seed  # it did not move with the copy


@pytest.mark.parametrize("first", range(0, len(SEEDS), 50))
def test_rebinding_to_the_same_values_changes_nothing(first: int) -> None:
    for seed in SEEDS[first : first + 50]:
        function = made(seed)
        values = {name: value for name, value in cells(function).items() if value is not function}
        if values:
            assert play(rebind(function, **values)) == play(made(seed)), seed


def test_the_original_is_untouched() -> None:
    for seed in SEEDS:
        function = made(seed)
        before, code, taken = cells(function), function.__code__, state(function).snapshot()
        bind(function)
        clone(function)
        assert function.__code__ is code
        assert all(value is before[name] for name, value in cells(function).items())
        assert state(function) == dict(taken.values)


def test_the_programs_are_of_all_kinds() -> None:
    seen = "".join(str(play(made(seed))) for seed in SEEDS)
    flags = {made(seed).__code__.co_flags & 0x2A0 for seed in SEEDS}
    assert len(flags) == 4
    assert "modulo by zero" in seen
    assert any("w" in cells(made(seed)) for seed in SEEDS)
