"""Everything the server can do, asked for by an editor over two pipes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.editing import Editor, Message, edited, editor, framed, piece, span

LATE = "kept = []\nfor i in range(3):\n    kept.append(lambda: i)\nkept[0]()\n"
HELPERS = {False: "def keep(f): f()\n", True: "kept = []\ndef keep(f): kept.append(f)\n"}
CALLER = "from helper import keep\nfor i in range(3):\n    keep(lambda: i)\n"
WATCHING: Message = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
ASKED: Message = {"workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}}}


def uri(path: Path) -> str:
    return path.as_uri()


def changes() -> Iterator[int]:
    """The numbers of changes that are made until one is noticed: it may begin to watch only after the first ones, and
    tells of files when they rest for a moment."""
    for version in range(2, 1000):
        yield version
        time.sleep(0.5)


def test_it_says_what_it_can_do(tmp_path: Path) -> None:
    with editor(notebookDocument={"synchronization": {}}) as one:
        answer = one.begin(tmp_path)
        assert answer["serverInfo"]["name"] == "cellophane"
        capabilities = answer["capabilities"]
        assert capabilities["positionEncoding"] == "utf-16"
        assert capabilities["textDocumentSync"]["change"] == 2
        assert capabilities["codeActionProvider"]["codeActionKinds"] == ["quickfix", "source.fixAll.cellophane"]
        assert capabilities["executeCommandProvider"]["commands"] == ["cellophane.checkWorkspace"]
        assert capabilities["notebookDocumentSync"]["notebookSelector"] == [{"notebook": "*"}]
        assert one.end() == 0


def test_a_finding_comes_goes_and_is_mended(tmp_path: Path) -> None:
    name = uri(tmp_path / "a.py")
    with editor() as one:
        one.begin(tmp_path)
        one.open(name, LATE)
        (found,) = one.diagnostics(name, 1)
        assert (found["code"], found["range"]) == ("CEL101", span((2, 24), (2, 25)))
        assert [each["location"]["range"]["start"]["line"] for each in found["relatedInformation"]] == [2, 2, 1, 3]
        actions = one.actions(name, found["range"])
        assert [each["kind"] for each in actions] == ["quickfix", "quickfix", "source.fixAll.cellophane"]
        for version, action in enumerate(actions, start=2):
            text = edited(LATE, action["edit"]["changes"][name])
            one.change(name, version, {"text": text})
            assert one.diagnostics(name, version) == []
        one.change(name, 9, piece((2, 0), (3, 0), "    kept.append(print)\n"))
        assert one.diagnostics(name, 9) == []
        one.close(name)
        assert one.diagnostics(name) == []
        assert one.end() == 0


def test_fixing_all_is_not_offered_where_somebody_only_moves_about(tmp_path: Path) -> None:
    name = uri(tmp_path / "a.py")
    with editor() as one:
        one.begin(tmp_path)
        one.open(name, LATE)
        (found,) = one.diagnostics(name, 1)
        where = found["range"]
        assert [each["kind"] for each in one.actions(name, where, triggerKind=2)] == ["quickfix", "quickfix"]
        for only in ("source", "source.fixAll", "source.fixAll.cellophane"):
            kinds = [each["kind"] for each in one.actions(name, span((0, 0), (0, 0)), only=[only], triggerKind=2)]
            assert kinds == ["source.fixAll.cellophane"]
        assert one.actions(name, where, only=["refactor"]) == []
        for trigger in ({}, {"triggerKind": 1}, {"triggerKind": 2}):
            kinds = [each["kind"] for each in one.actions(name, where, only=["quickfix"], **trigger)]
            assert kinds == ["quickfix", "quickfix"]
        assert len(one.actions(name, where, only=[""])) == 3


def test_columns_are_counted_as_the_editor_does(tmp_path: Path) -> None:
    text = "late = [lambda: ('\N{OWL}é', i) for i in range(3)]\nlate[0]()\n"
    before = text[: text.index("i)")]
    sizes = {"utf-8": len(before.encode()), "utf-16": len(before.encode("utf-16-le")) // 2, "utf-32": len(before)}
    for encoding, column in sizes.items():
        name = uri(tmp_path / "a.py")
        with editor(general={"positionEncodings": [encoding]}) as one:
            assert one.begin(tmp_path)["capabilities"]["positionEncoding"] == encoding
            one.open(name, text)
            assert one.diagnostics(name, 1)[0]["range"] == span((0, column), (0, column + 1))


@pytest.mark.parametrize("keeps", [False, True])
def test_a_helper_in_another_buffer_changes_its_caller(tmp_path: Path, keeps: bool) -> None:
    caller, helper = uri(tmp_path / "caller.py"), uri(tmp_path / "helper.py")
    with editor() as one:
        one.begin(tmp_path)
        one.open(helper, HELPERS[not keeps])
        one.diagnostics(helper, 1)
        one.open(caller, CALLER)
        assert bool(one.diagnostics(caller, 1)) is not keeps
        one.change(helper, 2, {"text": HELPERS[keeps]})
        assert bool(one.diagnostics(caller)) is keeps


def test_a_file_that_changes_outside_is_noticed_by_who_is_told(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text(HELPERS[False])
    caller = uri(tmp_path / "caller.py")
    with editor(**WATCHING) as one:
        one.begin(tmp_path)
        one.open(caller, CALLER)
        assert one.diagnostics(caller, 1) == []
        one.wait(lambda message: message.get("method") == "client/registerCapability")
        assert one.registered == ["workspace/didChangeWatchedFiles"]
        (tmp_path / "helper.py").write_text(HELPERS[True])
        one.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri(tmp_path / "helper.py"), "type": 2}]})
        assert one.codes(caller) == ["CEL101"]


def test_a_file_that_changes_outside_is_noticed_by_who_is_not_told(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    (tmp_path / "helper.py").write_text(HELPERS[False])
    caller = uri(tmp_path / "caller.py")
    with editor() as one:
        one.begin(tmp_path)
        one.open(caller, CALLER)
        assert one.diagnostics(caller, 1) == []
        found: list[str] = []
        for version in changes():
            (tmp_path / "helper.py").write_text(HELPERS[True] + f"# {version}\n")
            one.change(caller, version, {"text": CALLER + f"# {version}\n"})
            found = one.codes(caller, version)
            if found:
                break
        assert found == ["CEL101"]


def test_settings_come_from_the_editor_and_from_the_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.cellophane]\nignore = ['CEL101']\n")
    name = uri(tmp_path / "a.py")
    with editor(**ASKED) as one:
        one.begin(tmp_path, options={"select": ["CEL1"]})
        one.open(name, LATE)
        assert one.codes(name, 1) == ["CEL101"]
        one.settings = {"select": [], "ignore": []}
        one.notify("workspace/didChangeConfiguration", {"settings": None})
        assert one.codes(name) == []
        (tmp_path / "pyproject.toml").write_text("[tool.cellophane]\n")
        one.notify(
            "workspace/didChangeWatchedFiles", {"changes": [{"uri": uri(tmp_path / "pyproject.toml"), "type": 2}]}
        )
        assert one.codes(name) == ["CEL101"]
        one.settings = {"ignore": ["CEL1"]}
        one.notify("workspace/didChangeConfiguration", {"settings": {}})
        assert one.codes(name) == []
        one.settings = None  # nothing of ours is set any more: what came with the greeting holds
        one.notify("workspace/didChangeConfiguration", {"settings": {}})
        assert one.codes(name) == ["CEL101"]
        one.settings = {"enable": False}
        one.notify("workspace/didChangeConfiguration", {"settings": {}})
        assert one.codes(name) == []


def test_settings_that_make_no_sense_are_told_once_and_passed_over(tmp_path: Path) -> None:
    name = uri(tmp_path / "a.py")
    with editor() as one:
        one.begin(tmp_path, options={"cellophane": {"interpreter": "/nowhere/python", "certanty": "likely"}})
        one.open(name, LATE)
        assert one.codes(name, 1) == ["CEL101"]
        told = [each["message"] for each in one.told("window/showMessage")]
        assert len(told) == 2
        assert told[0].startswith("cellophane: cellophane.interpreter is passed over: /nowhere/python does not exist")
        assert told[1] == "cellophane: cellophane.certanty is no setting; did you mean 'certainty'?"


def test_two_workspaces_one_of_which_vanishes(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for keeps, folder in zip((False, True), folders, strict=True):
        folder.mkdir()
        (folder / "pyproject.toml").touch()
        (folder / "helper.py").write_text(HELPERS[keeps])
    names = [uri(folder / "caller.py") for folder in folders]
    with editor(**WATCHING) as one:
        one.begin(*folders)
        for name in names:
            one.open(name, CALLER)
        assert [one.codes(name, 1) for name in names] == [[], ["CEL101"]]
        for path in (folders[1] / "helper.py", folders[1] / "pyproject.toml"):
            path.unlink()
        folders[1].rmdir()
        gone = [{"uri": uri(path), "type": 3} for path in (folders[1] / "helper.py", folders[1])]
        one.notify("workspace/didChangeWatchedFiles", {"changes": gone})
        removed = {"uri": uri(folders[1]), "name": "two"}
        one.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [removed]}})
        assert one.codes(names[1]) == []
        one.change(names[0], 2, {"text": LATE})
        assert one.codes(names[0], 2) == ["CEL101"]
        assert one.end() == 0


def test_a_document_that_was_never_saved(tmp_path: Path) -> None:
    with editor(folder=tmp_path) as one:
        one.begin()
        one.open("untitled:Untitled-1", LATE)
        (found,) = one.diagnostics("untitled:Untitled-1", 1)
        assert {each["location"]["uri"] for each in found["relatedInformation"]} == {"untitled:Untitled-1"}
        fix, *_ = one.actions("untitled:Untitled-1", found["range"])
        assert list(fix["edit"]["changes"]) == ["untitled:Untitled-1"]


def test_a_text_in_another_language_is_left_alone(tmp_path: Path) -> None:
    with editor() as one:
        one.begin(tmp_path)
        one.open(uri(tmp_path / "a.js"), LATE, "javascript")
        assert one.diagnostics(uri(tmp_path / "a.js"), 1) == []


def test_a_notebook(tmp_path: Path) -> None:
    name = uri(tmp_path / "a.ipynb")
    cells = [{"kind": 2, "document": "cell:1"}, {"kind": 1, "document": "cell:2"}, {"kind": 2, "document": "cell:3"}]
    texts = {"cell:1": ("python", "%time x = 1\n"), "cell:2": ("markdown", "# x"), "cell:3": ("python", LATE)}
    items = [{"uri": each, "languageId": some[0], "version": 1, "text": some[1]} for each, some in texts.items()]
    with editor(notebookDocument={"synchronization": {}}) as one:
        one.begin(tmp_path)
        notebook = {"uri": name, "notebookType": "jupyter-notebook", "version": 1, "cells": cells}
        one.notify("notebookDocument/didOpen", {"notebookDocument": notebook, "cellTextDocuments": items})
        assert one.diagnostics("cell:1") == []
        (found,) = one.diagnostics("cell:3")
        assert found["range"] == span((2, 24), (2, 25))
        fix, *_ = one.actions("cell:3", found["range"])
        (change,) = fix["edit"]["changes"]["cell:3"]
        content = {"document": {"uri": "cell:3", "version": 2}, "changes": [{**change, "text": change["newText"]}]}
        event = {"notebookDocument": {"uri": name, "version": 2}, "change": {"cells": {"textContent": [content]}}}
        one.notify("notebookDocument/didChange", event)
        assert one.diagnostics("cell:3", 2) == []
        closed = [{"uri": each} for each in texts]
        one.notify("notebookDocument/didClose", {"notebookDocument": {"uri": name}, "cellTextDocuments": closed})
        assert one.end() == 0


def workspace(folder: Path, files: int) -> None:
    for number in range(files):
        (folder / f"file_{number}.py").write_text(LATE if number % 2 else "x = 1\n")


def test_a_workspace_is_checked_with_a_bar(tmp_path: Path) -> None:
    workspace(tmp_path, 10)
    with editor(window={"workDoneProgress": True}) as one:
        one.begin(tmp_path)
        answer = one.ask("workspace/executeCommand", {"command": "cellophane.checkWorkspace"})
        assert answer == {"files": 10, "findings": 5}
        kinds = [each["value"]["kind"] for each in one.told("$/progress")]
        assert (kinds[0], kinds[-1]) == ("begin", "end")
        shown = [each["uri"] for each in one.told("textDocument/publishDiagnostics")]
        assert sorted(shown) == [uri(tmp_path / f"file_{number}.py") for number in range(1, 10, 2)]


def test_a_workspace_is_checked_without_a_bar(tmp_path: Path) -> None:
    workspace(tmp_path, 2)
    with editor() as one:
        one.begin(tmp_path)
        answer = one.ask("workspace/executeCommand", {"command": "cellophane.checkWorkspace"})
        assert answer == {"files": 2, "findings": 1}
        assert one.told("$/progress") == []


def swept(one: Editor) -> Message:
    answer: Message = one.ask("workspace/executeCommand", {"command": "cellophane.checkWorkspace"})
    return answer


def tell_changed(one: Editor, *paths: Path) -> None:
    one.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri(path), "type": 2} for path in paths]})


def test_what_was_found_in_a_workspace_is_kept_up_to_date(tmp_path: Path) -> None:
    a, b, c = (tmp_path / f"{name}.py" for name in "abc")
    for path in (a, b, c):
        path.write_text(LATE)
    with editor(**WATCHING) as one:
        one.begin(tmp_path)
        one.open(uri(a), LATE)
        one.diagnostics(uri(a), 1)
        assert swept(one) == {"files": 3, "findings": 3}
        assert [one.codes(uri(path)) for path in (b, c)] == [["CEL101"], ["CEL101"]]
        b.unlink()
        c.write_text("x = 1\n")
        tell_changed(one, b, c)
        assert [one.codes(uri(path)) for path in (b, c)] == [[], []]
        c.write_text(LATE)
        tell_changed(one, c)
        assert one.codes(uri(c)) == ["CEL101"]
        one.open(uri(c), LATE)
        one.diagnostics(uri(c), 1)
        one.close(uri(c))
        assert [one.codes(uri(c)) for _ in range(2)] == [[], ["CEL101"]], "closed, and as it is on disk"
        one.notify("workspace/didChangeConfiguration", {"settings": {"cellophane": {"ignore": ["CEL1"]}}})
        assert one.codes(uri(c)) == []
        one.notify("workspace/didChangeConfiguration", {"settings": {"cellophane": {}}})
        assert one.codes(uri(c)) == ["CEL101"]
        removed = {"uri": uri(tmp_path), "name": ""}
        one.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [removed]}})
        assert one.codes(uri(c)) == []


def test_syntax_errors_of_a_workspace_are_shown_to_who_wants_them(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = (\n")
    for wanted in (True, False):
        with editor() as one:
            one.begin(tmp_path, options={"showSyntaxErrors": wanted})
            assert swept(one) == {"files": 1, "findings": 0}
            assert bool(one.shown.get(uri(tmp_path / "a.py"))) is wanted


def test_the_end_may_come_while_a_workspace_is_checked(tmp_path: Path) -> None:
    workspace(tmp_path, 300)
    with editor() as one:
        one.begin(tmp_path)
        number = one.request("workspace/executeCommand", {"command": "cellophane.checkWorkspace"})
        one.wait(lambda message: message.get("method") == "textDocument/publishDiagnostics")
        assert one.end() == 0
        assert "error" in one.wait(partial(_answers, number))
        assert one.errors == ""


def test_two_names_of_one_file(tmp_path: Path) -> None:
    caller, helper = uri(tmp_path / "caller.py"), uri(tmp_path / "helper.py")
    (tmp_path / "helper.py").write_text(HELPERS[False])
    with editor() as one:
        one.begin(tmp_path)
        one.open(helper, HELPERS[True])
        one.diagnostics(helper, 1)
        one.open(caller, CALLER)
        assert one.codes(caller, 1) == ["CEL101"]
        other = helper.replace("helper.py", "h%65lper.py")
        one.open(other, HELPERS[True])
        one.diagnostics(other, 1)
        one.close(other)
        one.change(caller, 2, {"text": CALLER + "\n"})
        assert one.codes(caller, 2) == ["CEL101"]


def test_a_question_about_a_text_that_has_changed_is_said_to_be_one(tmp_path: Path) -> None:
    name = uri(tmp_path / "a.py")
    with editor() as one:
        one.begin(tmp_path)
        one.open(name, "".join(f"late_{n} = [lambda: i for i in range(3)]\n" for n in range(60)))
        where = {"textDocument": {"uri": name}, "position": {"line": 0, "character": 18}}
        changed = {"textDocument": {"uri": name, "version": 2}, "contentChanges": [{"text": LATE}]}
        messages = [
            {"id": "h", "method": "textDocument/hover", "params": where},
            {"method": "textDocument/didChange", "params": changed},
        ]
        one.send_bytes(b"".join(framed(json.dumps({"jsonrpc": "2.0", **each}).encode()) for each in messages))
        assert one.wait(lambda message: message.get("id") == "h")["error"]["code"] == -32801
        assert one.codes(name, 2) == ["CEL101"]
        assert one.errors == ""


def test_requests_at_the_wrong_time_are_refused() -> None:
    with editor() as one:
        where = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}
        assert one.answer("textDocument/hover", where)["error"]["code"] == -32002
        one.begin()
        one.ask("shutdown", None)
        assert one.answer("textDocument/hover", where)["error"]["code"] == -32600
        one.notify("exit", None)
        assert one.process.wait(120) == 0


def test_answers_about_settings_may_come_in_any_order(tmp_path: Path) -> None:
    name = uri(tmp_path / "a.py")
    with editor(**ASKED) as one:
        one.holds_back = True
        one.begin(tmp_path)
        one.open(name, LATE)
        one.notify("workspace/didChangeConfiguration", {"settings": None})
        first, second = (one.wait(_asks_for_settings) for _ in range(2))
        for message, settings in ((second, {"ignore": ["CEL1"]}), (first, {})):
            one.send({"id": message["id"], "result": [settings] * len(message["params"]["items"])})
        one.change(name, 2, {"text": LATE})
        assert one.codes(name, 2) == []


def _asks_for_settings(message: Message) -> bool:
    return message.get("method") == "workspace/configuration"


@pytest.mark.parametrize(
    "options",
    [
        {"ignore": ["CEL1"]},
        {"cellophane": {"ignore": ["CEL1"]}},
        {"settings": {"cellophane": {"ignore": ["CEL1"]}}},
        {"cellophane.ignore": ["CEL1"]},
    ],
)
def test_settings_with_the_greeting_come_in_several_forms(tmp_path: Path, options: Message) -> None:
    with editor() as one:
        one.begin(tmp_path, options=options)
        one.open(uri(tmp_path / "a.py"), LATE)
        assert one.codes(uri(tmp_path / "a.py"), 1) == []
        assert one.told("window/showMessage") == []


@pytest.mark.parametrize("interpreter", [".venv", "./.venv", ".venv/bin/python"])
def test_an_interpreter_is_looked_for_in_the_folder(tmp_path: Path, interpreter: str) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    (tmp_path / ".venv" / "lib" / "python3.12" / "site-packages").mkdir(parents=True)
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("version = 3.12.0\n")
    with editor(folder=tmp_path.parent) as one:
        one.begin(tmp_path, options={"interpreter": interpreter})
        one.open(uri(tmp_path / "a.py"), LATE)
        assert one.codes(uri(tmp_path / "a.py"), 1) == ["CEL101"]
        assert one.told("window/showMessage") == []


def test_hints_are_asked_for_again_when_they_are_switched_on(tmp_path: Path) -> None:
    with editor(workspace={"inlayHint": {"refreshSupport": True}}) as one:
        one.begin(tmp_path)
        one.notify("workspace/didChangeConfiguration", {"settings": {"cellophane": {"hints": {"captures": True}}}})
        one.wait(lambda message: message.get("method") == "workspace/inlayHint/refresh")


def test_who_refuses_to_watch_files_is_not_left_with_old_ones(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    (tmp_path / "helper.py").write_text(HELPERS[False])
    caller = uri(tmp_path / "caller.py")
    with editor(**WATCHING) as one:
        one.refuses = True
        one.begin(tmp_path)
        one.open(caller, CALLER)
        assert one.diagnostics(caller, 1) == []
        one.wait(lambda message: message.get("method") == "window/logMessage")
        for version in changes():
            (tmp_path / "helper.py").write_text(HELPERS[True] + f"# {version}\n")
            one.change(caller, version, {"text": CALLER + f"# {version}\n"})
            if one.codes(caller, version):
                return
        pytest.fail("it was never noticed")


def test_checking_a_workspace_can_be_called_off_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    workspace(tmp_path, 2_000)
    with editor(window={"workDoneProgress": True}) as one:
        one.begin(tmp_path)
        number = one.request("workspace/executeCommand", {"command": "cellophane.checkWorkspace"})
        begun = one.wait(lambda message: message.get("method") == "$/progress")
        one.open(uri(tmp_path / "new.py"), LATE)
        assert one.codes(uri(tmp_path / "new.py"), 1) == ["CEL101"]
        one.notify("window/workDoneProgress/cancel", {"token": begun["params"]["token"]})
        answer = one.wait(lambda message: message.get("id") == number and "method" not in message)
        assert answer["result"]["files"] < 2_000


def test_a_request_can_be_called_off(tmp_path: Path) -> None:
    name = uri(tmp_path / "a.py")
    with editor() as one:
        one.begin(tmp_path)
        one.open(name, "".join(f"late_{n} = [lambda: i for i in range(3)]\n" for n in range(60)))
        where = {"textDocument": {"uri": name}, "range": span((0, 0), (60, 0)), "context": {"diagnostics": []}}
        numbers = [one.request("textDocument/codeAction", where) for _ in range(2)]
        for number in numbers:
            one.notify("$/cancelRequest", {"id": number})
            answer = one.wait(partial(_answers, number))
            assert answer["error"]["code"] == -32800
        assert one.actions(name, span((0, 0), (0, 0))) == []


def test_what_is_typed_does_not_wait_for_all_proofs(tmp_path: Path) -> None:
    name, other = uri(tmp_path / "a.py"), uri(tmp_path / "b.py")
    with editor() as one:
        one.begin(tmp_path)
        one.open(name, "".join(f"late_{n} = [lambda: i for i in range(3)]\n" for n in range(60)))
        one.diagnostics(name, 1)
        where = {"textDocument": {"uri": name}, "range": span((0, 0), (60, 0)), "context": {"diagnostics": []}}
        number = one.request("textDocument/codeAction", where)
        one.open(other, LATE)
        received = [one.wait(lambda message: message.get("id") == number or _is_about(message, other)) for _ in "12"]
        assert [_is_about(message, other) for message in received] == [True, False]
        assert len(received[1]["result"]) == 8 + 1, "so many are proved, and a comment for the rule"


def _answers(number: int, message: Message) -> bool:
    return message.get("id") == number and "method" not in message


def _is_about(message: Message, uri: str) -> bool:
    return message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri


def test_an_editor_that_never_says_goodbye(tmp_path: Path) -> None:
    found = Editor()
    try:
        found.begin(tmp_path)
        assert found.process.stdin
        found.process.stdin.close()
        assert found.process.wait(120) == 1
    finally:
        found.kill()


def test_hovers_hints_and_the_way_to_a_binding(tmp_path: Path) -> None:
    name = uri(tmp_path / "a.py")
    where = {"textDocument": {"uri": name}, "position": {"line": 2, "character": 24}}
    everything = {"textDocument": {"uri": name}, "range": span((0, 0), (9, 0))}
    for formats in (["markdown", "plaintext"], ["plaintext"]):
        with editor(textDocument={"hover": {"contentFormat": formats}}) as one:
            one.begin(tmp_path, options={"hints": {"captures": formats[0] == "markdown"}})
            one.open(name, LATE)
            hover = one.ask("textDocument/hover", where)
            assert hover["contents"]["kind"] == formats[0]
            assert "used in: the lambda" in hover["contents"]["value"]
            assert hover["range"] == span((2, 24), (2, 25))
            (found,) = one.ask("textDocument/definition", where)
            assert (found["uri"], found["range"]["start"]["line"]) == (name, 1)
            hints = one.ask("textDocument/inlayHint", everything) or []
            assert [each["label"] for each in hints] == [" ⟨captures i⟩"] * (formats[0] == "markdown")
            one.change(name, 2, {"text": "x = (\n"})
            for method in ("hover", "definition"):
                assert not one.ask(f"textDocument/{method}", where)
            assert not one.ask("textDocument/inlayHint", everything)
            for method in ("hover", "definition"):
                assert not one.ask(f"textDocument/{method}", {**where, "position": {"line": 10**6, "character": 0}})
