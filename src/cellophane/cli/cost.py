"""`cellophane cost`: what a closure costs per call and in memory, beside other forms of the same body."""

from __future__ import annotations

import argparse
import sys

from cellophane.cli.complaints import complain

_FORMATS = ("text", "json")
_EXAMPLES = """examples:
  cellophane cost 'examples.power_factory:power(2)' 7
  cellophane cost myapp.views:render '"index"' strict=True
  cellophane cost myapp.math:scaled --output-format json -- -1.5"""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command to the parser."""
    parser = commands.add_parser(
        "cost",
        help="measure what a closure costs, beside other forms of it",
        description="Call a closure many thousand times, and other forms of the same body, and show what each takes. "
        "What it prints is not shown.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run, parser=parser)
    parser.add_argument(
        "target",
        metavar="TARGET",
        help="`package.module:function`, or `package.module:make(1)` for what a call gives; the module is imported",
    )
    parser.add_argument(
        "arguments", metavar="ARG", nargs="*", help="what it is called with: Python literals, or `name=literal`"
    )
    parser.add_argument("--output-format", choices=_FORMATS, default="text", help="how it is shown (default: text)")


def run(arguments: argparse.Namespace) -> int:
    """Measure and show; the exit code: 0, or 2 if it cannot be measured."""
    from cellophane.cli.streams import printed_to_nowhere
    from cellophane.cli.targets import File, Unusable, given, load, target
    from cellophane.rework.cost import cost
    from cellophane.rework.subjects import Refused

    try:
        wanted = target(arguments.target)
        if isinstance(wanted, File):
            raise Unusable(f"{wanted.path} is a file, which is never run: name `package.module:function`")
        positional, named = given(arguments.arguments)
        function = load(wanted)
        with printed_to_nowhere():  # thousands of times the same
            found = cost(function, *positional, **named)
    except (Unusable, Refused) as error:
        return complain(error)
    from cellophane.report import costs

    if arguments.output_format == "json":
        sys.stdout.write(costs.as_json(found))
        return 0
    from cellophane.report.screen import Screen

    Screen(sys.stdout).print(costs.render(found), soft_wrap=False)
    return 0
