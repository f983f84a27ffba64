"""Holds the parsers to the commands that there are."""

from __future__ import annotations

import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from cellophane.cli.arguments import read
from cellophane.cli.commands import COMMANDS as ALL
from cellophane.cli.commands import parser, parser_of
from cellophane.cli.main import main

ROOT = Path(__file__).parents[2]

COMMANDS = {
    "check": [],
    "rule": [],
    "why": ["a.py:1"],
    "show": ["a.py"],
    "timeline": ["a.py"],
    "cost": ["json:loads"],
    "server": [],
    "completion": ["bash"],
}
"""Each with the arguments that it cannot do without."""


@pytest.mark.parametrize(("name", "needed"), COMMANDS.items())
def test_a_command_is_a_module_of_its_name(name: str, needed: list[str]) -> None:
    options = read([name, *needed])
    assert options.command == name
    assert options.parser.prog == f"cellophane {name}"
    assert callable(import_module(f"cellophane.cli.{name}").run)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_imports_no_other_one(name: str, tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from cellophane.cli.main import main\n"
        f"main({[name, *COMMANDS[name]]!r})\n"
        f"print('commands:', *({set(COMMANDS)!r} & {{name.removeprefix('cellophane.cli.') for name in sys.modules}}))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, input="", capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == f"commands: {name}"


def test_parsing_imports_little_of_cellophane(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from cellophane.cli.arguments import read\n"
        "read(['check'])\n"
        "print(*sorted(name for name in sys.modules if name.startswith('cellophane')))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    names = ["arguments", "check_options", "commands", "common_options"]
    cli = ["cellophane.cli", *(f"cellophane.cli.{name}" for name in names)]
    told = ["cellophane.model", "cellophane.model.nearest", "cellophane.report", "cellophane.report.formats"]
    assert run.stdout.split() == ["cellophane", *cli, *told], "what guesses names, and the names of formats"


def test_these_are_all_commands() -> None:
    assert set(COMMANDS) == set(ALL)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_parser_of_its_own_is_the_one_among_all(name: str) -> None:
    alone = parser_of(name).format_help()
    (listed,) = (action.choices[name] for action in parser()._actions if isinstance(action.choices, dict))
    assert listed.format_help() == alone


EXAMPLES = [
    line.partition("  #")[0].strip()
    for command in ALL.values()
    for line in command.epilog.splitlines()
    if line.startswith("  cellophane ")
]


@pytest.mark.parametrize("line", EXAMPLES)
def test_the_examples_of_the_help_can_be_read_as_printed(line: str) -> None:
    words = shlex.split(line.split("     ")[0], comments=True)
    words = words[: next((at for at, word in enumerate(words) if word in ("<", ">", ">>")), len(words))]
    assert read(words[1:]).command == words[1]


@pytest.mark.parametrize("line", [line for line in EXAMPLES if line.startswith("cellophane cost ")])
def test_the_examples_of_cost_run_as_printed(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "myapp"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "math.py").write_text("def _scaling(by):\n    return lambda x: x * by\nscaled = _scaling(2)\n")
    (package / "views.py").write_text(
        "def _rendering(site):\n    def render(page, strict=False):\n        return site, page, strict\n"
        "    return render\nrender = _rendering('here')\n"
    )
    monkeypatch.chdir(ROOT if "examples." in line else tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert main(shlex.split(line)[1:]) == 0
    assert capsys.readouterr().out
