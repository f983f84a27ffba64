"""What stands in the boxes of a drawing, and how big that makes them.

It decides what of a function, a cell and a value is worth a line, and where a long line is cut. Where the boxes stand
is for `layout` to say, and how they look for the style sheet.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from rich.cells import cell_len

from cellophane.model.picture import DrawnVariable, Function
from cellophane.report import bindings
from cellophane.report.columns import Line
from cellophane.report.naming import bytes_of, place_of, short_name, times, valued

# In pixels. Nobody knows the reader's font: of the usual monospaced ones none is wider than 0.61 of its height.
_HEADING, _DETAIL = 13 * 0.61, 11 * 0.61
_SIDE, _TOP = 12, 9
HEADING_LINE, DETAIL_LINE = 17, 15

_FUNCTION, _CELL, _VALUE = 34, 24, 36
"""The most columns of a line in such a box."""


@dataclass(frozen=True, slots=True)
class Card:
    """The lines in a box: a heading, then details."""

    heading: str
    details: tuple[str, ...]
    told: str
    """All of it, at full length."""
    look: str
    """Words for the style sheet."""

    @property
    def width(self) -> float:
        """In pixels, as far as it can be guessed without the font."""
        return 2 * _SIDE + max(
            cell_len(self.heading) * _HEADING, *(cell_len(line) * _DETAIL for line in self.details), 0
        )

    @property
    def height(self) -> float:
        """In pixels."""
        return 2 * _TOP + HEADING_LINE + DETAIL_LINE * len(self.details)

    @property
    def lines(self) -> tuple[tuple[str, float, float], ...]:
        """Each detail with where its baseline begins, from the corner of the box."""
        first = _TOP + HEADING_LINE
        return tuple((text, _SIDE, first + DETAIL_LINE * (row + 1) - 4) for row, text in enumerate(self.details))

    @property
    def baseline(self) -> tuple[float, float]:
        """Where the heading begins, from the corner of the box."""
        return _SIDE, _TOP + HEADING_LINE - 4


def function_card(function: Function, relation: str = "") -> Card:
    """The card of a function: short name, kind and place, defaults, and its relation to variables (`value of fn`)."""
    place = place_of(function)
    defaults = ", ".join(map(valued, (*function.holds, *function.defaults)))
    details = [" · ".join(filter(None, (function.kind, place and _base(place)))), defaults, relation]
    return Card(
        heading=_cut(short_name(function.name), _FUNCTION - len(times(function))) + times(function),
        details=_details(details, _FUNCTION),
        told=_told(f"{function.name}{times(function)}", function.kind, place, defaults, relation, function.note),
        # A function can be a value, and is no box for one.
        look=f"role-{function.role}",
    )


def cell_card(variable: DrawnVariable) -> Card:
    """The card of a cell: the name of the variable, its owner, and whether it is empty."""
    owner = f"of {short_name(variable.owner)}" if variable.owner else ""
    return Card(
        heading=_cut(variable.name, _CELL),
        details=_details([variable.state or "", owner], _CELL),
        told=_told(
            variable.name,
            variable.owner and f"of {variable.owner}",
            variable.state,
            *bindings.told(variable),
            variable.changes,
        ),
        look=variable.state or "",
    )


def value_card(variable: DrawnVariable, function: Function | None = None) -> Card | None:
    """The card of a value, with its type and what it weighs; none where neither value nor type is known.

    A value that is a function of the picture goes by the name that it has there.
    """
    value = variable.value if function is None else short_name(function.name)
    if value is None and variable.type is None:
        return None
    weight = bytes_of(variable.weight, variable.weight.deep) if variable.weight else None
    heading, beneath = (variable.type, None) if value is None else (value, variable.type)
    details = [" · ".join(filter(None, (beneath, weight)))]
    return Card(
        heading=_cut(heading or "", _VALUE),
        details=_details(details, _VALUE),
        told=_told(variable.value, variable.type, weight),
        look="" if function is None else "called",
    )


def _base(place: str) -> str:
    return place.rpartition("/")[2].rpartition(os.sep)[2]


def _details(lines: list[str], columns: int) -> tuple[str, ...]:
    return tuple(_cut(line, columns) for line in lines if line)


def _cut(text: str, columns: int) -> str:
    return Line(text).shown((0, columns), "…")


def _told(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
