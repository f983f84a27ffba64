"""Workflow commands, from which GitHub Actions makes annotations of the lines of a change.

The message begins as a line of `concise` does, since the log shows no more than the message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cellophane.check.checked import Checked
from cellophane.model.place import Span
from cellophane.report.paths import Base
from cellophane.report.results import Result, Severity, numbered, results, told, where
from cellophane.report.visible import visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_ESCAPED = str.maketrans(_DATA)
_ESCAPED_IN_PROPERTY = str.maketrans({**_DATA, ":": "%3A", ",": "%2C"})


def render(files: Iterable[Checked]) -> Iterator[str]:
    """A command a line, for each problem and each finding."""
    base = Base.repository()
    for result in results(files):
        yield _command(result, base)


def _command(result: Result, base: Base) -> str:
    title = f"cellophane {result.code}"
    if result.finding is not None:
        title += f" ({result.finding.certainty.word})"
    properties = {"file": base.path(result.spot.filename), **_place(result.spot.span), "title": title}
    words = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    text = "\n".join(visible(line) for line in _message(result, base)).translate(_ESCAPED)
    return f"::{_COMMANDS[result.severity]} {words}::{text}\n"


def _property(value: str) -> str:
    return visible(value).translate(_ESCAPED_IN_PROPERTY)


def _place(span: Span | None) -> dict[str, int]:
    """Without a span there is no line, and the annotation is one of the file. Columns are only taken within a line."""
    if span is None:
        return {}
    lines = {"line": span.row, "endLine": span.end_row}
    return lines if span.row != span.end_row else {**lines, "col": span.column, "endColumn": span.end_column}


def _message(result: Result, base: Base) -> Iterator[str]:
    first, *more = told(result)
    certainty = "" if result.finding is None else f" [{result.finding.certainty.word}]"
    yield f"{where(result.spot, base)}: {result.code} {first}{certainty}"
    yield from more
    yield from numbered(result.steps, base)
