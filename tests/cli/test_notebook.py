"""Runs the magic in a real IPython shell, in a process of its own: a shell changes more than it gives back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("IPython")

PRELUDE = """
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
shell.colors = "nocolor"
run = lambda line: shell.run_cell(line, silent=True).result
forms = lambda value: shell.display_formatter.format(value)[0]
run("%load_ext cellophane")
run("def make(n): return lambda: n")
run("f = make(3)")
"""


def shell(code: str, home: Path) -> str:
    """What the code prints when the shell is there."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PRELUDE + code],
        capture_output=True,
        text=True,
        env={"IPYTHONDIR": str(home), "HOME": str(home), "PYTHONIOENCODING": "utf-8"},
        timeout=120,
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr + done.stdout
    return done.stdout


def test_look(tmp_path: Path) -> None:
    printed = shell(
        "found = forms(shell.run_line_magic('look', 'f'))\nprint(found['text/plain'], found['text/html'][:7])", tmp_path
    )
    assert "make.<locals>.<lambda>" in printed
    assert "n = 3" in printed
    assert "<iframe" in printed


def test_functions_are_shown_when_asked_for(tmp_path: Path) -> None:
    code = """
f = shell.user_ns["f"]
print("text/html" in forms(f))
run("%look --always on")
print("text/html" in forms(f), "text/html" in forms(shell.user_ns["make"]))
run("%look --always off")
print("text/html" in forms(f))
run("%look --always on")
run("%unload_ext cellophane")
print("text/html" in forms(f), "look" in shell.magics_manager.magics["line"])
"""
    assert shell(code, tmp_path).split() == ["False", "True", "False", "False", "False", "False"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("%look", "usage: %look EXPRESSION"),
        ("%look --sometimes", "usage: %look EXPRESSION"),
        ("%look nothing", "NameError: name 'nothing' is not defined"),
        ("%look 42", "has no code"),
        ("%look 1 +", "SyntaxError"),
    ],
)
def test_wrong_input(line: str, told: str, tmp_path: Path) -> None:
    done = shell(
        f"result = shell.run_cell({line!r})\nprint(type(result.error_in_exec).__name__, result.error_in_exec)", tmp_path
    )
    assert "UsageError" in done
    assert told in done
