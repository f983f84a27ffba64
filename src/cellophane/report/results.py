"""What other programs are told of files: findings, and what kept a file from being checked, as results of one shape.

It decides how severe a result is, which place of a file it has, and what is said beside its message. How that is
written down, each format decides, and how files are named is for `paths` to say.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cellophane.check.checked import Checked
from cellophane.model.finding import Certainty, Evidence, Finding
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.report.paths import Base
from cellophane.report.remarks import remarks

SYNTAX, UNCHECKED = "invalid-syntax", "not-checked"
"""The codes of problems: a text that is wrong at a place, and all else that could not be dealt with."""


class Severity(enum.Enum):
    """How much somebody who looks at a change should mind."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_SEVERITIES = {
    Certainty.CERTAIN: Severity.ERROR,
    Certainty.LIKELY: Severity.WARNING,
    Certainty.POSSIBLE: Severity.NOTE,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file, and what is said of it.

    It has no span if it is the file as a whole, or in a cell of a notebook: its rows count in the cell, while other
    programs count those of the JSON that the notebook is kept in. A row of it would be some other row, so the cell is
    told in words.
    """

    filename: str
    span: Span | None
    text: str
    lines: Mapping[int, str]
    """The lines of the file that are known, by their rows."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finding, or a problem."""

    code: str
    severity: Severity
    spot: Spot
    line: str
    """The line of source that it is at, without what surrounds it; empty if it is not known."""
    steps: tuple[Spot, ...] = ()
    """The evidence, in the order in which it happens."""
    finding: Finding | None = None
    """None: it is a problem."""


def results(files: Iterable[Checked]) -> Iterator[Result]:
    """One for each problem and each finding, file by file."""
    for checked in files:
        for problem in checked.problems:
            yield _of_problem(problem)
        lines = {row: text for (cell, row), text in checked.excerpt.items() if cell is None}
        for finding in checked.findings:
            yield _of_finding(finding, lines, checked.excerpt.get((finding.cell, finding.span.row), "").strip())


def _of_problem(problem: Problem) -> Result:
    spot = Spot(problem.filename, None, _in_cell(problem.cell, _span(problem)) + problem.message, {})
    if problem.row is not None and problem.cell is None:
        spot = Spot(problem.filename, _span(problem), problem.message, {})
    return Result(problem_code(problem), Severity.ERROR, spot, "")


def problem_code(problem: Problem) -> str:
    """What stands where findings have the code of their rule."""
    return UNCHECKED if problem.row is None else SYNTAX


def _span(problem: Problem) -> Span:
    """The place of a problem, or the first character: it is about a place, not about a stretch."""
    place = problem.row or 1, problem.column or 1
    return Span(*place, *place)


def _of_finding(finding: Finding, lines: Mapping[int, str], line: str) -> Result:
    spot = _spot(finding.filename, finding.cell, finding.span, finding.message, lines)
    steps = tuple(_step(each, finding.filename, lines) for each in finding.evidence)
    return Result(finding.code, _SEVERITIES[finding.certainty], spot, line, steps, finding)


def _step(item: Evidence, filename: str, lines: Mapping[int, str]) -> Spot:
    if item.filename is None:
        return _spot(filename, item.cell, item.span, item.text, lines)
    known = {} if item.line is None else {item.span.row: item.line}
    return _spot(item.filename, item.cell, item.span, item.text, known)


def _spot(filename: str, cell: int | None, span: Span, text: str, lines: Mapping[int, str]) -> Spot:
    if cell is not None:
        return Spot(filename, None, _in_cell(cell, span) + text, {})
    return Spot(filename, span, text, lines)


def _in_cell(cell: int | None, span: Span) -> str:
    return "" if cell is None else f"cell {cell}, row {span.row}, column {span.column}: "


def told(result: Result) -> list[str]:
    """The message, the advice and the remarks, a line each."""
    finding = result.finding
    if finding is None:
        return [result.spot.text]
    return [result.spot.text, *([f"help: {finding.advice}"] if finding.advice else []), *remarks(finding)]


def numbered(steps: Iterable[Spot], base: Base) -> Iterator[str]:
    """The evidence for people who read lines: what happens, and where, a line each."""
    for number, step in enumerate(steps, start=1):
        yield f"{number} {step.text} ({where(step, base)})"


def where(spot: Spot, base: Base) -> str:
    """Its place as compilers print it: `jobs/a.py:12:5`, or the file alone where its text tells the cell.

    >>> where(Spot("-", Span(12, 5, 12, 9), "", {}), Base.here())
    '-:12:5'
    """
    place = "" if spot.span is None else f":{spot.span.row}:{spot.span.column}"
    return base.path(spot.filename) + place
