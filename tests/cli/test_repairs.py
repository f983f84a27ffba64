"""`cellophane check --fix` and `--diff`, with the rules that there are."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cellophane.workspace import writing
from tests.cli.conftest import Command

SEEN = """\
def main(items):
    late = []
    for i in items:
        late.append(lambda: i)
    return [f() for f in late]
"""
GUESS = "def main(items):\n    for i in items:\n        keep(lambda: i)\n"
CLEAN = "def main(items):\n    return [i for i in items]\n"


def mended(text: str) -> str:
    return text.replace("lambda:", "lambda *, i=i:")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, which is the current one."""
    directory = tmp_path / "project"
    directory.mkdir()
    monkeypatch.chdir(directory)
    return directory


@pytest.fixture
def three(project: Path) -> Callable[[], list[str]]:
    """Three files: one to mend, one to mend by a guess, one without findings. Reads them."""
    for name, text in (("seen", SEEN), ("guess", GUESS), ("clean", CLEAN)):
        (project / f"{name}.py").write_text(text, encoding="utf-8")
    return lambda: [(project / f"{name}.py").read_text(encoding="utf-8") for name in ("seen", "guess", "clean")]


Read = Callable[[], list[str]]
CONCISE = ("check", "--certainty", "possible", "--output-format", "concise")


# -- --fix -----------------------------------------------------------------------------------------------------------


def test_a_diff_without_a_fix_says_what_is_left(project: Path, command: Command) -> None:
    (project / "guess.py").write_text(GUESS, encoding="utf-8")
    assert command(*CONCISE, "--diff") == (
        0,
        "",
        "Would fix nothing; 1 hazard left in 1 file (checked 1 file).\n`--fix --unsafe-fixes` mends 1.\n",
    )


def test_without_it_nothing_is_written(three: Read, command: Command) -> None:
    code, out, _ = command(*CONCISE)
    assert code == 1
    assert "`--fix` mends 1, and 1 more with `--unsafe-fixes`.\n" in out
    assert three() == [SEEN, GUESS, CLEAN]


def test_unsafe_fixes_alone_writes_nothing(three: Read, command: Command) -> None:
    command(*CONCISE, "--unsafe-fixes")
    assert three() == [SEEN, GUESS, CLEAN]


def test_safe_fixes_are_made_and_the_rest_is_told(three: Read, command: Command) -> None:
    code, out, err = command(*CONCISE, "--fix")
    assert three() == [mended(SEEN), GUESS, CLEAN]
    assert (code, err) == (1, "")
    assert out.startswith("guess.py:3:22: CEL101 ")
    assert "seen.py" not in out
    assert "Fixed 1 hazard" in out


def test_unsafe_fixes(three: Read, command: Command) -> None:
    code, out, err = command(*CONCISE, "--fix", "--unsafe-fixes")
    assert three() == [mended(SEEN), mended(GUESS), CLEAN]
    assert (code, err) == (0, "")
    assert out.startswith("Fixed 2 hazards")


def test_a_second_run_changes_nothing(three: Read, command: Command) -> None:
    command(*CONCISE, "--fix", "--unsafe-fixes")
    once = three()
    assert command(*CONCISE, "--fix", "--unsafe-fixes") == (0, "Found no hazards (checked 3 files).\n", "")
    assert three() == once


def test_findings_from_the_cache_are_mended_as_well(three: Read, command: Command) -> None:
    command(*CONCISE)
    command(*CONCISE)
    command(*CONCISE, "--fix")
    assert three()[0] == mended(SEEN)


def test_what_is_left_says_why(project: Path, command: Command) -> None:
    (project / "a.py").write_text("for i in items:\n    late.append(f'{keep(lambda: i)}')\n", encoding="utf-8")
    code, out, _ = command("check", "--certainty", "possible", "--fix", "--unsafe-fixes")
    assert code == 1
    assert "not fixed: it stands inside an f-string" in out


def test_exit_zero(three: Read, command: Command) -> None:
    assert command(*CONCISE, "--fix", "--exit-zero")[0] == 0


def test_many_files_on_all_cores(project: Path, command: Command) -> None:
    for number in range(40):
        (project / f"a{number:02}.py").write_text(SEEN + "#" * 12_000, encoding="utf-8")
    assert command("check", "--fix", "-q")[0] == 0
    texts = {path.read_text(encoding="utf-8") for path in project.iterdir()}
    assert texts == {mended(SEEN) + "#" * 12_000}


