"""What becomes of a test that hangs: the run ends all the same, and says which test it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

HANGS = """
import os, signal

def test_that_hangs():
    os.fork()
    while True:
        signal.pause()
"""
"""So does what it forked, which holds all that it has open."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def run(directory: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A run over this test, as the suite is run but for its patience, which is a second.

    What it prints is read to the end, which comes only when all that was started has ended.
    """
    (directory / "test_here.py").write_text(HANGS, encoding="utf-8")
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(directory), "-p", "conftest"]
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            *settings,
            "-p",
            "no:cacheprovider",
            "-o",
            "faulthandler_timeout=1",
            *options,
            str(directory),
        ],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_pytest_xdist_names_it(tmp_path: Path) -> None:
    found = run(tmp_path, "-n", "1")
    assert found.returncode == 1
    assert "crashed while running 'test_here.py::test_that_hangs'" in found.stdout
    assert "(most recent call first)" in found.stderr


def test_without_workers_there_is_a_stack(tmp_path: Path) -> None:
    found = run(tmp_path)
    assert found.returncode == 1
    assert "Timeout" in found.stderr
    assert "(most recent call first)" in found.stderr
