"""The command `cellophane`: reads its arguments, hands over to one of the commands, and never shows a traceback.

Importing it imports nothing that Python has not imported already: what the version is, is answered at once.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as type checkers know it: `typing` takes longer to import than a version to print
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

INTERRUPTED = 130
_VERSION = ("-V", "--version")
_READING = ("check", "why", "rule")
"""The commands that run nobody else's code."""


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 clean, 1 findings, 2 could not do it, 130 interrupted.

    Without `argv` it is the command line of the process, which is taken to end with the answer.
    """
    if argv is not None:
        return _answer(argv)
    arguments = sys.argv[1:]
    if not arguments or arguments[0] not in _READING:
        return _answer(arguments)
    import gc

    # Nearly all that a short run makes, modules and classes, lives to its end: looking through it for garbage, and once
    # more when the process ends, took an eighth of the time.
    gc.set_threshold(50_000, 20, 50)
    try:
        return _answer(arguments)
    finally:
        gc.freeze()


def _answer(arguments: list[str]) -> int:
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
    from cellophane.report.visible import visible

    reason = error.strerror or str(error)
    return reason if error.filename is None else f"{visible(str(error.filename))}: {reason}"


def _let_go_of_output() -> None:
    from cellophane.cli.streams import let_go_of_output  # which hardly any run needs

    let_go_of_output()


def _run(arguments: list[str]) -> int:
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - none if the shell closed it
    if len(arguments) == 1 and arguments[0] in _VERSION:
        return _tell_version()
    return _obey(arguments)


def _tell_version() -> int:
    """Answer without reading a command line, as the parser would."""
    from cellophane import __version__

    print(f"cellophane {__version__}", flush=True)
    return 0


def _obey(arguments: list[str]) -> int:
    from cellophane.cli.arguments import read
    from cellophane.cli.colors import as_asked
    from cellophane.report.visible import PLAINLY

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
    elif name == "timeline":
        from cellophane.cli.timeline import run
    elif name == "server":
        from cellophane.cli.server import run
    elif name == "cost":
        from cellophane.cli.cost import run
    else:
        from cellophane.cli.completion import run
    return run
