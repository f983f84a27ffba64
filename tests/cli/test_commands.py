"""Holds the parsers to the commands that there are."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from cellophane.cli.commands import parser

COMMANDS = {"check": [], "rule": [], "show": ["a.py"], "cost": ["json:loads"]}
"""Each with the arguments that it cannot do without."""


@pytest.mark.parametrize(("name", "needed"), COMMANDS.items())
def test_a_command_is_a_module_of_its_name(name: str, needed: list[str]) -> None:
    options = parser().parse_args([name, *needed])
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
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == f"commands: {name}"


def test_parsing_imports_nothing_of_cellophane_but_its_version(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from cellophane.cli.commands import parser\n"
        "parser().parse_args(['check'])\n"
        "print(*sorted(name for name in sys.modules if name.startswith('cellophane')))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["cellophane", "cellophane.cli", "cellophane.cli.commands"]
