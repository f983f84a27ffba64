"""`cellophane show`: what a function captured, as a picture; or the same drawn from a file that is only read."""

from __future__ import annotations

import argparse
import sys

from cellophane.cli.complaints import complain
from cellophane.cli.sources import read
from cellophane.cli.targets import File, Object, Unusable, load, target
from cellophane.model.picture import Picture
from cellophane.model.problem import Problem
from cellophane.report import picture_json
from cellophane.source.pictures import file_picture
from cellophane.source.text.source import Unreadable
from cellophane.workspace.writing import Unwritable, put

# Each way of drawing brings a package along (`rich`, `jinja2`, `pygments`), and is imported when it is asked for.

_SECONDS = 1.0
"""So long a live closure is weighed at the most."""


def run(arguments: argparse.Namespace) -> int:
    """Show it; the exit code: 0, or 2 if it cannot be shown."""
    try:
        picture = _picture(arguments.target)
    except Unusable as error:
        return complain(error)
    output = None if arguments.output == "-" else arguments.output
    if output is not None:
        return _write(output, _rendered(picture, arguments.output_format))
    if arguments.output_format == "text":
        _print(picture)
    else:
        sys.stdout.write(_rendered(picture, arguments.output_format))
    return 0


def _picture(text: str) -> Picture:
    """The picture of what the target means. Raises `Unusable`."""
    wanted = target(text)
    return _from_file(wanted) if isinstance(wanted, File) else _from_module(wanted)


def _from_file(wanted: File) -> Picture:
    try:
        source = read(wanted.path)
        if wanted.row is not None and not 0 < wanted.row <= source.last_row:
            raise Unusable(f"{wanted.path} has no line {wanted.row}: it has {source.last_row}")
        return file_picture.picture(source, wanted.row)
    except Unreadable as error:
        raise Unusable(str(Problem(wanted.path, error.message, error.row, error.column))) from None


def _from_module(wanted: Object) -> Picture:
    # Files are drawn without it, and it is much.
    from cellophane.live import look
    from cellophane.live.function_picture import picture

    try:
        closure = look(load(wanted))
    except TypeError as error:
        raise Unusable(f"{wanted.module}:{wanted.name}: {error}") from None
    return picture(closure, seconds=_SECONDS)


def _print(picture: Picture) -> None:
    """Print it as a tree."""
    from cellophane.report import tree
    from cellophane.report.screen import Screen

    Screen(sys.stdout).print(tree.render(picture), soft_wrap=False)


def _rendered(picture: Picture, form: str) -> str:
    if form == "html":
        from cellophane.report import html

        return html.render(picture)
    if form == "svg":
        from cellophane.report import svg

        return svg.render(picture)
    if form == "json":
        return picture_json.render(picture)
    from cellophane.report import tree

    return tree.text(picture)


def _write(path: str, rendered: str) -> int:
    try:
        put(path, rendered.encode("utf-8", "backslashreplace"))
    except Unwritable as error:
        return complain(f"{path} {error}")
    return 0
