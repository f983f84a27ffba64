"""`cellophane check`: find the captures that will bite."""

from __future__ import annotations

import argparse
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cellophane.check import parallel
from cellophane.check.checked import Checked
from cellophane.check.remembering import remembered
from cellophane.cli import outputs, progress
from cellophane.cli.complaints import complain, tell, telling_unresolved
from cellophane.cli.plan import STDIN, Plan
from cellophane.report.formats import FORMATS
from cellophane.report.summary import Tally
from cellophane.report.visible import visible

if TYPE_CHECKING:
    from cellophane.check.parallel import Task
    from cellophane.cli.since import Revision
    from cellophane.workspace.past import Past

# What an option asks for, and `rich`, are imported where they are used: most runs find nothing to draw, mend or record.


def run(arguments: argparse.Namespace) -> int:
    """Check what the arguments name; the exit code."""
    _hold_compatible(arguments)
    if arguments.watch:
        from cellophane.cli import watch

        return watch.run(arguments)
    form = outputs.shown_as(arguments.output_format, arguments.statistics)
    try:
        plan = Plan(arguments)
        if arguments.show_files or arguments.show_settings:
            return _inspected(plan, arguments)
        asked = arguments.output_format or outputs.STANDARD
        wanted = outputs.outputs(arguments.output_file or (), asked, arguments.baseline)
        if arguments.statistics:
            outputs.hold_countable([form, *(output.form for output in wanted)])
        changed = _repaired(_checked(plan, arguments, _revision(arguments)), arguments)
        tally = Tally(_change(arguments), arguments.since)
        files: Iterable[Checked] = tally.counting(_news(changed, arguments))
    except ValueError as error:
        return complain(error)
    if arguments.verbose:
        files = telling_unresolved(files)
    # Several are to have them; and the bar and the findings would overwrite each other.
    if wanted or progress.is_attended(arguments.quiet):
        files = list(files)
    if _is_all_told(arguments):
        deque(files, maxlen=0)
    else:
        outputs.show(files, form, arguments.statistics, sys.stdout)
    sys.stdout.flush()
    for output in wanted:
        tally.add_problem(outputs.put(list(files), output, arguments.statistics))
    _conclude(plan, tally, arguments, FORMATS[form].summed_up)
    return _exit_code(tally, arguments)


def _inspected(plan: Plan, arguments: argparse.Namespace) -> int:
    """Tell what would be checked, or under which settings; the exit code."""
    from cellophane.cli import inspecting

    told = inspecting.files(plan) if arguments.show_files else inspecting.settings(plan)
    sys.stdout.writelines(told)
    tell(plan.problems)
    return 2 if plan.problems else 0


def _conclude(plan: Plan, tally: Tally, arguments: argparse.Namespace, summed_up: bool) -> None:
    """Say what was in the way, and, below a format that is summed up, what it came to."""
    tell(tally.problems)
    if not tally.checked and not tally.problems and not (arguments.since is not None and plan.found):
        _tell_of_nothing(plan, arguments)
    elif summed_up and not arguments.quiet:
        print(tally.text(), file=sys.stderr if _is_all_told(arguments) else sys.stdout)


def _tell_of_nothing(plan: Plan, arguments: argparse.Namespace) -> None:
    """Say why no file was checked: a warning, unless that is what `--force-exclude` is for."""
    reason = visible(plan.nothing())
    if not plan.is_all_forced_out():
        print(f"warning: {reason}", file=sys.stderr)
    elif not arguments.quiet:
        print(f"{reason[:1].upper()}{reason[1:]}", file=sys.stderr)


def _repaired(files: Iterable[Checked], arguments: argparse.Namespace) -> Iterable[Checked]:
    """Do with the results what the options about mending say."""
    if not (arguments.diff or arguments.fix or arguments.add_noqa):
        return files
    from cellophane.cli import repairs

    if arguments.diff:
        return repairs.differing(files)
    return repairs.passed_on(files) if STDIN in arguments.paths else repairs.written(files)


def _change(arguments: argparse.Namespace) -> str:
    """What is done with findings, in the words of the summary: `Fixed`, `Would silence` …"""
    done = "silence" if arguments.add_noqa else "fix"
    return f"Would {done}" if arguments.diff else {"silence": "Silenced", "fix": "Fixed"}[done]


