"""Writes the pages of docs/ that repeat what the code says of itself, and the samples in README.md.

The rules' pages come from the docstrings of the rules' files, the command reference from the argument
parsers, the page on knowledge files from the docstring of their loader, the samples from running the commands
that they show, the programs in the chapters of the tour from their files. `tests/test_project.py` compares them
with what is on disk, so a page cannot fall behind; `make docs` writes them anew.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cellophane.check import catalogue
from cellophane.cli.commands import parser
from cellophane.model import cost, picture, place, plain, timeline
from cellophane.source import knowledge

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = ROOT / "README.md"
TOUR = DOCS / "tour"
_CHECKED = """\
`cellophane check --output-format json` gives a list with the fields of ruff's output, and its own beside them: `name`,
the captured variable; `certainty`; `advice`; and `evidence`, the steps that prove it. What could not be checked is an
entry of the list as well, so that nobody takes it for clean: its `code` is `invalid-syntax` where a text is wrong at a
place, and `not-checked` for all else (a file that is missing or cannot be read, settings without meaning). Such an
entry has a `message`, a `filename` and a `location` (the first character where no place is known); its `name`,
`certainty`, `fix` and `noqa_row` are null, its `evidence` is empty. The exit code is then 2."""
_RUNNABLE = re.compile(r"(?P<head>^```\{runnable\} (?P<name>\S+).*\n)(?:.*\n)*?```\n", re.MULTILINE)
_TIMELINE = """\
`cellophane timeline --output-format json` gives a `Timeline`, with `format` in front and three fields more at its end:
`outdated` has the reads that gave a closure another value than it was made with, by their places in `events` (from 0),
`late` those of them that a later round of a loop has brought about, or that found nothing, and `made_with` the `value`
that each `variable` had for each `closure` when it was made."""
_CONSOLE = re.compile(r"(?P<head>^```console\n\$ cellophane (?P<arguments>.*)\n)(?:.*\n)*?```\n", re.MULTILINE)


def pages() -> dict[str, str]:
    """The text of each generated page, by its path below docs/."""
    rules = [catalogue.load(code) for code in catalogue.codes()]
    return {
        "commands.md": _commands(parser()),
        "json.md": _json(),
        "knowledge.rst": _knowledge(knowledge.__doc__ or ""),
        "rules/index.md": _index(rules),
        **{f"rules/{rule.code}.md": _rule(rule) for rule in rules},
    }


def with_samples(readme: str) -> str:
    """The text of the README, with what each `$ cellophane …` in a console of its own prints today.

    Raises `ValueError` if it shows no such command, or one that cannot be run.
    """
    text, count = _CONSOLE.subn(_sample, readme)
    if not count:
        raise ValueError("the README shows no command in a console")
    return text


def with_programs(chapter: str) -> str:
    """The text of a chapter of the tour, with the programs that it names as they are in their files today."""
    return _RUNNABLE.sub(lambda shown: f"{shown['head']}{(TOUR / shown['name']).read_text('utf-8')}```\n", chapter)


def _sample(shown: re.Match[str]) -> str:
    arguments = shown["arguments"].split()
    arguments += ["--isolated", "--no-cache"] if arguments[0] == "check" else []
    run = subprocess.run(
        [sys.executable, "-m", "cellophane", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1", "GITHUB_ACTIONS": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if run.stderr:
        raise ValueError(f"the README's command fails: {run.stderr}")
    return f"{shown['head']}{run.stdout.strip()}\n```\n"


def _rule(rule: catalogue.Rule) -> str:
    return f"# {rule.code}: {rule.name}\n\n{rule.documentation}\n"


def _index(rules: list[catalogue.Rule]) -> str:
    rows = [f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.summary} |\n" for rule in rules]
    return "# Rules\n\n| code | name | what it finds |\n|---|---|---|\n" + "".join(rows)


def _knowledge(documentation: str) -> str:
    return f"Knowledge files\n===============\n\n{documentation.strip()}\n"


def _json() -> str:
    """The fields of what `--output-format json` and `to_dict()` give, from the classes that they are fields of."""
    words = [
        "# JSON",
        "`cellophane show --output-format json` and `look(fn).to_dict()` give a `Picture`, `cellophane cost "
        "--output-format json` and `cost(fn).to_dict()` a `Cost`, each with a field `format` in front: the number "
        f"{plain.FORMAT}, which changes when a field goes away or means something else. What is not known is null; "
        "tuples are arrays.",
        _TIMELINE,
        _CHECKED,
    ]
    for module in (picture, cost, timeline, place):
        tree = ast.parse(inspect.getsource(module))
        words += [
            _class(each) for each in tree.body if isinstance(each, ast.ClassDef) and not each.name.startswith("_")
        ]
    return "\n\n".join(words) + "\n"


def _class(node: ast.ClassDef) -> str:
    """A class of records: what it is, and a row for each field."""
    rows = []
    for field, after in zip(node.body, [*node.body[1:], ast.Pass()], strict=True):
        if isinstance(field, ast.AnnAssign) and "ClassVar" not in (kind := ast.unparse(field.annotation)):
            told = ast.get_docstring(ast.Module([after], [])) or ""
            rows.append(
                f"| `{ast.unparse(field.target)}` | `{kind}` | {' '.join(told.split())} |".replace(" | None`", "`?")
            )
    about = (ast.get_docstring(node) or "").split("\n\n>>>")[0]
    return f"## {node.name}\n\n{about}\n\n| field | type | meaning |\n|---|---|---|\n" + "\n".join(rows)


def _commands(root: argparse.ArgumentParser) -> str:
    return "# Commands\n\n" + "\n".join(_command(each) for each in _parsers(root))


def _parsers(root: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser and, after it, those of its sub-commands.

    `argparse` has no public way to list what a parser knows. Its help text would do, but differs from
    one Python version to the next.
    """
    yield root
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from _parsers(each)


def _command(command: argparse.ArgumentParser) -> str:
    lines = [f"## `{command.prog}`\n"]
    if command.description:
        lines.append(f"{command.description.strip()}\n")
    rows = [_option(command, action) for action in command._actions if action.help != argparse.SUPPRESS]
    lines.append("| argument | meaning |\n|---|---|\n" + "\n".join(filter(None, rows)) + "\n")
    if command.epilog:
        lines.append(f"```text\n{command.epilog.strip()}\n```\n")
    return "\n".join(lines)


def _option(command: argparse.ArgumentParser, action: argparse.Action) -> str | None:
    """The table's row for one argument; none for the list of sub-commands: they have their own sections."""
    if isinstance(action, argparse._SubParsersAction):
        return None
    value = _value(action)
    name = ", ".join(f"`{' '.join(filter(None, (flag, value)))}`" for flag in action.option_strings)
    meaning = (action.help or "") % {**vars(action), "prog": command.prog}
    return f"| {name or f'`{value}`'} | {' '.join(meaning.split()).replace('|', '&#124;')} |"


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.metavar:
        return str(action.metavar)
    if action.choices:
        return "{" + ",".join(map(str, action.choices)) + "}"
    return action.dest.upper()


def main() -> None:
    current = pages()
    for old in (DOCS / "rules").glob("*.md"):
        if f"rules/{old.name}" not in current:
            old.unlink()
    for name, text in current.items():
        page = DOCS / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8", newline="\n")
    README.write_text(with_samples(README.read_text("utf-8")), encoding="utf-8", newline="\n")
    for chapter in TOUR.glob("*.md"):
        chapter.write_text(with_programs(chapter.read_text("utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
