"""All that one run finds out: which project each file is of, what is in other files, what library callables do.

An `Analysis` is asked for the facts of one file after another and keeps what they share. Nothing of it lives elsewhere:
two of them in one process know nothing of each other, and each thread that has one of its own gives what one alone
would. What was read once stays as it was read until it is forgotten.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cellophane.workspace.disk import Disk
from cellophane.workspace.environment import environment, first_of, roots_of, virtual_environments
from cellophane.workspace.packages import TEXTS
from cellophane.workspace.surroundings import Surroundings

if TYPE_CHECKING:
    from cellophane.source.facts import Facts
    from cellophane.source.knowledge import Knowledge
    from cellophane.source.project import Project
    from cellophane.source.text.source import Source
    from cellophane.workspace.past import Past

_T = TypeVar("_T")

_PROJECTS = 4
"""Projects that are kept at a time: files come in the order of their directories, and an editor shows few at once."""


class Analysis:
    """What one run knows.

    >>> from cellophane.source.text.source import Source
    >>> analysis = Analysis()
    >>> analysis.overlay("helper.py", "kept = []\\ndef keep(f): kept.append(f)\\n")
    >>> source = Source("main.py", "from helper import keep\\nfor i in range(3):\\n    keep(lambda: i)\\n")
    >>> [stale.certainty.word for stale in analysis.facts(source).stale]
    ['likely']
    >>> analysis.overlay("helper.py", "def keep(f): f()\\n")
    >>> analysis.facts(source).stale
    ()
    """

    def __init__(self, knowledge: Knowledge | None = None, past: Past | None = None) -> None:
        """`past` are files that count as they were at an earlier day; those that cannot be read do not count."""
        self._disk = Disk()
        self._knowledge: dict[tuple[Path, ...], Knowledge] = {(): knowledge} if knowledge is not None else {}
        self._roots: dict[tuple[str, Path | None], tuple[Path, ...]] = {}
        self._environments: dict[tuple[str, ...] | Path, tuple[Path, ...]] = {}
        """By the directories that may be it, or by how it is named."""
        self._projects: dict[tuple[tuple[Path, ...], tuple[Path, ...]], Project] = {}
        self.surroundings = Surroundings()
        for path, content in (past.contents if past else {}).items():
            self._go_back(path, content)

    def facts(
        self,
        source: Source,
        knowledge: Sequence[Path] = (),
        python: Path | None = None,
        tree: ast.Module | None = None,
        rows: Iterable[tuple[int, int]] | None = None,
    ) -> Facts:
        """The facts of a file, of its text as it is given, which need not be that on disk.

        `knowledge` are files beside cellophane's own; `python` names the environment, as `environment` takes it; `tree`
        is that of the text, if somebody has parsed it; `rows` are what rules ask about, all of it without them.
        Raises `Unreadable` for text that is no Python, and what `load` and `environment` raise.
        """
        return self.project(Path(source.filename), knowledge, python).facts_of(source, tree, rows)

    def project(self, path: Path, knowledge: Sequence[Path] = (), python: Path | None = None) -> Project:
        """The project that a file belongs to, with the packages of its environment."""
        roots, extra = self._roots_around(path, python), tuple(knowledge)
        key = roots, extra
        project = self._projects.pop(key, None)
        if project is None:
            from cellophane.source.project import Project  # a run over files without hazards needs none

            project = Project(roots, self.knowledge(extra), self._disk)
            for oldest in list(self._projects)[: max(0, len(self._projects) + 1 - _PROJECTS)]:
                del self._projects[oldest]
        self._projects[key] = project
        return project

    def rests_on(self, path: str | Path, knowledge: Sequence[Path] = (), python: Path | None = None) -> frozenset[str]:
        """The absolute paths of the other files that were read for what was told of a file, when it was asked last."""
        file = Path(os.path.abspath(path))
        return frozenset(map(str, self.project(file, knowledge, python).rests_on(file)))

    def knowledge(self, extra: Sequence[Path] = ()) -> Knowledge:
        """What library callables do. Raises `KnowledgeError` where a file of `extra` says what it cannot say."""
        from cellophane.source.knowledge import load  # as above

        return _once(self._knowledge, tuple(extra), lambda: load(extra))

    def overlay(self, path: str | Path, text: str) -> None:
        """From now on a file has this text, whatever is on disk: an editor's buffer."""
        file = os.path.abspath(path)
        self._forget(file, self._disk.overlay(file, text))

    def withdraw(self, path: str | Path) -> None:
        """From now on a file is again what is on disk."""
        file = os.path.abspath(path)
        self._forget(file, self._disk.withdraw(file))

    def forget(self, path: str | Path) -> None:
        """A file has changed, come or gone: all that may rest on it is found out anew when it is asked for again.

        Facts that somebody has of the files which rest on it hold no longer: ask for them again.
        """
        file = os.path.abspath(path)
        is_listed = file.endswith(TEXTS)
        if not is_listed:  # settings, an environment
            self._disk.forget()
        self._forget_roots()
        self._forget(file, self._disk.has_come_or_gone(file) or not is_listed)

    def _forget(self, path: str, places: bool) -> None:
        """Forget what rests on what is in a file; with `places`, also all that rests on which files there are."""
        file = Path(path)
        self.surroundings = Surroundings()
        if places:
            self._forget_roots()
        told = {extra for extra in self._knowledge if file in map(Path, map(os.path.abspath, extra))}
        self._knowledge = {extra: known for extra, known in self._knowledge.items() if extra not in told}
        self._projects = {key: project for key, project in self._projects.items() if key[1] not in told}
        for project in self._projects.values():
            if places:
                project.forget_places()
            project.forget(file)

    def read_wholly(self, path: str | Path) -> None:
        """Leave nothing of a file unread from now on: a body in it cannot be read by itself."""
        for project in self._projects.values():
            project.read_wholly(Path(os.path.abspath(path)))

    def _forget_roots(self) -> None:
        self._roots.clear()
        self._environments.clear()

    @property
    def overlaid(self) -> bool:
        """Whether some file is another one than that on disk, so that no other run would find the same."""
        return self._disk.overlaid

    def _go_back(self, path: str, content: bytes | None) -> None:
        from cellophane.source.text.source import Unreadable, from_bytes  # most runs are about today

        try:
            text = None if content is None else from_bytes(content, path).text
        except Unreadable:
            text = None
        if text is None:
            self._disk.hide(path)
        else:
            self._disk.overlay(path, text)

    def _roots_around(self, path: Path, python: Path | None) -> tuple[Path, ...]:
        directory = os.path.dirname(os.path.abspath(path))
        return _once(
            self._roots,
            (directory, python),
            lambda: (
                *roots_of(Path(directory, "__init__.py"), self._disk.directories),
                *self._environment_around(directory, python),
            ),
        )

    def _environment_around(self, directory: str, python: Path | None) -> tuple[Path, ...]:
        """The directories of the environment; those that are checked together have the same few."""
        if python is not None:
            return _once(self._environments, python, lambda: environment(python, Path(directory)))
        found = tuple(virtual_environments(Path(directory)))
        return _once(self._environments, found, lambda: first_of(found))


def _once(known: dict[Any, _T], key: Hashable, make: Callable[[], _T]) -> _T:
    if key not in known:
        known[key] = make()
    return known[key]
