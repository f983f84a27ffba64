"""What `.ci/run` does before `make test`: it gets a browser and editors where it can, and goes on where it cannot."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "run"
BASH = shutil.which("bash")

pytestmark = pytest.mark.skipif(BASH is None, reason="needs bash")

TOLD = "There is no {} and none could be installed: the tests that use it are skipped.\n"
PACKAGES = {"Chromium": "chromium", "Neovim": "neovim", "Emacs": "emacs-nox elpa-eglot"}
THERE = dict.fromkeys(("chromium", "nvim", "emacs"), "")
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
def test_what_is_there_is_enough(tmp_path: Path, name: str) -> None:
    assert run(tmp_path, {"nvim": "", "emacs": "", name: "", "apt-get": NOTED}) == (0, "", ["make test"])


def test_else_it_is_installed(tmp_path: Path) -> None:
    done = run(tmp_path, {"apt-get": f"echo much; echo more >&2; {NOTED}"})
    installed = [f"apt-get install --yes --no-install-recommends {packages}" for packages in PACKAGES.values()]
    ran = [line for install in installed for line in ("apt-get update", install)]
    assert done == (0, "", [*ran, "make test"])


def test_only_what_is_missing_is_installed(tmp_path: Path) -> None:
    _, printed, ran = run(tmp_path, {"chromium": "", "emacs": "", "apt-get": NOTED})
    assert (printed, ran) == (
        "",
        ["apt-get update", "apt-get install --yes --no-install-recommends neovim", "make test"],
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
def test_where_it_cannot_be_it_is_said_in_a_line_each(tmp_path: Path, commands: dict[str, str]) -> None:
    assert run(tmp_path, commands) == (0, "".join(map(TOLD.format, PACKAGES)), ["make test"])


def test_one_that_cannot_be_keeps_none_of_the_others_away(tmp_path: Path) -> None:
    _, printed, ran = run(tmp_path, {"apt-get": f'case "$*" in *neovim*) exit 100;; esac; {NOTED}'})
    assert printed == TOLD.format("Neovim")
    assert [line.rpartition(" ")[2] for line in ran if "install" in line] == ["chromium", "elpa-eglot"]


def test_it_fails_as_make_does(tmp_path: Path) -> None:
    assert run(tmp_path, {**THERE, "make": "exit 2"})[0] == 2
