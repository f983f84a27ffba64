"""`cellophane completion`: a script that makes a shell complete what can be typed behind `cellophane`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from cellophane.check import catalogue
from cellophane.cli.commands import parser
from cellophane.cli.complaints import complain

_FILES = frozenset({"paths", "target", "baseline", "config", "output", "output_file", "python", "stdin_filename"})
"""What files are completed for."""
_CODES = frozenset({"select", "ignore", "code"})
"""What the codes of rules, and of their families, are completed for."""


def run(arguments: argparse.Namespace) -> int:
    """Print the script; the exit code: 0, or 2 if nothing is known of the shell."""
    import shtab

    if arguments.shell not in shtab.SUPPORTED_SHELLS:
        return complain(f"no shell {arguments.shell!r} is known: name one of {', '.join(shtab.SUPPORTED_SHELLS)}")
    top = parser()
    for action in _actions(top):
        if action.dest in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # where it looks for this
        elif action.dest in _CODES:
            action.choices = (*catalogue.families(), *catalogue.codes())
        elif action.dest == "shell":
            action.choices = shtab.SUPPORTED_SHELLS
    sys.stdout.write(shtab.complete(top, arguments.shell) + "\n")
    return 0


def _actions(root: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """All arguments, those of sub-commands among them. `argparse` has no public way to list them."""
    for action in root._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from _actions(each)
