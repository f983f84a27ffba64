"""What all files of a run came to, and what is new or gone when one of them was checked again."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from cellophane.check.checked import Checked
from cellophane.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Difference:
    """What has become different."""

    new: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()

    def __add__(self, other: Difference) -> Difference:
        """Both together."""
        return Difference((*self.new, *other.new), (*self.gone, *other.gone))


class Results:
    """The results of files, by their paths. Of files of which there is nothing to tell nothing is kept but that.

    >>> results = Results()
    >>> results.put("/shop/desk.py", Checked("desk.py"))
    Difference(new=(), gone=())
    >>> len(results), results.findings
    (1, 0)
    """

    def __init__(self) -> None:
        self._files: dict[str, Checked | None] = {}
        self.findings = 0
        """How many there are in all files."""

    def __len__(self) -> int:
        return len(self._files)

    def __iter__(self) -> Iterator[Checked]:
        """Those of which there is something to tell."""
        return (checked for checked in self._files.values() if checked is not None)

    @property
    def resting(self) -> frozenset[str]:
        """The files whose results rest on other files, and those which nobody could tell it of: all others stay as they
        are, whatever comes or goes around them."""
        return frozenset(
            path for path, checked in self._files.items() if checked and (checked.rests_on_others or checked.problems)
        )

    def reading(self, paths: Collection[str]) -> frozenset[str]:
        """The files for whose results one of these was read, and those of which nobody could tell it."""
        return frozenset(
            path
            for path, checked in self._files.items()
            if checked and (checked.problems or not checked.rests_on.isdisjoint(paths))
        )

    def pointing(self, paths: Collection[str]) -> frozenset[str]:
        """The files with evidence in one of these, whose rows may be others by now."""
        return frozenset(
            path
            for path, checked in self._files.items()
            for finding in (checked.findings if checked else ())
            if any(each.filename and os.path.abspath(each.filename) in paths for each in finding.evidence)
        )

    @property
    def hindered(self) -> int:
        """How many files could not be checked, or not as a whole."""
        return sum(bool(checked.problems) for checked in self)

    def put(self, path: str, checked: Checked) -> Difference:
        """A file was checked; what is different."""
        before = self._files.get(path)
        told = checked.findings or checked.problems or checked.hidden or checked.rests_on_others or checked.known
        self._files[path] = checked if told else None
        self.findings += len(checked.findings) - (len(before.findings) if before else 0)
        return Difference(_without(checked, before), _without(before, checked))

    def drop(self, paths: Iterable[str]) -> Difference:
        """Files are not checked any more."""
        gone = [checked for path in paths if (checked := self._files.pop(path, None)) is not None]
        findings = tuple(finding for checked in gone for finding in checked.findings)
        self.findings -= len(findings)
        return Difference(gone=findings)


def _without(checked: Checked | None, other: Checked | None) -> tuple[Finding, ...]:
    """The findings of one that the other one has not: those of the same rule and name, in a line that reads the same,
    are the same, wherever it stands."""
    left = Counter(_mark(other, finding) for finding in other.findings) if other else Counter()
    found = []
    for finding in checked.findings if checked else ():
        mark = _mark(checked, finding)
        if left[mark]:
            left[mark] -= 1
        else:
            found.append(finding)
    return tuple(found)


def _mark(checked: Checked | None, finding: Finding) -> tuple[object, ...]:
    line = checked.excerpt.get((finding.cell, finding.span.row), "").strip() if checked else ""
    return finding.code, finding.name, finding.certainty, line
