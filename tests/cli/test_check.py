"""`cellophane check`: what it does with its arguments and settings."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cellophane.cli.main import main
from tests.cli.conftest import HAZARD, Command


def write(project: Path, **texts: str) -> None:
    """Write files: `a="x"` is `a.py`, and `__` in a name separates directories."""
    for name, text in texts.items():
        path = project / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def settings(project: Path, text: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.cellophane]\n{text}\n", encoding="utf-8")


def codes(out: str) -> list[str]:
    return [item["code"] for item in json.loads(out)]


def test_a_finding_makes_the_exit_code_1(project: Path, command: Command) -> None:
    write(project, a=HAZARD, b="x = 1\n")
    assert command("check", "--output-format", "concise") == (
        1,
        "a.py:2:25: CEL901 the lambda reads `i` [certain]\nFound 1 hazard in 1 file (checked 2 files).\n",
        "",
    )


def test_a_clean_tree_makes_it_0(project: Path, command: Command) -> None:
    write(project, a="x = 1\n")
    assert command("check") == (0, "Found no hazards (checked 1 file).\n", "")


def test_an_empty_directory_is_warned_of(command: Command) -> None:
    assert command("check") == (0, "", "warning: no file was checked: there are no Python files in .\n")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["."], "left_out is left out by `left_*/`, `exclude` in {project}/pyproject.toml"),
        (["--force-exclude", "left_out/sub", "empty"], "left_out/sub is left out by `left_*/`, `exclude` in "),
        (["left_out", "--exclude", "b.py,sub/"], "left_out/sub is left out by `sub/`, `--exclude`"),
        (["venv"], "venv/site-packages is left out by its name"),
        (["ignored"], "ignored/a.py is left out by `a.*` in {project}/ignored/.gitignore"),
    ],
)
def test_why_nothing_was_checked_is_told(project: Path, command: Command, arguments: list[str], reason: str) -> None:
    write(project, left_out__sub__a=HAZARD, venv__site_packages__a=HAZARD, ignored__a=HAZARD)
    (project / "venv" / "site_packages").rename(project / "venv" / "site-packages")
    (project / "ignored" / ".gitignore").write_text("a.*\n", encoding="utf-8")
    (project / ".git").mkdir()
    (project / "empty").mkdir()
    settings(project, "exclude = ['left_*/', 'venv', 'ignored']")
    code, out, err = command("check", *arguments)
    assert (code, out) == (0, "")
    assert err.startswith("warning: no file was checked: ")
    assert reason.format(project=project) in err


@pytest.mark.parametrize("options", [[], ["--fix"], ["--diff"], ["--exit-zero"], ["--output-format", "concise"]])
@pytest.mark.parametrize(
    "named", [["left_out/sub/a.py"], ["left_out/sub"], ["left_out/gone.py"], ["left_out/a.py", "left_out/a.py"]]
)
def test_a_hook_that_is_given_excluded_files_only_succeeds(
    project: Path, command: Command, options: list[str], named: list[str]
) -> None:
    write(project, left_out__sub__a=HAZARD, left_out__a=HAZARD)
    settings(project, "exclude = ['left_*/']")
    code, out, err = command("check", "--force-exclude", *options, *named)
    assert (code, out) == (0, "")
    assert err.startswith(f"No file was checked: {named[0]} is left out by `left_*/`, `exclude` in ")
    assert command("check", "--force-exclude", "-q", *options, *named) == (0, "", "")


def test_a_file_that_is_gone_is_a_problem_of_a_hook_unless_it_is_excluded(project: Path, command: Command) -> None:
    settings(project, "exclude = ['left_*/']")
    code, _, err = command("check", "--force-exclude", "left_out/gone.py", "gone.py")
    assert (code, err) == (2, "gone.py: cannot be read: no such file or directory\n")


@pytest.mark.parametrize("name", ["-x.py", "--fix", "two words.py", "--"])
def test_names_behind_two_dashes_are_names(project: Path, command: Command, name: str) -> None:
    (project / name).write_text(HAZARD, encoding="utf-8")
    code, out, _ = command("check", "--force-exclude", "--output-format", "concise", "--", name)
    assert code == 1
    assert out.startswith(f"{name}:2:25: CEL901 ")


@pytest.mark.parametrize("named", ["left_out", "left_out/", "./left_out", "left_out/sub", "left_out/sub/a.py"])
def test_what_is_named_is_checked_although_it_is_excluded(project: Path, command: Command, named: str) -> None:
    write(project, left_out__sub__a=HAZARD)
    settings(project, "exclude = ['left_out/']")
    assert command("check", named)[0] == 1
    assert command("check", "--force-exclude", named)[:2] == (0, "")


def test_inside_an_excluded_directory_one_checks_what_is_there(project: Path, command: Command) -> None:
    write(project, left_out__a=HAZARD, left_out__b_pb2=HAZARD)
    settings(project, "exclude = ['left_out/', '*_pb2.py']")
    os.chdir("left_out")
    assert command("check", "-q", "--output-format", "concise")[1].count("\n") == 1
    assert command("check", "--force-exclude")[0] == 0


def test_exclude_adds_to_the_settings(project: Path, command: Command) -> None:
    write(project, a=HAZARD, b=HAZARD, c__a=HAZARD)
    settings(project, "exclude = ['b.py']")
    _, out, _ = command("check", "-q", "--output-format", "concise", "--exclude", "c/, x.py", "--exclude", "y")
    assert out == "a.py:2:25: CEL901 the lambda reads `i` [certain]\n"


@pytest.mark.parametrize("option", ["--select", "--ignore", "--exclude"])
@pytest.mark.parametrize("value", ["", " , "])
def test_an_option_that_names_nothing_is_an_error(project: Path, command: Command, option: str, value: str) -> None:
    write(project, a=HAZARD)
    code, out, err = command("check", option, value)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {option} names no ")


def test_a_pattern_that_is_none(command: Command) -> None:
    assert command("check", "--exclude", "a\\") == (2, "", "error: --exclude: 'a\\\\' is no pattern\n")


def test_problems_are_told_before_what_reassures(project: Path, command: Command) -> None:
    write(project, a="x = 1\n")
    assert command("check", "a.py", "gone.py")[1] == (
        "1 problem kept something from being done.\nFound no hazards elsewhere (checked 1 file).\n"
    )
    assert command("check", "gone.py")[1] == "1 problem kept something from being done: no file was checked.\n"


def test_a_problem_is_an_entry_of_json(project: Path, command: Command) -> None:
    write(project, b="x = = 1\n")
    code, out, _ = command("check", "--output-format", "json", "b.py", "gone.py")
    missing, wrong = json.loads(out)
    assert code == 2
    assert (wrong["code"], wrong["filename"]) == ("invalid-syntax", str(project / "b.py"))
    assert wrong["location"] == wrong["end_location"] == {"row": 1, "column": 5}
    assert wrong["message"].startswith("syntax error")
    assert (missing["code"], missing["message"]) == ("not-checked", "cannot be read: no such file or directory")
    write(project, b=HAZARD)
    assert set(wrong) == set(json.loads(command("check", "--output-format", "json", "b.py")[1])[0])


def test_standard_input_that_is_left_out(
    project: Path, stdin: io.BytesIO, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(project, "exclude = ['left_out/']")
    fill(stdin, HAZARD.encode())
    assert command("check", "-", "--stdin-filename", "left_out/a.py")[0] == 1
    fill(stdin, b"")
    fill(stdin, HAZARD.encode())
    named = ["check", "-", "--stdin-filename", "left_out/a.py", "--force-exclude"]
    code, out, err = command(*named)
    assert (code, out) == (0, "")
    assert err.startswith("No file was checked: left_out/a.py is left out by `left_out/`")
    stdin.seek(0)
    code, out, err = command(*named, "--fix")
    assert (code, out) == (0, HAZARD)
    assert "a.py is left out by `left_out/`" in err


def test_settings_without_meaning_above_standard_input(project: Path, stdin: io.BytesIO, command: Command) -> None:
    settings(project, "sellect = []")
    (project / "sub").mkdir()
    settings(project / "sub", "")
    fill(stdin, HAZARD.encode())
    code, _, err = command("check", "-", "--stdin-filename", "sub/a.py", "--force-exclude")
    assert code == 2
    assert err == f"{project}/pyproject.toml: unknown setting 'sellect' in [tool.cellophane]; did you mean 'select'?\n"


def test_a_setting_file_that_is_named(project: Path, command: Command) -> None:
    write(project, a=HAZARD, sub__a=HAZARD)
    settings(project, "select = ['CEL902']")
    (project / "sub" / "mine.toml").write_text("exclude = ['/sub']\n", encoding="utf-8")
    _, out, _ = command("check", "-q", "--output-format", "concise", "--config", "sub/mine.toml")
    assert out == "a.py:2:25: CEL901 the lambda reads `i` [certain]\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--config", "gone.toml"], "error: --config: gone.toml: does not exist\n"),
        (["--config", ""], "error: --config: '': does not exist\n"),
        (["--config", "."], "error: --config: .: is a directory\n"),
        (["--config", "pyproject.toml"], "error: --config: pyproject.toml: has no table [tool.cellophane]\n"),
        (["--config", "wrong.toml"], "unknown setting 'sellect'; did you mean 'select'?\n"),
        (["--config", "a.py", "--isolated"], "use one of them\n"),
    ],
)
def test_a_setting_file_that_cannot_be_had(
    project: Path, command: Command, arguments: list[str], complaint: str
) -> None:
    (project / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (project / "wrong.toml").write_text("sellect = []\n", encoding="utf-8")
    code, out, err = command("check", *arguments)
    assert (code, out) == (2, "")
    assert err.endswith(complaint)


@pytest.mark.parametrize("name", [".cellophane.toml", "cellophane.toml"])
def test_a_file_of_its_own_holds_settings_and_entries(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.py").write_text("from b import run\nfor i in range(3):\n    run(lambda: i)\n", encoding="utf-8")
    (tmp_path / name).write_text(
        "certainty = 'certain'\n[callables.'b.run']\nsignature = '(job)'\njob = 'kept'\n", encoding="utf-8"
    )
    assert main(["check", "--no-cache", str(tmp_path / "a.py")]) == 1
    (tmp_path / name).write_text("[callables.'b.run']\nsignature = '(job)'\njob = 'consumed'\n", encoding="utf-8")
    assert main(["check", "--no-cache", str(tmp_path / "a.py")]) == 0


def test_what_is_remembered_gives_way_when_settings_change(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("from b import run\nfor i in range(3):\n    run(lambda: i)\n", encoding="utf-8")
    codes = []
    for at, fate in enumerate(["kept", "consumed", "kept"]):
        file = tmp_path / "cellophane.toml"
        file.write_text(f"[callables.'b.run']\nsignature = '(job)'\njob = '{fate}'\n", encoding="utf-8")
        os.utime(file, (at, at))
        run = [sys.executable, "-m", "cellophane", "check", "a.py"]
        codes.append(subprocess.run(run, cwd=tmp_path, capture_output=True, check=False).returncode)
    assert codes == [1, 0, 1]


def test_a_bad_entry_in_a_file_of_its_own_is_told_once(project: Path, command: Command) -> None:
    write(project, a=HAZARD)
    (project / "cellophane.toml").write_text("[callables.'b.run']\njob = 'keept'\n", encoding="utf-8")
    code, _, err = command("check")
    assert code == 2
    assert err.startswith(f'{project}/cellophane.toml: callables."b.run": ')


def test_the_full_format_is_the_default(project: Path, command: Command) -> None:
    write(project, a=HAZARD)
    code, out, _ = command("check", "a.py")
    assert code == 1
    assert out.split("\n")[:2] == ["CEL901 the lambda reads `i` [certain]", "  ╭─ a.py:2:25"]
    assert "  ╰─ help: bind it: `lambda i=i: i`" in out


def test_json(project: Path, command: Command) -> None:
    write(project, a=HAZARD, b="x = = 1\n")
    code, out, err = command("check", "--output-format", "json")
    assert code == 2
    assert codes(out) == ["CEL901", "invalid-syntax"]
    assert err.startswith("b.py:1:5: syntax error: ")


def test_json_of_nothing_is_an_empty_list(project: Path, command: Command) -> None:
    write(project, a="x = 1\n")
    assert command("check", "--output-format", "json") == (0, "[]\n", "")


def test_findings_come_in_the_order_of_files(project: Path, command: Command) -> None:
    write(project, b=HAZARD, a__z=HAZARD, a__b=HAZARD * 2)
    _, out, _ = command("check", "--output-format", "concise", "--quiet")
    assert [line.partition(": ")[0] for line in out.splitlines()] == [
        "a/b.py:2:25",
        "a/b.py:4:25",
        "a/z.py:2:25",
        "b.py:2:25",
    ]


def test_exit_zero_hides_findings_from_the_exit_code_only(project: Path, command: Command) -> None:
    write(project, a=HAZARD)
    code, out, _ = command("check", "--exit-zero")
    assert code == 0
    assert "Found 1 hazard" in out
    assert command("check", "--exit-zero", "gone.py")[0] == 2


def test_quiet_shows_findings_only(project: Path, command: Command) -> None:
    write(project, a=HAZARD)
    assert (
        command("check", "-q", "--output-format", "concise")[1] == "a.py:2:25: CEL901 the lambda reads `i` [certain]\n"
    )
    write(project, a="x = 1\n")
    assert command("check", "--quiet") == (0, "", "")


def test_statistics_count(project: Path, command: Command) -> None:
    write(project, a=HAZARD, b=HAZARD)
    assert command("check", "--statistics") == (1, "2  CEL901\nFound 2 hazards in 2 files (checked 2 files).\n", "")
    code, out, _ = command("check", "--statistics", "--output-format", "json")
    assert (code, json.loads(out)) == (1, [{"code": "CEL901", "count": 2}])


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], True),
        (["--select", "ALL"], True),
        (["--select", "CEL9"], True),
        (["--select", "CEL902,CEL901"], True),
        (["--select", "CEL902", "--select", "CEL901"], True),
        (["--select", "cel901 , CEL902"], True),
        (["--select", "CEL902"], False),
        (["--ignore", "CEL901"], False),
        (["--ignore", "CEL9"], False),
        (["--ignore", "CEL902"], True),
        (["--select", "CEL901", "--ignore", "CEL9"], True),
        (["--select", "CEL901", "--ignore", "CEL901"], False),
    ],
)
def test_rules_are_chosen(project: Path, command: Command, arguments: list[str], found: bool) -> None:
    write(project, a=HAZARD)
    assert command("check", *arguments)[0] == int(found)


def test_a_rule_that_is_not_chosen_does_not_run(project: Path, command: Command) -> None:
    write(project, a=f"{HAZARD}# CRASH\n")
    assert command("check")[0] == 2
    assert command("check", "--ignore", "CEL902")[0] == 1


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_code_is_named_with_the_nearest(command: Command, option: str) -> None:
    assert command("check", option, "CEL911") == (2, "", "error: no rule is called 'CEL911'; did you mean CEL901?\n")


@pytest.mark.parametrize(
    ("certainty", "shown"), [(None, ["i"]), ("certain", ["i"]), ("likely", ["i"]), ("possible", ["maybe", "i"])]
)
def test_certainty(project: Path, command: Command, certainty: str | None, shown: list[str]) -> None:
    write(project, a="for maybe in x:\n    jobs.append(lambda: maybe)\n" + HAZARD)
    arguments = ["--certainty", certainty] if certainty else []
    assert [item["name"] for item in json.loads(command("check", "--output-format", "json", *arguments)[1])] == shown


def test_hidden_findings_are_mentioned(project: Path, command: Command) -> None:
    write(project, a="for maybe in x:\n    jobs.append(lambda: maybe)\n")
    code, out, _ = command("check")
    assert code == 0
    assert "only possible: `--certainty possible` shows" in out


@pytest.mark.parametrize("comment", ["# noqa", "# noqa: CEL901"])
def test_noqa(project: Path, command: Command, comment: str) -> None:
    write(project, a=HAZARD.replace("\n", f"  {comment}\n"))
    assert command("check")[0] == 0


def test_noqa_for_another_rule(project: Path, command: Command) -> None:
    write(project, a=HAZARD.replace("\n", "  # noqa: CEL902\n"))
    assert command("check")[0] == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("select = ['CEL902']", 0),
        ("ignore = ['CEL901']", 0),
        ("select = ['CEL901']", 1),
        ("exclude = ['a.py']", 0),
        ("exclude = ['b.py']", 1),
        ("per-file-ignores = { 'a.py' = ['CEL9'] }", 0),
        ("per-file-ignores = { 'b.py' = ['CEL9'] }", 1),
        ("select = []", 0),
    ],
)
def test_settings(project: Path, command: Command, text: str, found: int) -> None:
    write(project, a=HAZARD)
    settings(project, text)
    assert command("check")[0] == found
    assert command("check", "--isolated")[0] == 1


@pytest.mark.parametrize(
    ("text", "arguments", "found"),
    [
        ("select = ['CEL902']", ["--select", "CEL901"], 1),
        ("ignore = ['CEL901']", ["--select", "CEL901"], 1),
        ("ignore = ['CEL902']", ["--ignore", "CEL901"], 0),
        ("select = ['CEL901']", ["--ignore", "CEL901"], 0),
        ("per-file-ignores = { 'a.py' = ['CEL901'] }", ["--select", "CEL901"], 0),
        ("certainty = 'possible'", ["--certainty", "certain"], 1),
    ],
)
def test_options_win_over_settings(
    project: Path, command: Command, text: str, arguments: list[str], found: int
) -> None:
    write(project, a=HAZARD)
    settings(project, text)
    assert command("check", *arguments)[0] == found


def test_certainty_in_the_settings(project: Path, command: Command) -> None:
    write(project, a="for maybe in x:\n    jobs.append(lambda: maybe)\n")
    settings(project, "certainty = 'possible'")
    assert command("check")[0] == 1
    assert command("check", "--certainty", "likely")[0] == 0


def test_settings_of_directories_differ(project: Path, command: Command) -> None:
    write(project, a=HAZARD, sub__b=HAZARD)
    settings(project / "sub", "ignore = ['CEL901']")
    assert command("check", "-q", "--output-format", "concise")[1].startswith("a.py:2:25")


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    """Standard input, to be filled."""
    stream = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdin", stream)
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer


def fill(stdin: io.BytesIO, data: bytes) -> None:
    stdin.write(data)
    stdin.seek(0)


def test_standard_input(stdin: io.BytesIO, command: Command) -> None:
    fill(stdin, HAZARD.encode())
    code, out, _ = command("check", "-", "--output-format", "concise")
    assert code == 1
    assert out.startswith("-:2:25: CEL901")


def test_standard_input_under_a_name(project: Path, stdin: io.BytesIO, command: Command) -> None:
    fill(stdin, HAZARD.encode())
    _, out, _ = command("check", "-", "--stdin-filename", "src/a.py", "--output-format", "json")
    assert json.loads(out)[0]["filename"] == str(project / "src" / "a.py")
    assert list(project.iterdir()) == []


def test_the_name_of_standard_input_decides_about_settings(project: Path, stdin: io.BytesIO, command: Command) -> None:
    settings(project, "per-file-ignores = { 'src/' = ['CEL901'] }")
    fill(stdin, HAZARD.encode())
    assert command("check", "-", "--stdin-filename", "src/a.py")[0] == 0
    fill(stdin, HAZARD.encode())
    assert command("check", "-", "--stdin-filename", "a.py")[0] == 1


def test_a_notebook_from_standard_input(stdin: io.BytesIO, command: Command) -> None:
    fill(stdin, json.dumps({"cells": [{"cell_type": "code", "source": HAZARD}]}).encode())
    _, out, _ = command("check", "-", "--stdin-filename", "a.ipynb", "--output-format", "concise")
    assert out.startswith("a.ipynb:cell 1:2:25: CEL901")


def test_standard_input_that_is_no_python(stdin: io.BytesIO, command: Command) -> None:
    fill(stdin, b"def f(:\n")
    code, out, err = command("check", "-", "--output-format", "json")
    assert (code, codes(out)) == (2, ["invalid-syntax"])
    assert err.startswith("-:1:7: syntax error: ")


def test_standard_input_and_files(project: Path, stdin: io.BytesIO, command: Command) -> None:
    write(project, a=HAZARD)
    fill(stdin, HAZARD.encode())
    assert len(codes(command("check", "-", "a.py", "--output-format", "json")[1])) == 2


def test_bad_settings_for_standard_input(project: Path, stdin: io.BytesIO, command: Command) -> None:
    settings(project, "sellect = []")
    fill(stdin, HAZARD.encode())
    code, _, err = command("check", "-")
    assert code == 2
    assert "did you mean 'select'?" in err


def test_a_notebook(project: Path, command: Command) -> None:
    cells = [{"cell_type": "code", "source": "%time x = 1"}, {"cell_type": "code", "source": HAZARD}]
    (project / "a.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    _, out, _ = command("check", "--output-format", "json")
    assert json.loads(out)[0]["cell"] == 2
    assert json.loads(out)[0]["location"] == {"row": 2, "column": 25}


def test_what_was_found_is_remembered(project: Path, command: Command, own_surroundings: Path) -> None:
    write(project, a=HAZARD)
    first, again = command("check"), command("check")
    assert first == again == command("check", "--no-cache")
    assert list(own_surroundings.rglob("checked.sqlite"))
    assert [path.name for path in project.iterdir()] == ["a.py"]


def test_what_is_remembered_gives_way_when_another_file_changes(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "from b import run\nfor i in range(3):\n    run(lambda: i)\n",
        encoding="utf-8",
    )
    bodies = ["    job()\n", "    job()\n", "    jobs.append(job)\n", "    job()\n"]
    codes = []
    for body in bodies:  # each in a process of its own, as users run it
        (tmp_path / "b.py").write_text(f"jobs = []\ndef run(job):\n{body}", encoding="utf-8")
        run = [sys.executable, "-m", "cellophane", "check", "a.py"]
        codes.append(subprocess.run(run, cwd=tmp_path, capture_output=True, check=False).returncode)
    assert codes == [0, 0, 1, 0]


def test_no_cache_opens_no_cache(project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from cellophane.check import cache

    def refuse(*_: object) -> None:
        raise AssertionError("the cache was opened")

    monkeypatch.setattr(cache, "store", refuse)
    monkeypatch.setattr(cache, "_connect", refuse)
    write(project, a=HAZARD)
    assert command("check", "--no-cache")[0] == 1


def test_an_environment_that_is_named(project: Path, command: Command) -> None:
    write(project, a=HAZARD)
    assert command("check", "--python", sys.executable)[0] == 1
    settings(project, f"python = {sys.executable!r}")
    assert command("check")[0] == 1


@pytest.mark.parametrize(("name", "reason"), [("gone/bin/python", "does not exist"), (".", "is no Python environment")])
def test_an_environment_that_is_none(project: Path, command: Command, name: str, reason: str) -> None:
    write(project, a=HAZARD)
    code, out, err = command("check", "--python", name)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: --python: {name} {reason}")
    assert err.count("\n") == 1
    settings(project, f"python = {name!r}")
    code, out, err = command("check", "-q")
    assert (code, out) == (2, "")
    assert f"setting 'python' in [tool.cellophane]: {project / name} {reason}" in err


def test_nothing_in_the_tree_is_changed(project: Path, command: Command) -> None:
    write(project, a=HAZARD, b="x = = 1\n")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in project.rglob("*")}
    command("check")
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in project.rglob("*")} == before


@pytest.mark.parametrize(
    "arguments", [["--nonsense"], ["--certainty", "sure"], ["--output-format", "xml"], ["--sel", "ALL"]]
)
def test_bad_usage(command: Command, arguments: list[str]) -> None:
    code, out, err = command("check", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: cellophane check")


def test_help_has_examples(command: Command) -> None:
    code, out, _ = command("check", "--help")
    assert code == 0
    assert "cellophane check --certainty possible" in out
    assert "exit codes: 0 nothing found" in out


def test_colour_when_it_is_forced(project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, a=HAZARD)
    assert "\x1b[" not in command("check")[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;31mCEL901\x1b[0m" in command("check")[1]


def test_a_terminal_of_few_characters(project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, a="for é in x:\n    jobs.append(lambda: é)\n")
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert command("check")[0] == 1
    assert b"--> a.py:2:25" in raw.getvalue()
    assert b"lambda: \\xe9" in raw.getvalue()


def test_paths_are_relative_to_where_one_stands(project: Path, command: Command) -> None:
    write(project, sub__a=HAZARD)
    os.chdir("sub")
    assert command("check", "--output-format", "concise")[1].startswith("a.py:2:25")
    assert command("check", "--output-format", "concise", "..")[1].startswith("../sub/a.py:2:25")


def test_verbose_names_what_could_not_be_resolved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.py"
    path.write_text("import missing\nfor name in 'ab':\n    missing.run(lambda: name)\n    missing.run(lambda: name)\n")
    assert main(["check", "--isolated", "--no-cache", "--verbose", str(path)]) == 0
    assert capsys.readouterr().err == (
        f"{path}:3: nothing is known of missing.run\n{path}:4: nothing is known of missing.run\n"
    )
    assert main(["check", "--isolated", "--no-cache", str(path)]) == 0
    assert capsys.readouterr().err == ""
