"""Which files a run is about: those that are checked, and those around them that they may take something from."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cellophane.check.parallel import Task
from cellophane.model.problem import Problem
from cellophane.workspace.files import SUFFIXES
from cellophane.workspace.grounds import COMPILED, grounds, modules_in
from cellophane.workspace.packages import MODULES


@dataclass(frozen=True, slots=True)
class Listing:
    """The files that are to be checked, and what was in the way of finding them."""

    tasks: Sequence[Task]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Inventory:
    """The files of a run, by absolute paths."""

    tasks: Mapping[str, Task]
    modules: frozenset[str] | None
    """What may be imported; none (`None`) if that is too much to look at."""
    grounds: tuple[str, ...]
    """The directories in which a change may matter."""
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, listing: Listing, named: Iterable[str] = ()) -> Inventory:
        """That of what was found. `named` are the paths that were asked for: there may be nothing there yet."""
        tasks = {os.path.abspath(task.path): task for task in listing.tasks}
        places = grounds([*filter(os.path.exists, named), *tasks])
        return cls(tasks, modules_in(places), places, listing.problems)

    @cached_property
    def files(self) -> frozenset[str]:
        """All of them."""
        return frozenset(self.tasks) | (self.modules or frozenset())

    @cached_property
    def knowledge(self) -> tuple[str, ...]:
        """The files that describe callables."""
        return tuple(sorted({str(path) for task in self.tasks.values() for path in task.options.knowledge}))

    def names(self, path: str) -> set[str]:
        """What a file is called here, given the path by which a change in it was seen."""
        return {path, *self._links.get(path, ())}

    @cached_property
    def _links(self) -> Mapping[str, set[str]]:
        """Where links lead, and what is called by their names."""
        found: dict[str, set[str]] = defaultdict(set)
        folders = {folder: os.path.realpath(folder) for folder in {os.path.dirname(path) for path in self.tasks}}
        for path in self.tasks:
            folder, name = os.path.split(path)
            real = os.path.realpath(path) if os.path.islink(path) else os.path.join(folders[folder], name)
            if real != path:
                found[real].add(path)
        return found

    def may_change_with(self, path: str) -> bool:
        """Whether there may be other files than before, where something came or went that is none of them now."""
        if path.endswith((*SUFFIXES, *MODULES, *COMPILED)) or os.path.isdir(path):
            return True
        inside = os.path.join(path, "")
        return not os.path.exists(path) and any(known.startswith(inside) for known in self.files)
