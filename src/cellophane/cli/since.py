"""What `--since` does with a run: only what has come up since a revision of git is told."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cellophane.check.checked import Checked
from cellophane.check.parallel import Task
from cellophane.check.since.sides import Check, Since
from cellophane.cli.plan import Plan
from cellophane.workspace.repository import Change, NoHistory, Repository


class Revision:
    """A revision to which the files of a run are compared."""

    def __init__(self, paths: Sequence[str], name: str) -> None:
        """`name` is the revision, and `paths` are in its repository. Raises `ValueError` where that cannot be."""
        try:
            self._repository = Repository.around(_directory(paths[0] if paths else os.curdir))
            commit = self._repository.commit(name)
            changes, directories = self._repository.changes(commit), self._repository.directories(commit)
            self._since = Since(changes, self._repository.files(), directories)
        except NoHistory as error:
            raise ValueError(f"--since: {error}") from None
        objection = next(filter(None, map(self._objection, paths)), None)
        if objection is not None:
            raise ValueError(f"--since: {objection}")

    def news(self, plan: Plan, tasks: Sequence[Task], check: Check) -> Iterator[Checked]:
        """The files that the change may have reached, with the findings that it has brought.

        What git knows nothing of, as what it ignores, counts as new. What was wrong with the settings of a file that
        is gone is then among the problems of the plan.
        """
        known = {*self._since.files, *(change.after for change in self._since.changes)}
        named = dict.fromkeys(os.path.abspath(task.path) for task in tasks)
        new = [Change(None, path, None) for path in named if path not in known]
        since = replace(self._since, changes=[*self._since.changes, *new])
        elsewhere = [change for change in self._since.changes if change.after not in named]
        gone = [plan.earlier(change.before, change.content) for change in elsewhere]
        yield from since.news(tasks, [task for task in gone if task is not None], check)

    def _objection(self, path: str) -> str | None:
        """Why the repository has nothing to say of a path; none if it has."""
        absolute, top = os.path.abspath(path), self._repository.top
        if not os.path.join(absolute, "").startswith(os.path.join(top, "")):
            return f"{path} is not in {top}"
        if os.path.realpath(path) != os.path.normpath(
            os.path.join(os.path.realpath(top), os.path.relpath(absolute, top))
        ):
            return f"{path} is a link, of whose past git knows nothing: name {os.path.realpath(path)}"
        return None


def _directory(path: str) -> str:
    """The nearest directory that is there: what is not is complained of elsewhere."""
    while not os.path.isdir(path):
        path = os.path.dirname(path) or os.curdir
    return path
