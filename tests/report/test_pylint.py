"""Lines as pylint prints them."""

from __future__ import annotations

from cellophane.model.problem import Problem
from cellophane.report.pylint import render
from tests.reported import checked, in_cell, one


def test_findings_and_problems() -> None:
    problems = (Problem("a.py", "bad", 5, 3), Problem("a.py", "gone"))
    assert list(render([checked(one(), problems=problems), in_cell()])) == [
        "a.py:5: [invalid-syntax] bad\n",
        "a.py:1: [not-checked] gone\n",
        "a.py:3: [CEL101] reads `i`\n",
        "a.ipynb:1: [invalid-syntax] cell 4, row 2, column 7: syntax error: invalid syntax\n",
        "a.ipynb:1: [CEL101] cell 3, row 3, column 28: reads `i`\n",
    ]
