"""Checking the files that a change may have reached, as they are and as they were.

Files that did not change are looked at where they may see one that did. As they were, those are checked that have
findings today.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cellophane.check.checked import Checked
from cellophane.check.parallel import Task
from cellophane.check.since.news import Pair, Side, news
from cellophane.model.finding import Certainty
from cellophane.source.reach.dependents import Changed, dependents
from cellophane.source.reach.differences import different
from cellophane.source.text.documents import is_notebook, readable, text_at
from cellophane.workspace.past import Past
from cellophane.workspace.repository import Change

Check = Callable[[Sequence[Task], Past | None], Iterable[Checked]]
"""Checks files, in their order: as they are, or as they were."""

_COMPARED = 3_000_000
"""Bytes of changed files up to which it is found out which of their names mean another thing, some seconds' work; for
more, any name may. Most files are then looked at anyway."""
_PACKAGE = ("__init__.py", "__init__.pyi")


@dataclass(frozen=True)
class Since:
    """What has changed, and what there was."""

    changes: Sequence[Change]
    files: Sequence[str]
    """All files of Python around, by absolute path: a change may reach one by way of another that is not checked."""
    directories: frozenset[str]
    """Those that there were before."""

    def news(self, tasks: Sequence[Task], gone: Sequence[Task], check: Check) -> list[Checked]:
        """The files of today that the change may have reached, with the findings that it has brought.

        `tasks` are all files that are to be checked, `gone` those that are no more, with what was in them.
        """
        today = self._reached(tasks)
        after = [self._without_old_problems(checked) for checked in check([_in_full(task) for task in today], None)]
        earlier = [self._earlier(task, checked) for task, checked in zip(today, after, strict=True)]
        asked = [_in_full(task) for task in (*earlier, *gone) if task is not None]
        before = iter(check(asked, self._past))
        pairs = [
            _pair(task, checked, then, None if then is None else next(before))
            for task, checked, then in zip(today, after, earlier, strict=True)
        ]
        pairs += [Pair(None, Side(checked), task.options.certainty) for task, checked in zip(gone, before, strict=True)]
        return news(pairs)

    def _without_old_problems(self, checked: Checked) -> Checked:
        """The same without what is wrong with a text that has not changed."""
        if os.path.abspath(checked.filename) in self._by_path:
            return checked
        return replace(checked, problems=tuple(problem for problem in checked.problems if problem.row is None))

    def _reached(self, tasks: Sequence[Task]) -> list[Task]:
        """What is to be looked at of what is to be checked."""
        dependent = self._dependent([*self.files, *map(_absolute, tasks)])
        return [
            task
            for task in tasks
            if dependent is None or (path := _absolute(task)) in self._by_path or path in dependent
        ]

    def _dependent(self, paths: Iterable[str]) -> frozenset[str] | None:
        """The files that may see the change; none (`None`) if that may be all."""
        changed = self._changed
        if any(os.path.basename(path) in _PACKAGE and names is None for path, names in changed.items()):
            return None
        if all(names == frozenset() for names in changed.values()):
            return frozenset()
        texts = {path: text_at(path) for path in dict.fromkeys(paths)}
        for change in self.changes:
            if change.before is not None and change.content is not None:
                texts[change.before] = f"{texts.get(change.before, '')}\n{readable(change.content, change.before)}"
        return dependents(changed, texts)

    @cached_property
    def _changed(self) -> Changed:
        """The modules that have changed, come or gone, and their names that may mean another thing."""
        found: dict[str, frozenset[str] | None] = {}
        is_small = sum(len(change.content or b"") for change in self.changes) <= _COMPARED
        for change in self.changes:
            if is_small and change.before == change.after and change.after is not None and change.content is not None:
                before = readable(change.content, change.after)
                found[change.after] = different(before, text_at(change.after))
            else:
                found |= dict.fromkeys([path for path in (change.before, change.after) if path is not None])
        return {path: names for path, names in found.items() if not is_notebook(path)}

    @cached_property
    def _by_path(self) -> dict[str, Change]:
        return {change.after: change for change in self.changes if change.after is not None}

    @cached_property
    def _past(self) -> Past:
        contents: dict[str, bytes | None] = {}
        for change in self.changes:
            if change.after is not None and change.before != change.after:
                contents |= dict.fromkeys([change.after, *self._new_directories(change.after)])
        contents |= {change.before: change.content for change in self.changes if change.before is not None}
        return Past(contents)

    def _new_directories(self, path: str) -> Iterator[str]:
        directory = os.path.dirname(path)
        while directory not in self.directories and directory != os.path.dirname(directory):
            yield directory
            directory = os.path.dirname(directory)

    def _earlier(self, task: Task, checked: Checked) -> Task | None:
        """The same file as it was; none if it was not there, or nothing of it is told today."""
        change = self._by_path.get(_absolute(task))
        if change is None:
            return task if checked.findings else None
        if change.before is None or change.content is None:
            return None
        path = task.path if change.before == change.after else os.path.relpath(change.before)
        return replace(task, path=path, size=len(change.content), content=change.content)


def _pair(task: Task, checked: Checked, then: Task | None, was: Checked | None) -> Pair:
    if then is None or was is None:
        return Pair(Side(checked), None, task.options.certainty)
    lines = [_lines(one) if checked.findings and was.findings else () for one in (task, then)]
    return Pair(Side(checked, lines[0]), Side(was, lines[1]), task.options.certainty)


def _absolute(task: Task) -> str:
    return os.path.abspath(task.path)


def _in_full(task: Task) -> Task:
    """The same, with findings of every certainty: one that is more certain than before is new where it is shown."""
    return replace(task, options=replace(task.options, certainty=Certainty.POSSIBLE))


def _lines(task: Task) -> tuple[str, ...]:
    text = text_at(_absolute(task)) if task.content is None else readable(task.content, task.path)
    return tuple(text.split("\n"))
