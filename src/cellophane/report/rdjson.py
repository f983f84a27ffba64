"""reviewdog's diagnostic format, with a suggestion where there is a fix, and the evidence as related locations.

Only fields that the format knows are written: reviewdog refuses a report with any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from cellophane.check.checked import Checked
from cellophane.model.finding import Finding
from cellophane.model.fix import Edit
from cellophane.model.place import Span
from cellophane.report.json import dumped, listed
from cellophane.report.paths import Base
from cellophane.report.results import Result, Severity, Spot, results, told

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def render(files: Iterable[Checked]) -> Iterator[str]:
    """One object, in pieces, a diagnostic a line."""
    base = Base.here()  # from where reviewdog runs as well
    yield '{"source": {"name": "cellophane"}, "diagnostics": '
    yield from listed(dumped(_diagnostic(result, base)) for result in results(files))
    yield "}\n"


def _diagnostic(result: Result, base: Base) -> dict[str, Any]:
    document: dict[str, Any] = {
        "message": "\n".join(told(result)),
        "location": _location(result.spot, base),
        "severity": _SEVERITIES[result.severity],
        "code": {"value": result.code},
    }
    if suggestion := _suggestion(result.finding, result.spot.lines):
        document["suggestions"] = [suggestion]
    if result.steps:
        document["related_locations"] = [
            {"message": step.text, "location": _location(step, base)} for step in result.steps
        ]
    return document


def _location(spot: Spot, base: Base) -> dict[str, Any]:
    location: dict[str, Any] = {"path": base.path(spot.filename)}
    if spot.span is not None:
        location["range"] = _range(spot.span, spot.lines) or {
            "start": {"line": spot.span.row},
            "end": {"line": spot.span.end_row},
        }
    return location


def _range(span: Span, lines: Mapping[int, str]) -> dict[str, Any] | None:
    """Where it begins and ends; none if a line is not known by which a column would be told in bytes."""
    start = _column(span.row, span.column, lines)
    end = _column(span.end_row, span.end_column, lines)
    if start is None or end is None:
        return None
    return {"start": {"line": span.row, "column": start}, "end": {"line": span.end_row, "column": end}}


def _column(row: int, column: int, lines: Mapping[int, str]) -> int | None:
    """A column counted in bytes of UTF-8, from 1, as reviewdog counts."""
    if column == 1:
        return 1
    line = lines.get(row)
    return None if line is None else len(line[: column - 1].encode("utf-8", "surrogatepass")) + 1


def _suggestion(finding: Finding | None, lines: Mapping[int, str]) -> dict[str, Any] | None:
    """The fix as one replacement: of several, reviewdog would offer each alone, and half a fix is none.

    None where there is no fix, where its rows are those of a cell, and where the lines between its edits are not known.
    """
    if finding is None or finding.fix is None or finding.cell is not None:
        return None
    edits = sorted(finding.fix.edits)
    first, last = edits[0].span, edits[-1].span
    if len(edits) > 1 and any(row not in lines for row in range(first.row, last.end_row + 1)):
        return None
    where = _range(Span(first.row, first.column, last.end_row, last.end_column), lines)
    return None if where is None else {"range": where, "text": _joined(edits, lines)}


def _joined(edits: Sequence[Edit], lines: Mapping[int, str]) -> str:
    """What comes in the place of all that is between the first and the last edit."""
    text = edits[0].text
    for before, after in pairwise(edits):
        text += _between(before.span, after.span, lines) + after.text
    return text


def _between(before: Span, after: Span, lines: Mapping[int, str]) -> str:
    if before.end_row == after.row:
        return lines[after.row][before.end_column - 1 : after.column - 1]
    whole = [lines[row] for row in range(before.end_row + 1, after.row)]
    return "\n".join([lines[before.end_row][before.end_column - 1 :], *whole, lines[after.row][: after.column - 1]])
