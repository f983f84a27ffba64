"""Findings of an earlier day, known again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cellophane.check.baseline import BadBaseline, Baseline
from cellophane.check.checked import Checked
from cellophane.check.engine import check_bytes
from cellophane.check.options import Options
from cellophane.model.finding import Certainty

OPTIONS = Options(("CEL101", "CEL102"))
LATE = "def main(late):\n    for i in range(3):\n        late.append(lambda: i)\n"


def check(text: str, path: Path) -> Checked:
    found = check_bytes(text.encode(), str(path), OPTIONS)
    assert not found.problems
    return found


def left(baseline: Baseline, *files: Checked) -> list[tuple[int, int]]:
    """The row of each finding that the baseline does not know, and how many of its file it knows."""
    return [(finding.span.row, one.known) for one in baseline.unknown(files) for finding in one.findings]


def written(path: Path, *files: Checked) -> Baseline:
    """A baseline of the files, after a way through its text."""
    path.write_text(Baseline.of(path, files).text(), encoding="utf-8")
    return Baseline.read(path)


class TestWhatIsKnown:
    def test_everything_that_was_recorded(self, tmp_path: Path) -> None:
        found = check(LATE, tmp_path / "a.py")
        baseline = written(tmp_path / "known.json", found)
        assert len(baseline) == 1
        assert left(baseline, found) == []
        assert [one.known for one in baseline.unknown([found])] == [1]

    def test_rows_may_shift(self, tmp_path: Path) -> None:
        baseline = written(tmp_path / "known.json", check(LATE, tmp_path / "a.py"))
        assert left(baseline, check(f"import os\n\n\n{LATE}", tmp_path / "a.py")) == []

    def test_indentation_may_change(self, tmp_path: Path) -> None:
        baseline = written(tmp_path / "known.json", check(LATE, tmp_path / "a.py"))
        inside = "".join(f"    {line}\n" for line in LATE.splitlines())
        assert left(baseline, check(f"class A:\n{inside}", tmp_path / "a.py")) == []

    def test_one_more_of_the_same_is_new(self, tmp_path: Path) -> None:
        baseline = written(tmp_path / "known.json", check(LATE, tmp_path / "a.py"))
        assert left(baseline, check(LATE + LATE, tmp_path / "a.py")) == [(6, 1)]

    def test_it_may_be_asked_twice(self, tmp_path: Path) -> None:
        found = check(LATE, tmp_path / "a.py")
        baseline = written(tmp_path / "known.json", found)
        assert left(baseline, found) == left(baseline, found) == []

    @pytest.mark.parametrize(
        "other", [LATE.replace("lambda: i", "lambda: -i"), LATE.replace("i", "j").replace("jn ", "in ")], ids=repr
    )
    def test_another_line_is_new(self, tmp_path: Path, other: str) -> None:
        baseline = written(tmp_path / "known.json", check(LATE, tmp_path / "a.py"))
        assert len(left(baseline, check(other, tmp_path / "a.py"))) == 1

    def test_another_file_is_new(self, tmp_path: Path) -> None:
        baseline = written(tmp_path / "known.json", check(LATE, tmp_path / "a.py"))
        assert left(baseline, check(LATE, tmp_path / "b.py")) == [(3, 0)]

    def test_nothing_is_known_of_nothing(self, tmp_path: Path) -> None:
        baseline = written(tmp_path / "known.json")
        assert len(baseline) == 0
        assert left(baseline, check(LATE, tmp_path / "a.py")) == [(3, 0)]


def gone(baseline: Baseline, *files: Checked) -> list[int]:
    """How many findings that the baseline knows are gone, in each file."""
    return [one.gone for one in baseline.unknown(files)]


class TestWhatIsGone:
    def test_nothing_as_long_as_all_is_there(self, tmp_path: Path) -> None:
        found = check(LATE + LATE, tmp_path / "a.py")
        assert gone(written(tmp_path / "known.json", found), found) == [0]

    def test_one_of_two_that_are_alike(self, tmp_path: Path) -> None:
        baseline = written(tmp_path / "known.json", check(LATE + LATE, tmp_path / "a.py"))
        assert gone(baseline, check(LATE, tmp_path / "a.py")) == [1]

    def test_what_was_mended_in_a_file_that_is_clean(self, tmp_path: Path) -> None:
        baseline = written(tmp_path / "known.json", *(check(LATE, tmp_path / name) for name in ("a.py", "b.py")))
        assert gone(baseline, check("", tmp_path / "a.py"), check(LATE, tmp_path / "b.py")) == [1, 0]

    def test_what_changed_into_something_new(self, tmp_path: Path) -> None:
        baseline = written(tmp_path / "known.json", check(LATE, tmp_path / "a.py"))
        changed = check(LATE.replace("lambda: i", "lambda: -i"), tmp_path / "a.py")
        assert (gone(baseline, changed), left(baseline, changed)) == ([1], [(3, 0)])

    def test_files_that_were_not_checked_are_not_asked_about(self, tmp_path: Path) -> None:
        baseline = written(tmp_path / "known.json", check(LATE, tmp_path / "a.py"))
        assert gone(baseline, check(LATE, tmp_path / "b.py")) == [0]
        assert gone(baseline, check_bytes(b"def", str(tmp_path / "a.py"), OPTIONS)) == [0]

    def test_what_is_hidden_may_be_what_is_known(self, tmp_path: Path) -> None:
        possible = LATE.replace("late.append(lambda: i)", "nobody_knows(lambda: i)")
        options = replace(OPTIONS, certainty=Certainty.POSSIBLE)
        seen = check_bytes(possible.encode(), str(tmp_path / "a.py"), options)
        assert len(seen.findings) == 1
        hiding = check(possible, tmp_path / "a.py")
        assert len(hiding.hidden) == 1
        assert gone(written(tmp_path / "known.json", seen), hiding) == [0]


class TestFiles:
    def test_are_named_from_where_the_baseline_is(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        baseline = Baseline.of(tmp_path / "sub" / "known.json", [check(LATE, tmp_path / "a.py")])
        assert '"file": "../a.py"' in baseline.text()
        monkeypatch.chdir(tmp_path)
        assert left(baseline, check(LATE, Path("a.py"))) == []

    def test_standard_input_has_no_place(self, tmp_path: Path) -> None:
        baseline = written(tmp_path / "known.json", check(LATE, Path("-")))
        assert left(baseline, check(LATE, Path("-"))) == []

    def test_what_is_alike_is_one_line(self, tmp_path: Path) -> None:
        text = Baseline.of(tmp_path / "known.json", [check(LATE + LATE, tmp_path / "é.py")]).text()
        assert [line for line in text.splitlines() if "CEL101" in line] == [
            '    {"file": "é.py", "code": "CEL101", "name": "i", "line": "late.append(lambda: i)", "count": 2}'
        ]


class TestBadInput:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            "{}",
            "null",
            "\x00",
            '{"format": 2, "findings": []}',
            '{"format": 1}',
            '{"format": 1, "findings": [{}]}',
            '{"format": 1, "findings": [{"file": "a", "code": "b", "name": "c", "line": "d", "count": "many"}]}',
        ],
    )
    def test_is_told(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "known.json"
        path.write_text(text)
        with pytest.raises(BadBaseline, match=r"known\.json: is no baseline of cellophane; to record today's"):
            Baseline.read(path)

    def test_a_directory(self, tmp_path: Path) -> None:
        with pytest.raises(BadBaseline, match="cannot be read: "):
            Baseline.read(tmp_path)

    def test_none_yet(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            Baseline.read(tmp_path / "known.json")
