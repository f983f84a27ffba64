"""What the playground says of a text without running it: what the command line says of a file with that text."""

from __future__ import annotations

from pathlib import Path

import pytest

from seen.checking import FILENAME, Checker
from tests.playground.commands import NAMES, PROGRAMS, Command, command_in, told

LATE = "late = []\nfor i in range(3):\n    late.append(lambda: i)\nlate[0]()\n"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    return command_in(tmp_path, monkeypatch, capfd)


@pytest.fixture(scope="module")
def checker() -> Checker:
    """One for all texts, as in a page."""
    return Checker()


@pytest.mark.parametrize("path", PROGRAMS, ids=NAMES)
class TestPrograms:
    def test_findings(self, path: Path, checker: Checker, command: Command) -> None:
        Path(FILENAME).write_bytes(path.read_bytes())
        found = checker.check(path.read_text("utf-8"))
        for finding in found["findings"]:
            del finding["unfixed"]  # which JSON does not say
        del found["closures"]
        assert found == told(command("check", "--no-cache", "--output-format", "json", FILENAME))

    @pytest.mark.parametrize("unsafe", [False, True])
    def test_fixes(self, path: Path, unsafe: bool, checker: Checker, command: Command) -> None:
        Path(FILENAME).write_bytes(path.read_bytes())
        command("check", "--no-cache", "--fix", *["--unsafe-fixes"] * unsafe, FILENAME)
        assert checker.fix(path.read_text("utf-8"), unsafe) == Path(FILENAME).read_text("utf-8")

    def test_why(self, path: Path, checker: Checker, command: Command) -> None:
        text = path.read_text("utf-8")
        Path(FILENAME).write_text(text, "utf-8")
        for span in checker.check(text)["closures"]:
            said = command("why", f"{FILENAME}:{span['row']}:{span['column']}")
            assert checker.why(text, span["row"], span["column"]) == said


def test_a_fix_is_told_with_what_it_may_alter(checker: Checker) -> None:
    (finding,) = checker.check(LATE)["findings"]
    assert finding["fix"]["safe"]
    assert finding["fix"]["edits"] == [
        {"span": {"row": 3, "column": 23, "end_row": 3, "end_column": 23}, "text": " *, i=i"}
    ]
    assert [step["number"] for step in finding["evidence"]] == [1, 2, 3, 4]


@pytest.mark.parametrize("text", ["def f(:\n", "x = '\0'\n", "  x\n", "(" * 5000, "\ud800 = 1\n", "x = 'a\n"])
def test_what_is_no_python_has_a_problem_and_no_more(text: str, checker: Checker, command: Command) -> None:
    Path(FILENAME).write_text(text, "utf-8", "surrogatepass")
    found = checker.check(text)
    (problem,) = told(command("check", "--no-cache", "--output-format", "json", FILENAME))["problems"]
    assert [{**one, "row": one["row"] or 1, "column": one["column"] or 1} for one in found["problems"]] == [problem]
    assert (found["findings"], found["closures"]) == ([], [])
    assert checker.fix(text, unsafe=True) == text
    assert problem["message"] in checker.why(text, 1, 1)


def test_where_no_closure_is_the_nearest_ones_are_told(checker: Checker, command: Command) -> None:
    Path(FILENAME).write_text(LATE)
    assert checker.why(LATE, 1, 1) + "\n" == command("why", f"{FILENAME}:1:1")


def test_a_closure_without_captures_is_told_as_one(checker: Checker, command: Command) -> None:
    text = "f = lambda: 1\n"
    Path(FILENAME).write_text(text)
    assert checker.why(text, 1, 6) == command("why", f"{FILENAME}:1:6")
    assert checker.check(text)["closures"] == []


def test_the_second_text_is_answered_as_if_it_were_the_first(checker: Checker) -> None:
    mended = LATE.replace("lambda:", "lambda *, i=i:")
    assert checker.check(LATE) == Checker().check(LATE)
    assert checker.check(mended)["findings"] == []
    assert checker.check(LATE) == Checker().check(LATE)
