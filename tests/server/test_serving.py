"""Clients that send nonsense: the server goes on, answers what can be answered, and shows no traceback."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.editing import Editor, editor, framed, piece

LATE = "late = [lambda: i for i in range(3)]\nlate[0]()\n"


def message(**content: Any) -> bytes:
    return framed(json.dumps({"jsonrpc": "2.0", **content}).encode())


def opening(uri: str, text: str) -> bytes:
    item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    return message(method="textDocument/didOpen", params={"textDocument": item})


NONSENSE = {
    "not json": framed(b"{nonsense"),
    "a list": framed(b"[]"),
    "a number": framed(b"5"),
    "nothing": framed(b"null"),
    "not utf-8": framed(b'"\xff\xfe"'),
    "no protocol": framed(b'{"method": "x"}'),
    "another protocol": framed(b'{"jsonrpc": "1.0", "id": 99, "method": "x"}'),
    "too deep": framed(b"[" * 200_000 + b"]" * 200_000),
    "an unknown notification": message(method="foo/bar", params={}),
    "a notification with wrong parameters": message(method="textDocument/didOpen", params={"textDocument": 5}),
    "a change of what is not open": message(
        method="textDocument/didChange",
        params={"textDocument": {"uri": "file:///no.py", "version": 3}, "contentChanges": [{"text": "x"}]},
    ),
    "a close of what is not open": message(
        method="textDocument/didClose", params={"textDocument": {"uri": "file:///no.py"}}
    ),
    "a notebook that is not open": message(
        method="notebookDocument/didChange",
        params={"notebookDocument": {"uri": "file:///no.ipynb", "version": 1}, "change": {}},
    ),
    "headers that are none": b"hello\r\nfoo: bar\r\n\r\n",
    "a length that is none": b"Content-Length: -5\r\n\r\n",
    "no length at all": b"Content-Length: 0\r\n\r\n",
    "a line without an end": b"x" * 300_000 + b"\r\n",
    "an answer to nothing": message(id="zz", result=None),
    "an error to nothing": message(id="zz", error={"code": 1, "message": "x"}),
    "nothing called off": message(method="$/cancelRequest", params={"id": 1234}),
    "no name": opening("", LATE),
    "a name with a zero byte": opening("file:///a%00b.py", LATE),
    "a name that is no address": opening("file://[bad/a.py", LATE),
    "a name that is too long": opening(f"file:///{'x' * 5000}.py", LATE),
    "a name of a directory": opening("file:///", LATE),
    "a zero byte": opening("file:///p/zero.py", "x = '\0'\n"),
    "half a character": opening("file:///p/half.py", "x = '\ud800'\n" + LATE),
    "a deep text": opening("file:///p/deep.py", "(" * 5000 + ")" * 5000 + "\n" + LATE),
    "strange changes of files": message(
        method="workspace/didChangeWatchedFiles",
        params={"changes": [{"uri": "untitled:x", "type": 1}, {"uri": "file:///gone.py", "type": 3}]},
    ),
    "settings that are a list": message(method="workspace/didChangeConfiguration", params={"settings": [1]}),
    "settings that are wrong": message(
        method="workspace/didChangeConfiguration",
        params={"settings": {"cellophane": {"certainty": {"x": 5}, "select": "x", "foo": 1, "enable": []}}},
    ),
    "folders that are none": message(
        method="workspace/didChangeWorkspaceFolders",
        params={"event": {"added": [{"uri": "nowhere", "name": ""}], "removed": [{"uri": "file:///x", "name": "x"}]}},
    ),
}


def is_alive(one: Editor, uri: str) -> bool:
    one.open(uri, LATE)
    found = one.codes(uri, 1)
    one.close(uri)
    one.diagnostics(uri)
    return found == ["CEL101"]


def test_nonsense_ends_nothing_and_is_written_down(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with editor("--log-file", str(log)) as one:
        one.begin(tmp_path)
        for name, data in NONSENSE.items():
            one.send_bytes(data)
            assert is_alive(one, (tmp_path / "a.py").as_uri()), name
        assert one.end() == 0
        assert "Traceback" not in one.errors
        told = [message["method"] for message in one._kept if "method" in message]
        assert set(told) <= {"textDocument/publishDiagnostics", "window/logMessage", "window/showMessage"}
        assert "Traceback" not in json.dumps(one._kept)
    assert "a message could not be dealt with" in log.read_text("utf-8")


REQUESTS = {
    "foo/bar": ({}, -32601),
    "textDocument/codeAction": ({"x": 1}, -32602),
    "textDocument/hover": ([1, 2], -32602),
    "workspace/executeCommand": ({"command": "rm"}, -32602),
    "initialize": ({"processId": None, "rootUri": None, "capabilities": {}}, -32600),
}


def test_a_request_that_makes_no_sense_has_an_answer(tmp_path: Path) -> None:
    with editor() as one:
        one.begin(tmp_path)
        for method, (params, code) in REQUESTS.items():
            answer = one.answer(method, params)
            assert answer["error"]["code"] == code
            assert "data" not in answer["error"]
            assert "Traceback" not in json.dumps(answer)
        one.send({"id": "odd", "method": "foo/bar"})
        assert "error" in one.wait(lambda message: message.get("id") == "odd")
        assert one.end() == 0


def test_half_a_message_is_the_end(tmp_path: Path) -> None:
    with editor() as one:
        one.begin(tmp_path)
        one.send_bytes(b"Content-Length: 999999999999\r\n\r\n{")
        assert one.process.stdin
        one.process.stdin.close()
        assert one.process.wait(120) == 1


def test_positions_outside_the_text(tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    with editor() as one:
        one.begin(tmp_path)
        one.open(uri, LATE)
        one.diagnostics(uri, 1)
        for version, change in enumerate(
            [piece((900, 5), (1000, 0), "y = 1\n"), piece((1, 9999), (0, 0), ""), piece((0, 0), (999, 999), LATE)], 2
        ):
            one.change(uri, version, change)
            one.diagnostics(uri, version)
        where = {"start": {"line": 5000, "character": 1}, "end": {"line": 5000, "character": 7}}
        assert one.actions(uri, where) == []
        one.change(uri, 9, {"text": LATE})
        assert one.codes(uri, 9) == ["CEL101"]


def test_thousands_of_keys_in_thirty_thousand_lines(tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    text = "".join(f"def function_{number}(value):\n    return value + {number}\n\n\n" for number in range(7_500))
    lot = random.Random(1)
    with editor() as one:
        one.begin(tmp_path)
        one.open(uri, text)
        assert one.diagnostics(uri, 1) == []
        for version in range(2, 1_002):
            row = 4 * lot.randrange(7_500) + 2
            one.change(uri, version, piece((row, 0), (row, 0), "#"))
        one.change(uri, 4_000, piece((0, 0), (0, 0), LATE))
        assert one.codes(uri, 4_000) == ["CEL101"]
        assert one.end() == 0


def test_it_needs_no_library_but_those_that_an_extension_carries() -> None:
    carried = {
        "attr",
        "attrs",
        "cattr",
        "cattrs",
        "lsprotocol",
        "pathspec",
        "platformdirs",
        "pygls",
        "typing_extensions",
    }
    script = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "import cellophane.cli.main, cellophane.cli.server, cellophane.server.serving\n"
        "names = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(names - set(sys.stdlib_module_names) - {'cellophane'}))\n"
    )
    run = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) <= carried


def test_what_is_printed_meanwhile_is_no_message(tmp_path: Path) -> None:
    """A knowledge file, a codec or a library may print: that goes to standard error, and the pipe stays clean."""
    with editor("--log-file", str(tmp_path / "log"), "--log-level", "debug") as one:
        one.begin(tmp_path)
        assert is_alive(one, (tmp_path / "a.py").as_uri())
        assert one.end() == 0
    assert "textDocument/didOpen" in (tmp_path / "log").read_text("utf-8")
