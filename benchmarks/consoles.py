"""Three places in which a reader types Python, all of them real: a Jupyter kernel, IPython, and `python`.

Each is a console: it is entered, and then runs one statement after the other, in one session, and gives what it shows
of each, as plain text. IPython and `python` are typed to through a pseudo-terminal, with their simple line editors
(`--simple-prompt`, `PYTHON_BASIC_REPL`): the others draw a line anew with each key.

A kernel needs jupyter_client and ipykernel, IPython and `python` need pexpect.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

SECONDS = 600
"""How long one statement may take."""
WIDTH = 100
"""How many columns what is shown may have."""
_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_UNSEEN = re.compile(r"\r|\x1b\[\?\d+[hl]")
_ERASED = re.compile(r"[^\n]*(?:\n\x1b\[1A)?\x1b\[2K")
"""A line, and what goes back to it and takes it away."""


class Console(Protocol):
    """A place that runs statements of Python, one after the other."""

    name: str

    def __enter__(self) -> Self: ...
    def __exit__(self, kind: Any, error: Any, trace: Any, /) -> None: ...

    def run(self, statement: str) -> str:
        """What is shown when this is typed: what it prints, its value, or how it fails."""
        ...


class Kernel:
    """A Jupyter kernel: a statement is a cell."""

    name = "kernel"

    def __init__(self, folder: Path) -> None:
        from jupyter_client.manager import KernelManager

        self._folder = folder
        self._manager: Any = KernelManager()

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        self._manager.kernel_spec.argv = command  # not the interpreter that some installed kernel names
        self._manager.start_kernel(cwd=str(self._folder), env=environment())
        self._client = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def run(self, statement: str) -> str:
        shown: list[str] = []

        def told(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                shown.append(content["text"])
            elif message["msg_type"] in ("execute_result", "display_data"):
                shown.append(content["data"].get("text/plain", "") + "\n")
            elif message["msg_type"] == "error":
                shown.append("\n".join(content["traceback"]) + "\n")

        self._client.execute_interactive(statement, output_hook=told, timeout=SECONDS)
        return plain("".join(shown))


class Typed:
    """A program in a pseudo-terminal that asks for a line, and for further ones while a statement goes on."""

    def __init__(self, name: str, command: list[str], folder: Path, prompt: str, further: str) -> None:
        self.name = name
        self._command, self._folder = command, folder
        self._prompts = [rf"(?:^|\n)(?:{_CONTROL.pattern}|\r)*{each}$" for each in (prompt, further)]

    def __enter__(self) -> Self:
        import pexpect

        # Wide, so that no typed line is broken; programs that ask how wide the terminal is take COLUMNS.
        self._child: Any = pexpect.spawn(
            self._command[0],
            self._command[1:],
            cwd=str(self._folder),
            env=environment(),
            dimensions=(100, 1000),
            encoding="utf-8",
            timeout=SECONDS,
        )
        self._child.expect(self._prompts[0])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close(force=True)

    def run(self, statement: str) -> str:
        shown, more = [], 0
        for line in statement.splitlines():
            more, text = self._line(line)
            shown.append(plain(text))
        while more:  # an empty line ends a compound statement
            more, text = self._line("")
            shown.append(plain(text))
        return "\n".join(filter(None, shown))

    def _line(self, line: str) -> tuple[int, str]:
        """Whether further lines are asked for, and what is shown below the line that was typed."""
        self._child.sendline(line)
        more: int = self._child.expect(self._prompts)
        return more, self._child.before.partition("\n")[2]


def ipython(folder: Path) -> Typed:
    """IPython in a pseudo-terminal."""
    words = ["-m", "IPython", "--simple-prompt", "--no-banner", "--colors=NoColor"]
    words += ["--HistoryManager.enabled=False", "--no-confirm-exit"]
    return Typed("IPython", [sys.executable, *words], folder, r"In \[\d+\]: ", r" +\.\.\.: ")


def python(folder: Path) -> Typed:
    """The prompt of `python` in a pseudo-terminal."""
    return Typed("python", [sys.executable, "-q"], folder, ">>> ", r"\.\.\. ")


def shell(command: str, folder: Path) -> str:
    """What a command shows in a pseudo-terminal."""
    import pexpect

    child: Any = pexpect.spawn(
        "/bin/sh",
        ["-c", command],
        cwd=str(folder),
        env=environment(),
        dimensions=(100, WIDTH),
        encoding="utf-8",
        timeout=SECONDS,
    )
    child.expect(pexpect.EOF)
    child.close()
    return plain(child.before)


def environment() -> dict[str, str]:
    """The environment of whoever runs this, without colours, and with the commands beside the interpreter in front."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    simple = {"TERM": "vt100", "COLUMNS": str(WIDTH), "NO_COLOR": "1", "PYTHON_BASIC_REPL": "1", "PYTHONUTF8": "1"}
    return {**os.environ, **simple, "PATH": path}


def plain(shown: str) -> str:
    """The text as it stays: without colours, lines that were taken away, and spaces and empty lines at the ends."""
    lines = _CONTROL.sub("", _ERASED.sub("", _UNSEEN.sub("", shown))).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def consoles(folder: Path) -> list[Console]:
    """The three, not yet entered."""
    return [Kernel(folder), ipython(folder), python(folder)]
