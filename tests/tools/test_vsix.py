"""What goes into the extension for VS Code. `tests/editors/test_vscode.py` builds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import cellophane
from tools import vsix

Told = Callable[..., str]


class TestWhatIsMissing:
    """It is said, with the way out, and nothing is made."""

    @pytest.fixture
    def told(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Told:
        monkeypatch.setattr(vsix, "ROOT", tmp_path)
        monkeypatch.setattr(vsix, "EXTENSION", tmp_path / "editors" / "vscode")

        def told(**commands: str) -> str:
            """What is said where there are these commands, and no others."""
            for name, script in commands.items():
                (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
                (tmp_path / name).chmod(0o755)
            monkeypatch.setenv("PATH", str(tmp_path))
            assert vsix.main() == 2
            assert not (tmp_path / "dist").exists()
            return capsys.readouterr().err

        return told

    def test_npm(self, told: Told) -> None:
        assert told() == "error: npm is not installed: see docs/editors.md\n"

    def test_a_node_that_is_new_enough(self, told: Told) -> None:
        error = "error: Node 20 or newer is not installed: see docs/editors.md\n"
        assert told(npm="", node="echo v18.20.4") == told(npm="", node="exit 1") == error

    def test_packages(self, told: Told) -> None:
        error = "error: editors/vscode/node_modules is not filled, which `make vsix` does with npm and a network: "
        assert told(npm="", node="echo v20.0.0").startswith(error)


def test_its_description_says_the_version_and_nothing_for_those_who_build_it() -> None:
    described = json.loads((vsix.EXTENSION / "package.json").read_text("utf-8"))
    found = vsix.manifest(described)
    assert found["version"] == cellophane.__version__
    assert set(described) - set(found) == {"devDependencies", "private", "scripts"}
    assert found["contributes"] == described["contributes"]


def test_the_terms_of_others_are_told_once_for_each_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("one", "@some/two", "three"):
        (tmp_path / "node_modules" / package).mkdir(parents=True)
        (tmp_path / "node_modules" / package / "LICENSE.md").write_text(f"of {package}\n", "utf-8")
    monkeypatch.setattr(vsix, "EXTENSION", tmp_path)
    bundled = ["node_modules/one/a.js", "src/extension.ts", "node_modules/@some/two/b.js", "node_modules/one/c/d.js"]
    assert vsix.licences(bundled) == "== two\n\nof @some/two\n\n== one\n\nof one\n"
