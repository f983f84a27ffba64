"""What goes into the playground. `tests/playground/test_engine_in_browser.py` builds it and looks at it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import playground, vsix

Told = Callable[..., str]


class TestWhatIsMissing:
    """It is said, with the way out, and nothing is made."""

    @pytest.fixture
    def told(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Told:
        monkeypatch.setattr(playground, "_PYODIDE", tmp_path / "node_modules" / "pyodide")

        def told(**commands: str) -> str:
            """What is said where there are these commands, and no others."""
            for name, script in commands.items():
                (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
                (tmp_path / name).chmod(0o755)
            monkeypatch.setenv("PATH", str(tmp_path))
            monkeypatch.setattr("sys.argv", ["playground", str(tmp_path / "site")])
            assert playground.main() == 2
            assert not (tmp_path / "site").exists()
            return capsys.readouterr().err

        return told

    def test_npm(self, told: Told) -> None:
        assert told() == "error: npm is not installed: the playground is built with it\n"

    def test_a_node_that_is_new_enough(self, told: Told) -> None:
        error = "error: Node 20 or newer is not installed: the playground is built with it\n"
        assert told(npm="", node="echo v18.20.4") == error

    def test_packages(self, told: Told) -> None:
        error = "error: playground/node_modules is not filled, which `make site` does with npm and a network\n"
        assert told(npm="", node="echo v20.0.0") == error


def test_the_frame_may_run_its_own_script_and_ask_for_nothing() -> None:
    page = playground.sandbox(" run(); \n")
    script = re.findall(r"<script>(.*)</script>", page)[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)[0]
    assert policy.startswith(f"default-src 'none'; script-src 'sha256-{digest}' blob: 'wasm-unsafe-eval';")
    assert "connect-src 'none'" in policy
    assert "'unsafe-eval'" not in policy
    assert "'unsafe-inline'" not in policy


def test_the_packages_are_pinned() -> None:
    described = json.loads((playground.PLAYGROUND / "package.json").read_text("utf-8"))
    assert [one for one in described["devDependencies"].values() if not re.fullmatch(r"\d+\.\d+\.\d+", one)] == []
    assert set(described) & {"dependencies"} == set()


def test_the_same_tools_build_the_playground_and_the_extension() -> None:
    ours, theirs = (
        json.loads((place / "package.json").read_text("utf-8"))["devDependencies"]
        for place in (playground.PLAYGROUND, vsix.EXTENSION)
    )
    assert {name: ours[name] for name in ("esbuild", "typescript")} == {
        name: theirs[name] for name in ("esbuild", "typescript")
    }


def test_an_archive_is_the_same_for_the_same_files() -> None:
    files = {"/lib/a.py": b"a = 1\n", "/lib/b.py": b""}
    archive = playground.archive(files)
    listed, _, contents = archive.partition(b"\n")
    assert json.loads(listed) == [["/lib/a.py", 6], ["/lib/b.py", 0]]
    assert contents == b"a = 1\n"
    assert playground.archive(dict(files)) == archive
