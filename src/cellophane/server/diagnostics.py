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
from cellophane.server.buffers import Document, uri_of
from cellophane.server.positions import Units

_SEVERITIES = {
    Certainty.CERTAIN: types.DiagnosticSeverity.Error,
    Certainty.LIKELY: types.DiagnosticSeverity.Warning,
    Certainty.POSSIBLE: types.DiagnosticSeverity.Hint,
}
SOURCE = "cellophane"


def diagnostics(
    document: Document, checked: Checked, units: Units, syntax_errors: bool = True
) -> dict[str, list[types.Diagnostic]]:
    """What is to be shown, by the URI that it is shown at: of a file, of each cell of a notebook, and of the settings
    that govern it, if these make no sense."""
    found: dict[str, list[types.Diagnostic]] = {text.uri: [] for text in document.texts}
    for finding in checked.findings:
        found.setdefault(document.uri_of(finding.cell), []).append(of_finding(document, finding, units))
    for problem in checked.problems:
        uri, diagnostic = _of_problem(document, problem, units)
        if syntax_errors or diagnostic.code != SYNTAX:
            found.setdefault(uri, []).append(diagnostic)
    return found


def of_finding(document: Document, finding: Finding, units: Units) -> types.Diagnostic:
    """One finding, with its advice and the evidence."""
    advice = [f"help: {finding.advice}"] if finding.advice else []
    return types.Diagnostic(
        range=units.range(document.lines_in(finding.cell), finding.span),
        message="\n".join(map(visible, [finding.message, *advice, *remarks(finding)])),
        severity=_SEVERITIES[finding.certainty],
        code=finding.code,
        source=SOURCE,
        related_information=[_related(document, item, units) for item in finding.evidence],
        data={"certainty": finding.certainty.word, "name": finding.name},
    )


def _related(document: Document, item: Evidence, units: Units) -> types.DiagnosticRelatedInformation:
    return types.DiagnosticRelatedInformation(location_of(document, item, units), visible(item.text))


def shows_related_places(capabilities: types.ClientCapabilities) -> bool:
    """Whether an editor shows them. One that says nothing at all of diagnostics may."""
    document = capabilities.text_document
    shown = document.publish_diagnostics if document else None
    return shown is None or bool(shown.related_information)


def in_words(shown: types.PublishDiagnosticsParams) -> types.PublishDiagnosticsParams:
    """The same for an editor that shows no related places: the evidence stands in the messages."""
    return evolve(shown, diagnostics=[_in_words(each, shown.uri) for each in shown.diagnostics])


def _in_words(diagnostic: types.Diagnostic, uri: str) -> types.Diagnostic:
    steps = [_step(each, uri) for each in diagnostic.related_information or ()]
    return evolve(diagnostic, message="\n".join([diagnostic.message, *steps]), related_information=None)


def _step(related: types.DiagnosticRelatedInformation, uri: str) -> str:
    """A piece of evidence with its place: `line 3: kept by 'tasks.append' here`, or `helper.py:3: …`."""
    row = related.location.range.start.line + 1
    if related.location.uri == uri:
        return f"line {row}: {related.message}"
    return f"{unquote(related.location.uri.rpartition('/')[2])}:{row}: {related.message}"


def location_of(document: Document, item: Evidence, units: Units) -> types.Location:
    """The place of a piece of evidence, which may be in another file."""
    if item.filename is None:
        return types.Location(document.uri_of(item.cell), units.range(document.lines_in(item.cell), item.span))
    return types.Location(uri_of(item.filename), _elsewhere(item.span, item.line, units))


def _elsewhere(span: Span, line: str | None, units: Units) -> types.Range:
    """A place in a file of which one line is known."""
    if line is None or span.row != span.end_row:
        return types.Range(types.Position(span.row - 1, span.column - 1), types.Position(span.end_row - 1, 0))
    start, end = units.units(line[: span.column - 1]), units.units(line[: span.end_column - 1])
    return types.Range(types.Position(span.row - 1, start), types.Position(span.row - 1, end))


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