def test_json_tells_of_what_is_left(three: Read, command: Command) -> None:
    code, out, _ = command("check", "--certainty", "possible", "--output-format", "json", "--fix")
    found = json.loads(out)
    assert code == 1
    assert [Path(one["filename"]).name for one in found] == ["guess.py"]


# -- what cannot be written ------------------------------------------------------------------------------------------


def test_a_read_only_file_keeps_its_findings(three: Read, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, way: "seen" not in os.fspath(path))
    code, out, err = command(*CONCISE, "--fix", "--unsafe-fixes")
    assert code == 2
    assert err == "seen.py: is read-only, and was left alone\n"
    assert out.startswith("seen.py:4:29: CEL101 ")
    assert three() == [SEEN, mended(GUESS), CLEAN]
    assert "`--fix" not in out  # which was asked for, and would fail again
    (_, out, _) = command("check", "--fix", "--unsafe-fixes", "seen.py")
    assert "not fixed: the file is read-only, and was left alone\n" in out


def test_a_full_disk(three: Read, command: Command, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    code, _, err = command(*CONCISE, "--fix", "--unsafe-fixes", "--no-cache")
    assert code == 2
    assert err.splitlines() == [
        f"{name}.py: could not be written, and was left alone: no space left on device" for name in ("guess", "seen")
    ]
    assert three() == [SEEN, GUESS, CLEAN]
    assert len(list(project.iterdir())) == 3


def test_a_file_that_changes_while_it_is_checked(
    three: Read, command: Command, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = writing._content

    def other(path: str) -> bytes:
        (project / "seen.py").write_text(CLEAN, encoding="utf-8")
        return content(path)

    monkeypatch.setattr(writing, "_content", other)
    code, _, err = command("check", "--fix", "seen.py")
    assert (code, err) == (2, "seen.py: has changed since it was read, and was left alone\n")
    assert three()[0] == CLEAN


def test_a_file_with_a_syntax_error_is_left_alone(three: Read, command: Command, project: Path) -> None:
    (project / "bad.py").write_text(SEEN + "f(\n", encoding="utf-8")
    code, _, err = command(*CONCISE, "--fix")
    assert code == 2
    assert err == "bad.py:6:2: syntax error: '(' was never closed\n"
    assert (project / "bad.py").read_text(encoding="utf-8") == SEEN + "f(\n"
    assert three()[0] == mended(SEEN)


# -- --diff ----------------------------------------------------------------------------------------------------------


def test_a_diff_writes_nothing(three: Read, command: Command) -> None:
    code, out, err = command("check", "--diff")
    assert code == 1
    assert out.startswith("--- seen.py\n+++ seen.py\n@@ -1,5 +1,5 @@\n")
    assert "-        late.append(lambda: i)\n+        late.append(lambda *, i=i: i)\n" in out
    assert "guess" not in out
    assert "hazard" in err
    assert three() == [SEEN, GUESS, CLEAN]


def test_a_diff_of_unsafe_fixes(three: Read, command: Command) -> None:
    code, out, _ = command(*CONCISE, "--diff", "--unsafe-fixes")
    assert code == 1
    assert [line for line in out.splitlines() if line.startswith("+++")] == ["+++ guess.py", "+++ seen.py"]


@pytest.mark.parametrize("options", [["--fix"], []])
def test_a_diff_with_fix_writes_nothing_either(three: Read, command: Command, options: list[str]) -> None:
    assert command("check", "--diff", *options)[0] == 1
    assert three() == [SEEN, GUESS, CLEAN]


def test_a_diff_of_nothing(project: Path, command: Command) -> None:
    (project / "guess.py").write_text(GUESS, encoding="utf-8")
    assert command(*CONCISE, "--diff", "-q") == (0, "", "")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
def test_a_diff_does_what_a_fix_does(three: Read, command: Command, project: Path) -> None:
    _, out, _ = command(*CONCISE, "--diff", "--unsafe-fixes")
    subprocess.run(["git", "apply", "-p0", "-"], cwd=project, input=out.encode(), check=True, capture_output=True)
    assert three() == [mended(SEEN), mended(GUESS), CLEAN]


# -- standard input --------------------------------------------------------------------------------------------------


@pytest.fixture
def typed(command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `cellophane check -`, with a text as the first argument, and options."""

    def run(text: str, *options: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8"))
        return command("check", "-", *options)

    return run


def test_standard_input_comes_out_mended(typed: Command) -> None:
    code, out, err = typed(SEEN, "--fix")
    assert (code, out) == (0, mended(SEEN))
    assert err.startswith("Fixed 1 hazard")


def test_line_ends_of_standard_input_are_kept(typed: Command) -> None:
    assert typed(SEEN.replace("\n", "\r\n"), "--fix", "-q") == (0, mended(SEEN).replace("\n", "\r\n"), "")


@pytest.mark.parametrize("text", ["", CLEAN, "x = 'é'"])
def test_standard_input_without_findings_comes_out_as_it_is(typed: Command, text: str) -> None:
    assert typed(text, "--fix", "-q") == (0, text, "")


@pytest.mark.parametrize("text", ["f(\n", SEEN + "f(\n", "x = '\0'"])
def test_standard_input_that_cannot_be_read_comes_out_as_it_is(typed: Command, text: str) -> None:
    code, out, err = typed(text, "--fix", "-q")
    assert (code, out) == (2, text)
    assert err.count("\n") == 1


def test_a_diff_of_standard_input(typed: Command) -> None:
    code, out, _ = typed(SEEN, "--diff", "--stdin-filename", "sub/a.py")
    assert code == 1
    assert out.startswith("--- sub/a.py\n+++ sub/a.py\n")


# -- JSON ------------------------------------------------------------------------------------------------------------


def test_json_has_the_edits(three: Read, command: Command) -> None:
    _, out, _ = command("check", "--output-format", "json", "seen.py")
    [found] = json.loads(out)
    assert found["fix"] == {
        "applicability": "safe",
        "message": "bind `i` when it is made: `lambda *, i=i: …`",
        "risk": None,
        "edits": [
            {"content": " *, i=i", "location": {"row": 4, "column": 27}, "end_location": {"row": 4, "column": 27}}
        ],
    }


def test_json_says_what_is_unsafe_and_what_has_no_fix(project: Path, command: Command) -> None:
    code = GUESS + "    for j in items:\n        keep(f'{keep(lambda: j)}')\n"
    (project / "a.py").write_text(code, encoding="utf-8")
    _, out, _ = command("check", "--certainty", "possible", "--output-format", "json")
    unsafe, unfixed = json.loads(out)
    assert unsafe["fix"]["applicability"] == "unsafe"
    assert unsafe["fix"]["risk"] == "nobody can tell whether it is too late"
    assert unfixed["fix"] is None


# -- killed ----------------------------------------------------------------------------------------------------------


KILLED = """
import itertools, json, os, signal, sys
from pathlib import Path
from cellophane.cli.main import main

names, old = ("a.py", "b.py"), Path(sys.argv[1]).read_bytes()
arguments = ["check", "--certainty", "possible", "--fix", "--unsafe-fixes", "-q", "--no-cache", "--exit-zero"]
steps, begun = None, False

def audit(event, about):
    global begun, steps
    if steps is None or event not in ("open", "os.chmod", "os.rename", "os.remove"):
        return
    if begun := begun or str(about[0]).endswith(".new"):
        if steps == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        steps -= 1

def anew():
    for path in Path.cwd().iterdir():
        path.unlink()
    for name in names:
        Path(name).write_bytes(old)

anew()
main(arguments)  # which imports all that the runs below need
sys.addaudithook(audit)
for number in itertools.count():
    anew()
    process = os.fork()
    if process == 0:
        steps = number
        os._exit(main(arguments))
    ended = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    print(json.dumps([ended, {path.name: path.read_text() for path in Path.cwd().iterdir()}]))
    if ended != -signal.SIGKILL:
        break
"""
"""Makes the same fixes again and again, and each time is killed a step later in the file system.

The first step is the first one that writes, the last one is after the end.
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_kill_leaves_whole_files_only(project: Path, tmp_path: Path) -> None:
    """At whichever step it comes: a kill after some time would hit another one on each machine."""
    old, new = GUESS, mended(GUESS)
    (tmp_path / "old").write_text(old, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", KILLED, tmp_path / "old"], cwd=project, capture_output=True, text=True, check=True
    )
    *killed, (ended, _) = runs = [json.loads(line) for line in run.stdout.splitlines()]
    assert (run.stderr, ended) == ("", 0)
    assert len(killed) > 6, "several steps for each file"
    seen = []
    for _, files in runs:
        seen.append(tuple({old: "old", new: "new"}[files.pop(name)] for name in ("a.py", "b.py")))
        assert {Path(name).suffix for name in files} <= {".new"}, "no Python, and nobody takes it for such"
    assert list(dict.fromkeys(seen)) == [("old", "old"), ("new", "old"), ("new", "new")]


def test_a_diff_in_colours(project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "a.py").write_text(SEEN)
    plain = command("check", "--diff")[1]
    assert "\x1b" not in plain
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = command("check", "--diff")[1]
    assert "\x1b[31m-        late.append(lambda: i)\x1b[0m\n" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert command("check", "--diff")[1] == plain


RUFF = "ruff takes `# noqa: CEL...` away"


def test_add_noqa_tells_of_ruff(project: Path, command: Command) -> None:
    (project / "a.py").write_text(SEEN)
    code, out, err = command("check", "--add-noqa", "--diff", "a.py")
    assert RUFF in err
    assert (project / "a.py").read_text() == SEEN
    code, out, err = command("check", "--add-noqa", "a.py")
    assert (code, err) == (0, "")
    assert RUFF in out
    assert (project / "a.py").read_text() == SEEN.replace("lambda: i)", "lambda: i)  # noqa: CEL101")
    assert RUFF not in command("check", "--add-noqa", "a.py")[1]


def test_silence_with_comments_of_our_own(project: Path, command: Command) -> None:
    (project / "a.py").write_text(SEEN)
    code, out, err = command("check", "--add-noqa", "--silence-with", "ignore", "a.py")
    assert (code, out, err) == (0, "Silenced 1 hazard; none is left (checked 1 file).\n", "")
    silenced = SEEN.replace("lambda: i)", "lambda: i)  # cellophane: ignore[CEL101]")
    assert (project / "a.py").read_text() == silenced
    assert command("check", "a.py")[0] == 0


def test_the_form_of_comments_is_a_setting(project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "pyproject.toml").write_text("[tool.cellophane]\nsilence-with = 'ignore'\n")
    (project / "a.py").write_text(SEEN)
    (project / "b.py").write_text(SEEN)
    command("check", "--add-noqa", "a.py")
    assert "# cellophane: ignore[CEL101]" in (project / "a.py").read_text()
    command("check", "--add-noqa", "--silence-with", "noqa", "b.py")
    assert "# noqa: CEL101" in (project / "b.py").read_text()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SEEN.encode())))
    assert "# cellophane: ignore[CEL101]" in command("check", "--add-noqa", "-")[1]


