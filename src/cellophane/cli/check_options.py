"""The options of `cellophane check`."""

from __future__ import annotations

import argparse

from cellophane.cli.common_options import add_color, add_settings
from cellophane.report.formats import FORMATS

_CERTAINTIES = ("certain", "likely", "possible")
_COMMENTS = ("noqa", "ignore")
EXAMPLES = """\
examples:
  cellophane check                            the files in and below this directory
  cellophane check src tests/test_jobs.py     a directory and a file
  cellophane check --certainty possible       also what rests on a callee that nobody knows
  cellophane check --select CEL1 --ignore CEL102
  cellophane check --fix --unsafe-fixes src   mend what was found; `--diff` only shows how
  cellophane check --since origin/main...     what this branch has brought
  cellophane check --output-file sarif:found.sarif
  cellophane check --watch                    and again what changes, while you write
  cellophane check - --stdin-filename a.py < a.py

exit codes: 0 nothing found, 1 something found, 2 something could not be checked;
after --fix, 1 means that something is left; with --diff, that something would change
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Give the parser all of them."""
    parser.usage = "%(prog)s [OPTION ...] [PATH ...]"  # all of them by name would hide what an error says
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        default=[],
        help="files and directories, or `-` for standard input (default: .)",
    )
    _add_what_is_looked_for(parser.add_argument_group("what is looked for"))
    _add_what_is_mended(parser.add_argument_group("what is mended"))
    _add_what_is_passed_over(parser.add_argument_group("what is passed over"))
    _add_what_is_shown(parser.add_argument_group("what is shown"))
    _add_how_files_are_read(parser.add_argument_group("how files are chosen and read"))


def _add_what_is_looked_for(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--select", action="append", metavar="CODES", help="only these rules, as in CEL101,CEL2 or ALL")
    add("--ignore", action="append", metavar="CODES", help="all but these rules")
    add("--certainty", choices=_CERTAINTIES, help="show what is at least so certain (default: likely)")


def _add_what_is_mended(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--fix", action="store_true", help="mend what can be mended safely, each file as a whole or not at all")
    add("--diff", action="store_true", help="show what would change, and write nothing")
    add("--unsafe-fixes", action="store_true", help="with them, also fixes that may alter a program that is right")


def _add_what_is_passed_over(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--add-noqa", action="store_true", help="silence the findings of today with a comment each, `# noqa: CEL101`")
    add(
        "--silence-with",
        choices=_COMMENTS,
        help="with it, the form: `ignore` writes `# cellophane: ignore[CEL101]` (default: noqa)",
    )
    add(
        "--baseline",
        metavar="FILE",
        help="tell only of findings that FILE does not know; without a FILE of that name, record those of today in it",
    )
    add(
        "--since",
        metavar="REV",
        help="tell only of what has come up since this revision of git, by whatever change; `main...` is where the "
        "branch left main",
    )


def _add_what_is_shown(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--output-format",
        choices=tuple(FORMATS),
        metavar="FORMAT",  # the choices in its place would be one word, wider than a terminal
        help=f"{', '.join(FORMATS)} (default: full; in GitHub Actions, github)",
    )
    add(
        "--output-file",
        action="append",
        metavar="[FORMAT:]PATH",
        help="write the findings to this file as well, whole or not at all; may be given several times",
    )
    add_color(group)
    add("--statistics", action="store_true", help="count the findings of each rule instead")
    add("-q", "--quiet", action="store_true", help="show findings only: no summary, no progress")
    add(
        "--verbose",
        action="store_true",
        help="show what could not be resolved, where an internal error came from, and what `--watch` checks again",
    )
    add("--exit-zero", action="store_true", help="exit with 0, not 1, when something was found")


def _add_how_files_are_read(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--exclude",
        action="append",
        metavar="PATTERNS",
        help="leave these out as well, as in 'generated/,*_pb2.py': patterns as in .gitignore, from where you are",
    )
    add(
        "--force-exclude",
        action="store_true",
        help="leave out what is excluded also if it is named, or was entered: for hooks, which name files",
    )
    add("--stdin-filename", metavar="NAME", help="what standard input is called")
    add(
        "--python",
        metavar="PATH",
        help="the interpreter, or the environment's directory, in whose packages imports are looked up "
        "(default: the nearest virtual environment, else the active or the running one)",
    )
    add_settings(group)
    add(
        "--watch",
        action="store_true",
        help="go on, and check again what changes and what depends on it, until Ctrl-C; needs `cellophane[watch]`",
    )
    add("--no-cache", action="store_true", help="neither use nor keep what runs find out")
    add("--show-files", action="store_true", help="only list the files that would be checked")
    add("--show-settings", action="store_true", help="only tell which settings hold for each PATH, and where from")
