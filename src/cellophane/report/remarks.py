"""What is said of a finding beside what is wrong and what to do: in a frame, and to other programs."""

from __future__ import annotations

from cellophane.model.finding import Finding


def remarks(finding: Finding) -> list[str]:
    """Why its fix is unsafe, or why it has none, and what would tell whether it is one: a line each."""
    risk = finding.fix.risk if finding.fix is not None else ""
    lines = [f"unsafe: {risk}"] if risk else []
    lines += [f"not fixed: {finding.unfixed}"] if finding.unfixed else []
    lines += [f"would tell: {finding.hint}"] if finding.hint else []
    return lines
