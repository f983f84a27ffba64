"""A file of which only what matters is read says what the whole file says: over modules of the standard library."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from cellophane.check import catalogue
from cellophane.check.engine import check_file
from cellophane.check.options import Options
from cellophane.model.finding import Certainty, Finding
from cellophane.source.analysis import Analysis

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
FILES = sorted(
    [
        *LIBRARY.glob("asyncio/*.py"),
        *LIBRARY.glob("concurrent/futures/*.py"),
        *(LIBRARY / name for name in ("unittest/mock.py", "turtle.py", "pydoc.py", "difflib.py", "argparse.py")),
    ]
)
ROUNDS = [("CEL1",), ("CEL101", "CEL102"), ("CEL105",), ("CEL202", "CEL204"), ("ALL",)]


def findings(path: Path, codes: tuple[str, ...], analysis: Analysis) -> tuple[Finding, ...]:
    """What is found in a file, of every certainty; `thorough` would have it parsed wholly."""
    checked = check_file(str(path), Options(codes, Certainty.POSSIBLE, thorough=False), analysis=analysis)
    assert not checked.problems
    return checked.findings


@pytest.mark.parametrize("selected", ROUNDS, ids=" ".join)
def test_parts_say_what_the_whole_says(selected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    codes = catalogue.select(selected)
    parts = Analysis()
    told = [findings(path, codes, parts) for path in FILES if path.is_file()]
    monkeypatch.setenv("CELLOPHANE_SIFT", "0")
    whole = Analysis()
    assert told == [findings(path, codes, whole) for path in FILES if path.is_file()]
