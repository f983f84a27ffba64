"""A JSON list of findings whose fields are named as ruff names them, with cellophane's own beside them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

from cellophane.check.checked import Checked
from cellophane.model.finding import Evidence, Finding
from cellophane.model.fix import Fix
from cellophane.model.place import Span
from cellophane.report.statistics import ranked


def render(files: Iterable[Checked]) -> Iterator[str]:
    """One list, in pieces, one finding after the other. It is pure ASCII, so any encoding carries it."""
    before = "[\n"
    for checked in files:
        for finding in checked.findings:
            yield before + _indented(document(finding))
            before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


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
    """The absolute name, unless it is standard input, with bytes that are not UTF-8 written as escapes.

    Python holds such bytes as lone surrogates, which strict readers of JSON refuse.
    """
    absolute = name if name == "-" else os.path.abspath(name)
    return absolute.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _indented(value: dict[str, Any]) -> str:
    return "\n".join(f"  {line}" for line in json.dumps(value, indent=2).split("\n"))