def _news(files: Iterable[Checked], arguments: argparse.Namespace) -> Iterable[Checked]:
    """The files without the findings that the baseline knows; without one, it is made. Raises `ValueError`."""
    if arguments.baseline is None:
        return files
    from cellophane.cli import baselines

    path = Path(arguments.baseline)
    known = baselines.opened(path)
    if known is None and arguments.since is not None:
        raise ValueError(f"{path}: is not there, and --since sees a part of the findings only: record it without that")
    if known is None:
        return baselines.recorded(files, path)
    is_narrowed = bool(_given(arguments, "select", "ignore", "certainty", "since"))
    return baselines.passed_over(files, known, is_narrowed)


def _hold_compatible(arguments: argparse.Namespace) -> None:
    """Leave with a message if two options want different things."""
    changing = _given(arguments, "fix", "add_noqa", "diff")
    inspecting = _given(arguments, "show_files", "show_settings")
    if arguments.watch:
        from cellophane.cli import watch

        watch.hold_compatible(arguments)
    telling = [*changing, *_given(arguments, "baseline", "since", "output_file", "statistics")]
    if arguments.output_format not in (None, outputs.STANDARD):
        telling.append("--output-format")
    if len(inspecting) > 1:
        arguments.parser.error("--show-files and --show-settings answer different questions: ask one after the other")
    if inspecting and telling:
        arguments.parser.error(f"{inspecting[0]} checks nothing: leave out {telling[0]}")
    if "--fix" in changing and "--add-noqa" in changing:
        arguments.parser.error("--fix mends findings and --add-noqa silences them: use one after the other")
    if arguments.silence_with and not arguments.add_noqa:
        arguments.parser.error("--silence-with says what --add-noqa writes, and goes with it")
    if arguments.since is not None and STDIN in arguments.paths:
        arguments.parser.error("--since compares files with what git has of them: standard input is none")
    if changing and arguments.since is not None:
        arguments.parser.error(f"--since is for runs that tell of findings: leave out {changing[0]}")
    if changing and arguments.baseline is not None:
        arguments.parser.error(f"--baseline is for runs that tell of findings: leave out {changing[0]}")
    if changing and STDIN in arguments.paths and len(arguments.paths) > 1:
        arguments.parser.error(f"with {changing[0]}, standard input goes alone")


def _given(arguments: argparse.Namespace, *names: str) -> list[str]:
    """Those of the options that stand on the command line."""
    return [f"--{name.replace('_', '-')}" for name in names if getattr(arguments, name)]


def _is_all_told(arguments: argparse.Namespace) -> bool:
    """Whether standard output is for something else than findings: a diff, or the mended standard input."""
    return arguments.diff or ((arguments.fix or arguments.add_noqa) and STDIN in arguments.paths)


def _revision(arguments: argparse.Namespace) -> Revision | None:
    """The revision that files are compared to, if they are. Raises `ValueError`."""
    if arguments.since is None:
        return None
    from cellophane.cli.since import Revision

    return Revision(arguments.paths, arguments.since)


def _checked(plan: Plan, arguments: argparse.Namespace, revision: Revision | None) -> Iterator[Checked]:
    yield from plan.from_stdin()
    tasks = plan.tasks()
    yield from (Checked(problem.filename, problems=(problem,)) for problem in plan.problems)

    def check(tasks: Sequence[Task], past: Past | None = None) -> Iterator[Checked]:
        store = plan.store()
        if past is None:
            files = remembered(tasks, store, lambda rest: parallel.check_files(rest, store))
        else:
            files = parallel.check_files(tasks, store, past=past)
        if not progress.is_attended(arguments.quiet):
            return files
        return progress.followed(files, len(tasks))

    said = len(plan.problems)
    yield from check(tasks) if revision is None else revision.news(plan, tasks, check)
    yield from (Checked(problem.filename, problems=(problem,)) for problem in plan.problems[said:])


def _exit_code(tally: Tally, arguments: argparse.Namespace) -> int:
    if tally.problems:
        return 2
    found = tally.fixed if arguments.diff else tally.findings
    return 1 if found and not arguments.exit_zero else 0
