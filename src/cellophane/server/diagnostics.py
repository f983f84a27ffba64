"""Findings and problems as an editor shows them, with the evidence as related places."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from attrs import evolve
from lsprotocol import types

from cellophane.check.checked import Checked
from cellophane.model.finding import Certainty, Evidence, Finding
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.report.remarks import remarks
from cellophane.report.results import SYNTAX, problem_code
from cellophane.report.visible import visible
from cellophane.server.buffers import Document, LinesAt, lines_on_disk, uri_of
from cellophane.server.positions import Units

_SEVERITIES = {
    Certainty.CERTAIN: types.DiagnosticSeverity.Error,
    Certainty.LIKELY: types.DiagnosticSeverity.Warning,
    Certainty.POSSIBLE: types.DiagnosticSeverity.Hint,
}
SOURCE = "cellophane"


def diagnostics(
    document: Document,
    checked: Checked,
    units: Units,
    syntax_errors: bool = True,
    lines_at: LinesAt = lines_on_disk,
) -> dict[str, list[types.Diagnostic]]:
    """What is to be shown, by the URI that it is shown at: of a file, of each cell of a notebook, and of the settings
    that govern it, if these make no sense. `lines_at` are those of other files, in which evidence may be."""
    found: dict[str, list[types.Diagnostic]] = {text.uri: [] for text in document.texts}
    for finding in checked.findings:
        found.setdefault(document.uri_of(finding.cell), []).append(of_finding(document, finding, units, lines_at))
    for problem in checked.problems:
        uri, diagnostic = _of_problem(document, problem, units)
        if syntax_errors or diagnostic.code != SYNTAX:
            found.setdefault(uri, []).append(diagnostic)
    return found


def of_finding(
    document: Document, finding: Finding, units: Units, lines_at: LinesAt = lines_on_disk
) -> types.Diagnostic:
    """One finding, with its advice and the evidence. `lines_at` as of `diagnostics`."""
    advice = [f"help: {finding.advice}"] if finding.advice else []
    return types.Diagnostic(
        range=units.range(document.lines_in(finding.cell), finding.span),
        message="\n".join(map(visible, [finding.message, *advice, *remarks(finding)])),
        severity=_SEVERITIES[finding.certainty],
        code=finding.code,
        source=SOURCE,
        related_information=[
            types.DiagnosticRelatedInformation(location_of(document, item, units, lines_at), visible(item.text))
            for item in finding.evidence
        ],
        data={"certainty": finding.certainty.word, "name": finding.name},
    )


def shows_related_places(capabilities: types.ClientCapabilities) -> bool:
    """Whether an editor shows them. One that says nothing at all of diagnostics may."""
    document = capabilities.text_document
    shown = document.publish_diagnostics if document else None
    return shown is None or bool(shown.related_information)


def in_words(shown: types.PublishDiagnosticsParams) -> types.PublishDiagnosticsParams:
    """The same for an editor that shows no related places: the evidence stands in the messages."""
    return evolve(shown, diagnostics=[told_in_words(each, shown.uri) for each in shown.diagnostics])


def told_in_words(diagnostic: types.Diagnostic, uri: str) -> types.Diagnostic:
    """One of them, which is shown at this URI."""
    steps = [_step(each, uri) for each in diagnostic.related_information or ()]
    return evolve(diagnostic, message="\n".join([diagnostic.message, *steps]), related_information=None)


def _step(related: types.DiagnosticRelatedInformation, uri: str) -> str:
    """A piece of evidence with its place: `line 3: kept by 'tasks.append' here`, or `helper.py:3: …`."""
    row = related.location.range.start.line + 1
    if related.location.uri == uri:
        return f"line {row}: {related.message}"
    return f"{unquote(related.location.uri.rpartition('/')[2])}:{row}: {related.message}"


def location_of(document: Document, item: Evidence, units: Units, lines_at: LinesAt = lines_on_disk) -> types.Location:
    """The place of a piece of evidence, which may be in another file. `lines_at` as of `diagnostics`."""
    if item.filename is None:
        return types.Location(document.uri_of(item.cell), units.range(document.lines_in(item.cell), item.span))
    lines = lines_at(item.filename)
    found = units.range(lines, item.span) if item.span.end_row <= len(lines) else _in_line(item, units)
    return types.Location(uri_of(item.filename), found)


def _in_line(item: Evidence, units: Units) -> types.Range:
    """A place in a file that is gone, or shorter by now: where it was in the one line that is known, or the row."""
    line, span = item.line or "", item.span
    end = line[: span.end_column - 1] if span.row == span.end_row else line
    columns = units.units(line[: span.column - 1]), units.units(end)
    start, stop = (types.Position(span.row - 1, column) for column in columns)
    return types.Range(start, stop)


def _of_problem(document: Document, problem: Problem, units: Units) -> tuple[str, types.Diagnostic]:
    is_here = problem.filename == document.filename
    lines: Sequence[str] = document.lines_in(problem.cell) if is_here else ()
    row, column = problem.row or 1, problem.column or 1
    where = units.range(lines, Span(row, column, row, column + 1)) if is_here else _first_of(row)
    uri = document.uri_of(problem.cell) if is_here else uri_of(problem.filename)
    severity = types.DiagnosticSeverity.Error
    code = problem_code(problem)
    return uri, types.Diagnostic(where, visible(problem.message), severity=severity, code=code, source=SOURCE)


def _first_of(row: int) -> types.Range:
    return types.Range(types.Position(row - 1, 0), types.Position(row - 1, 1))
