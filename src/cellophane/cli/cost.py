"""`cellophane cost`: what a closure costs per call and in memory, beside other forms of the same body."""

from __future__ import annotations

import argparse
import sys

from cellophane.cli.complaints import complain
from cellophane.cli.streams import printed_to_nowhere
from cellophane.cli.targets import File, Unusable, given, load, target
from cellophane.report import costs
from cellophane.report.screen import Screen
from cellophane.rework.cost import cost
from cellophane.rework.subjects import Refused


def run(arguments: argparse.Namespace) -> int:
    """Measure and show; the exit code: 0, or 2 if it cannot be measured."""
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
    if arguments.output_format == "json":
        sys.stdout.write(costs.as_json(found))
        return 0
    Screen(sys.stdout).print(costs.render(found), soft_wrap=False)
    return 0
