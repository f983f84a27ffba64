"""What stands in the boxes of a drawing, and how big that makes them.

It decides what of a function, a cell and a value is worth a line, and where a long line is cut. Where the boxes stand
is for `layout` to say, and how they look for the style sheet.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from rich.cells import cell_len
from rich.filesize import decimal

from cellophane.model.picture import Function, Picture, Variable, Weight
from cellophane.report.columns import Line

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
    """A function: its name without what it is in, its kind and place, its defaults, and what it is to variables."""
    place = place_of(function)
    defaults = ", ".join(f"{each.name}={'…' if each.value is None else each.value}" for each in function.defaults)
    details = [" · ".join(filter(None, (function.kind, place and _base(place)))), defaults, relation]
    return Card(
        heading=_cut(short_name(function.name), _FUNCTION - len(times(function))) + times(function),
        details=_details(details, _FUNCTION),
        told=_told(f"{function.name}{times(function)}", function.kind, place, defaults, relation, function.note),
        # A function can be a value, and is no box for one.
        look=f"role-{function.role}",
    )


def cell_card(variable: Variable) -> Card:
    """A cell: the name of the variable, whose it is, and that it is empty."""
    owner = f"of {short_name(variable.owner)}" if variable.owner else ""
    return Card(
        heading=_cut(variable.name, _CELL),
        details=_details([variable.state or "", owner], _CELL),
        told=_told(
            variable.name, variable.owner and f"of {variable.owner}", variable.state, _bound(variable), variable.changes
        ),
        look=variable.state or "",
    )


def value_card(variable: Variable, function: Function | None = None) -> Card | None:
    """The value of a variable, its type and what it weighs; nothing where neither value nor type is known.

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


def short_name(qualified: str) -> str:
    """A qualified name without the functions that it is in.

    >>> short_name("outer.<locals>.Inner.method")
    'Inner.method'
    """
    return qualified.rpartition("<locals>.")[2] or qualified


def relations(picture: Picture) -> dict[str, tuple[str, str]]:
    """What functions are to variables that they did not capture, by their keys: their value or their owner, and whose.

    Of owners only those are told that are there for no other reason.
    """
    values: dict[str, dict[str, None]] = {}
    owned: dict[str, dict[str, None]] = {}
    for variable in picture.variables:
        if variable.function is not None:
            values.setdefault(variable.function, {})[variable.name] = None
        if variable.owner is not None:
            owned.setdefault(variable.owner, {})[variable.name] = None
    told = {key: ("value of", ", ".join(names)) for key, names in values.items()}
    owners = (one for one in picture.functions if one.role == "owns" and one.name in owned)
    return told | {one.key: ("owner of", ", ".join(owned[one.name])) for one in owners}


def called(function: Function) -> str:
    """What a function goes by where its kind and place are told elsewhere: `step`, or `step ×59` for that many."""
    return f"{short_name(function.name)}{times(function)}"


def times(function: Function) -> str:
    """How many are drawn as this one, as it is written behind its name; nothing for a single one."""
    return f" ×{function.count}" if function.count > 1 else ""


def place_of(function: Function) -> str | None:
    """The file and line of a function, as far as they are known."""
    if function.filename is None:
        return function.module
    return function.filename if function.row is None else f"{function.filename}:{function.row}"


def bytes_of(weight: Weight, number: int) -> str:
    """One of the numbers of a weight in units for people; the least that it can be is marked as such.

    >>> bytes_of(Weight(1, 2000, 3), 2000), bytes_of(Weight(1, 2, 3, complete=False), 2)
    ('2.0 kB', '≥ 2 bytes')
    """
    return decimal(number) if weight.complete else f"≥ {decimal(number)}"


def _bound(variable: Variable) -> str:
    rows = dict.fromkeys(str(each.row) for each in variable.bindings)
    return f"bound in line {', '.join(rows)}" if rows else ""


def _base(place: str) -> str:
    return place.rpartition("/")[2].rpartition(os.sep)[2]


def _details(lines: list[str], columns: int) -> tuple[str, ...]:
    return tuple(_cut(line, columns) for line in lines if line)


def _cut(text: str, columns: int) -> str:
    return Line(text).shown((0, columns), "…")


def _told(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
