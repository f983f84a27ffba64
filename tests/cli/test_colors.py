"""`--color`, beside the variables of the environment."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from cellophane.cli.colors import as_asked
from tests.cli.conftest import HAZARD, Command


@pytest.mark.parametrize(
    ("variables", "color", "coloured"),
    [
        ({}, None, False),
        ({}, "auto", False),
        ({}, "always", True),
        ({}, "never", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({"FORCE_COLOR": "1"}, "never", False),
        ({"FORCE_COLOR": "1"}, "auto", True),
        ({"TERM": "dumb"}, "always", True),
    ],
)
def test_the_option_wins(
    project: Path,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    color: str | None,
    coloured: bool,
) -> None:
    (project / "a.py").write_text(HAZARD, encoding="utf-8")
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    out = command("check", *(["--color", color] if color else []))[1]
    assert ("\x1b[" in out) is coloured
    assert dict(os.environ) == before


@pytest.mark.parametrize("arguments", [["show", "a.py"], ["why", "a.py:2"], ["cost", "made_here:f"]])
def test_other_commands_have_it(
    modules_here: Path, command: Command, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(modules_here)
    (modules_here / "a.py").write_text("def f(i):\n    return lambda: i\n", encoding="utf-8")
    (modules_here / "made_here.py").write_text("f = (lambda i: lambda: i)(1)\n", encoding="utf-8")
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" in command(*arguments, "--color", "always")[1]
    assert "\x1b[" not in command(*arguments, "--color", "never")[1]


def test_the_environment_is_restored_when_a_run_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "x")
    seen = []
    with suppress(ZeroDivisionError), as_asked("always"):
        seen.append(os.environ.get("FORCE_COLOR"))
        raise ZeroDivisionError
    assert seen == ["1"]
    assert os.environ["NO_COLOR"] == "x"
    assert "FORCE_COLOR" not in os.environ
