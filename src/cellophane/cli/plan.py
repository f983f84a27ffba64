"""What a run of `cellophane check` is to do: arguments and settings brought together, for each file."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cellophane.check import cache, catalogue
from cellophane.check.checked import Checked, Mended
from cellophane.check.engine import check_bytes
from cellophane.check.options import Options
from cellophane.check.parallel import Task
from cellophane.check.wishes import Wishes
from cellophane.model.finding import Certainty
from cellophane.model.problem import Problem
from cellophane.model.silencing import Form
from cellophane.source.analysis import Analysis
from cellophane.workspace import files
from cellophane.workspace.environment import environment
from cellophane.workspace.settings import BadSettings, Nearest, Settings

if TYPE_CHECKING:
    from cellophane.check.fix.changes import Change

STDIN = "-"
"""The path that stands for standard input."""

_THOROUGH = 2_000_000
"""Bytes of source up to which a run also parses what cannot hold a hazard, to tell about syntax errors: who checks a
few files wants to know of them, and who checks a million lines wants to be done."""


class Plan:
    """The files of a run, what to look for in each, and what stood in the way.

    Raises `ValueError` for codes on the command line that no rule has, and for a `--python` that is none.
    """

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        self._nearest = Nearest(arguments.isolated)
        certainty = Certainty[arguments.certainty.upper()] if arguments.certainty else None
        python = Path(arguments.python) if arguments.python else None
        form = Form(arguments.silence_with) if arguments.silence_with else None
        self._wishes = Wishes(_codes(arguments.select), _codes(arguments.ignore), certainty, python, form)
        self._change = _change(arguments)
        self._known: dict[tuple[str | None, tuple[str, ...]], Options | None] = {}
        self.problems: list[Problem] = []
        catalogue.select(self._wishes.select or [catalogue.ALL], self._wishes.ignore)
        if python is not None:
            environment(python, Path.cwd())

    def tasks(self) -> list[Task]:
        """The files to check. What was not found is then among the problems."""
        found: list[files.Found] = []
        for item in files.find(self._paths(), self._nearest):
            if isinstance(item, Problem):
                self.problems.append(item)
            else:
                found.append(item)
        thorough = sum(file.size for file in found) <= _THOROUGH
        return list(self._tasks(found, thorough))

    def from_stdin(self) -> Iterator[Checked]:
        """What checking standard input came to, if it is to be checked."""
        if STDIN not in self._arguments.paths:
            return
        name = self._arguments.stdin_filename or STDIN
        if sys.stdin is None:
            self.problems.append(Problem(name, "standard input is closed"))
            return
        data = sys.stdin.buffer.read()
        options = self._options_for_stdin(os.path.abspath(name))
        if options is None:  # an editor replaces its text by what comes out
            yield Checked(name, mended=None if self._change is None else Mended(data, data, (), Checked(name)))
            return
        analysis = Analysis()
        checked = check_bytes(data, name, options, analysis)
        yield checked if self._change is None else _made(self._change, data, checked, options, analysis)

    def _options_for_stdin(self, path: str) -> Options | None:
        try:
            settings = self._nearest.of(os.path.dirname(path))
        except BadSettings as error:
            self.problems.append(Problem(error.file, error.message, error.row))
            return None
        return self._options(settings, path, thorough=True)

    def store(self) -> cache.Store | None:
        """Where the results are remembered; nowhere with `--no-cache`."""
        if self._arguments.no_cache:
            return None
        return cache.store()

    def _paths(self) -> Sequence[str]:
        return [path for path in self._arguments.paths or ["."] if path != STDIN]

    def _tasks(self, found: Sequence[files.Found], thorough: bool) -> Iterator[Task]:
        for file in found:
            options = self._options(file.settings, file.absolute, thorough)
            if options is not None:
                yield Task(file.path, file.size, options, self._change)

    def _options(self, settings: Settings, path: str, thorough: bool) -> Options | None:
        """What to look for in a file; nothing if its settings name a rule that does not exist."""
        local = settings.ignored_in(path)
        key = settings.file, local
        if key not in self._known:
            self._known[key] = self._combined(settings, local, thorough)
        return self._known[key]

    def _combined(self, settings: Settings, local: Sequence[str], thorough: bool) -> Options | None:
        try:
            return self._wishes.options(settings, local, thorough)
        except ValueError as error:
            self.problems.append(Problem(settings.file or "", f"[tool.cellophane]: {error}"))
            return None


def _made(change: Change, data: bytes, checked: Checked, options: Options, analysis: Analysis) -> Checked:
    from cellophane.check.fix import changes  # most runs mend nothing

    return changes.made(change, data, checked, options, analysis)


def _change(arguments: argparse.Namespace) -> Change | None:
    """What is to be done with findings; none if they are to be told only."""
    if not (arguments.fix or arguments.diff or arguments.add_noqa):
        return None
    from cellophane.check.fix.changes import Change  # as above

    if arguments.add_noqa:
        return Change.COMMENTS
    return Change.ALL_FIXES if arguments.unsafe_fixes else Change.SAFE_FIXES


def _codes(lists: Sequence[str] | None) -> list[str]:
    return [code.strip() for codes in lists or () for code in codes.split(",") if code.strip()]
