"""The commands: what each is called and which options it has. What a command does is in the module of its name.

Nothing else of cellophane is imported here: `--help` and `--version` answer at once.
"""

from __future__ import annotations

import argparse

from cellophane import __version__

_CERTAINTIES = ("certain", "likely", "possible")
_OF_FINDINGS = ("full", "concise", "json")
_OF_PICTURES = ("text", "json", "svg", "html")
_OF_COSTS = ("text", "json")
_OF_COMMENTS = ("noqa", "ignore")
_OF_RULES = ("text", "json")
_OF_TRAILS = ("text", "json")
_CHECK_EXAMPLES = """\
examples:
  cellophane check                            the files in and below this directory
  cellophane check src tests/test_jobs.py     a directory and a file
  cellophane check --certainty possible       also what rests on a callee that nobody knows
  cellophane check --select CEL1 --ignore CEL102
  cellophane check --fix --unsafe-fixes src   mend what was found; `--diff` only shows how
  cellophane check - --stdin-filename a.py < a.py

exit codes: 0 nothing found, 1 something found, 2 something could not be checked
"""
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
_COST_EXAMPLES = """examples:
  cellophane cost 'examples.power_factory:power(2)' 7
  cellophane cost myapp.views:render '"index"' strict=True
  cellophane cost myapp.math:scaled --output-format json -- -1.5"""


def parser() -> argparse.ArgumentParser:
    """All commands and their options.

    What it makes of arguments has the name of the command as `command`, and the command's own parser as `parser`.

    >>> parser().parse_args(["rule", "CEL101"]).command
    'rule'
    """
    top = argparse.ArgumentParser(
        prog="cellophane",
        description="See-through closures: what a Python function captured, and which captures will bite.",
        epilog="`cellophane COMMAND --help` tells more about one command.",
        allow_abbrev=False,
    )
    top.set_defaults(parser=top)
    top.add_argument("--version", action="version", version=f"cellophane {__version__}")
    commands = top.add_subparsers(title="commands", dest="command", metavar="COMMAND")
    _add_check(commands)
    _add_rule(commands)
    _add_why(commands)
    _add_show(commands)
    _add_cost(commands)
    return top


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _added(
        commands,
        "check",
        help="find the captures that will bite",
        description="Find closures that read a variable when it no longer holds what it held then.",
        epilog=_CHECK_EXAMPLES,
    )
    add = parser.add_argument
    add(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files and directories, or `-` for standard input (default: .)",
    )
    add = parser.add_argument_group("what is looked for").add_argument
    add("--select", action="append", metavar="CODES", help="only these rules, as in CEL101,CEL2 or ALL")
    add("--ignore", action="append", metavar="CODES", help="all but these rules")
    add("--certainty", choices=_CERTAINTIES, help="show what is at least so certain (default: likely)")
    add = parser.add_argument_group("what is mended").add_argument
    add("--fix", action="store_true", help="mend what can be mended safely, each file as a whole or not at all")
    add("--diff", action="store_true", help="show what would change, and write nothing")
    add("--unsafe-fixes", action="store_true", help="with them, also fixes that may alter a program that is right")
    add = parser.add_argument_group("what is passed over").add_argument
    add("--add-noqa", action="store_true", help="silence the findings of today with a comment each, `# noqa: CEL101`")
    add(
        "--silence-with",
        choices=_OF_COMMENTS,
        help="with it, the form: `ignore` writes `# cellophane: ignore[CEL101]` (default: noqa)",
    )
    add(
        "--baseline",
        metavar="FILE",
        help="tell only of findings that FILE does not know; without a FILE of that name, record those of today in it",
    )
    add = parser.add_argument_group("what is shown").add_argument
    add("--output-format", choices=_OF_FINDINGS, default="full", help="(default: full)")
    add("--statistics", action="store_true", help="count the findings of each rule instead")
    add("-q", "--quiet", action="store_true", help="show findings only: no summary, no progress")
    add("--verbose", action="store_true", help="show what could not be resolved, and where an internal error came from")
    add("--exit-zero", action="store_true", help="exit with 0, not 1, when something was found")
    add = parser.add_argument_group("how files are chosen and read").add_argument
    add("--stdin-filename", metavar="NAME", help="what standard input is called")
    add(
        "--python",
        metavar="PATH",
        help="the interpreter, or the environment's directory, in whose packages imports are looked up "
        "(default: the nearest virtual environment, else the active or the running one)",
    )
    add("--isolated", action="store_true", help="leave all pyproject.toml files alone")
    add("--no-cache", action="store_true", help="neither use nor keep what runs find out")


def _add_rule(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _added(
        commands,
        "rule",
        help="explain a rule, or list all of them",
        description="Show one rule's page, or the list of rules.",
        epilog=_RULE_EXAMPLES,
    )
    add = parser.add_argument
    add("code", nargs="?", metavar="CODE", help="the rule to explain, or a family to list; without it, all are listed")
    add("--all", action="store_true", help="the pages of all rules, one after the other")
    add("--output-format", choices=_OF_RULES, default="text", help="how it is shown (default: text)")


def _add_why(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _added(
        commands,
        "why",
        help="tell what becomes of a closure, and why it is reported or not",
        description="Tell what becomes of the closures that are made at a place, step by step, until each way ends: "
        "run, dropped, kept, or lost from sight.",
        epilog=_WHY_EXAMPLES,
    )
    add = parser.add_argument
    add("target", metavar="FILE:ROW[:COL]", help="a place in a file, which is only read")
    add("--output-format", choices=_OF_TRAILS, default="text", help="how it is shown (default: text)")
    add("--python", metavar="PATH", help="the interpreter or environment in whose packages imports are looked up")
    add("--isolated", action="store_true", help="leave all pyproject.toml files alone")


def _add_show(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _added(
        commands,
        "show",
        help="show what a function captured, and who shares it",
        description="Show what a function captured, who shares it, and where it is bound.",
        epilog=_SHOW_EXAMPLES,
    )
    add = parser.add_argument
    add(
        "target",
        metavar="TARGET",
        help="`package.module:function`, which is imported; `file.py` or `file.py:LINE`, which are read and never run",
    )
    add("--output-format", choices=_OF_PICTURES, default="text", help="how it is shown (default: text)")
    add("--output", "-o", metavar="FILE", help="write it to this file, whole or not at all; `-` is standard output")


def _add_cost(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _added(
        commands,
        "cost",
        help="measure what a closure costs, beside other forms of it",
        description="Call a closure many thousand times, and other forms of the same body, and show what each takes. "
        "What it prints is not shown.",
        epilog=_COST_EXAMPLES,
    )
    add = parser.add_argument
    add(
        "target",
        metavar="TARGET",
        help="`package.module:function`, or `package.module:make(1)` for what a call gives; the module is imported",
    )
    add("arguments", metavar="ARG", nargs="*", help="what it is called with: Python literals, or `name=literal`")
    add("--output-format", choices=_OF_COSTS, default="text", help="how it is shown (default: text)")


def _added(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    *,
    help: str,
    description: str,
    epilog: str,
) -> argparse.ArgumentParser:
    """The parser of one more command."""
    added = commands.add_parser(
        name,
        help=help,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    added.set_defaults(parser=added)
    return added
