"""A JSON list of findings whose fields are named as ruff names them, with cellophane's own beside them.

What could not be checked is an entry as well: who reads only this list must not take it for clean.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

from cellophane.check.checked import Checked
from cellophane.model.finding import Evidence, Finding
from cellophane.model.fix import Fix
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.report.paths import STDIN
from cellophane.report.results import problem_code
from cellophane.report.statistics import ranked
from cellophane.report.visible import encodable


def render(files: Iterable[Checked]) -> Iterator[str]:
    """One list, in pieces, one entry after the other. It is pure ASCII, so any encoding carries it."""
    return listed(_indented(entry) for entry in entries(files))


def listed(entries: Iterable[str]) -> Iterator[str]:
    r"""A list of entries that are JSON already, in pieces.

    >>> "".join(listed(["1", "2"]))
    '[\n1,\n2\n]\n'
    """
    before = "[\n"
    for entry in entries:
        yield before + entry
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def entries(files: Iterable[Checked]) -> Iterator[dict[str, Any]]:
    """An entry for each problem and each finding, file by file."""
    for checked in files:
        yield from map(problem_document, checked.problems)
        yield from map(document, checked.findings)


def dumped(value: Any, indent: int | None = None) -> str:
    r"""JSON that every reader takes: pure ASCII, and without lone surrogates.

    >>> dumped({"filename": "caf\udce9.py"})
    '{"filename": "caf\\\\xe9.py"}'
    """
    text = json.dumps(value, indent=indent)
    # Most texts have none, and to look into each string of each entry takes longer than to write them.
    return json.dumps(_encodable(value), indent=indent) if "\\ud" in text else text


def _encodable(value: Any) -> Any:
    match value:
        case str():
            return encodable(value)
        case dict():
            return {_encodable(key): _encodable(each) for key, each in value.items()}
        case list() | tuple():
            return [_encodable(each) for each in value]
    return value


def statistics(files: Iterable[Checked]) -> Iterator[str]:
    """How many findings of each rule there are, the commonest first."""
    yield json.dumps([{"code": code, "count": count} for code, count in ranked(files)], indent=2) + "\n"


def document(finding: Finding) -> dict[str, Any]:
    """The fields of one finding."""
    return {
        "cell": finding.cell,
        "code": finding.code,
        "message": finding.message,
        "filename": filename_of(finding.filename),
        **place_of(finding.span),
        "fix": _fix(finding.fix),
        "noqa_row": finding.span.row,
        "url": None,
        "name": finding.name,
        "certainty": finding.certainty.word,
        "advice": finding.advice,
        "evidence": [evidence_document(item, finding.filename) for item in finding.evidence],
    }


def problem_document(problem: Problem) -> dict[str, Any]:
    """The same fields for what kept something from being checked: `invalid-syntax` at its place, as in ruff, or
    `not-checked`."""
    place = problem.row or 1, problem.column or 1
    return {
        "cell": problem.cell,
        "code": problem_code(problem),
        "message": problem.message,
        "filename": filename_of(problem.filename),
        **place_of(Span(*place, *place)),
        "fix": None,
        "noqa_row": None,
        "url": None,
        "name": None,
        "certainty": None,
        "advice": "",
        "evidence": [],
    }


def _fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [{"content": edit.text, **place_of(edit.span)} for edit in fix.edits]
    return {
        "applicability": "safe" if fix.safe else "unsafe",
        "message": fix.title,
        "risk": fix.risk or None,
        "edits": edits,
    }


def evidence_document(item: Evidence, filename: str) -> dict[str, Any]:
    """The fields of one step. `filename` is the file that it is in unless it names another one."""
    return {
        "step": item.step.value,
        "text": item.text,
        "filename": filename_of(item.filename or filename),
        "cell": item.cell,
        **place_of(item.span),
    }


def place_of(span: Span) -> dict[str, Any]:
    """Where something begins and ends."""
    return {
        "location": {"row": span.row, "column": span.column},
        "end_location": {"row": span.end_row, "column": span.end_column},
    }


def filename_of(name: str) -> str:
    """The absolute name, unless it is standard input, with bytes that are not UTF-8 written as escapes."""
    return encodable(name if name == STDIN else os.path.abspath(name))


def _indented(value: dict[str, Any]) -> str:
    return "\n".join(f"  {line}" for line in dumped(value, indent=2).split("\n"))
