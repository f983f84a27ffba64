"""The last line of a run: what it came to, and how to see what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from cellophane.check.checked import Checked
from cellophane.model.problem import Problem


@dataclass
class Tally:
    """What a run has come to so far."""

    checked: int = 0
    """Files that could be checked, if only in part."""
    hit: int = 0
    """Files with findings."""
    findings: int = 0
    hidden: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, checked: Checked) -> None:
        """Count one file."""
        self.checked += bool(checked.findings) or not checked.problems
        self.hit += bool(checked.findings)
        self.findings += len(checked.findings)
        self.hidden += checked.hidden
        self.problems.extend(checked.problems)

    def text(self) -> str:
        """The summary, one line for each thing to know.

        >>> Tally(checked=120, hit=2, findings=3).text()
        'Found 3 hazards in 2 files (checked 120 files).'
        """
        checked = _count(self.checked, "file")
        if self.findings:
            found = f"Found {_count(self.findings, 'hazard')} in {_count(self.hit, 'file')} (checked {checked})."
        else:
            found = f"Found no hazards (checked {checked})."
        lines = [found]
        if self.hidden:
            shown = "one is" if self.hidden == 1 else "ones are"
            lines.append(f"{self.hidden} less certain {shown} hidden; `--certainty possible` shows all.")
        if self.problems:
            lines.append(f"{_count(len(self.problems), 'problem')} kept something from being checked.")
        return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
