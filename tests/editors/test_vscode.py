"""The extension for VS Code: what decides which server is started, and the server that it carries.

In VS Code itself it runs in `benchmarks/extension_in_vscode.py`, by hand.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import cellophane
from cellophane.server.preferences import _SETTINGS
from tests.editing import Editor
from tests.editors.surroundings import EVIDENCE, LATE, ROW, project
from tools import vsix

EXTENSION = vsix.EXTENSION
MANIFEST: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text("utf-8"))


@pytest.fixture
def parts() -> None:
    """All that it takes to build it."""
    if missing := vsix.absent():
        pytest.skip(missing)


@pytest.mark.once
@pytest.mark.usefixtures("parts")
class TestThePackage:
    """What is made of it."""

    def test_what_decides_passes_its_own_tests(self, tmp_path: Path) -> None:
        bundle = ["npm", "run", "--silent", "bundle-tests", "--", f"--outdir={tmp_path}"]
        subprocess.run(bundle, cwd=EXTENSION, check=True)
        tests = sorted(map(str, tmp_path.glob("*.js")))
        done = subprocess.run(
            ["node", "--test", *tests],
            env={**os.environ, "PYTHON": sys.executable},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout
        passed = re.search(r"^. pass (\d+)$", done.stdout, re.MULTILINE)
        assert passed
        assert int(passed[1]) > 30

    def test_it_carries_a_server_that_runs_where_nothing_is_installed(self, tmp_path: Path) -> None:
        package = tmp_path / "cellophane.vsix"
        vsix.build(package, tmp_path / "staged")
        with ZipFile(package) as file:
            names = set(file.namelist())
            file.extractall(tmp_path / "unpacked")
        extension = tmp_path / "unpacked" / "extension"
        assert json.loads((extension / "package.json").read_text("utf-8"))["version"] == cellophane.__version__
        assert {f"extension/{name}" for name in ("extension.js", "LICENSE.txt", "readme.md", "icon.png")} <= names
        compiled = re.compile(r"__pycache__|\.(so|pyd|dll|dylib)$|node_modules")
        assert not [name for name in names if compiled.search(name)]

        venv.create(tmp_path / "bare", with_pip=False)
        python = tmp_path / "bare" / "bin" / "python"

        class Bundled(Editor):
            command = (str(python), "-I", str(extension / "bundled" / "start.py"), "server")

        editor = Bundled(folder=tmp_path, textDocument={"publishDiagnostics": {"relatedInformation": True}})
        try:
            editor.begin(tmp_path)
            late = project(tmp_path).as_uri()
            editor.open(late, LATE)
            (found,) = editor.diagnostics(late)
            assert editor.end() == 0
        finally:
            editor.kill()
        assert editor.errors == ""
        assert (found["code"], found["source"], found["range"]["start"]["line"]) == ("CEL101", "cellophane", ROW - 1)
        places = [
            (each["location"]["range"]["start"]["line"] + 1, each["message"]) for each in found["relatedInformation"]
        ]
        assert places == EVIDENCE


def test_a_python_that_is_too_old_is_told_so() -> None:
    start = (EXTENSION / "bundled" / "start.py").read_text("utf-8")
    pretended = "import sys; sys.version_info = (3, 9, 1); sys.argv[1:] = ['server']\n" + start
    done = subprocess.run([sys.executable, "-c", pretended], stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (
        1,
        f"cellophane needs Python 3.11 or newer, and {sys.executable} is 3.9\n",
    )


SETTINGS = [name.removeprefix("cellophane.") for name in MANIFEST["contributes"]["configuration"]["properties"]]


class TestWhatItDeclares:
    """package.json, and what others have to know of it."""

    def test_the_server_knows_every_setting(self) -> None:
        assert set(SETTINGS) <= set(_SETTINGS)

    def test_its_page_and_that_on_editors_have_every_setting(self) -> None:
        page = (vsix.ROOT / "docs" / "editors.md").read_text("utf-8")
        assert re.findall(r"^\| `cellophane\.([\w.]+)` \|", page, re.MULTILINE) == SETTINGS

    def test_its_page_has_every_command(self) -> None:
        page = (EXTENSION / "README.md").read_text("utf-8")
        titles = [f"{each['category']}: {each['title']}" for each in MANIFEST["contributes"]["commands"]]
        assert re.findall(r"^\| (cellophane: .*?) \|", page, re.MULTILINE) == titles

    def test_each_command_is_there_whether_or_not_a_server_runs(self) -> None:
        source = (EXTENSION / "src" / "extension.ts").read_text("utf-8")
        commands = {each["command"] for each in MANIFEST["contributes"]["commands"]}
        assert set(re.findall(r'"(cellophane\.\w+)"', source)) == commands
        assert source.count("registerCommand(") == len(commands)

    def test_versions_are_pinned(self) -> None:
        assert [pin for pin in MANIFEST["devDependencies"].values() if not re.fullmatch(r"\d+\.\d+\.\d+", pin)] == []

    def test_it_asks_for_a_code_that_has_all_that_it_was_compiled_against(self) -> None:
        assert MANIFEST["engines"]["vscode"] == f"^{MANIFEST['devDependencies']['@types/vscode']}"
