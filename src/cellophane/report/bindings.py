"""Where a variable is bound, in words: first, again, by whom, and where it loses its value.

It decides which bindings are told together; who shows the words decides what stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cellophane.model.picture import Bound, DrawnVariable
from cellophane.report.naming import short_name

_UNBINDING = {"del": "deleted", "end of except": "unbound"}
_MOST = 8
"""So many lines of a list are told."""


def told(variable: DrawnVariable) -> Iterator[str]:
    """Each phrase about the bindings of a variable, in the order of the source.

    >>> bindings = (Bound(3, "assignment", "f"), Bound(7, "assignment", "f.<locals>.g"))
    >>> list(told(DrawnVariable("v1", "n", "f", bindings)))
    ['bound in line 3', 'rebound in line 7 by g']
    """
    first = next((each for each in variable.bindings if each.how not in _UNBINDING), None)
    for verb, some in groupby(variable.bindings, lambda each: _verb(each, each is first, variable.owner)):
        same = list(some)
        yield " ".join(filter(None, (verb[0], _lines(same), verb[1], verb[2])))


def _verb(bound: Bound, is_first: bool, owner: str | None) -> tuple[str, str, str]:
    """The parts of a phrase: `rebound`, `by step` if the owner does not do it itself, `in each round of a loop`."""
    what = _UNBINDING.get(bound.how) or ("bound" if is_first else "rebound")
    by = f"by {short_name(bound.scope)}" if owner is not None and bound.scope != owner else ""
    again = "in each round of a loop" if bound.repeated and bound.how not in _UNBINDING else ""
    return what, by, again


def _lines(same: list[Bound]) -> str:
    rows = list(dict.fromkeys(each.row for each in same))
    shown = ", ".join(map(str, rows[:_MOST])) + (f", …{len(rows) - _MOST} more" if len(rows) > _MOST else "")
    where = " at the end of its handler" if all(each.how == "end of except" for each in same) else ""
    return f"in {'lines' if len(rows) > 1 else 'line'} {shown}{where}"
