"""The hooks for pre-commit: their file, and their command lines as pre-commit puts them together.

pre-commit itself installs and runs them in `benchmarks/pre_commit.py`, by hand: that needs an index of packages.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.pre_commit import PLACE, RIGHT, SETTINGS, WRONG, main
from cellophane.cli.arguments import read

ROOT = Path(__file__).parents[1]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
IDS = [hook["id"] for hook in HOOKS]
CHECK, FIX = HOOKS

# As `pre_commit/clientlib.py` has it in 4.7.
TEXTS = {"id", "name", "entry", "language", "alias", "files", "exclude", "description", "language_version", "log_file"}
TEXTS |= {"minimum_pre_commit_version"}
LISTS = {"types", "types_or", "exclude_types", "additional_dependencies", "args", "stages"}
SWITCHES = {"always_run", "fail_fast", "pass_filenames", "require_serial", "verbose"}


@pytest.mark.parametrize("hook", HOOKS, ids=IDS)
class TestTheFile:
    def test_has_what_is_required(self, hook: dict[str, Any]) -> None:
        assert {"id", "name", "entry", "language"} <= set(hook)

    def test_has_nothing_that_pre_commit_does_not_know(self, hook: dict[str, Any]) -> None:
        for key, value in hook.items():
            if key in LISTS:
                assert isinstance(value, list), key
                assert all(isinstance(item, str) for item in value), key
            else:
                assert key in TEXTS | SWITCHES
                assert isinstance(value, str if key in TEXTS else bool), key

    def test_asks_for_a_pre_commit_that_knows_the_keys(self, hook: dict[str, Any]) -> None:
        asked = tuple(map(int, hook["minimum_pre_commit_version"].split(".")))
        assert asked >= (2, 9, 2)  # the first in which `types_or` works

    def test_runs_a_program_that_is_installed(self, hook: dict[str, Any]) -> None:
        scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
        assert (hook["language"], shlex.split(hook["entry"])[0]) == ("python", *scripts)

    def test_runs_one_process_at_a_time(self, hook: dict[str, Any]) -> None:
        assert hook["require_serial"]

    def test_holds_to_exclusions_whatever_arguments_users_set(self, hook: dict[str, Any]) -> None:
        words = shlex.split(hook["entry"])[1:]
        assert read([*words, "--select", "CEL1", "a.py"]).force_exclude


def test_their_names_are_those_that_the_pages_give() -> None:
    assert IDS == ["cellophane", "cellophane-fix"]


def run(hook: dict[str, Any], names: list[str], folder: Path, args: list[str] | None = None) -> tuple[int, str]:
    """The exit code and the output of a hook that is given these files, as `pre_commit/xargs.py` starts it."""
    entry = shlex.split(hook["entry"])
    words = [*entry[1:], *(hook["args"] if args is None else args)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "PRE_COMMIT": "1"}
    done = subprocess.run(
        [sys.executable, "-m", entry[0], *words, *names],
        cwd=folder,
        env={**environment, "XDG_CACHE_HOME": str(folder / ".cache")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Bugs in files with names of all sorts, one of which is excluded."""
    (tmp_path / "generated").mkdir()
    for name in ("a.py", "-x.py", "two words.py", "generated/b.py"):
        (tmp_path / name).write_text(WRONG, "utf-8")
    (tmp_path / "pyproject.toml").write_text(SETTINGS, "utf-8")
    return tmp_path


NAMES = ["-x.py", "a.py", "generated/b.py", "two words.py"]


def test_one_finds_and_leaves_out(project: Path) -> None:
    code, output = run(CHECK, NAMES, project)
    assert code == 1
    assert [name for name in NAMES if f"─ {name}{PLACE}\n" in output] == ["-x.py", "a.py", "two words.py"]
    assert output.endswith("Found 3 hazards in 3 files (checked 3 files).\n`--fix` mends 3.\n")


def test_the_other_mends_and_then_passes(project: Path) -> None:
    assert run(FIX, NAMES, project) == (0, "Fixed 3 hazards; none is left (checked 3 files).\n")
    assert [(project / name).read_text("utf-8") for name in NAMES] == [RIGHT, RIGHT, WRONG, RIGHT]
    passes = "Found no hazards (checked 3 files).\n"
    assert run(FIX, NAMES, project) == run(CHECK, NAMES, project) == (0, passes)


def test_what_cannot_be_mended_fails_the_other_as_well(project: Path) -> None:
    unseen = WRONG.replace("[task() for task in late]", "late")
    (project / "a.py").write_text(unseen, "utf-8")
    code, output = run(FIX, ["a.py"], project)
    assert code == 1
    assert f"─ a.py{PLACE}\n" in output
    assert (project / "a.py").read_text("utf-8") == unseen
    assert run(FIX, ["a.py"], project, ["--unsafe-fixes", "--"])[0] == 0


def test_one_that_is_given_excluded_files_only_passes(project: Path) -> None:
    for hook in HOOKS:
        code, output = run(hook, ["generated/b.py"], project)
        assert code == 0
        assert output.startswith("No file was checked: generated/b.py is left out by ")


def test_the_benchmark_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.pre_commit.pre_commit", lambda: None)
    assert main([]) == 2
    assert "python -m pip install pre-commit" in capsys.readouterr().err
