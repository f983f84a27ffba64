"""What checking files came to, made up: for tests of the formats, with all that is hard to write down in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cellophane.check.checked import Checked, Place
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.fix import Edit, Fix
from cellophane.model.place import Span
from cellophane.model.problem import Problem

LINE = "\tlate.append(lambda: '𝒳' + i)"
"""A tab, and a character that is two units of UTF-16 and four bytes of UTF-8, in front of what is found."""
READ = Span(3, 28, 3, 29)
LAMBDA = Span(3, 14, 3, 29)
EXCERPT: dict[Place, str] = {(None, 2): "for i in range(3):", (None, 3): LINE}
FIX = Fix("bind `i`", True, (Edit.insertion(3, 20, " *, i=i"),), ("i",), LAMBDA)
UNSAFE = Fix("bind `i`", False, (Edit.insertion(3, 20, " *, i=i"),), ("i",), LAMBDA, risk="no late call was seen")
MADE = Evidence(Step.MADE, LAMBDA, "made here")
REBOUND = Evidence(Step.REBOUND, Span(2, 5, 2, 6), "`i` is rebound here")

HOSTILE_NAMES = (
    "new\nline.py",
    "100%.py",
    "a,b.py",
    "a:b.py",
    "]]>.py",
    "<&\"'>.py",
    "caf\udce9.py",
    "\x1b[2J\x07.py",
    "naïve 囲.py",
    "-",
)
HOSTILE_TEXT = 'says "it\'s" <b>&amp;</b> ]]> [0](7) 100% a,b::c \x1b[31m\x00\x85\u202e\ud800 {0}'


def one(
    filename: str = "a.py",
    code: str = "CEL101",
    *,
    message: str = "reads `i`",
    certainty: Certainty = Certainty.CERTAIN,
    evidence: tuple[Evidence, ...] = (MADE, REBOUND),
    fix: Fix | None = FIX,
    span: Span = READ,
    cell: int | None = None,
) -> Finding:
    """A finding, of which a test changes what it is about."""
    return Finding(code, "i", message, "bind it", filename, span, certainty, evidence, cell, fix)


def checked(*findings: Finding, filename: str = "a.py", problems: tuple[Problem, ...] = ()) -> Checked:
    """A file with these findings; all of them are in the same lines."""
    return Checked(filename, findings, problems, EXCERPT)


def in_cell(filename: str = "a.ipynb") -> Checked:
    """A notebook with a finding in its third cell, and a fourth that is no Python."""
    evidence = (Evidence(Step.MADE, LAMBDA, "made here", cell=3),)
    fix = Fix("bind `i`", True, (Edit(Span(3, 20, 3, 20), " *, i=i", cell=3),), ("i",), LAMBDA)
    finding = one(filename, evidence=evidence, fix=fix, cell=3)
    problem = Problem(filename, "syntax error: invalid syntax", 2, 7, cell=4)
    return Checked(filename, (finding,), (problem,), {(3, 3): LINE})


def hostile(outside: Path) -> Iterator[Checked]:
    """Files whose names, messages and places are hard to write down; evidence of each is in a file out there."""
    for name in HOSTILE_NAMES:
        away = Evidence(Step.KEPT, Span(4, 1, 6, 2), HOSTILE_TEXT, filename=str(outside / name), line="keep(f, '囲')")
        found = one(name, message=HOSTILE_TEXT, evidence=(MADE, away), fix=UNSAFE, certainty=Certainty.LIKELY)
        yield checked(found, one(name, fix=None), filename=name, problems=(Problem(name, HOSTILE_TEXT),))
    yield in_cell()
    yield checked(filename="clean.py")
    yield checked(filename="bad.py", problems=(Problem("bad.py", "syntax error", 5, 3), Problem("bad.py", "no", 5)))


def many(count: int) -> Iterator[Checked]:
    """So many findings, a hundred in each file, each with evidence and a fix."""
    for number in range(count // 100):
        name = f"src/package/module_{number}.py"
        yield checked(*(one(name, span=Span(row, 28, row, 29)) for row in range(1, 101)), filename=name)
