"""Findings in files, beside what the terminal shows."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from cellophane.cli.main import main
from cellophane.cli.outputs import Output, outputs
from cellophane.report.formats import FORMATS
from tests.cli.conftest import HAZARD, Command

LINE = "a.py:2:25: CEL901 the lambda reads `i` [certain]\n"


@pytest.fixture
def hazardous(project: Path) -> Path:
    """The project, with a file in which something is found, and one that is no Python."""
    (project / "a.py").write_text(HAZARD, encoding="utf-8")
    (project / "b.py").write_text("x = = 1\n", encoding="utf-8")
    return project


def test_each_file_has_its_format(hazardous: Path, command: Command) -> None:
    code, out, _ = command(
        "check", "-q", "--output-format", "concise",
        "--output-file", "json:a.json", "--output-file", "full:a.full", "--output-file", "a.txt",
    )  # fmt: skip
    assert (code, out) == (2, LINE)
    assert [entry["code"] for entry in json.loads((hazardous / "a.json").read_text("utf-8"))] == [
        "CEL901",
        "invalid-syntax",
    ]
    problem = "b.py:1:5: syntax error: invalid syntax\n"
    assert (hazardous / "a.txt").read_text("utf-8") == LINE + problem
    full = (hazardous / "a.full").read_text("utf-8")
    assert full.startswith("CEL901 the lambda reads `i` [certain]\n  ╭─ a.py:2:25\n")
    assert full.endswith(problem)


def test_a_file_has_no_colours(hazardous: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" in command("check", "--color", "always", "--output-file", "a.txt")[1]
    assert "\x1b" not in (hazardous / "a.txt").read_text("utf-8")


def test_statistics_go_there_as_well(hazardous: Path, command: Command) -> None:
    command("check", "--statistics", "--output-file", "json:a.json", "a.py")
    assert json.loads((hazardous / "a.json").read_text("utf-8")) == [{"code": "CEL901", "count": 1}]


def test_a_file_that_is_there_is_replaced(hazardous: Path, command: Command) -> None:
    (hazardous / "out").write_text("old", encoding="utf-8")
    command("check", "--output-file", "concise:out", "a.py")
    assert (hazardous / "out").read_text("utf-8") == LINE


def test_what_is_left_after_fixes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # with the rules that there are: they have fixes
    seen, unseen = "late[0]()\n", "import queues\nqueues.late = late\n"
    for name, end in (("a.py", seen), ("b.py", unseen)):
        Path(name).write_text(f"late = []\nfor i in range(3):\n    late.append(lambda: i)\n{end}", encoding="utf-8")
    assert main(["check", "--no-cache", "--fix", "--output-file", "concise:out"]) == 1
    assert Path("out").read_text("utf-8").startswith("b.py:3:25: CEL101 ")


def test_fixes_in_other_forms_make_what_fix_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # with the rules that there are: they have fixes
    before = "late = []\nif late == []:\n\tfor i in range(3):\n\t\tlate.append(('𝒳囲', lambda: i))\n"
    Path("a.py").write_text(before, encoding="utf-8")
    forms = ("--output-file", "sarif:a.sarif", "--output-file", "rdjson:a.rdjson")
    main(["check", "--no-cache", "--isolated", *forms, "a.py"])
    main(["check", "--no-cache", "--isolated", "--fix", "--unsafe-fixes", "a.py"])
    after = Path("a.py").read_text("utf-8")
    assert after != before
    row = before.split("\n")[3]

    (result,) = json.loads(Path("a.sarif").read_text("utf-8"))["runs"][0]["results"]
    (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    place, text = replacement["deletedRegion"], replacement["insertedContent"]["text"]
    start, end = place["startColumn"] - 1, place["endColumn"] - 1  # in characters, of which a tab is one
    assert (place["startLine"], place["endLine"]) == (4, 4)
    assert before.replace(row, row[:start] + text + row[end:]) == after

    (found,) = json.loads(Path("a.rdjson").read_text("utf-8"))["diagnostics"]
    (suggestion,) = found["suggestions"]
    start, end = (suggestion["range"][side]["column"] - 1 for side in ("start", "end"))  # in bytes
    whole = row.encode()[:start] + suggestion["text"].encode() + row.encode()[end:]
    assert before.replace(row, whole.decode()) == after


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is unwritable for this user")
def test_a_file_that_cannot_be_written(hazardous: Path, command: Command) -> None:
    (hazardous / "out").touch(mode=0o400)
    code, _, err = command("check", "--output-file", "concise:out", "a.py")
    assert (code, err) == (2, "out: is read-only, and was left alone\n")


def test_a_file_that_the_system_refuses(hazardous: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cellophane.workspace.writing._fill", refuse)
    code, out, err = command("check", "--output-file", "concise:out", "a.py")
    assert (code, err) == (2, "out: could not be written: No space left on device\n")
    assert "1 problem kept something from being done.\nFound 1 hazard" in out
    assert not (hazardous / "out").exists()


TELLING = [name for name, form in FORMATS.items() if form.tells_problems]
"""The formats in which problems are told as well."""
COUNTING = ["full", "concise", "json"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_holds_what_standard_output_shows(hazardous: Path, command: Command, form: str) -> None:
    code, out, err = command("check", "-q", "--output-format", form, "--output-file", f"{form}:found")
    assert code == 2
    written = (hazardous / "found").read_text("utf-8")
    assert written == out + ("" if form in TELLING else err)
    assert "b.py" in written


@pytest.mark.parametrize("form", TELLING)
def test_two_formats_beside_that_of_the_terminal(hazardous: Path, command: Command, form: str) -> None:
    files = ("--output-file", f"{form}:a", "--output-file", "concise:b")
    code, out, _ = command("check", *files, "a.py")
    assert (code, "Found 1 hazard in 1 file (checked 1 file).\n" in out) == (1, True)
    assert "CEL901" in (hazardous / "a").read_text("utf-8")
    assert (hazardous / "b").read_text("utf-8") == LINE


@pytest.mark.parametrize("form", FORMATS)
def test_the_summary_stands_below_what_people_read(hazardous: Path, command: Command, form: str) -> None:
    code, out, err = command("check", "--output-format", form, "a.py")
    assert (code, err) == (1, "")
    assert ("Found 1 hazard in 1 file (checked 1 file)." in out) is (form in ("full", "concise", "github"))


@pytest.mark.parametrize("form", TELLING)
def test_a_form_without_counts_says_so(hazardous: Path, command: Command, form: str) -> None:
    message = (
        f"error: --statistics counts findings, which {form} has no form for; these have one: full, concise, json\n"
    )
    asked = 1 if form in COUNTING else 2
    assert command("check", "--statistics", "--output-format", form, "a.py")[0] == asked
    code, out, err = command("check", "--statistics", "--output-file", f"{form}:found", "a.py")
    assert code == asked
    if form not in COUNTING:
        assert (out, err) == ("", message)
        assert not (hazardous / "found").exists()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is unwritable for this user")
def test_no_form_is_written_over_what_is_read_only(hazardous: Path, command: Command, form: str) -> None:
    (hazardous / "out").touch(mode=0o400)
    assert command("check", "--output-file", f"{form}:out", "a.py")[::2] == (
        2,
        "out: is read-only, and was left alone\n",
    )


@pytest.mark.parametrize("form", FORMATS)
def test_no_form_is_written_in_part(
    hazardous: Path, command: Command, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cellophane.workspace.writing._fill", refuse)
    (hazardous / "old").write_text("old", encoding="utf-8")
    code, _, err = command("check", "--output-file", f"{form}:out", "--output-file", f"{form}:old", "a.py")
    assert code == 2
    assert err.startswith("out: could not be written: No space left on device\nold: could not be written")
    assert sorted(path.name for path in hazardous.iterdir()) == ["a.py", "b.py", "old"]
    assert (hazardous / "old").read_text("utf-8") == "old"


@pytest.fixture
def actions(monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub Actions reads along."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")


@pytest.mark.usefixtures("actions")
class TestInActions:
    """What is different there, and what is not."""

    def test_findings_are_commands_with_a_summary_below(self, hazardous: Path, command: Command) -> None:
        code, out, _ = command("check")
        first, second, *summary = out.splitlines()
        assert code == 2
        assert first.startswith("::error file=a.py,line=2,")
        assert second.startswith("::error file=b.py,line=1,")
        assert summary == [
            "1 problem kept something from being done.",
            "Found 1 hazard in 1 file (checked 1 file).",
        ]

    def test_a_format_that_is_asked_for_wins(self, hazardous: Path, command: Command) -> None:
        assert command("check", "-q", "--output-format", "concise", "a.py")[1] == LINE
        assert command("check", "-q", "--output-format", "full", "a.py")[1].startswith("CEL901 the lambda")

    def test_files_have_the_format_that_they_have_everywhere(self, hazardous: Path, command: Command) -> None:
        command("check", "--output-file", "out", "a.py")
        assert (hazardous / "out").read_text("utf-8").startswith("CEL901 the lambda")

    @pytest.mark.parametrize(
        "arguments", [["--statistics"], ["--show-files"], ["--show-settings"], ["--diff"], ["--add-noqa", "--diff"]]
    )
    def test_what_is_not_findings_is_as_ever(
        self, hazardous: Path, command: Command, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
    ) -> None:
        there = command("check", "a.py", *arguments)
        monkeypatch.delenv("GITHUB_ACTIONS")
        assert there == command("check", "a.py", *arguments)


def test_elsewhere_the_variable_says_otherwise(
    hazardous: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "false")
    assert command("check", "a.py")[1].startswith("CEL901 the lambda")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["a.txt", "json:./a.txt"], "./a.txt is named twice, and can hold one thing"),
        (["json:src/a.py"], "src/a.py is called as source is, which it would overwrite"),
        (
            ["xml:a"],
            "there is no format 'xml', known are full, concise, json, json-lines, github, gitlab, junit, pylint, "
            "rdjson, sarif; a file of that name is written ./xml:a",
        ),
        (["json:"], "--output-file needs the name of a file"),
        ([""], "--output-file needs the name of a file"),
        (["-"], "what standard output shows, --output-format says"),
        (["."], ". is a directory"),
        (["json:gone/a.json"], "gone/a.json cannot be made: there is no directory gone"),
    ],
)
def test_what_cannot_be_an_output(command: Command, words: list[str], complaint: str) -> None:
    code, out, err = command("check", *(part for word in words for part in ("--output-file", word)))
    assert (code, out) == (2, "")
    assert complaint in err


@pytest.mark.parametrize(
    ("word", "output"),
    [
        ("json:a.json", Output("json", "a.json")),
        ("a.json", Output("full", "a.json")),
        ("C:\\a.json", Output("full", "C:\\a.json")),
        ("c:a.json", Output("full", "c:a.json")),
        ("json:C:\\a.json", Output("json", "C:\\a.json")),
        ("./sarif:a", Output("full", "./sarif:a")),
        ("sarif:C:\\a.sarif", Output("sarif", "C:\\a.sarif")),
        ("json-lines:a", Output("json-lines", "a")),
    ],
)
def test_what_a_word_means(project: Path, word: str, output: Output) -> None:
    assert outputs([word], "full") == (output,)


def test_the_baseline_is_no_output(hazardous: Path, command: Command) -> None:
    code, _, err = command("check", "--baseline", "known", "--output-file", "json:./known")
    assert (code, err) == (2, "error: --output-file: ./known is named twice, and can hold one thing\n")
    assert not (hazardous / "known").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
def test_what_cannot_be_written_makes_no_file_unchecked(project: Path, command: Command) -> None:
    (project / "a.py").write_text("x = 1\n", encoding="utf-8")
    code, out, _ = command("check", "--output-file", "json:/dev/full")
    assert (code, out) == (2, "1 problem kept something from being done.\nFound no hazards (checked 1 file).\n")
