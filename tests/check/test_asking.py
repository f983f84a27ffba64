"""What programs can ask: findings and trails as values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cellophane
from cellophane.check.asking import Unchecked, hazards, why
from cellophane.model.trail import Ending

KEPT = "late = []\nfor i in range(3):\n    late.append(lambda: i)\nlate[0]()\n"
SAFE = "for i in range(3):\n    print(sorted('ab', key=lambda letter: (letter, i)))\n"
GUESS = "from nowhere import f\nfor i in range(3):\n    f(lambda: i)\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_findings_of_files_and_directories(here: Path) -> None:
    (here / "sub").mkdir()
    (here / "sub" / "kept.py").write_text(KEPT)
    (here / "safe.py").write_text(SAFE)
    assert [(one.filename, one.code, one.span.row) for one in hazards(".")] == [("sub/kept.py", "CEL101", 3)]
    assert [one.name for one in hazards(here / "sub", "safe.py")] == ["i"]
    assert hazards("safe.py") == ()


def test_a_text_in_place_of_a_file(here: Path) -> None:
    assert [one.name for one in hazards("a.py", text=KEPT)] == ["i"]
    with pytest.raises(ValueError, match="goes with one path"):
        hazards("a.py", "b.py", text=KEPT)


def test_certainty_and_rules_as_on_the_command_line(here: Path) -> None:
    assert hazards("a.py", text=GUESS) == ()
    assert [one.certainty.word for one in hazards("a.py", text=GUESS, certainty="possible")] == ["possible"]
    assert hazards("a.py", text=KEPT, select=["CEL102"]) == ()
    assert hazards("a.py", text=KEPT, ignore=["CEL1"]) == ()
    with pytest.raises(ValueError, match="certainty has to be one of possible, likely, certain, not 'sure'"):
        hazards("a.py", text=KEPT, certainty="sure")
    with pytest.raises(ValueError, match="CEL9"):
        hazards("a.py", text=KEPT, select=["CEL9"])


def test_the_settings_that_apply_there(here: Path) -> None:
    (here / "pyproject.toml").write_text('[tool.cellophane]\ncertainty = "possible"\n')
    assert len(hazards("a.py", text=GUESS)) == 1
    (here / "pyproject.toml").write_text('[tool.cellophane]\nselect = ["CEL9"]\n')
    with pytest.raises(Unchecked, match=r"pyproject.toml: \[tool.cellophane\]"):
        hazards("a.py", text=GUESS)
    (here / "pyproject.toml").write_text("[tool.cellophane\n")
    with pytest.raises(Unchecked, match="is not TOML"):
        hazards("a.py", text=GUESS)


def test_all_that_is_in_the_way_is_told_at_once(here: Path) -> None:
    (here / "wrong.py").write_text("def (\n")
    with pytest.raises(Unchecked) as caught:
        hazards("gone.py", "wrong.py")
    assert [problem.filename for problem in caught.value.problems] == ["gone.py", "wrong.py"]


def test_why_of_a_row_and_of_a_place() -> None:
    code = "for i in range(3):\n    a = lambda: i; b = lambda: (i, lambda: i)\n"
    assert len(why("a.py", 2, text=code)) == 3
    [inner] = why("a.py", 2, 36, text=code)
    assert (inner.name, inner.made.column) == ("i", 36)
    [outer] = why("a.py", 2, 30, text=code)
    assert outer.made.column == 24


def test_why_of_a_line_within_a_body() -> None:
    code = "for i in range(3):\n    @print\n    def read():\n        x = 1\n        return i\n"
    assert {trail.closure for row in (2, 3, 4, 5) for trail in why("a.py", row, text=code)} == {"`read`"}


def test_a_safe_one_has_ends_that_were_seen() -> None:
    [trail] = why("a.py", 2, text=SAFE)
    assert trail.is_safe
    assert trail.code is None
    assert all(way.ending.is_seen for way in trail.ways)


def test_a_late_one_names_its_rule_and_the_steps() -> None:
    [trail] = why("a.py", 3, text=KEPT)
    assert (trail.code, trail.certainty and trail.certainty.word, trail.is_safe) == ("CEL101", "certain", False)
    late = next(way for way in trail.ways if way.ending is Ending.LATE)
    assert [step.step.value for step in late.steps] == ["made", "passed", "rebound", "called"]


def test_a_lost_one_says_what_would_tell() -> None:
    [trail] = why("a.py", 3, text=GUESS)
    [way] = trail.ways
    assert way.ending is Ending.LOST
    assert "`f`" in way.hint


def test_the_comment_is_told_by_its_row_in_the_cell_of_a_notebook(tmp_path: Path) -> None:
    cell = "late = []\n# cellophane: file-ignore[CEL1]\nfor i in 'ab':\n    late.append(lambda: i)"
    text = json.dumps({"cells": [{"cell_type": "code", "source": one} for one in ("x = 1", cell)]})
    [trail] = why("a.ipynb", 5, text=text)
    assert trail.code is None
    assert trail.verdict == "likely: CEL101, which the comment in line 2 silences"


def test_one_that_is_silenced_is_told_all_the_same() -> None:
    [trail] = why("a.py", 3, text=KEPT.replace("lambda: i)", "lambda: i)  # noqa"))
    assert trail.certainty is not None
    assert trail.code is None
    assert trail.verdict == "certain: CEL101, which the comment in line 3 silences"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("for i in range(3): pass\nf = lambda: i\n", "no loop rebinds `i` after the closure was made"),
        ("def f(x):\n    while x: i = 1; g = lambda: i\n", "each iteration gives `i` the value that it has"),
        ("def f(x):\n    return lambda: x\n", "no loop rebinds `x` after the closure was made"),
    ],
)
def test_why_there_is_nothing_to_follow(code: str, said: str) -> None:
    assert why("a.py", 2, text=code)[-1].verdict == f"safe: {said}"


def test_a_closure_that_captures_nothing_has_no_trail() -> None:
    assert why("a.py", 1, text="import os\ndef f(): return os\n".replace("import os\n", "")) == ()


def test_the_nearest_closures_are_named_where_none_is() -> None:
    with pytest.raises(Unchecked, match=r"a.py:1: no closure is made here; the nearest are in line 3 and 4"):
        why("a.py", 1, text="x = 1\ny = 2\nf = lambda: x\ng = lambda: y\n")
    with pytest.raises(Unchecked, match="no closure is made here in the file"):
        why("a.py", 1, text="x = 1\n")
    with pytest.raises(Unchecked, match="there is no such line: the file has 1"):
        why("a.py", 2, text="x = 1\n")
    with pytest.raises(Unchecked, match=r"a\.py:1:5: syntax error"):
        why("a.py", 1, text="def (\n")


def test_they_are_names_of_the_package() -> None:
    assert cellophane.hazards is hazards
    assert cellophane.why is why
    assert issubclass(cellophane.Unchecked, ValueError)
