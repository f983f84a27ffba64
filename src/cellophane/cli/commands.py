"""The commands: what each is called and which options it has. What a command does is in the module of its name.

Nothing else of cellophane is imported here but the options of `check`, which are many: `--help` and `--version` answer
at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from cellophane import __version__
from cellophane.cli import check_options
from cellophane.cli.common_options import add_color, add_settings

_OF_PICTURES = ("text", "json", "svg", "html")
_OF_TIMELINES = ("text", "json", "html")
_OF_COSTS = ("text", "json")
_OF_RULES = ("text", "json")
_OF_TRAILS = ("text", "json")
_NARROW = partial(argparse.HelpFormatter, width=80)
"""For arguments that are added: `argparse` makes a formatter to look at them, which would import `shutil` and all that
packs files, only to ask how wide the terminal is."""
_RULE_EXAMPLES = """examples:
  cellophane rule
  cellophane rule CEL101"""
_SHOW_EXAMPLES = """examples:
  cellophane show json:loads                      # what it captured, as it is now
  cellophane show myapp.views:index
  cellophane show examples/counter.py             # from the source, without running it
  cellophane show examples/counter.py:12 --output-format html --output counter.html"""
_WHY_EXAMPLES = """examples:
  cellophane why jobs.py:12                       # the closures that are made in line 12
  cellophane why jobs.py:12:30                    # the innermost one around that place
  cellophane why jobs.py:12 --output-format json"""
_TIMELINE_EXAMPLES = """examples:
  cellophane timeline examples/tickets_wrong.py           # runs it, and shows what it captured, step by step
  cellophane timeline --output-format html --output line.html examples/counter.py
  cellophane timeline app.py:12                           # the variables that are bound or read in line 12
  cellophane timeline app.py:12:i                         # `i` in that line; app.py::i is `i` anywhere
  cellophane timeline app.py input.txt -- --verbose       # what the script is given; its options behind `--`

exit codes: that of the script (1 if it ends with an error, 130 if it is interrupted: what happened until then is
shown), or 2 if it cannot be run or shown. With json or html on standard output, what the script prints goes to
standard error.

A script can notice that it is watched: it takes longer, its functions have other `__code__` objects, and
`sys.settrace` and `inspect.stack` see what watches it as well. Values are shown as they looked at their step."""
_COST_EXAMPLES = """examples:
  cellophane cost 'examples.power_factory:power(2)' 7
  cellophane cost myapp.views:render '"index"' strict=True
  cellophane cost myapp.math:scaled --output-format json -- -1.5"""
_SERVER_EXAMPLES = """examples:
  cellophane server
  cellophane server --log-file /tmp/cellophane.log --log-level debug"""
_COMPLETION_EXAMPLES = """examples:
  cellophane completion bash > ~/.local/share/bash-completion/completions/cellophane
  cellophane completion zsh > ~/.zfunc/_cellophane       # with ~/.zfunc in $fpath
  cellophane completion fish > ~/.config/fish/completions/cellophane.fish
  cellophane completion powershell >> $PROFILE"""


class Command:
    """A command as `--help` tells of it, and what gives its parser the arguments.

    It is no dataclass: these take longer to import than a version to print.
    """

    def __init__(
        self, *, help: str, description: str, epilog: str, add: Callable[[argparse.ArgumentParser], None]
    ) -> None:
        self.help = help
        self.description = description
        self.epilog = epilog
        self.add = add


def parser() -> argparse.ArgumentParser:
    """The whole command line. What it makes of arguments has the name of the command as `command`.

    >>> parser().parse_args(["rule", "CEL101"]).command
    'rule'
    """
    top = argparse.ArgumentParser(
        prog="cellophane",
        description="See-through closures: what a Python function captured, and which captures will bite.",
        epilog="`cellophane COMMAND --help` tells more about one command.",
        allow_abbrev=False,
    )
    top.add_argument("-V", "--version", action="version", version=f"cellophane {__version__}")
    commands = top.add_subparsers(title="commands", dest="command", metavar="COMMAND")
    for name, command in COMMANDS.items():
        _fill(commands.add_parser(name, help=command.help, allow_abbrev=False), command)
    return top


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of one command: most runs need no other one."""
    alone = argparse.ArgumentParser(prog=f"cellophane {name}", allow_abbrev=False, formatter_class=_NARROW)
    _fill(alone, COMMANDS[name])
    return alone


def _fill(parser: argparse.ArgumentParser, command: Command) -> None:
    parser.description, parser.epilog = command.description, command.epilog
    command.add(parser)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter


