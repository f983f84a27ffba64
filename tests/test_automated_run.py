"""What `.ci/run` does before `make test`: it gets a browser where it can, and goes on where it cannot."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "run"
BASH = shutil.which("bash")

pytestmark = pytest.mark.skipif(BASH is None, reason="needs bash")

SKIPPED = "There is no Chromium and none could be installed: the tests of the page are skipped.\n"
NOTED = 'echo "$0 $@" >> "$NOTES"'
"""What a command does that works."""
WITHOUT_FIRST = 'shift; exec "$@"'
"""What one does whose first argument is not for the command that it runs."""


def run(directory: Path, commands: dict[str, str]) -> tuple[int, str, list[str]]:
    """The exit status, what is printed, and which commands ran, on a machine that has these and few others."""
    for name in ("dirname", "env"):
        found = shutil.which(name)
        assert found
        (directory / name).symlink_to(found)
    # Root does not need it, all others are allowed everything.
    for name, script in {"make": NOTED, "timeout": WITHOUT_FIRST, "sudo": WITHOUT_FIRST, **commands}.items():
        command = directory / name
        command.write_text(f"#!{BASH}\n{script}\n", encoding="utf-8")
        command.chmod(0o755)
    notes = directory / "notes"
    notes.touch()
    assert BASH
    done = subprocess.run(
        [BASH, str(SCRIPT)],
        env={"PATH": str(directory), "NOTES": str(notes)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout, notes.read_text("utf-8").replace(f"{directory}/", "").splitlines()


@pytest.mark.parametrize("name", ["chromium", "google-chrome"])
def test_a_browser_that_is_there_is_enough(tmp_path: Path, name: str) -> None:
    assert run(tmp_path, {name: "", "apt-get": NOTED}) == (0, "", ["make test"])


def test_else_it_is_installed(tmp_path: Path) -> None:
    done = run(tmp_path, {"apt-get": f"echo much; echo more >&2; {NOTED}"})
    assert done == (
        0,
        "",
        ["apt-get update", "apt-get install --yes --no-install-recommends chromium", "make test"],
    )


@pytest.mark.parametrize(
    "commands",
    [
        pytest.param({}, id="no apt-get"),
        pytest.param({"apt-get": "echo no network >&2; exit 100"}, id="no network"),
        pytest.param({"apt-get": '[ "$1" = update ]'}, id="no such package"),
        pytest.param({"apt-get": NOTED, "timeout": "exit 124"}, id="no end"),
    ],
)
def test_where_it_cannot_be_it_is_said_in_a_line(tmp_path: Path, commands: dict[str, str]) -> None:
    assert run(tmp_path, commands) == (0, SKIPPED, ["make test"])


def test_it_fails_as_make_does(tmp_path: Path) -> None:
    assert run(tmp_path, {"chromium": "", "make": "exit 2"})[0] == 2
