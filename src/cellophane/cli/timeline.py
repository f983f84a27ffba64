"""`cellophane timeline`: a script is run, and what happened to its captured variables is shown step by step."""

from __future__ import annotations

import argparse
import gc
import os
import re
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace

from cellophane.cli.complaints import complain
from cellophane.cli.restoring import put_back
from cellophane.cli.sources import read
from cellophane.cli.streams import nobody_reading, printed_to_stderr
from cellophane.cli.targets import Unusable
from cellophane.model.nearest import meant
from cellophane.model.problem import Problem
from cellophane.model.timeline import Timeline
from cellophane.source.text.source import Source, Unreadable
from cellophane.workspace.files import SUFFIXES
from cellophane.workspace.writing import Unwritable, put

# Each way of showing it brings a package along (`rich`, `jinja2`, `pygments`), and is imported when it is asked for.

_TARGET = re.compile(r"(?P<script>.+?)(?::(?P<row>\d*)(?::(?P<name>[^\W\d]\w*))?)?", re.DOTALL)

_DIGITS = 15
"""The number of a line has no more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be run, and which of its variables are to be shown: those of a line, or of a name, or all."""

    script: str
    row: int | None
    name: str | None


def run(arguments: argparse.Namespace) -> int:
    """Run the script and show it; the exit code: that of the script, or 2 if it cannot be run or shown."""
    # Where the script is when it ends, nobody knows.
    output = None if arguments.output in (None, "-") else os.path.abspath(arguments.output)
    try:
        wanted = target(arguments.target)
        source = _source(wanted)
        if output is not None:
            _hold_writable(output, arguments.output, wanted.script)
        # The document is all that goes to standard output.
        apart = output is None and arguments.output_format != "text"
        with printed_to_stderr() if apart else nullcontext():
            timeline, code = _recorded(source, arguments)
        timeline = chosen(timeline, wanted)
    except Unusable as error:
        return complain(error)
    if output is None:
        with nobody_reading():
            _print(timeline, arguments.output_format)
            sys.stdout.flush()
        return code
    try:
        put(output, _rendered(timeline, arguments.output_format).encode("utf-8", "backslashreplace"))
    except Unwritable as error:
        return complain(f"{arguments.output} {error}")
    return code


def target(text: str) -> Wanted:
    """What the words mean. Raises `Unusable` for what is no script.

    >>> target("a.py:7"), target("a.py::i")
    (Wanted(script='a.py', row=7, name=None), Wanted(script='a.py', row=None, name='i'))
    """
    found = None if os.path.exists(text) else _TARGET.fullmatch(text)
    if found is None:
        return Wanted(text, None, None)
    return Wanted(found["script"], _number(found["row"] or "", found["script"]), found["name"])


def _number(digits: str, script: str) -> int | None:
    if len(digits) > _DIGITS:
        raise Unusable(f"{script} has no line {digits[:_DIGITS]}…: no file is so long")
    return int(digits) if digits else None


def chosen(timeline: Timeline, wanted: Wanted) -> Timeline:
    """The time line of the variables that are wanted. Raises `Unusable` if there are none, and names others."""
    if wanted.row is None and wanted.name is None:
        return timeline
    touched: dict[int, set[int]] = {}
    for event in timeline.events:
        touched.setdefault(event.span.row, set()).update(timeline.concerned(event))
    if not touched:
        raise Unusable(f"{wanted.script}: nothing was captured while it ran, in no line")
    if wanted.row is None:
        there = {each.number for each in timeline.variables}
    elif wanted.row in touched:
        there = touched[wanted.row]
    else:
        lines = sorted(sorted(touched, key=lambda row: abs(row - (wanted.row or 0)))[:3])
        raise Unusable(
            f"{wanted.script}:{wanted.row}: no captured variable was bound or read there while it ran; the nearest "
            f"{'line with one is' if len(lines) == 1 else 'lines with some are'} {_listed(map(str, lines))}"
        )
    names = {timeline.variables[each].name for each in there}
    if wanted.name is not None and wanted.name not in names:
        where = "" if wanted.row is None else f" in line {wanted.row}"
        raise Unusable(
            f"{wanted.script}: no captured variable {wanted.name!r} was bound or read{where} while it ran; there "
            f"{'is' if len(names) == 1 else 'are'} {_listed(sorted(names))}{meant(wanted.name, names)}"
        )
    return timeline.of(frozenset(each for each in there if wanted.name in (None, timeline.variables[each].name)))


