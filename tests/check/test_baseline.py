"""Findings of an earlier day, known again."""

from __future__ import annotations

from pathlib import Path

import pytest

from cellophane.check.baseline import BadBaseline, Baseline
from cellophane.check.checked import Checked
from cellophane.check.engine import check_bytes
from cellophane.check.options import Options

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
