"""The last line of a run: what it came to, and how to see what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cellophane.check.checked import Checked
from cellophane.model.finding import Certainty
from cellophane.model.problem import Problem
from cellophane.model.silencing import Form

_RUFF = (
    'ruff takes `# noqa: CEL...` away (RUF100, RUF102) unless its `lint.external` has "CEL"; '
    "`--silence-with ignore` writes comments that it leaves alone."
)


@dataclass
class Tally:
    """What a run has come to so far."""

    change: str = "Fixed"
    """What was done with findings that are gone."""
    since: str | None = None
    """The revision of git since when findings are new; none if all are told."""
    checked: int = 0
    """Files that could be checked, if only in part."""
    hit: int = 0
    """Files with findings."""
    findings: int = 0
    hidden: Counter[Certainty] = field(default_factory=Counter)
    """Findings that are not certain enough to be shown."""
    known: int = 0
    gone: int = 0
    """Findings that a baseline knows and that are not there any more."""
    fixed: int = 0
    """Findings that were mended, or silenced."""
    noqa: bool = False
    """Whether comments `# noqa` were put in."""
    fixable: int = 0
    """Findings for which there is a safe fix."""
    fixable_unsafely: int = 0
    """Findings for which there is one, but no safe one."""
    unchecked: int = 0
    """Files of which something could not be checked, or done."""
    problems: list[Problem] = field(default_factory=list)

    def add(self, checked: Checked) -> None:
        """Count one file."""
        self.checked += bool(checked.findings) or not (checked.problems or checked.left_out)
        self.hit += bool(checked.findings)
        self.findings += len(checked.findings)
        self.hidden.update(checked.hidden)
        self.known += checked.known
        self.gone += checked.gone
        self.fixed += len(checked.mended.fixed) if checked.mended else 0
        self.noqa |= checked.mended is not None and checked.mended.changes and checked.mended.form is Form.NOQA
        self.fixable += sum(finding.fix is not None and finding.fix.safe for finding in checked.findings)
        self.fixable_unsafely += sum(finding.fix is not None and not finding.fix.safe for finding in checked.findings)
        self.unchecked += bool(checked.problems)
        self.problems.extend(checked.problems)

    def counting(self, files: Iterable[Checked]) -> Iterator[Checked]:
        """Count files while they are passed on."""
        for checked in files:
            self.add(checked)
            yield checked

    def add_problem(self, problem: Problem | None) -> None:
        """Count what was in the way beside the files; nothing if nothing was."""
        if problem is not None:
            self.problems.append(problem)

    def text(self) -> str:
        """The summary, one line for each thing to know.

        >>> Tally(checked=120, hit=2, findings=3).text()
        'Found 3 hazards in 2 files (checked 120 files).'
        """
        hindered = f"{_count(len(self.problems), 'problem')} kept something from being done"
        if self.problems and not self.checked:
            return f"{hindered}: no file was checked."
        lines = [f"{self._outcome()} ({self._looked_at()}).", *self._fixes()]
        if self.problems:  # first, since what comes next may be reassuring
            lines.insert(0, f"{hindered}.")
        if self.noqa:
            lines.append(_RUFF)
        if self.hidden:
            lines.append(self._hidden())
        if self.known:
            lines.append(f"The baseline knows {self.known} more.")
        if self.gone and not self.findings and not self.problems:  # what is recorded anew then is nothing new
            are = "is" if self.gone == 1 else "are"
            lines.append(
                f"{_count(self.gone, 'finding')} of the baseline {are} gone: delete the file, and record it anew."
            )
        return "\n".join(lines)

    def _looked_at(self) -> str:
        if self.since is not None and not self.checked:
            return "no file has changed, or can see what has"
        return f"checked {_count(self.checked, 'file')}"

    def _outcome(self) -> str:
        place = f"in {_count(self.hit, 'file')}"
        if self.fixed:
            left = f"{self.findings} left {place}" if self.findings else "none is left"
            return f"{self.change} {_count(self.fixed, 'hazard')}; {left}"
        if self.findings and self.change.startswith("Would"):
            return f"{self.change} nothing; {_count(self.findings, 'hazard')} left {place}"
        noun, since = ("hazard", "") if self.since is None else ("new hazard", f" since {self.since}")
        if self.findings:
            return f"Found {_count(self.findings, noun)} {place}{since}"
        return f"Found no {noun}s{' elsewhere' if self.unchecked else ''}{since}"

    def _hidden(self) -> str:
        """What is not shown because it is not certain enough, and how to see it."""
        count, least = self.hidden.total(), min(self.hidden)
        are, them = ("is", "it") if count == 1 else ("are", "them")
        more = " more" if self.findings else ""
        what = f"only {least.word}" if len(self.hidden) == 1 else "less certain"
        return f"{count}{more} {are} {what}: `--certainty {least.word}` shows {them}."

    def _fixes(self) -> list[str]:
        """What could be mended, and how."""
        if self.fixable and self.fixable_unsafely:
            return [f"`--fix` mends {self.fixable}, and {self.fixable_unsafely} more with `--unsafe-fixes`."]
        if self.fixable:
            return [f"`--fix` mends {self.fixable}."]
        return [f"`--fix --unsafe-fixes` mends {self.fixable_unsafely}."] if self.fixable_unsafely else []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
