"""Every gate is run and told of, whichever of them fails."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import gates
from tools.gates import Outcome, last_line, main, summary
from tools.interpreters import SUPPORTED

RUNNING = "{}.{}".format(*sys.version_info)
OTHER, ABSENT = [version for version in SUPPORTED if version != RUNNING][:2]

MAKEFILE = """
VENV = .venv
PYTHON = python3
.PHONY: lint types suite
lint types:
\t@sh ./$@
suite:
\t@sh ./$@$(VENV) $(PYTHON) $(MARKED)
"""
"""Each gate runs a script of its own."""

GOOD = {
    "lint": "echo all is neat",
    "types": "echo no mistakes >&2",
    "suite.venv": "echo with $*; echo '5 passed, 2 skipped in 0.2s'",
    f"suite.venv-{OTHER}": "echo with $*; echo '4 passed, 1 xfailed in 61.20s (0:01:01)'",
}

Run = Callable[[dict[str, str]], tuple[int, list[str]]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs all gates, some of them with another script: the exit status, and the lines that were printed."""
    if shutil.which("make") is None:
        pytest.skip("needs make")
    monkeypatch.chdir(tmp_path)
    for name in ("MAKE", "MAKEFLAGS", "MAKELEVEL", "MARKED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(gates, "others", lambda: {OTHER: Path("/opt/python")})
    monkeypatch.setattr(gates, "_USED", {"sh": ("ash-and-oak", "sh")})

    def run(scripts: dict[str, str]) -> tuple[int, list[str]]:
        for name, script in {"Makefile": MAKEFILE, **GOOD, **scripts}.items():
            (tmp_path / name).write_text(script, encoding="utf-8")
        return main(), capfd.readouterr().out.splitlines()

    return run


def test_all_pass(run: Run) -> None:
    assert run({}) == (
        0,
        [
            "== lint",
            "all is neat",
            "== types",
            "no mistakes",
            f"== Python {RUNNING}",
            "with python3",
            "5 passed, 2 skipped in 0.2s",
            f"== Python {OTHER}",
            "with /opt/python not once",
            "4 passed, 1 xfailed in 61.20s (0:01:01)",
            "== all gates",
            "passed  lint",
            "passed  types",
            f"passed  Python {RUNNING}  5 passed, 2 skipped in 0.2s",
            f"passed  Python {OTHER}  4 passed, 1 xfailed in 61.20s (0:01:01)",
            f"absent  Python {ABSENT}  not found on this machine",
            "11 passed, 0 failed, 2 skipped",
        ],
    )


@pytest.mark.parametrize(
    ("name", "script", "failed", "sums"),
    [
        ("lint", "exit 1", "lint", "10 passed, 1 failed, 2 skipped"),
        ("types", "exit 1", "types", "10 passed, 1 failed, 2 skipped"),
        ("suite.venv", "echo 3 failed, 2 passed in 1s; exit 1", f"Python {RUNNING}", "8 passed, 3 failed, 0 skipped"),
        (
            f"suite.venv-{OTHER}",
            "echo 2 passed, 2 errors in 1s; exit 1",
            f"Python {OTHER}",
            "9 passed, 2 failed, 2 skipped",
        ),
        ("suite.venv", "echo killed; exit 1", f"Python {RUNNING}", "6 passed, 1 failed, 0 skipped"),
        ("suite.venv", "echo 5 passed in 1s; exit 1", f"Python {RUNNING}", "11 passed, 1 failed, 0 skipped"),
    ],
)
def test_one_fails_and_all_are_run(run: Run, name: str, script: str, failed: str, sums: str) -> None:
    status, printed = run({name: script})
    assert status == 1
    told = printed[printed.index("== all gates") + 1 : -1]
    assert [line.split("  ")[0] for line in told].count("passed") == 3
    assert [line.split("  ")[1].strip() for line in told if line.startswith("FAILED")] == [failed]
    assert printed[-1] == sums


def test_all_fail(run: Run) -> None:
    status, printed = run(dict.fromkeys(GOOD, "exit 1"))
    assert status == 1
    assert sum(line.startswith("FAILED") for line in printed) == 4
    assert printed[-1] == "0 passed, 4 failed, 0 skipped"


def test_what_make_was_told_for_the_first_python_does_not_hold_for_the_others(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEFLAGS", "-- PYTHON=python3.99")
    _, printed = run({})
    assert [line for line in printed if line.startswith("with ")] == ["with python3.99", "with /opt/python not once"]


def test_a_program_that_tests_lack_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_USED", {"Neovim": ("no-such-editor", "nor-this-one")})
    status, printed = run({})
    assert status == 0
    told = f"absent  {'Neovim':{len('Python 3.11')}}  not found on this machine: the tests that use it are skipped"
    assert printed[-2:] == [told, "11 passed, 0 failed, 2 skipped"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("..\n1 passed in 0.01s\n", "1 passed in 0.01s"),
        (
            "1 failed, 60 passed in 65.96s (0:01:05)\nmake: *** [suite] Error 1\n",
            "1 failed, 60 passed in 65.96s (0:01:05)",
        ),
        ("==== 2 passed, 1 warning in 3.00s ====\n", "2 passed, 1 warning in 3.00s"),
        ("1 passed in 0.01s\n2 passed in 0.02s\n", "2 passed in 0.02s"),
        ("no tests ran in 0.13s\n", ""),
        ("All checks passed!\n3 files already formatted\n", ""),
        ("", ""),
    ],
)
def test_what_pytest_says_last(text: str, line: str) -> None:
    assert last_line(text) == line


def test_names_stand_in_a_column() -> None:
    outcomes = [Outcome("lint", True, ""), Outcome("Python 3.12", False, "1 failed in 1s")]
    told = summary(outcomes, [("Python 3.9", "not found")])
    assert list(told) == [
        "== all gates",
        "passed  lint",
        "FAILED  Python 3.12  1 failed in 1s",
        "absent  Python 3.9   not found",
        "1 passed, 1 failed, 0 skipped",
    ]
