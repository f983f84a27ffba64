"""Completion, asked of the shell itself where there is one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cellophane.cli.commands import COMMANDS
from cellophane.cli.main import main
from cellophane.report.formats import FORMATS

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script for bash."""
    import contextlib
    import io

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert main(["completion", "bash"]) == 0
    path = tmp_path_factory.mktemp("completion") / "cellophane.bash"
    path.write_text(printed.getvalue(), encoding="utf-8")
    return path


def completed(script: Path, directory: Path, *words: str) -> set[str]:
    """What bash offers for the last of these words."""
    lines = (
        'source "$0"\n'
        'COMP_WORDS=("$@")\nCOMP_CWORD=$(($# - 1))\nCOMP_LINE="$*"\nCOMP_POINT=${#COMP_LINE}\n'
        "how=$(complete -p cellophane)\nname=${how##*-F }\nname=${name%% *}\n"
        '"$name" cellophane "${COMP_WORDS[$COMP_CWORD]}" "${COMP_WORDS[$((COMP_CWORD - 1))]}"\n'
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    run = subprocess.run(
        ["bash", "-c", lines, str(script), "cellophane", *words],
        cwd=directory,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    return {line.strip() for line in run.stdout.splitlines()}


@needs_bash
def test_bash_completes(script: Path, tmp_path: Path) -> None:
    (tmp_path / "jobs.py").touch()
    assert completed(script, tmp_path, "") >= set(COMMANDS)
    assert completed(script, tmp_path, "ch") == {"check"}
    assert completed(script, tmp_path, "check", "--sel") == {"--select"}
    assert completed(script, tmp_path, "check", "--output-format", "") == {*FORMATS}
    assert completed(script, tmp_path, "check", "--output-format", "json") == {"json", "json-lines"}
    assert completed(script, tmp_path, "show", "x", "--output-format", "s") == {"svg"}
    assert completed(script, tmp_path, "rule", "CEL10") >= {"CEL101", "CEL102"}
    assert completed(script, tmp_path, "check", "--select", "CEL2") >= {"CEL2", "CEL201"}
    assert completed(script, tmp_path, "check", "jo") == {"jobs.py"}
    assert completed(script, tmp_path, "check", "--config", "jo") == {"jobs.py"}
    assert completed(script, tmp_path, "completion", "z") == {"zsh"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh", "powershell"])
def test_there_is_a_script_for_each_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("check", "CEL101", "concise"))


def test_a_shell_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bsh"]) == 2
    assert capsys.readouterr().err == (
        "error: no shell 'bsh' is known: name one of bash, zsh, tcsh, fish, powershell\n"
    )
