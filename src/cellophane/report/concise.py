"""One line a finding, as compilers print them and editors read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cellophane.check.checked import Checked
from cellophane.model.finding import Finding
from cellophane.report.visible import visible


def render(files: Iterable[Checked]) -> Iterator[str]:
    """The lines, each with its end."""
    for checked in files:
        for finding in checked.findings:
            yield line(finding) + "\n"


def line(finding: Finding) -> str:
    """One finding: where, which rule, what, and how sure."""
    cell = "" if finding.cell is None else f"cell {finding.cell}:"
    place = f"{finding.filename}:{cell}{finding.span.row}:{finding.span.column}"
    return visible(f"{place}: {finding.code} {finding.message} [{finding.certainty.word}]")
