"""The command that starts the server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cellophane.cli import server
from cellophane.cli.main import main


def test_without_pygls_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    assert main(["server"]) == 2
    assert capsys.readouterr().err == (
        "error: the server needs pygls: install it with `pip install 'cellophane[server]'`\n"
    )


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cellophane", "server", "--log-file", str(tmp_path)]
    run = subprocess.run(command, input=b"", capture_output=True, check=False)
    assert run.returncode == 2
    assert run.stderr.decode() == f"error: --log-file {tmp_path}: Is a directory\n"


def test_no_editor_is_the_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cellophane", "server"]
    run = subprocess.run(command, input=b"", capture_output=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (1, b"", b"")


def test_other_commands_import_nothing_of_it() -> None:
    script = "import sys; from cellophane.cli.main import main; main(['rule']); print('pygls' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.endswith("False\n")
