"""A run that goes on: after each change, what is to be checked again is checked, and nothing else.

That are the files that have changed or come, and of all others those whose results rest on other files and which may
see the change. A file whose result rests on nothing but its own text stays as it is, whatever comes or goes around it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cellophane.check.checked import Checked
from cellophane.check.parallel import Task
from cellophane.check.watching.inventory import Inventory, Listing
from cellophane.check.watching.reached import LAG, Reached, changed_at
from cellophane.check.watching.results import Difference, Results
from cellophane.model.problem import Problem
from cellophane.source.analysis import Analysis
from cellophane.workspace.grounds import COMPILED, DECIDING, MARKING

_MANY = 100
"""Files that change at once, as when a branch is switched, from which on all that rests on other files is checked
again: to find out which of them may see the change would take as long."""
_PACKAGES = ("__init__.py", "__init__.pyi")


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one change."""

    again: tuple[Checked, ...]
    """The files that were checked again."""
    difference: Difference
    problems: tuple[Problem, ...] = ()
    """What is in the way of finding files, unless it was before."""


@dataclass(frozen=True, slots=True)
class _Change:
    """The files that have another text, those that have come and those that are gone."""

    altered: frozenset[str]
    come: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    blind: bool = False
    """Whether nobody can tell who may see it."""

    @property
    def files(self) -> frozenset[str]:
        """All of them."""
        return self.altered | self.come | self.gone

    @property
    def is_of_texts(self) -> bool:
        """Whether nothing but what is in files is different: which module is in which file is as it was. What is in the
        `__init__.py` of a package may say that it goes on in other directories."""
        return not (self.come or self.gone or any(os.path.basename(path) in _PACKAGES for path in self.altered))

    @property
    def is_wide(self) -> bool:
        """Whether all may see it that see anything of other files."""
        packages = any(os.path.basename(path) in _PACKAGES for path in self.come | self.gone)
        return self.blind or packages or len(self.files) > _MANY


Check = Callable[[Sequence[Task], Analysis | None], Iterable[Checked]]
"""Checks files, in their order: with what an analysis knows, or all of a run without one."""


@dataclass
class Session:
    """The files of a run that goes on, and what they came to.

    `listing` finds the files; what it raises is passed on, and all is as it was before. `named` are the absolute paths
    that were asked for.
    """

    listing: Callable[[], Listing]
    check: Check
    named: Sequence[str] = ()
    results: Results = field(default_factory=Results)
    inventory: Inventory = field(default_factory=lambda: Inventory({}, frozenset(), (), ()))
    _analysis: Analysis = field(default_factory=Analysis)
    _reached: Reached | None = None
    _checked_at: float = 0.0

    def begin(self) -> Iterator[Checked]:
        """Check all files, one after the other. What was in the way of finding them comes along."""
        self._checked_at = time.time()
        self.inventory = self._listed()
        yield from (Checked(problem.filename, problems=(problem,)) for problem in self.inventory.problems)
        for path, checked in self._checked(self.inventory.tasks, None):
            self.results.put(path, checked)
            yield checked

    def settle(self) -> None:
        """Do what can be done before the next change comes."""
        if self._reached is None and self.inventory.modules is not None:
            self._reached = Reached(self.inventory.files, self._checked_at)
        if self._reached is not None:
            self._reached.include(self.results.resting)

    def anew(self) -> Round:
        """Check all files again, under the settings of today."""
        before, self.inventory, self._checked_at = self.inventory, self._listed(), time.time()
        self._reached, self._analysis = None, Analysis()
        return self._round(self.inventory.tasks, before, None)

    def after(self, paths: Iterable[str]) -> Round | None:
        """Check again what changes to these files and directories have to do with; none if that is nothing."""
        changed = frozenset(name for path in paths for name in self.inventory.names(path))
        if any(os.path.basename(path) in DECIDING or path.endswith(".dist-info") for path in changed):
            return self.anew()
        altered = frozenset(path for path in changed & self.inventory.files if os.path.isfile(path))
        if any(map(self.inventory.may_change_with, changed - altered)):
            return self._after_listing(altered, any(path.endswith(COMPILED) for path in changed))
        return self._after(_Change(altered), self.inventory) if altered else None

    def catch_up(self) -> Round | None:
        """The same for all that has changed since the files were listed: for the time when nobody watched."""
        since = self._checked_at - LAG
        return self._after_listing(frozenset(path for path in self.inventory.files if changed_at(path) > since))

    def _after_listing(self, altered: frozenset[str], blind: bool = False) -> Round | None:
        before, now = self.inventory, self._listed()
        change = _Change(altered & now.files, now.files - before.files, before.files - now.files, blind)
        if any(os.path.basename(path) in MARKING for path in change.come | change.gone):
            return self.anew()
        self.inventory = now
        return self._after(change, before)

    def _after(self, change: _Change, before: Inventory) -> Round | None:
        tasks, began = self.inventory.tasks, time.time()
        again = {path for path in change.files if path in tasks}
        if before is not self.inventory:
            again |= {path for path, task in tasks.items() if _options(before, path) != task.options}
        again |= self._seeing(change) & tasks.keys()
        self._checked_at = began
        found = self._round([path for path in tasks if path in again], before, self._analysis)
        return found if found.again or found.difference.gone or found.problems else None

    def _seeing(self, change: _Change) -> frozenset[str]:
        """Of the files whose results rest on others, those which may see a change."""
        resting = self.results.resting
        if change.is_wide or self._reached is None:
            self._reached, self._analysis = None, Analysis()
            return resting
        for path in change.files:
            self._analysis.forget(path)
        seeing = self._reached.after(change.altered, change.come, change.gone) | self.results.pointing(change.files)
        return resting & (seeing & self.results.reading(change.files) if change.is_of_texts else seeing)

    def _round(self, paths: Collection[str], before: Inventory, analysis: Analysis | None) -> Round:
        difference = self.results.drop(before.tasks.keys() - self.inventory.tasks.keys())
        again = []
        for path, checked in self._checked(paths, analysis):
            difference += self.results.put(path, checked)
            again.append(checked)
        problems = tuple(problem for problem in self.inventory.problems if problem not in before.problems)
        return Round(tuple(again), difference, problems)

    def _listed(self) -> Inventory:
        return Inventory.of(self.listing(), self.named)

    def _checked(self, paths: Collection[str], analysis: Analysis | None) -> Iterator[tuple[str, Checked]]:
        return zip(paths, self.check([self.inventory.tasks[path] for path in paths], analysis), strict=True)


def _options(inventory: Inventory, path: str) -> object:
    return inventory.tasks[path].options if path in inventory.tasks else None
