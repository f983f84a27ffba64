"""Code with calls put in, and the way back."""

from __future__ import annotations

from types import FunctionType

from cellophane.live.referents import referrer
from cellophane.live.watched import Watched, stop_watching, unwatched
from cellophane.rework import bind


def watched(function: FunctionType) -> FunctionType:
    constants = Watched((*function.__code__.co_consts, "put in"))
    constants.origin = function.__code__
    return FunctionType(
        function.__code__.replace(co_consts=constants), function.__globals__, closure=function.__closure__
    )


def made(n: int) -> FunctionType:
    function = lambda: n  # noqa: E731
    assert isinstance(function, FunctionType)
    return function


def test_the_way_back() -> None:
    plain = made(1)
    other = watched(plain)
    assert other.__code__ is not plain.__code__
    assert repr(other.__code__.co_consts) == repr(plain.__code__.co_consts)
    assert unwatched(other.__code__) is unwatched(plain.__code__) is plain.__code__
    stop_watching(other)
    stop_watching(plain)
    assert other.__code__ is plain.__code__


def test_it_weighs_and_binds_as_it_was() -> None:
    plain = made(1)
    other = watched(plain)
    refer = referrer(type(plain.__code__))
    assert refer is not None
    assert "put in" not in str(refer(other.__code__))
    bound = bind(other)
    assert bound.__closure__ is None
    assert bound() == 1