def _add_rule(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("code", nargs="?", metavar="CODE", help="the rule to explain, or a family to list; without it, all are listed")
    add("--all", action="store_true", help="the pages of all rules, one after the other")
    add("--output-format", choices=_OF_RULES, default="text", help="how it is shown (default: text)")
    add_color(parser)


def _add_why(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("target", metavar="FILE:ROW[:COL]", help="a place in a file, which is only read")
    add("--output-format", choices=_OF_TRAILS, default="text", help="how it is shown (default: text)")
    add("--python", metavar="PATH", help="the interpreter or environment in whose packages imports are looked up")
    add_settings(parser)
    add_color(parser)


def _add_show(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "target",
        metavar="TARGET",
        help="`package.module:function`, which is imported; `file.py` or `file.py:LINE`, which are read and never run",
    )
    _add_output(parser, _OF_PICTURES)
    add_color(parser)


def _add_output(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    add = parser.add_argument
    add("--output-format", choices=formats, default="text", help="how it is shown (default: text)")
    add("--output", "-o", metavar="FILE", help="write it to this file, whole or not at all; `-` is standard output")


def _add_timeline(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "target",
        metavar="SCRIPT[:LINE[:NAME]]",
        help="a script, which is run; with LINE or NAME (or `SCRIPT::NAME`), what was bound or read there is shown",
    )
    add("arguments", metavar="ARG", nargs="*", default=[], help="what the script is given; its options behind `--`")
    _add_output(parser, _OF_TIMELINES)
    add(
        "--events",
        metavar="N",
        type=_count,
        default=10_000,
        help="so many steps are kept, the rest is only counted (default: 10000)",
    )
    add_color(parser)


_DIGITS = 15
"""No number of steps has more."""


def _count(text: str) -> int:
    if len(text) > _DIGITS or not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of steps: give one from 1 on")
    return int(text)


def _add_cost(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "target",
        metavar="TARGET",
        help="`package.module:function`, or `package.module:make(1)` for what a call gives; the module is imported",
    )
    add(
        "arguments",
        metavar="ARG",
        nargs="*",
        default=[],
        help="what it is called with: Python literals, or `name=literal`",
    )
    add("--output-format", choices=_OF_COSTS, default="text", help="how it is shown (default: text)")
    add_color(parser)


def _add_server(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--log-file", metavar="FILE", help="write down what happens, for when something does not work")
    add(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        default="info",
        help="how much of it is written there; `debug` has every message (default: info)",
    )


def _add_completion(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", metavar="SHELL", help="bash, zsh, fish, tcsh or powershell")


COMMANDS: Mapping[str, Command] = {
    "check": Command(
        help="find the captures that will bite",
        description="Find closures that read a variable when it no longer holds what it held then.",
        epilog=check_options.EXAMPLES,
        add=check_options.add,
    ),
    "rule": Command(
        help="explain a rule, or list all of them",
        description="Show one rule's page, or the list of rules.",
        epilog=_RULE_EXAMPLES,
        add=_add_rule,
    ),
    "why": Command(
        help="tell what becomes of a closure, and why it is reported or not",
        description="Tell what becomes of the closures that are made at a place, step by step, until each way ends: "
        "run, dropped, kept, or lost from sight.",
        epilog=_WHY_EXAMPLES,
        add=_add_why,
    ),
    "show": Command(
        help="show what a function captured, and who shares it",
        description="Show what a function captured, who shares it, and where it is bound.",
        epilog=_SHOW_EXAMPLES,
        add=_add_show,
    ),
    "timeline": Command(
        help="run a script, and show step by step what its closures captured and read",
        description="Run a script (`cellophane show` only reads it), and show step by step what happened to its "
        "captured variables: who made, bound and read them, and which reads are late.",
        epilog=_TIMELINE_EXAMPLES,
        add=_add_timeline,
    ),
    "cost": Command(
        help="measure what a closure costs, beside other forms of it",
        description="Call a closure many thousand times, and other forms of the same body, and show what each takes. "
        "What it prints is not shown.",
        epilog=_COST_EXAMPLES,
        add=_add_cost,
    ),
    "server": Command(
        help="answer an editor, over the language server protocol",
        description="Answer an editor over standard input and output, by the language server protocol, until it goes. "
        "Editors start it; docs/editors.md says how to set them up.",
        epilog=_SERVER_EXAMPLES,
        add=_add_server,
    ),
    "completion": Command(
        help="print what makes a shell complete commands, options, rules and files",
        description="Print a script that makes a shell complete commands, options, rules and files at the tabulator "
        "key. It holds for this version of cellophane.",
        epilog=_COMPLETION_EXAMPLES,
        add=_add_completion,
    ),
}
"""All of them, by their names, in the order of the help."""