def _listed(words: Iterable[str]) -> str:
    every = list(words)
    shown = every if len(every) <= 8 else [*every[:7], f"{len(every) - 7} more"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _source(wanted: Wanted) -> Source:
    """The text of the script. Raises `Unusable`."""
    path = wanted.script
    if path.endswith(".ipynb"):
        raise Unusable(f"{path} is a notebook, which is not run as a script: save it as one, and name that")
    if os.path.isdir(path):
        main = os.path.join(path, "__main__.py")
        raise Unusable(f"{path} is a directory: name a script{f', as {main}' if os.path.exists(main) else ''}")
    if not os.path.exists(path):
        raise Unusable(_absent(path))
    try:
        source = read(path)
    except Unreadable as error:
        raise Unusable(Problem(path, error.message, error.row, error.column)) from None
    if wanted.row is not None and not 0 < wanted.row <= source.last_row:
        raise Unusable(f"{path} has no line {wanted.row}: it has {source.last_row}")
    return source


def _absent(path: str) -> str:
    script, colon, name = path.rpartition(":")
    if colon and os.path.exists(script):
        return f"{path} names no line: write {script}::{name} for a name anywhere, {script}:LINE:{name} for one line"
    return f"there is no file {path}: name a script, as `python` is told it, and its line behind a colon"


def _hold_writable(output: str, told: str, script: str) -> None:
    """Raise `Unusable` for what could not be written when the script has run, and for the script."""
    if output.endswith(SUFFIXES):
        raise Unusable(f"{told} is called as source is, which it would overwrite")
    if os.path.exists(output) and os.path.samefile(output, script):
        raise Unusable(f"{told} is the script itself, which it would overwrite")
    if os.path.isdir(output):
        raise Unusable(f"{told} is a directory")
    if not os.path.isdir(os.path.dirname(output)):
        raise Unusable(f"{told} cannot be made: there is no directory {os.path.dirname(told)}")


def _recorded(source: Source, arguments: argparse.Namespace) -> tuple[Timeline, int]:
    """What happened, and the exit code of the script. Raises `Unusable` if it is no Python."""
    from cellophane.witnessing import running
    from cellophane.witnessing.recording import recorded

    try:
        source.parse()  # which says more of what is wrong than the compiler
        with put_back():
            found = recorded(
                source.text,
                running.absolute(source.filename),
                arguments=arguments.arguments,
                most=arguments.events,
                called=source.filename,
            )
            timeline, status = replace(found.timeline, filename=source.filename), found.status
            del found
            gc.collect()  # what the script has left goes, and may print
    except Unreadable as error:
        raise Unusable(Problem(source.filename, error.message, error.row, error.column)) from None
    except SyntaxError as error:
        raise Unusable(Problem(source.filename, f"syntax error: {error.msg}", error.lineno, error.offset)) from None
    return timeline, status


def _print(timeline: Timeline, form: str) -> None:
    if form != "text":
        sys.stdout.write(_rendered(timeline, form))
        return
    from rich.rule import Rule

    from cellophane.report import timeline_text
    from cellophane.report.screen import Screen

    screen = Screen(sys.stdout)
    # What the script printed ends above it, wherever it left the cursor.
    screen.print()
    screen.print(Rule("time line", style="dim"), soft_wrap=False)
    screen.print(timeline_text.render(timeline), soft_wrap=False)


def _rendered(timeline: Timeline, form: str) -> str:
    if form == "html":
        from cellophane.report import timeline as page

        return page.render(timeline)
    if form == "json":
        from cellophane.report import timeline_json

        return timeline_json.render(timeline)
    from cellophane.report import timeline_text

    return timeline_text.text(timeline)