def test_silence_with_goes_with_add_noqa(project: Path, command: Command) -> None:
    code, _, err = command("check", "--silence-with", "ignore")
    assert code == 2
    assert "--silence-with says what --add-noqa writes, and goes with it" in err


def test_comments_in_vain_are_found_counted_mended_and_known_to_baselines(project: Path, command: Command) -> None:
    (project / "a.py").write_text("x = 1  # cellophane: ignore[CEL101] why\n")
    assert command("check", "--statistics") == (
        1,
        "1  CEL001\nFound 1 hazard in 1 file (checked 1 file).\n`--fix` mends 1.\n",
        "",
    )
    assert command("check", "--baseline", "known.json")[0] == 0
    assert command("check", "--baseline", "known.json")[0] == 0
    assert command("check", "--ignore", "CEL0")[0] == 0
    assert command("check", "--fix")[0] == 0
    assert (project / "a.py").read_text() == "x = 1\n"


def test_findings_that_are_silenced_are_in_no_baseline(project: Path, command: Command) -> None:
    (project / "a.py").write_text(SEEN.replace("lambda: i)", "lambda: i)  # cellophane: ignore[CEL101]"))
    command("check", "--baseline", "known.json")
    assert json.loads((project / "known.json").read_text())["findings"] == []
    (project / "a.py").write_text(SEEN)
    assert command("check", "--baseline", "known.json")[0] == 1


def test_comments_in_text_from_standard_input(project: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    text = SEEN.replace("lambda: i)", "lambda: i)  # cellophane: ignore[CEL101, CEL2] why")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code, out, _ = command("check", "--output-format", "concise", "-")
    assert code == 1
    assert out.startswith("-:4:62: CEL001 `CEL2` silences nothing")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert command("check", "--fix", "-")[1] == text.replace(", CEL2", "")
