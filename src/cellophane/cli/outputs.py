"""Where findings go: to standard output, and to the files that `--output-file` names, each in a format of its own.

It decides what of a run is in such a file: the findings, and what could not be checked, which on a terminal goes to
standard error. A file is written when the run is over, whole or not at all.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TextIO

from cellophane.check.checked import Checked
from cellophane.cli.check_options import FORMATS
from cellophane.model.problem import Problem
from cellophane.report.visible import visible
from cellophane.workspace.files import SUFFIXES

_PREFIXED = re.compile(r"(?P<form>[a-z]{2,}):(?P<path>.*)", re.DOTALL)
"""A drive has one letter."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where findings go beside standard output."""

    form: str
    path: str


def outputs(words: Iterable[str], form: str, baseline: str | None = None) -> tuple[Output, ...]:
    r"""What `--output-file` names: `[FORMAT:]PATH`, where `form` is the format that is meant if none is named.

    Raises `ValueError` for a format that there is not, for a file in a directory that is not there, for source, and for
    two outputs to one file, be it the baseline.

    >>> outputs(["json:a.json", r"C:\b.txt"], "concise")
    (Output(form='json', path='a.json'), Output(form='concise', path='C:\\b.txt'))
    """
    found = tuple(_output(word, form) for word in words)
    paths = set() if baseline is None else {os.path.realpath(baseline)}
    for output in found:
        real = os.path.realpath(output.path)
        if real in paths:
            raise ValueError(f"--output-file: {output.path} is named twice, and can hold one thing")
        paths.add(real)
    return found


def _output(word: str, form: str) -> Output:
    prefixed = _PREFIXED.fullmatch(word)
    if prefixed and prefixed["form"] not in FORMATS:
        raise ValueError(
            f"--output-file: there is no format {prefixed['form']!r}, known are {', '.join(FORMATS)}; "
            f"a file of that name is written .{os.sep}{word}"
        )
    output = Output(prefixed["form"], prefixed["path"]) if prefixed else Output(form, word)
    if output.path in ("", "-"):
        raise ValueError("--output-file needs the name of a file; what standard output shows, --output-format says")
    if output.path.endswith(SUFFIXES):  # `--output-file src/a.py`, where the name of the file was left out
        raise ValueError(f"--output-file: {output.path} is called as source is, which it would overwrite")
    if os.path.isdir(output.path):
        raise ValueError(f"--output-file: {output.path} is a directory")
    folder = os.path.dirname(output.path) or os.curdir
    if not os.path.isdir(folder):
        raise ValueError(f"--output-file: {output.path} cannot be made: there is no directory {folder}")
    return output


def put(files: Sequence[Checked], output: Output, statistics: bool) -> Problem | None:
    """Write what files came to; what is in the way, if something is."""
    from cellophane.workspace.writing import Unwritable
    from cellophane.workspace.writing import put as write

    stream = io.StringIO()
    show(files, output.form, statistics, stream, plain=True)
    if output.form != "json":
        stream.writelines(f"{visible(str(problem))}\n" for checked in files for problem in checked.problems)
    try:
        write(output.path, stream.getvalue().encode("utf-8", "backslashreplace"))
    except Unwritable as error:
        return Problem(output.path, str(error))
    return None


def show(files: Iterable[Checked], form: str, statistics: bool, stream: TextIO, *, plain: bool = False) -> None:
    """Write findings as they come; `plain` if no terminal is to have them."""
    if form == "full" and not statistics:
        _draw(files, stream, plain)
    else:
        stream.writelines(_render(files, form, statistics))


def _render(files: Iterable[Checked], form: str, statistics: bool) -> Iterator[str]:
    if form == "json":
        from cellophane.report import json

        return json.statistics(files) if statistics else json.render(files)
    if statistics:
        from cellophane.report import statistics as counts

        return counts.render(files)
    from cellophane.report import concise

    return concise.render(files)


def _draw(files: Iterable[Checked], stream: TextIO, plain: bool) -> None:
    found = (checked for checked in files if checked.findings)
    first = next(found, None)
    if first is None:  # spares clean runs the import of `rich`
        return
    from cellophane.report import full, screen

    console = screen.Screen(stream, plain=plain)
    for frame in full.render(chain([first], found)):
        console.print(frame)
