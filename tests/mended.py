"""Pieces of code as they are after mending, for tests of the fixes."""

from __future__ import annotations

from textwrap import dedent

from cellophane.check.checked import Checked, Mended
from cellophane.check.engine import check_bytes
from cellophane.check.fix.mending import mended
from cellophane.check.options import Options
from cellophane.model.finding import Certainty
from cellophane.model.fix import Fix
from cellophane.source.analysis import Analysis

OPTIONS = Options(("CEL101", "CEL102"), Certainty.POSSIBLE)


def outcome(data: bytes, filename: str = "sample.py", unsafe: bool = True) -> Checked:
    """What a file comes to when it is mended."""
    run = Analysis()
    return mended(data, check_bytes(data, filename, OPTIONS, run), OPTIONS, run, unsafe=unsafe)


def result(data: bytes, filename: str = "sample.py", unsafe: bool = True) -> Mended:
    """Its bytes before and after."""
    made = outcome(data, filename, unsafe).mended
    assert made is not None
    return made


def after(code: str, unsafe: bool = True) -> str:
    """A piece of code, mended.

    >>> after("late = [lambda: i for i in range(3)]")
    'late = [lambda *, i=i: i for i in range(3)]'
    """
    return result(dedent(code).encode(), unsafe=unsafe).after.decode()


def left(code: str) -> list[str]:
    """Why what is found in a piece of code is not mended, finding by finding. If anything is mended, that is an error.

    >>> left("late = [(i + n for n in count()) for i in range(3)]")
    ['it may never end, so there is no list of its items']
    """
    found = outcome(dedent(code).encode())
    assert found.mended is not None
    assert not found.mended.changes
    return [finding.unfixed for finding in found.findings]


def fixes(code: str) -> list[Fix]:
    """The fixes that the findings in a piece of code have."""
    found = check_bytes(dedent(code).encode(), "sample.py", OPTIONS).findings
    return [finding.fix for finding in found if finding.fix is not None]
