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
f, make = shell.user_ns["f"], shell.user_ns["make"]
shown = lambda value: ("text/html" in forms(value), "n = 3" in forms(value)["text/plain"])
print(shown(f))
run("%look --always on")
run("%look --always on")
print(shown(f), shown(make))
run("%look --always off")
print(shown(f))
run("%look --always on")
run("%unload_ext cellophane")
print(shown(f), "look" in shell.magics_manager.magics["line"])
"""
    off, on = "(False, False)", "(True, True)"
    assert shell(code, tmp_path).splitlines() == [off, f"{on} {off}", off, f"{off} False"]


def test_it_can_be_gone_on_with_and_explains_itself(tmp_path: Path) -> None:
    code = """
run("seen = %look f")
print(shell.user_ns["seen"]["n"].value, shell.magics_manager.magics["line"]["look"].__doc__.splitlines()[0])
print(forms(shell.ev("__import__('cellophane').look(f)"))["text/plain"].splitlines()[0])
"""
    first, second = shell(code, tmp_path).splitlines()
    assert first == "3 Look into a function: what it captured, who shares it, where it was bound."
    assert second.startswith("lambda make.<locals>.<lambda>")


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
