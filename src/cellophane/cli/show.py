"""`cellophane show`: what a function captured, as a picture; or the same drawn from a file that is only read."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from cellophane.cli.complaints import complain

if TYPE_CHECKING:
    from cellophane.cli import targets
    from cellophane.model.picture import Picture
    from cellophane.source.text.source import Source

_SECONDS = 1.0
"""So long a live closure is weighed at the most."""
_FORMATS = ("text", "json", "svg", "html")
_EXAMPLES = """examples:
  cellophane show json:loads                      # what it captured, as it is now
  cellophane show myapp.views:index
  cellophane show examples/counter.py             # from the source, without running it
  cellophane show examples/counter.py:12 --output-format html --output counter.html"""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command to the parser."""
    parser = commands.add_parser(
        "show",
        help="show what a function captured, and who shares it",
        description="Show what a function captured, who shares it, and where it is bound.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run, parser=parser)
    parser.add_argument(
        "target",
        metavar="TARGET",
        help="`package.module:function`, which is imported; `file.py` or `file.py:LINE`, which are read and never run",
    )
    parser.add_argument("--output-format", choices=_FORMATS, default="text", help="how it is shown (default: text)")
    parser.add_argument(
        "--output", "-o", metavar="FILE", help="write it to this file, whole or not at all; `-` is standard output"
    )


def run(arguments: argparse.Namespace) -> int:
    """Show it; the exit code: 0, or 2 if it cannot be shown."""
    from cellophane.cli.targets import Unusable

    try:
        picture = _picture(arguments.target)
    except Unusable as error:
        return complain(error)
    if arguments.output == "-":
        arguments.output = None
    if arguments.output is None and arguments.output_format == "text":
        from cellophane.report import tree
        from cellophane.report.screen import Screen

        Screen(sys.stdout).print(tree.render(picture), soft_wrap=False)
        return 0
    rendered = _rendered(picture, arguments.output_format)
    if arguments.output is None:
        sys.stdout.write(rendered)
        return 0
    return _write(arguments.output, rendered)


def _picture(text: str) -> Picture:
    """The picture of what the target means. Raises `Unusable`."""
    from cellophane.cli.targets import File, target

    wanted = target(text)
    return _from_file(wanted) if isinstance(wanted, File) else _from_module(wanted)


def _from_file(wanted: targets.File) -> Picture:
    from cellophane.cli.targets import Unusable
    from cellophane.source.pictures.file_picture import picture
    from cellophane.source.text import source as text

    try:
        source = _source(wanted.path)
        rows = len(source.lines) - (source.lines[-1] == "")
        if wanted.row is not None and not 0 < wanted.row <= rows:
            raise Unusable(f"{wanted.path} has no line {wanted.row}: it has {rows}")
        return picture(source, wanted.row)
    except text.Unreadable as error:
        place = ":".join(str(part) for part in (wanted.path, error.row, error.column) if part is not None)
        raise Unusable(f"{place}: {error.message}") from None


def _source(path: str) -> Source:
    """The text of a file; of a notebook, that of its code cells. Raises `Unreadable`."""
    from cellophane.source.text import notebooks
    from cellophane.source.text import source as text

    if os.path.exists(path) and not os.path.isfile(path):
        raise text.Unreadable("is a directory" if os.path.isdir(path) else "is no regular file")
    if not path.endswith(".ipynb"):
        return text.read(path)
    source, problems = notebooks.from_bytes(text.read_bytes(path), path)
    for problem in problems:
        print(f"{path}: cell {problem.cell} is passed over: {problem.message}", file=sys.stderr)
    return source


def _from_module(wanted: targets.Object) -> Picture:
    from cellophane.cli.targets import Unusable, load
    from cellophane.live import look
    from cellophane.live.function_picture import picture

    try:
        closure = look(load(wanted))
    except TypeError as error:
        raise Unusable(f"{wanted.module}:{wanted.name}: {error}") from None
    return picture(closure, seconds=_SECONDS)


def _rendered(picture: Picture, form: str) -> str:
    if form == "html":
        from cellophane.report import html

        return html.render(picture)
    if form == "svg":
        from cellophane.report import svg

        return svg.render(picture)
    if form == "json":
        from cellophane.report import picture_json

        return picture_json.render(picture)
    from cellophane.report import tree

    return tree.text(picture)


def _write(path: str, rendered: str) -> int:
    from cellophane.workspace.writing import Unwritable, put

    try:
        put(path, rendered.encode("utf-8", "backslashreplace"))
    except Unwritable as error:
        return complain(f"{path} {error}")
    return 0
