"""The command `cellophane`: reads its arguments, hands over to one of the commands, and never shows a traceback."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import suppress

from cellophane.cli.arguments import read
from cellophane.cli.colors import as_asked
from cellophane.report.visible import PLAINLY, visible

INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 clean, 1 findings, 2 could not do it, 130 interrupted."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_output()  # the reader has seen enough: `| head`
        return 0
    except OSError as error:  # files that cannot be read are problems; this is the output, or the directory
        _let_go_of_output()
        print(f"error: {_reason(error)}", file=sys.stderr)
        return 2
    except SystemExit as error:  # argparse ends so
        return error.code if isinstance(error.code, int) else 2
    except Exception as error:
        if "--verbose" in arguments:
            import traceback  # which nobody needs but here

            traceback.print_exc()
        print(f"internal error: {type(error).__name__}: {error}, please report it", file=sys.stderr)
        return 2


def _reason(error: OSError) -> str:
    """What the system refused, and for which file where it was one."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return "the current directory does not exist any more: change to one that does"
    reason = error.strerror or str(error)
    return reason if error.filename is None else f"{visible(str(error.filename))}: {reason}"


def _let_go_of_output() -> None:
    """Send what is still to be written nowhere: Python would complain again when it flushes at exit."""
    with open(os.devnull, "w") as nowhere, suppress(OSError, ValueError):
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _run(arguments: list[str]) -> int:
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - none if the shell closed it
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a character gets another one, not a crash
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=PLAINLY)
    options = read(arguments)
    if options.command is None:
        options.parser.print_help(sys.stderr)
        return 2
    with as_asked(getattr(options, "color", None)):
        code = _command(options.command)(options)
        sys.stdout.flush()
    return code


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """The function of a command. Only its module is imported: each brings half of cellophane along."""
    if name == "check":
        from cellophane.cli.check import run
    elif name == "rule":
        from cellophane.cli.rule import run
    elif name == "why":
        from cellophane.cli.why import run
    elif name == "show":
        from cellophane.cli.show import run
    elif name == "cost":
        from cellophane.cli.cost import run
    else:
        from cellophane.cli.completion import run
    return run
