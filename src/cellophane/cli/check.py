"""`cellophane check`: find the captures that will bite."""

from __future__ import annotations

import argparse
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cellophane.cli.complaints import complain

if TYPE_CHECKING:
    from cellophane.check.checked import Checked
    from cellophane.cli.plan import Plan
    from cellophane.model.problem import Problem
    from cellophane.report.summary import Tally

_EXAMPLES = """\
examples:
  cellophane check                            the files in and below this directory
  cellophane check src tests/test_jobs.py     a directory and a file
  cellophane check --certainty possible       also what rests on a callee that nobody knows
  cellophane check --select CEL1 --ignore CEL102
  cellophane check --fix --unsafe-fixes src   mend what was found; `--diff` only shows how
  cellophane check - --stdin-filename a.py < a.py

exit codes: 0 nothing found, 1 something found, 2 something could not be checked
"""
STDIN = "-"
_CERTAINTIES = ("certain", "likely", "possible")
_FORMATS = ("full", "concise", "json")


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command to the parser."""
    parser = commands.add_parser(
        "check",
        help="find the captures that will bite",
        description="Find closures that read a variable when it no longer holds what it held then.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run, parser=parser)
    add = parser.add_argument
    add(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files and directories, or `-` for standard input (default: .)",
    )
    add = parser.add_argument_group("what is looked for").add_argument
    add("--select", action="append", metavar="CODES", help="only these rules, as in CEL101,CEL2 or ALL")
    add("--ignore", action="append", metavar="CODES", help="all but these rules")
    add("--certainty", choices=_CERTAINTIES, help="show what is at least so certain (default: likely)")
    add = parser.add_argument_group("what is mended").add_argument
    add("--fix", action="store_true", help="mend what can be mended safely, each file as a whole or not at all")
    add("--diff", action="store_true", help="show what would change, and write nothing")
    add("--unsafe-fixes", action="store_true", help="with them, also fixes that may alter a program that is right")
    add = parser.add_argument_group("what is passed over").add_argument
    add("--add-noqa", action="store_true", help="silence the findings of today with a comment each")
    add(
        "--baseline",
        metavar="FILE",
        help="tell only of findings that FILE does not know; without a FILE of that name, record those of today in it",
    )
    add = parser.add_argument_group("what is shown").add_argument
    add("--output-format", choices=_FORMATS, default="full", help="(default: full)")
    add("--statistics", action="store_true", help="count the findings of each rule instead")
    add("-q", "--quiet", action="store_true", help="show findings only: no summary, no progress")
    add("--verbose", action="store_true", help="show what could not be resolved, and where an internal error came from")
    add("--exit-zero", action="store_true", help="exit with 0, not 1, when something was found")
    add = parser.add_argument_group("how files are chosen and read").add_argument
    add("--stdin-filename", metavar="NAME", help="what standard input is called")
    add(
        "--python",
        metavar="PATH",
        help="the interpreter, or the environment's directory, in whose packages imports are looked up "
        "(default: the nearest virtual environment, else the active or the running one)",
    )
    add("--isolated", action="store_true", help="leave all pyproject.toml files alone")
    add("--no-cache", action="store_true", help="neither use nor keep what runs find out")


def run(arguments: argparse.Namespace) -> int:
    """Check what the arguments name; the exit code."""
    from cellophane.cli.plan import Plan
    from cellophane.report.summary import Tally

    _hold_compatible(arguments)
    try:
        plan = Plan(arguments)
        changed = _repaired(_checked(plan, arguments), arguments)
        tally = Tally(_change(arguments))
        files: Iterable[Checked] = _counted(_news(changed, arguments), tally)
    except ValueError as error:
        return complain(error)
    if arguments.verbose:
        files = _telling_unresolved(files)
    if _is_watched(arguments):  # the bar and the findings would overwrite each other
        files = list(files)
    if _is_all_told(arguments):
        deque(files, maxlen=0)
    elif arguments.output_format == "full" and not arguments.statistics:
        _draw(files)
    else:
        sys.stdout.writelines(_render(arguments, files))
    sys.stdout.flush()
    _complain((*plan.problems, *tally.problems))
    tally.problems[:0] = plan.problems
    if not arguments.quiet and arguments.output_format != "json":
        print(tally.text(), file=sys.stderr if _is_all_told(arguments) else sys.stdout)
    return _exit_code(tally, arguments)


def _repaired(files: Iterable[Checked], arguments: argparse.Namespace) -> Iterable[Checked]:
    """Do with the results what the options about mending say."""
    if not (arguments.diff or arguments.fix or arguments.add_noqa):
        return files
    from cellophane.cli import repairs

    if arguments.diff:
        return repairs.differing(files)
    return repairs.passed_on(files) if STDIN in arguments.paths else repairs.written(files)


def _change(arguments: argparse.Namespace) -> str:
    """What is done with findings, as the summary puts it."""
    done = "silence" if arguments.add_noqa else "fix"
    return f"Would {done}" if arguments.diff else {"silence": "Silenced", "fix": "Fixed"}[done]


def _news(files: Iterable[Checked], arguments: argparse.Namespace) -> Iterable[Checked]:
    """The files without the findings that the baseline knows; without one, it is made. Raises `ValueError`."""
    if arguments.baseline is None:
        return files
    from cellophane.cli import baselines

    path = Path(arguments.baseline)
    known = baselines.opened(path)
    return baselines.recorded(files, path) if known is None else known.unknown(files)


def _hold_compatible(arguments: argparse.Namespace) -> None:
    """Leave with a message if two options want different things."""
    changing = [f"--{name.replace('_', '-')}" for name in ("fix", "add_noqa", "diff") if getattr(arguments, name)]
    if "--fix" in changing and "--add-noqa" in changing:
        arguments.parser.error("--fix mends findings and --add-noqa silences them: use one after the other")
    if changing and arguments.baseline is not None:
        arguments.parser.error(f"--baseline is for runs that tell of findings: leave out {changing[0]}")
    if changing and STDIN in arguments.paths and len(arguments.paths) > 1:
        arguments.parser.error(f"with {changing[0]}, standard input goes alone")


def _is_all_told(arguments: argparse.Namespace) -> bool:
    """Whether standard output is for something else than findings: a diff, or the mended standard input."""
    return arguments.diff or ((arguments.fix or arguments.add_noqa) and STDIN in arguments.paths)


def _checked(plan: Plan, arguments: argparse.Namespace) -> Iterator[Checked]:
    from cellophane.check import parallel

    yield from plan.from_stdin()
    tasks = plan.tasks()
    files = parallel.check_files(tasks, plan.store())
    if _is_watched(arguments):
        from cellophane.cli import progress

        files = progress.followed(files, len(tasks))
    yield from files


def _telling_unresolved(files: Iterable[Checked]) -> Iterator[Checked]:
    """Say on standard error which callees nothing is known of: findings that rest on them are only possible."""
    from cellophane.report.visible import visible

    for checked in files:
        if checked.unresolved:
            names = ", ".join(checked.unresolved)
            print(visible(f"{checked.filename}: nothing is known of {names}"), file=sys.stderr)
        yield checked


def _is_watched(arguments: argparse.Namespace) -> bool:
    """Whether somebody sits before the run and may wonder how long it takes."""
    return not arguments.quiet and sys.stderr.isatty()


def _counted(files: Iterable[Checked], tally: Tally) -> Iterator[Checked]:
    for checked in files:
        tally.add(checked)
        yield checked


def _render(arguments: argparse.Namespace, files: Iterable[Checked]) -> Iterator[str]:
    if arguments.output_format == "json":
        from cellophane.report import json

        return json.statistics(files) if arguments.statistics else json.render(files)
    if arguments.statistics:
        from cellophane.report import statistics

        return statistics.render(files)
    from cellophane.report import concise

    return concise.render(files)


def _draw(files: Iterable[Checked]) -> None:
    found = (checked for checked in files if checked.findings)
    first = next(found, None)
    if first is None:  # spares clean runs the import of `rich`
        return
    from itertools import chain

    from cellophane.report import full, screen

    console = screen.Screen(sys.stdout)
    for frame in full.render(chain([first], found)):
        console.print(frame)


def _complain(problems: Sequence[Problem]) -> None:
    """Tell about problems on standard error, where they harm no output."""
    from cellophane.report.visible import visible

    for problem in problems:
        print(visible(str(problem)), file=sys.stderr)
    sys.stderr.flush()


def _exit_code(tally: Tally, arguments: argparse.Namespace) -> int:
    if tally.problems:
        return 2
    found = tally.fixed if arguments.diff else tally.findings
    return 1 if found and not arguments.exit_zero else 0
