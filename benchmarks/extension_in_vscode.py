"""The extension in VS Code itself: is the finding shown, mended and explained, in a file and in a notebook?

    npm install --prefix DIRECTORY code-server@4.100.3
    make vsix
    python -m benchmarks.extension_in_vscode DIRECTORY

code-server is VS Code with its window in a browser. It is started with the `.vsix` of dist/ and with a second extension
that does what a user would, by the commands of VS Code; Chromium opens the window. Where npm is told to run no scripts,
those of code-server are run by hand (`sh postinstall.sh`): they compile what it needs.

Prints what held and what did not; ends with 1 if something did not.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import cellophane
from tests.browser import browser
from tests.editors.surroundings import BOUND_AT, EVIDENCE, LATE, MENDED, ROW
from tools.vsix import EXTENSION, ROOT

_PATIENCE = 300
PACKAGE = ROOT / "dist" / f"cellophane-{cellophane.__version__}.vsix"
PROBE = {
    "name": "probe",
    "publisher": "cellophane",
    "version": "0.0.1",
    "engines": {"vscode": "^1.91.0"},
    "main": "./probe.js",
    "activationEvents": ["onStartupFinished"],
}
USER = """
const vscode = require("vscode");
const { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } = require("fs");
const place = PLACE;

async function until(what, found) {
    const end = Date.now() + place.patience * 1000;
    for (;;) {
        const answer = await found();
        if (answer && answer.length !== 0) return answer;
        if (Date.now() > end) throw new Error("never: " + what);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

const ours = (uri) => vscode.languages.getDiagnostics(uri).filter((each) => each.source === "cellophane");
const described = (each, document) => ({
    word: document.getText(each.range), row: each.range.start.line + 1, code: each.code.value ?? each.code,
    evidence: each.relatedInformation.map((step) => [step.location.range.start.line + 1, step.message]),
});

async function use(told) {
    const uri = vscode.Uri.file(place.file);
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    const [found] = await until("a finding", () => ours(uri));
    told.finding = described(found, document);
    const at = found.range.start;
    editor.selection = new vscode.Selection(at, at);

    const actions = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, found.range);
    told.actions = actions.map((each) => [each.title, each.kind.value, each.isPreferred ?? false]);
    const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", uri, at);
    told.hover = hovers.flatMap((each) => each.contents.map((text) => text.value)).join("\\n");
    const places = await vscode.commands.executeCommand("vscode.executeDefinitionProvider", uri, at);
    told.definition = places.map((each) => (each.targetRange ?? each.range).start.line + 1);

    await vscode.commands.executeCommand("cellophane.restart");
    await until("a finding of the next server", () => ours(uri));
    const settings = vscode.workspace.getConfiguration("cellophane", uri);
    await settings.update("ignore", ["CEL101"], vscode.ConfigurationTarget.Workspace);
    await until("no finding of a rule that is ignored", () => ours(uri).length === 0);
    await settings.update("ignore", undefined, vscode.ConfigurationTarget.Workspace);
    await until("the finding once more", () => ours(uri));
    told.settings = true;

    for (const command of [place.file + ".absent", place.failing]) {
        await settings.update("path", command, vscode.ConfigurationTarget.Workspace);
        await until("no finding without a server", () => ours(uri).length === 0);
        await settings.update("path", undefined, vscode.ConfigurationTarget.Workspace);
        await until("the finding after a server that did not start", () => ours(uri));
    }
    told.recovered = true;

    const other = vscode.Uri.file(place.other);
    told.unopened = [ours(other).length];
    await vscode.commands.executeCommand("cellophane.checkWorkspace");
    told.unopened.push((await until("a finding in a file that is not open", () => ours(other))).length);

    await vscode.commands.executeCommand("cellophane.fixAll");
    await until("another text", () => document.getText() !== place.text);
    told.mended = document.getText();
    await until("no finding in what is mended", () => ours(uri).length === 0);

    const target = vscode.ConfigurationTarget.Workspace;
    await settings.update("enable", false, target);
    await vscode.commands.executeCommand("cellophane.checkWorkspace");
    told.refused = true;
    await settings.update("enable", undefined, target);
    const late = vscode.Uri.file(place.other);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(late));
    await until("the finding after the server was off", () => ours(late));

    mkdirSync(place.environment, { recursive: true });
    symlinkSync(place.asked, place.environment + "/python");
    await until("a look at an environment that was made", () => existsSync(place.asked + ".notes"));
    told.environment = true;

    await settings.update("interpreter", "${workspaceFolder}/.venv/bin/python", target);
    await settings.update("path", place.overheard, target);
    const markdown = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, "A text", "markdown");
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, place.text, "python");
    const data = new vscode.NotebookData([markdown, cell]);
    const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", data);
    await vscode.window.showNotebookDocument(notebook);
    const inside = notebook.cellAt(1).document;
    told.notebook = described((await until("a finding in a cell", () => ours(inside.uri)))[0], inside);
    await until("the server that is overheard", () => existsSync(place.overheard + ".notes"));
    await until("a finding of it", () => ours(inside.uri));
    await settings.update("certainty", "possible", target);
    await until("its question", () => readFileSync(place.overheard + ".notes", "utf8").includes('"possible"'));
}

