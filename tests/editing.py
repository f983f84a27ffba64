"""An editor, as far as a language server can tell: it talks to `cellophane server` over two pipes.

What the server sends is kept until somebody asks for it. Nothing here waits for a time: each wait is for a message,
with a limit that no machine needs.
"""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

Message = dict[str, Any]

LONGEST = 120.0
"""Seconds that are waited for a message."""


class Gone(Exception):
    """The server has ended, or says nothing."""


class Editor:
    """One that has started the server and told it what it can do."""

    command: Sequence[str] = (sys.executable, "-m", "cellophane", "server")

    def __init__(self, *options: str, folder: Path | None = None, **capabilities: Any) -> None:
        self.process = subprocess.Popen(
            [*self.command, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder
        )
        self._capabilities = capabilities
        self._received: queue.Queue[Message | None] = queue.Queue()
        self._kept: list[Message] = []
        self._errors: list[bytes] = []
        self._numbers = 0
        self.settings: Any = None
        """What it answers when it is asked for its settings."""
        self.shown: dict[str, list[Message]] = {}
        """The diagnostics that came last, by the URI of the text."""
        self.holds_back = False
        """Whether it leaves requests of the server for who waits for them."""
        self.refuses = False
        """Whether it registers nothing."""
        self.registered: list[str] = []
        """The methods that the server has registered for."""
        self._readers = [threading.Thread(target=self._read), threading.Thread(target=self._read_errors)]
        for reader in self._readers:
            reader.start()

    # -- what it does ------------------------------------------------------------------------------------------------

    def begin(self, *folders: Path, options: Any = None) -> Message:
        """Greet the server; what that can do."""
        names = [{"uri": folder.as_uri(), "name": folder.name} for folder in folders]
        params = {"processId": None, "rootUri": None, "capabilities": self._capabilities, "workspaceFolders": names}
        answer: Message = self.ask("initialize", {**params, "initializationOptions": options})
        self.notify("initialized", {})
        return answer

    def end(self) -> int:
        """Say goodbye; the exit code of the server."""
        self.ask("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(LONGEST)

    def open(self, uri: str, text: str, language: str = "python", version: int = 1) -> None:
        """Open a text."""
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: Message) -> None:
        """Change a text: each change is a whole text, or a piece of it with its range."""
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": list(changes)},
        )

    def close(self, uri: str) -> None:
        """Close a text."""
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def diagnostics(self, uri: str, version: int | None = None) -> list[Message]:
        """The next diagnostics of a text; with a version, those of that one."""

        def is_meant(message: Message) -> bool:
            if message.get("method") != "textDocument/publishDiagnostics":
                return False
            params = message["params"]
            return bool(params["uri"] == uri and (version is None or params.get("version") == version))

        return list(self.wait(is_meant)["params"]["diagnostics"])

    def codes(self, uri: str, version: int | None = None) -> list[str]:
        """The codes of the same."""
        return [str(one["code"]) for one in self.diagnostics(uri, version)]

    def actions(self, uri: str, where: Message, **context: Any) -> list[Message]:
        """What can be done about a range of a text."""
        params = {"textDocument": {"uri": uri}, "range": where, "context": {"diagnostics": [], **context}}
        return list(self.ask("textDocument/codeAction", params) or [])

    # -- how it talks ------------------------------------------------------------------------------------------------

    def ask(self, method: str, params: Any) -> Any:
        """The answer to a request. Raises `AssertionError` for an error."""
        answer = self.answer(method, params)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def answer(self, method: str, params: Any) -> Message:
        """The whole answer to a request, be it an error."""
        number = self.request(method, params)
        return self.wait(lambda message: message.get("id") == number and "method" not in message)

    def request(self, method: str, params: Any) -> int:
        """Send a request, whose number this is, and wait for nothing."""
        self._numbers += 1
        self.send({"id": self._numbers, "method": method, "params": params})
        return self._numbers

    def notify(self, method: str, params: Any) -> None:
        """Send a notification."""
        self.send({"method": method, "params": params})

    def send(self, message: Message) -> None:
        """Send a message."""
        self.send_bytes(framed(json.dumps({"jsonrpc": "2.0", **message}).encode()))

    def send_bytes(self, data: bytes) -> None:
        """Send whatever this is."""
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def wait(self, is_meant: Callable[[Message], bool], longest: float = LONGEST) -> Message:
        """The first message that is meant, of those that nobody has asked for. Raises `Gone` if none comes."""
        for message in self._kept:
            if is_meant(message):
                self._kept.remove(message)
                return message
        limit = time.monotonic() + longest
        while True:
            try:
                received = self._received.get(timeout=max(limit - time.monotonic(), 0.01))
            except queue.Empty:
                raise Gone(f"it says nothing; {self.errors}") from None
            if received is None:
                raise Gone(self.errors)
            if received.get("method") == "textDocument/publishDiagnostics":
                self.shown[received["params"]["uri"]] = received["params"]["diagnostics"]
            if "method" in received and "id" in received and not self.holds_back:
                self._reply(received)
            elif is_meant(received):
                return received
            self._kept.append(received)

    def told(self, method: str) -> list[Message]:
        """The parameters of all messages of a method that have come and nobody has asked for."""
        return [message["params"] for message in self._kept if message.get("method") == method]

    @property
    def errors(self) -> str:
        """What the server has written to standard error."""
        return b"".join(self._errors).decode()

    def _reply(self, message: Message) -> None:
        result: Any = None
        if message["method"] == "workspace/configuration":
            result = [self.settings for _ in message["params"]["items"]]
        elif message["method"] == "client/registerCapability" and self.refuses:
            self.send({"id": message["id"], "error": {"code": -32601, "message": "no"}})
            return
        elif message["method"] == "client/registerCapability":
            self.registered += [one["method"] for one in message["params"]["registrations"]]
        self.send({"id": message["id"], "result": result})

    def _read(self) -> None:
        assert self.process.stdout
        while length := _length(iter(self.process.stdout.readline, b"")):
            self._received.put(json.loads(self.process.stdout.read(length)))
        self._received.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr
        self._errors += iter(self.process.stderr.readline, b"")

    def kill(self) -> None:
        """End the server, if it has not ended, and everything about it."""
        self.process.kill()
        self.process.wait()
        for reader in self._readers:
            reader.join()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream
            with suppress(BrokenPipeError):
                stream.close()


