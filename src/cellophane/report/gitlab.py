"""A Code Quality report for GitLab, which shows it in merge requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cellophane.check.checked import Checked
from cellophane.report.fingerprints import Fingerprints
from cellophane.report.json import dumped, listed
from cellophane.report.paths import Base
from cellophane.report.results import Result, Severity, results
from cellophane.report.visible import visible

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(files: Iterable[Checked]) -> Iterator[str]:
    """One list, in pieces, an entry a line."""
    base = Base.repository()
    fingerprints = Fingerprints(base)
    return listed(dumped(_entry(result, base, fingerprints.of(result))) for result in results(files))


def _entry(result: Result, base: Base, fingerprint: str) -> dict[str, Any]:
    # A line is asked for, also where none is known: then it is the first one, and the description tells the cell.
    span = result.spot.span
    lines = {"begin": 1} if span is None else {"begin": span.row, "end": span.end_row}
    return {
        "description": visible(f"{result.code} {result.spot.text}"),
        "check_name": result.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[result.severity],
        "location": {"path": base.path(result.spot.filename), "lines": lines},
    }
