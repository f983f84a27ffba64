"""What cellophane sees of a program that has run: its functions that live on, and what a call of `measured` costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cellophane.live.function_picture import picture_of
from cellophane.live.living import closures
from cellophane.model.cost import Cost
from cellophane.model.picture import Picture
from cellophane.rework.cost import cost
from cellophane.rework.subjects import Refused

_NO_MEASURED = (
    "The program names no function `measured`: give the name to the function that is to be measured, and "
    "`measured_with` to the tuple of arguments that it is called with."
)


def picture_of_living(filename: str) -> Picture | None:
    """Of the functions of this file that captured something and are alive, in the order of its lines, if any are."""
    functions = [one for one in closures() if one.__code__.co_filename == filename]
    functions.sort(key=lambda one: one.__code__.co_firstlineno)
    return picture_of(functions, filename) if functions else None


def cost_of_measured(left: Mapping[str, Any]) -> Cost:
    """What calls cost of the function `measured` that a program left, with its arguments `measured_with`.

    Raises `Refused` if it left none, or none that can be measured.
    """
    if "measured" not in left:
        raise Refused(_NO_MEASURED)
    given = left.get("measured_with", ())
    return cost(left["measured"], *(given if isinstance(given, tuple) else (given,)))