@contextmanager
def editor(*options: str, folder: Path | None = None, **capabilities: Any) -> Iterator[Editor]:
    """An editor that has started the server, which ends with the block."""
    found = Editor(*options, folder=folder, **capabilities)
    try:
        yield found
    finally:
        found.kill()


def framed(body: bytes) -> bytes:
    """A message as it is sent."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def _length(lines: Iterator[bytes]) -> int:
    """The length that the headers before a body tell; 0 at the end."""
    length = 0
    for line in lines:
        name, _, value = line.partition(b":")
        if not value:
            break
        if name.lower() == b"content-length":
            length = int(value)
    return length


def place(line: int, character: int) -> Message:
    """A position, from 0."""
    return {"line": line, "character": character}


def span(start: tuple[int, int], end: tuple[int, int]) -> Message:
    """A range, from 0."""
    return {"start": place(*start), "end": place(*end)}


def piece(start: tuple[int, int], end: tuple[int, int], text: str) -> Message:
    """A change of a piece of a text."""
    return {"range": span(start, end), "text": text}


def edited(text: str, edits: Sequence[Message]) -> str:
    """A text with edits made, whose characters are counted in UTF-16.

    They must be right to the letter: each place in the text, no two in each other's way. Those at one place are made in
    the order in which they came.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    starts = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]

    def offset(position: Mapping[str, int]) -> int:
        before = lines[position["line"]].encode("utf-16-le")[: 2 * position["character"]]
        assert len(before) == 2 * position["character"]
        return starts[position["line"]] + len(before.decode("utf-16-le"))

    places = [(offset(edit["range"]["start"]), offset(edit["range"]["end"]), edit["newText"]) for edit in edits]
    ordered = sorted(places, key=lambda place: place[0])
    pieces, done = [], 0
    for start, end, new in ordered:
        assert done <= start <= end
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])


def memory(pid: int) -> int:
    """The bytes that a process holds at present."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
