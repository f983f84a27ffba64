"""`cellophane check --watch`: check once, then again what each change to a file has to do with, until Ctrl-C.

Events only wake it: what is told afterwards is what a run would tell that is started then.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cellophane.check import parallel
from cellophane.check.watching.inventory import Listing
from cellophane.check.watching.session import Round, Session
from cellophane.cli import outputs, progress
from cellophane.cli.complaints import complain, tell, telling_unresolved
from cellophane.cli.plan import STDIN, Plan
from cellophane.report import rounds
from cellophane.report.summary import Tally
from cellophane.report.visible import visible
from cellophane.workspace.deciding import deciding, identities
from cellophane.workspace.grounds import matters

if TYPE_CHECKING:
    from watchfiles import Change

    from cellophane.check.checked import Checked
    from cellophane.check.parallel import Task
    from cellophane.source.analysis import Analysis

_FORMATS = ("full", "concise")
_TELLING_ONLY = ("fix", "diff", "add_noqa", "statistics", "output_file", "since", "show_files", "show_settings")
"""Options that do something else with findings than to show those of today."""
_STEP, _LONGEST, _PAUSE = 10, 1_500, 1_000
"""Milliseconds: a change is over when nothing happens for so long; changes are collected for so long at most; and so
often is looked for what no event tells."""
_CLEAR = "\x1b[2J\x1b[H"
_WATCHING = "Watching for changes; Ctrl-C ends it."


def hold_compatible(arguments: argparse.Namespace) -> None:
    """Leave with a message if an option wants something else than to watch."""
    for name in _TELLING_ONLY:
        if getattr(arguments, name):
            option = f"--{name.replace('_', '-')}"
            arguments.parser.error(f"--watch shows the findings of the files as they change: leave out {option}")
    if STDIN in arguments.paths:
        arguments.parser.error("--watch waits until files change, and standard input does not")
    if arguments.output_format not in (None, *_FORMATS):
        arguments.parser.error(
            f"--watch shows findings to people, for whom these formats are made: {', '.join(_FORMATS)}"
        )
    if arguments.baseline is not None and not os.path.exists(arguments.baseline):
        arguments.parser.error(f"--baseline: {arguments.baseline} is not there: record it without --watch")


def run(arguments: argparse.Namespace) -> int:
    """Watch until somebody ends it; the exit code, which is 0 then: that is how it ends, and no failure."""
    try:
        import watchfiles
    except ImportError:
        return complain("--watch needs watchfiles, which is not installed: pip install 'cellophane[watch]'")
    try:
        watch = Watch(arguments)
        watch.begin()
    except ValueError as error:
        return complain(error)
    try:
        while True:
            watch.follow(_changes(watchfiles.watch, watch.session.inventory.grounds))
    except KeyboardInterrupt:
        return 0
    except Unwatchable as error:
        return complain(error)


class Unwatchable(Exception):
    """Changes cannot be waited for. The message says why, and what helps."""


def _changes(
    watch: Callable[..., Iterable[Collection[tuple[Change, str]]]], folders: Sequence[str]
) -> Iterator[set[str]]:
    """What changes in these directories, as soon as it does; nothing, now and then, while nothing does."""
    there = [folder for folder in folders if os.path.isdir(folder)]
    while not there:  # they may come back
        time.sleep(_PAUSE / 1_000)
        yield set()

    def concerns(change: Change, path: str) -> bool:
        return matters(path, folders, is_modified=change.name == "modified")

    told = watch(
        *there,
        watch_filter=concerns,
        debounce=_LONGEST,
        step=_STEP,
        rust_timeout=_PAUSE,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    try:
        for changes in told:
            yield {path for _, path in changes}
    except (OSError, RuntimeError) as error:
        advice = "`WATCHFILES_FORCE_POLLING=1` looks at all files again and again instead, or name fewer directories"
        raise Unwatchable(f"--watch cannot wait for changes in {', '.join(folders)}: {error}; {advice}") from None


class Watch:
    """A run that goes on, as somebody sees it."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Raises `ValueError`, as `Plan` does."""
        self._arguments = arguments
        self._plan = Plan(arguments)
        self._form = arguments.output_format or outputs.STANDARD
        self._named = [os.path.abspath(path) for path in arguments.paths or [os.curdir]]
        self._decided: object = None
        self.session = Session(self._listed, self._checked, self._named)

    def begin(self) -> None:
        """Check all files, as any run does. Raises `ValueError`."""
        self._decided = self._deciding()
        tally = Tally()
        outputs.show(self._passed(tally.counting(self.session.begin())), self._form, False, sys.stdout)
        tell(tally.problems)
        if not tally.checked and not tally.problems:
            print(f"warning: {visible(self._plan.nothing())}", file=sys.stderr)
        self._say(tally.text(), _WATCHING)
        self.session.settle()

    def follow(self, changes: Iterable[Collection[str]]) -> None:
        """Check again what each change has to do with, until the directories are others in which they may be."""
        folders = self.session.inventory.grounds
        there = identities(folders)
        for number, paths in enumerate(changes):
            self.wake(paths, first=number == 0)
            if self.session.inventory.grounds != folders or identities(folders) != there:
                return

    def wake(self, paths: Collection[str], first: bool = False) -> None:
        """Check again what may have changed, and tell what came of it; `first` if nobody may have seen that it did."""
        before, self._decided = self._decided, self._deciding()
        if self._decided != before:
            self._check(self.session.anew)
            return
        if first:
            self._check(self.session.catch_up)
        if paths:
            self._check(lambda: self.session.after(paths))

    def _check(self, again: Callable[[], Round | None]) -> None:
        began = time.perf_counter()
        try:
            found = again()
        except ValueError as error:
            complain(error)
            return
        if found is not None:
            self._tell(found, time.perf_counter() - began)
        self.session.settle()

    def _tell(self, found: Round, seconds: float) -> None:
        if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
            print(_CLEAR, end="")
        if self._arguments.verbose:
            sys.stdout.flush()
            print(
                *(f"checked again: {visible(checked.filename)}" for checked in found.again), sep="\n", file=sys.stderr
            )
            sys.stderr.flush()
        outputs.show(self._passed(found.again), self._form, False, sys.stdout)
        if not self._arguments.quiet:
            sys.stdout.writelines(rounds.gone(found))
        sys.stdout.flush()
        tell([*found.problems, *(problem for checked in found.again for problem in checked.problems)])
        self._say(rounds.totals(found, self.session, seconds))

    def _say(self, *lines: str) -> None:
        if not self._arguments.quiet:
            print(*lines, sep="\n")
        sys.stdout.flush()

    def _passed(self, files: Iterable[Checked]) -> Iterable[Checked]:
        return telling_unresolved(files) if self._arguments.verbose else files

    def _listed(self) -> Listing:
        self._plan = Plan(self._arguments)
        tasks = self._plan.tasks()
        return Listing(tasks, tuple(self._plan.problems))

    def _checked(self, tasks: Sequence[Task], analysis: Analysis | None) -> Iterator[Checked]:
        if analysis is not None and sum(task.size for task in tasks) <= parallel.SMALL:
            files = parallel.check_here(tasks, analysis)
        else:
            files = parallel.check_files(tasks, self._plan.store())
            if progress.is_attended(self._arguments.quiet):
                # The bar and the findings would overwrite each other.
                files = iter(list(progress.followed(files, len(tasks))))
        return files if self._arguments.baseline is None else self._unknown(files)

    def _unknown(self, files: Iterator[Checked]) -> Iterator[Checked]:
        from cellophane.cli import baselines

        known = baselines.opened(Path(self._arguments.baseline))
        return files if known is None else baselines.passed_over(files, known, is_narrowed=True)

    def _deciding(self) -> object:
        asked = self._arguments
        files = [*filter(None, (asked.config, asked.baseline)), *self.session.inventory.knowledge]
        return deciding(self._named, files, self._plan.wishes.python)
