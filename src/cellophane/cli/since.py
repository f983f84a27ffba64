"""What `--since` does with a run: only what has come up since a revision of git is told."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from cellophane.check.checked import Checked
from cellophane.check.parallel import Task
from cellophane.check.since.sides import Check, Since
from cellophane.cli.plan import Plan
from cellophane.workspace.repository import NoHistory, Repository


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
        for path in paths:
            if not self._holds(path):
                raise ValueError(f"--since: {path} is not in {self._repository.top}, where {name} is a revision")

    def news(self, plan: Plan, tasks: Sequence[Task], check: Check) -> Iterator[Checked]:
        """The files that the change may have reached, with the findings that it has brought."""
        gone = [plan.earlier(change.before, change.content) for change in self._since.changes if change.after is None]
        yield from self._since.news(tasks, [task for task in gone if task is not None], check)

    def _holds(self, path: str) -> bool:
        return os.path.join(os.path.abspath(path), "").startswith(os.path.join(self._repository.top, ""))


def _directory(path: str) -> str:
    """The nearest directory that is there: what is not is complained of elsewhere."""
    while not os.path.isdir(path):
        path = os.path.dirname(path) or os.curdir
    return path
