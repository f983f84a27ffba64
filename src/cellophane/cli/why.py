"""`cellophane why`: what becomes of the closures at a place, and why they are reported or not."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cellophane.check.asking import options_for, trails
from cellophane.check.wishes import Wishes
from cellophane.cli.complaints import complain
from cellophane.cli.governing import nearest
from cellophane.cli.sources import read
from cellophane.cli.targets import File, Unusable, target
from cellophane.model.problem import Problem
from cellophane.model.trail import Trail
from cellophane.source.text.source import Source, Unreadable
from cellophane.workspace.environment import environment


def run(arguments: argparse.Namespace) -> int:
    """Tell it; the exit code: 0, or 2 if it cannot be told."""
    try:
        wanted, row = _place(arguments.target)
    except Unusable as error:
        return complain(error)
    try:
        python = Path(arguments.python) if arguments.python else None
        if python is not None:
            environment(python, Path.cwd())
        source = read(wanted.path)
        asked = options_for(wanted.path, Wishes(python=python), nearest(arguments))
        found = trails(source, row, wanted.column, asked)
    except Unreadable as error:
        return complain(Problem(wanted.path, error.message, error.row, error.column))
    except ValueError as error:
        return complain(error)
    if arguments.output_format == "json":
        from cellophane.report import trails_json

        sys.stdout.write(trails_json.render(found))
    else:
        _print(source, found)
    return 0


def _place(text: str) -> tuple[File, int]:
    """The file and the row that are meant. Raises `Unusable`."""
    wanted = target(text)
    if not isinstance(wanted, File) or wanted.row is None:
        raise Unusable(f"{text!r} names no line of a file: write FILE:ROW or FILE:ROW:COL, as findings are printed")
    return wanted, wanted.row


def _print(source: Source, found: tuple[Trail, ...]) -> None:
    from cellophane.report import trails as report  # draws with `rich`, which JSON does without
    from cellophane.report.screen import Screen

    report.show(found, source, Screen(sys.stdout))
