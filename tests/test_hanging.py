"""What becomes of a test that hangs: the run ends all the same, and says which test it was and where it hung."""

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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_test_that_hangs_is_ended_and_named(tmp_path: Path) -> None:
    """By a run as the suite's, but for its patience: a second.

    What it prints is read to the end, which comes only when all that it started has ended.
    """
    (tmp_path / "test_here.py").write_text(HANGS, encoding="utf-8")
    as_the_suite = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-p", "conftest", "-n", "1"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *as_the_suite, "-o", "faulthandler_timeout=1", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "crashed while running 'test_here.py::test_that_hangs'" in run.stdout
    assert "(most recent call first)" in run.stderr
