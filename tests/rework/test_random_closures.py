"""What holds for every closure: copies behave as the original would have, and reworking it leaves it as it was."""

from __future__ import annotations

from types import FunctionType

import pytest

from cellophane.live.bytecode import global_names, written_variables
from cellophane.live.cells import content
from cellophane.rework import Refused, bind, clone, rebind, state
from cellophane.rework.global_bytecode import obstacle
from tests.closures import made, made_in_module, play

SEEDS = range(400)


def cells(function: object) -> dict[str, object]:
    assert isinstance(function, FunctionType)
    return dict(zip(function.__code__.co_freevars, map(content, function.__closure__ or ()), strict=True))


def is_bindable(function: object) -> bool:
    assert isinstance(function, FunctionType)
    return bool(cells(function).keys() - written_variables(function.__code__))


@pytest.mark.parametrize("first", range(0, len(SEEDS), 50))
def test_bound_closures_behave_as_before(first: int) -> None:
    for seed in SEEDS[first : first + 50]:
        if is_bindable(made(seed)):
            assert play(bind(made(seed))) == play(made(seed)), seed
        else:
            with pytest.raises(Refused, match=r"captured nothing|writes all"):
                bind(made(seed))


@pytest.mark.parametrize("first", range(0, len(SEEDS), 50))
def test_functions_of_a_module_with_globals_bound_behave_as_before(first: int) -> None:
    for seed in SEEDS[first : first + 50]:
        function, space = made_in_module(seed)
        code = function.__code__
        names = [name for name in "abcw" if name in global_names(code) and not obstacle(code, name)]
        bound = bind(function, *names) if names else function
        twin, _ = made_in_module(seed)
        # What it calls reads the globals itself, and it calls itself by a global.
        inner = bind(space["inner"], "a")
        space.update(dict.fromkeys(names, "another value"), me=bound, inner=inner)
        assert play(bound) == play(twin), seed
        assert state(bound).keys() == {*names}, seed


def test_globals_of_all_kinds_of_functions_were_bound() -> None:
    codes = [made_in_module(seed)[0].__code__ for seed in SEEDS]
    bindable = [code for code in codes if "a" in global_names(code) and not obstacle(code, "a")]
    assert len({code.co_flags & 0x2A0 for code in bindable}) == 4
    assert len(bindable) > len(SEEDS) / 2
    assert any(obstacle(code, "a") for code in codes)
    assert any(obstacle(code, "w") for code in codes)


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
        if is_bindable(function):
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