exports.activate = async () => {
    const told = {};
    await use(told).catch((error) => { told.problem = String(error.stack ?? error); });
    writeFileSync(place.told, JSON.stringify(told));
};
"""


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 when all held, 1 when something did not, 2 when it cannot be tried."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, help="where npm has installed code-server")
    entry = parser.parse_args(arguments).directory / "node_modules" / "code-server" / "out" / "node" / "entry.js"
    for needed, way_out in ((PACKAGE, "make vsix"), (entry, "npm install --prefix DIRECTORY code-server@4.100.3")):
        if not needed.exists():
            print(f"{needed} is not there: {way_out}", file=sys.stderr)
            return 2
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        told = used(entry.resolve(), Path(directory))
    verdicts = dict(judged(told))
    for claim, held in verdicts.items():
        print("held  " if held else "FAILED", claim)
    if not all(verdicts.values()):
        print(json.dumps(told, indent=2, ensure_ascii=False))
    return 0 if all(verdicts.values()) else 1


def judged(told: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """What is claimed of the extension, and whether it held."""
    finding = {"word": "step", "row": ROW, "code": "CEL101", "evidence": [list(step) for step in EVIDENCE]}
    yield "a finding is shown at the name, with its evidence", told.get("finding") == finding
    actions = told.get("actions", [])
    yield "the fix is offered first", bool(actions) and actions[0][1:] == ["quickfix", True]
    yield "so is to ignore it", any(title == "Ignore CEL101 here" for title, _, _ in actions)
    yield "hover tells of the capture", "captured by: the lambda, [line" in told.get("hover", "")
    yield "the definition of a capture is what binds it", told.get("definition") == [BOUND_AT]
    yield "settings hold at once, and after the server was started anew", told.get("settings", False)
    yield "after a server that does not start another one can", told.get("recovered", False)
    yield "files that are not open are checked when that is asked for", told.get("unopened") == [0, 1]
    yield "“fix all” mends the text", told.get("mended") == MENDED
    yield "a cell of a notebook is checked", told.get("notebook") == finding
    yield "the command answers where no server runs", told.get("refused", False)
    yield "an environment that is made is looked at", told.get("environment", False)
    said = told.get("said", [])
    changes = [each["params"] for each in said if each.get("method") == "workspace/didChangeConfiguration"]
    yield (
        "no value of a setting is sent unasked",
        bool(changes) and {str(each["settings"]) for each in changes} == {"None"},
    )
    answers = [each["result"] for each in said if isinstance(each.get("result"), list)]
    pulled = {one["interpreter"] for each in answers for one in each if isinstance(one, dict) and "interpreter" in one}
    yield "paths are told as they are meant", pulled == {told.get("interpreter")}
    opened = [each["params"] for each in said if each.get("method") == "notebookDocument/didOpen"]
    kinds = [[cell["kind"] for cell in each["notebookDocument"]["cells"]] for each in opened]
    yield "a notebook is sent with all its cells", kinds == [[1, 2]]
    yield "all was done", "problem" not in told


def used(entry: Path, directory: Path) -> Any:
    """What the extension showed and did."""
    project = directory / "project"
    project.mkdir()
    for name in ("late.py", "other.py"):
        (project / name).write_text(LATE, "utf-8")
    failing = script(directory / "failing", "[ $1 = --version ] && echo cellophane 0.0.0\n")
    asked = script(directory / "asked", f'echo >> {directory}/asked.notes; exec {sys.executable} "$@"\n')
    server = f'PYTHONPATH={ROOT / "src"} {sys.executable} -m cellophane "$@"'
    overheard = f"[ $1 = --version ] && exec env {server}\ntee -a {directory}/overheard.notes | {server}\n"
    told = directory / "told.json"
    environment = project / ".venv" / "bin"
    files = {
        "asked": str(asked),
        "environment": str(environment),
        "overheard": str(script(directory / "overheard", overheard)),
        "file": str(project / "late.py"),
        "other": str(project / "other.py"),
        "failing": str(failing),
        "told": str(told),
    }
    place = {**files, "text": LATE, "patience": _PATIENCE / 5}
    code = Code(entry, directory)
    for package in (PACKAGE, packed_probe(directory / "probe", USER.replace("PLACE", json.dumps(place)))):
        subprocess.run([*code.command, "--install-extension", package], env=code.surroundings, check=True, stdout=2)
    with code.serving(project) as address, browser() as page:
        page.evaluate(f"void (location.href = {address!r})")
        until(told.exists)
    notes = directory / "overheard.notes"
    said = list(messages(notes.read_bytes())) if notes.exists() else []
    return {**json.loads(told.read_text("utf-8")), "interpreter": str(environment / "python"), "said": said}


def script(path: Path, text: str) -> Path:
    """A command."""
    path.write_text(f"#!/bin/sh\n{text}", "utf-8")
    path.chmod(0o755)
    return path


def messages(said: bytes) -> Iterator[Any]:
    """What stands in a conversation, each message behind a header with its length; one that was cut off does not."""
    while header := re.match(rb"Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n", said):
        end = header.end() + int(header[1])
        if end > len(said):
            break
        yield json.loads(said[header.end() : end])
        said = said[end:]


def packed_probe(directory: Path, script: str) -> Path:
    """The extension that uses the other one."""
    directory.mkdir()
    (directory / "package.json").write_text(json.dumps(PROBE), "utf-8")
    (directory / "README.md").write_text("Uses cellophane's extension.\n", "utf-8")
    (directory / "probe.js").write_text(script, "utf-8")
    package = directory / "probe.vsix"
    packer = EXTENSION / "node_modules" / "@vscode" / "vsce" / "vsce"
    options = ["--no-dependencies", "--allow-missing-repository", "--skip-license", "--out", str(package)]
    subprocess.run(["node", packer, "package", *options], cwd=directory, check=True, stdout=2)
    return package


class Code:
    """VS Code, with all that it writes below a directory."""

    def __init__(self, entry: Path, directory: Path) -> None:
        places = ["--user-data-dir", str(directory / "user"), "--extensions-dir", str(directory / "extensions")]
        self.command = ["node", str(entry), *places]
        home = {"HOME": str(directory), "XDG_CONFIG_HOME": str(directory), "XDG_DATA_HOME": str(directory)}
        self.surroundings = {**os.environ, **home}

    @contextmanager
    def serving(self, project: Path) -> Iterator[str]:
        """While it serves a project; the address of its window."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--disable-workspace-trust"]
        quiet = ["--disable-telemetry", "--disable-update-check"]
        with subprocess.Popen(
            [*self.command, *options, *quiet], env=self.surroundings, stdout=2, start_new_session=True
        ) as process:
            try:
                until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
                yield f"http://127.0.0.1:{port}/?folder={project}"
            finally:
                process.terminate()


def answers(address: str) -> bool:
    """Whether somebody is there."""
    try:
        with urlopen(address):
            return True
    except (URLError, ConnectionError):
        return False


def until(condition: Any) -> None:
    """Wait for it."""
    end = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("it did not come to that")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
