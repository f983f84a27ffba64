"""Where findings go: to standard output, and to the files that `--output-file` names, each in a format of its own.

It decides which format is meant, and what of a run is in a file: the findings, and what could not be checked, which on
a terminal goes to standard error. A file is written when the run is over, whole or not at all.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from typing import TextIO

from cellophane.check.checked import Checked
from cellophane.model.problem import Problem
from cellophane.report.formats import FORMATS
from cellophane.report.visible import visible
from cellophane.workspace.files import SUFFIXES

_PREFIXED = re.compile(r"(?P<form>[a-z][a-z-]+):(?P<path>.*)", re.DOTALL)
"""A drive has one letter."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where findings go beside standard output."""

    form: str
    path: str


STANDARD = "full"
"""The format for people at a terminal."""


def shown_as(asked: str | None, statistics: bool) -> str:
    """The format of standard output: the one that was asked for; else, where GitHub Actions reads along, its own.

    For counts it has no form, and they are shown as ever.
    """
    if asked is not None:
        return asked
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" and not statistics else STANDARD


def hold_countable(forms: Iterable[str]) -> None:
    """Raise `ValueError` if there is a format among them that has no form for counts."""
    for form in forms:
        if not FORMATS[form].counts:
            counting = ", ".join(name for name, each in FORMATS.items() if each.counts)
            raise ValueError(f"--statistics counts findings, which {form} has no form for; these have one: {counting}")


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

    data = io.BytesIO()  # what 50,000 findings come to is only kept once
    stream = io.TextIOWrapper(data, "utf-8", "backslashreplace", newline="\n", write_through=True)
    show(files, output.form, statistics, stream, plain=True)
    if not FORMATS[output.form].tells_problems:
        stream.writelines(f"{visible(str(problem))}\n" for checked in files for problem in checked.problems)
    try:
        write(output.path, data.getvalue())
    except Unwritable as error:
        return Problem(output.path, str(error))
    return None


def show(files: Iterable[Checked], form: str, statistics: bool, stream: TextIO, *, plain: bool = False) -> None:
    """Write findings as they come; `plain` if no terminal is to have them."""
    if FORMATS[form].drawn and not statistics:
        _draw(files, stream, plain)
    else:
        stream.writelines(_written_by(form, statistics)(files))


def _written_by(form: str, statistics: bool) -> Callable[[Iterable[Checked]], Iterator[str]]:
    """What makes text of checked files in this format, or of how many findings they have."""
    where, _, function = FORMATS[form].counts.partition(".") if statistics else (FORMATS[form].module, "", "render")
    written_by: Callable[[Iterable[Checked]], Iterator[str]]
    written_by = getattr(import_module(f"cellophane.report.{where}"), function)
    return written_by


def _draw(files: Iterable[Checked], stream: TextIO, plain: bool) -> None:
    found = (checked for checked in files if checked.findings)
    first = next(found, None)
    if first is None:  # spares clean runs the import of `rich`
        return
    from cellophane.report import full, screen

    console = screen.Screen(stream, plain=plain)
    for frame in full.render(chain([first], found)):
        console.print(frame)
