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
from cellophane.cli.governing import nearest
from cellophane.model.finding import Certainty
from cellophane.model.problem import Problem
from cellophane.model.silencing import Form
from cellophane.source.analysis import Analysis
from cellophane.workspace import files
from cellophane.workspace.environment import environment
from cellophane.workspace.exclusion import Exclusion, of_option
from cellophane.workspace.files import Search
from cellophane.workspace.settings import BadSettings, Settings

if TYPE_CHECKING:
    from cellophane.check.fix.changes import Change

STDIN = "-"
"""The path that stands for standard input."""

_REASONS = 3
"""So many reasons for which files were left out are told."""
_THOROUGH = 2_000_000
"""Bytes of source up to which a run also parses what cannot hold a hazard, to tell about syntax errors: who checks a
few files wants to know of them, and who checks a million lines wants to be done."""


class Plan:
    """The files of a run, what to look for in each, and what stood in the way.

    Raises `ValueError` for codes and patterns on the command line that are none, and for a `--python` or `--config`
    that is none.
    """

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        self.excluded = _excluded(arguments)
        """What `--exclude` names."""
        self._search = Search(nearest(arguments), self.excluded, arguments.force_exclude)
        certainty = Certainty[arguments.certainty.upper()] if arguments.certainty else None
        python = Path(arguments.python) if arguments.python else None
        form = Form(arguments.silence_with) if arguments.silence_with else None
        self.wishes = Wishes(_codes("--select", arguments), _codes("--ignore", arguments), certainty, python, form)
        """What the options ask for."""
        self._change = _change(arguments)
        self._known: dict[tuple[str | None, tuple[str, ...]], Options | None] = {}
        self.problems: list[Problem] = []
        self.found = 0
        """How many files there are to check, once that was asked."""
        catalogue.select(self.wishes.select or [catalogue.ALL], self.wishes.ignore)
        if python is not None:
            environment(python, Path.cwd())

    def tasks(self) -> list[Task]:
        """The files to check. What was not found is then among the problems."""
        found: list[files.Found] = []
        for item in files.find(self._paths(), self._search):
            if isinstance(item, Problem):
                self.problems.append(item)
            else:
                found.append(item)
        self.found = len(found)
        thorough = sum(file.size for file in found) <= _THOROUGH
        return list(self._tasks(found, thorough))

    def earlier(self, path: str | None, content: bytes | None) -> Task | None:
        """A file that is no more, with what was in it; none if its settings make no sense."""
        if path is None or content is None or (settings := self._governing(os.path.dirname(path))) is None:
            return None
        options = self._options(settings, path, thorough=False)
        return None if options is None else Task(os.path.relpath(path), len(content), options, content=content)

    def nothing(self) -> str:
        """Why there was no file to check, once there was none."""
        if not self._search.left_out:
            return f"no file was checked: there are no Python files in {', '.join(self._paths()) or 'what was named'}"
        told = [f"{place} is left out by {reason}" for reason, place in self._search.left_out.items()]
        more = f"; and {len(told) - _REASONS} more reasons" if len(told) > _REASONS else ""
        return f"no file was checked: {'; '.join(told[:_REASONS])}{more}"

    def is_all_forced_out(self) -> bool:
        """Whether exclusion is forced on all that was named: hooks name what they are given, and nothing is amiss."""
        named = {self._arguments.stdin_filename if path == STDIN else path for path in self._arguments.paths}
        return bool(named) and named <= self._search.forced_out

    def governed(self) -> Iterator[tuple[str, Settings, Options]]:
        """Each path that is named, what governs it, and what to look for there. What makes no sense is then among the
        problems."""
        for path in self._arguments.paths or [os.curdir]:
            name = (self._arguments.stdin_filename or STDIN) if path == STDIN else path
            absolute = os.path.abspath(name)
            if path != STDIN and not os.path.exists(path):
                self.problems.append(Problem(path, "does not exist"))
            elif settings := self._governing(absolute if os.path.isdir(absolute) else os.path.dirname(absolute)):
                options = self._options(settings, absolute, thorough=True)
                yield from () if options is None else [(name, settings, options)]

    def _governing(self, directory: str) -> Settings | None:
        """The settings for a directory; nothing, and a problem, if they make no sense."""
        try:
            return self._search.nearest.of(directory)
        except BadSettings as error:
            self._complain(error)
            return None

    def _leaves_out(self, name: str | None) -> bool:
        """Whether standard input is left out for its name; it is, and there is a problem, if nobody can tell."""
        try:
            return name is not None and self._search.leaves_out(name)
        except BadSettings as error:
            self._complain(error)
            return True

    def _complain(self, error: BadSettings) -> None:
        self.problems.append(Problem(error.file, error.message, error.row))

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
            mended = None if self._change is None else Mended(data, data, (), Checked(name))
            yield Checked(name, mended=mended, left_out=True)
            return
        analysis = Analysis()
        checked = check_bytes(data, name, options, analysis)
        yield checked if self._change is None else _made(self._change, data, checked, options, analysis)

    def _options_for_stdin(self, path: str) -> Options | None:
        """What to look for in standard input; nothing if its name is left out, or its settings make no sense."""
        settings = self._governing(os.path.dirname(path))
        if settings is None or self._leaves_out(self._arguments.stdin_filename):
            return None
        return self._options(settings, path, thorough=True)

    def store(self) -> cache.Store | None:
        """Where the results are remembered; nowhere with `--no-cache`."""
        if self._arguments.no_cache:
            return None
        return cache.store()

    def _paths(self) -> Sequence[str]:
        return [path for path in self._arguments.paths or [os.curdir] if path != STDIN]

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
            return self.wishes.options(settings, local, thorough)
        except ValueError as error:
            self.problems.append(settings.problem(error))
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


def _excluded(arguments: argparse.Namespace) -> Exclusion | None:
    return None if arguments.exclude is None else of_option(_words("--exclude", arguments.exclude, "pattern"))


def _codes(option: str, arguments: argparse.Namespace) -> list[str]:
    given = getattr(arguments, option.removeprefix("--"))
    return [] if given is None else _words(option, given, "rule")


def _words(option: str, lists: Sequence[str], kind: str) -> list[str]:
    """What stands between the commas. Raises `ValueError` if nothing does: that is nobody's wish."""
    words = [word.strip() for words in lists for word in words.split(",") if word.strip()]
    if not words:
        raise ValueError(f"{option} names no {kind}: name one, or leave the option out")
    return words
