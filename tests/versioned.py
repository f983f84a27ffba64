"""Working trees of git, made for a test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_SETTINGS = {
    "user.name": "Tester",
    "user.email": "tester@example.invalid",
    "init.defaultBranch": "main",
    "commit.gpgsign": "false",
    "core.autocrlf": "false",
    "core.hooksPath": os.devnull,
}


class Tree:
    """A working tree, made where there is none. Each method that changes it returns it."""

    def __init__(self, top: Path) -> None:
        self.top = top
        top.mkdir(parents=True, exist_ok=True)
        if not (top / ".git").exists():
            self.git("init", "--quiet")

    def git(self, *words: str, fails: bool = False) -> Tree:
        """Run a command in it, whatever settings the user has."""
        settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
        surroundings = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", "-C", self.top, *settings, *words], capture_output=True, check=False, text=True, env=surroundings
        )
        assert bool(done.returncode) == fails, done.stderr
        return self

    def write(self, files: Mapping[str, str]) -> Tree:
        """Write files, by their names in it."""
        for name, text in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return self

    def commit(self) -> Tree:
        """Commit all that is in it."""
        return self.git("add", "--all").git("commit", "--quiet", "--allow-empty", "-m", "change")

    def name(self, path: str | None) -> str | None:
        """The name in it of an absolute path."""
        return None if path is None else Path(os.path.relpath(path, self.top)).as_posix()
