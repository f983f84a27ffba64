"""A headless Chromium with a real pointer, driven through its DevTools pipe.

Messages are JSON, each ended by a zero byte, on the file descriptors 3 and 4 of the browser: no port, no driver, no
dependency. Nothing here sleeps: whoever asks waits for the answer, or for the event that he names.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # as root, which containers run tests as, there is no other way
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_PATIENCE = 600
"""Seconds until an answer is given up: many times what the slowest one takes on a machine that is busy."""
_POLITE = 60
"""Seconds until it is ended by force."""
_KEYS = {
    **{"Backspace": 8, "Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "End": 35, "Home": 36, "Delete": 46, ".": 190},
    **{"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40},
}
"""The numbers of keys that are no letters or digits."""
_HELD = {"Alt": 1, "Control": 2, "Meta": 4, "Shift": 8}
_WAITING = """new Promise((done, failed) => {
    const end = performance.now() + %d * 1000;
    const look = async () => {
        const found = await (async () => (%s))();
        if (found) done(found);
        else if (performance.now() > end) failed(new Error("never came: " + %s));
        else setTimeout(look, 20);
    };
    look().catch(failed);
})"""


def chromium() -> str | None:
    """Where Chromium is, if this machine has it."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Page]:
    """An empty page in a Chromium of its own, which is ended for sure, and leaves nothing behind."""
    executable = chromium()
    if executable is None:
        raise FileNotFoundError("no Chromium")
    # Not a directory of pytest's: it makes a socket in there, whose path must be short.
    with TemporaryDirectory() as directory:
        pipe = _Pipe(executable, directory)
        try:
            yield Page(pipe)
        finally:
            pipe.end()


class Page:
    """A page, and what its user does."""

    def __init__(self, pipe: _Pipe) -> None:
        self._pipe = pipe
        self.process = pipe.process
        """The number of the browser's."""
        target = pipe.ask("Target.createTarget", url="about:blank")["targetId"]
        pipe.session = pipe.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        pipe.watch(pipe.session)
        pipe.ask("Page.setLifecycleEventsEnabled", enabled=True)

    def screen(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        """Have a screen of that size, and want light or dark pages, on which nothing moves slowly."""
        self._pipe.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        wishes = {"prefers-color-scheme": "dark" if dark else "light", "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        self._pipe.ask("Emulation.setEmulatedMedia", features=features)

    def open(self, page: Path | str) -> None:
        """Open a file or an address, with the pointer in no part of it, and wait until it is loaded."""
        self.point_at(None)
        self._load("about:blank")  # so that another fragment of the same address is loaded anew as well
        self._pipe.events.clear()
        self._load(page if isinstance(page, str) else page.resolve().as_uri())

    def show(self, text: str, directory: Path) -> Page:
        """Open a page with this text, from a file in the directory."""
        file = directory / "page.html"
        file.write_text(text, "utf-8")
        self.open(file)
        return self

    def reload(self) -> None:
        """Load the page anew, as its reader may, and wait until it is there."""
        self._pipe.events.clear()
        self._pipe.ask("Page.reload")
        self._pipe.wait("Page.loadEventFired")

    @contextmanager
    def beginning_with(self, script: str) -> Iterator[None]:
        """Have a script run in each page that is opened, before those of the page itself."""
        added = self._pipe.ask("Page.addScriptToEvaluateOnNewDocument", source=script)
        yield
        self._pipe.ask("Page.removeScriptToEvaluateOnNewDocument", **added)

    def evaluate(self, expression: str, *, frame: str | None = None) -> Any:
        """What a JavaScript expression is, as JSON can say it: a promise, what it comes to.

        With `frame`, in the sandboxed frame, or the worker, whose address ends so.
        """
        session = None if frame is None else self._pipe.session_of(frame)
        answer = self._pipe.ask(
            "Runtime.evaluate", session, expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, expression: str, *, frame: str | None = None) -> Any:
        """Wait until a JavaScript expression is true or truthy, and tell its value."""
        waiting = _WAITING % (_PATIENCE, expression, json.dumps(expression))
        return self.evaluate(waiting, frame=frame)

    def point_at(self, element: str | None) -> tuple[float, float]:
        """Move the pointer to the middle of an element, a JavaScript expression, or to the corner of the window."""
        x, y = 0.0, 0.0
        if element is not None:
            x, y = self.evaluate(
                f"(() => {{ const it = {element}; it.scrollIntoView({{block: 'center', inline: 'center'}});"
                "const {x, y, width, height} = it.getBoundingClientRect(); return [x + width / 2, y + height / 2]; })()"
            )
        self._mouse("mouseMoved", x, y)
        return x, y

    def click(self, element: str | None) -> None:
        """Point at it, and press the button."""
        x, y = self.point_at(element)
        self._mouse("mousePressed", x, y, button="left", clickCount=1)
        self._mouse("mouseReleased", x, y, button="left", clickCount=1)

    def drag(self, element: str, right: float) -> None:
        """Press the button in the middle of an element, move it so many pixels to the right, and let go."""
        x, y = self.point_at(element)
        self._mouse("mousePressed", x, y, button="left", buttons=1, clickCount=1)
        self._mouse("mouseMoved", x + right, y, button="left", buttons=1)
        self._mouse("mouseReleased", x + right, y, button="left", clickCount=1)

    def press(self, key: str, *held: str) -> None:
        """Press a key, and let it go, while others are held: `press("a", "Control")`."""
        text = {"Enter": "\r", " ": " "}.get(key, key if len(key) == 1 else None)
        code = {" ": "Space", ".": "Period"}.get(key, f"Key{key.upper()}" if len(key) == 1 else key)
        told = {
            "key": key,
            "code": code,
            "windowsVirtualKeyCode": _KEYS.get(key) or ord(key.upper()),
            "modifiers": sum(_HELD[each] for each in held),
        }
        typed = {"text": text} if text and not {"Control", "Alt", "Meta"} & set(held) else {}
        self._pipe.ask("Input.dispatchKeyEvent", type="keyDown", **told, **typed)
        self._pipe.ask("Input.dispatchKeyEvent", type="keyUp", **told)

    def type(self, text: str) -> None:
        """Put a text where the cursor is, all at once, as an input method does."""
        self._pipe.ask("Input.insertText", text=text)

    def picture(self, *, whole: bool = False) -> bytes:
        """What is seen, as PNG; with `whole`, also what is further down."""
        answer = self._pipe.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(answer["data"])

    @property
    def requests(self) -> list[str]:
        """The addresses that it, its frames and workers asked for since it was opened."""
        return [told["request"]["url"] for method, told in self._events("Network.requestWillBeSent")]

    @property
    def complaints(self) -> list[Any]:
        """What was said about the page, its frames and workers: errors, warnings, breaches of a policy, and whatever
        a script printed."""
        methods = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        return list(self._events(*methods))

    def _events(self, *methods: str) -> Iterator[tuple[str, Any]]:
        # An answer comes after all events before it.
        self.evaluate("0")
        return (event for event in self._pipe.events if event[0] in methods)

    def _load(self, address: str) -> None:
        told = self._pipe.ask("Page.navigate", url=address)
        assert "errorText" not in told, (address, told["errorText"])
        self._pipe.wait("Page.lifecycleEvent", name="load", loaderId=told["loaderId"])

    def _mouse(self, kind: str, x: float, y: float, **other: Any) -> None:
        self._pipe.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, **other)


class _Pipe:
    """The process, and the messages to and from it."""

    def __init__(self, executable: str, directory: str) -> None:
        self.session: str | None = None
        self.events: list[tuple[str, Any]] = []
        self._others: dict[str, str] = {}
        """The sessions of frames and workers that have a process or thread of their own, and their addresses."""
        self._number = 0
        self._unread = b""
        theirs_in, self._out = _apart(os.pipe())
        self._in, theirs_out = _apart(os.pipe())
        # Nothing is said there; but all that it starts hold it open, as long as they live.
        self._alive, their_stdout = _apart(os.pipe())
        try:
            self.process = os.posix_spawn(
                executable,
                [executable, *_FLAGS, f"--user-data-dir={directory}", "about:blank"],
                # Not everything that it writes goes into its profile directory.
                {**os.environ, **dict.fromkeys(("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), directory)},
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, theirs_in, 3),
                    (os.POSIX_SPAWN_DUP2, theirs_out, 4),
                    (os.POSIX_SPAWN_DUP2, their_stdout, 1),
                    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                ],
                setpgroup=0,
            )
        finally:
            for end in (theirs_in, theirs_out, their_stdout):
                os.close(end)

    def ask(self, method: str, session: str | None = None, /, **told: Any) -> dict[str, Any]:
        """The answer to a message, to the page if no other session is named."""
        number = self._send(method, session or self.session, **told)
        while True:
            answer = self._next()
            if answer.get("id") == number:
                assert "error" not in answer, (method, answer["error"])
                result: dict[str, Any] = answer["result"]
                return result

    def watch(self, session: str) -> None:
        """Hear what happens there, and in the frames and workers that begin there, from their beginning."""
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._send(f"{domain}.enable", session)
        self._send("Target.setAutoAttach", session, autoAttach=True, waitForDebuggerOnStart=True, flatten=True)
        self._send("Runtime.runIfWaitingForDebugger", session)

    def session_of(self, ending: str) -> str:
        """The session of the newest frame or worker whose address ends so; waits until there is one."""
        while True:
            for session, address in reversed(self._others.items()):
                if address.endswith(ending):
                    return session
            self._next()

    def wait(self, method: str, **told: Any) -> None:
        """Until such an event has come since the events were last cleared."""
        while not any(event == method and told.items() <= about.items() for event, about in self.events):
            self._next()

    def end(self) -> None:
        """End the process and all that it started."""
        # Politely, so that it takes its own children away; and then for sure.
        with suppress(OSError, EOFError, AssertionError):
            self.session = None
            self.ask("Browser.close")
            self._until_gone(_POLITE)
        os.killpg(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        self._until_gone(_PATIENCE)
        for end in (self._out, self._in, self._alive):
            os.close(end)

    def _until_gone(self, seconds: float) -> None:
        """Until it and all that it started have ended, or so many seconds are over."""
        while select.select([self._alive], [], [], seconds)[0] and os.read(self._alive, 1 << 20):
            pass

    def _send(self, method: str, session: str | None, **told: Any) -> int:
        """Send a message; the number that its answer will have."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": told}
        if session is not None:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        return self._number

    def _next(self) -> dict[str, Any]:
        """The next message; events are kept."""
        deadline = time.monotonic() + _PATIENCE
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._in], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError("Chromium does not answer")
            more = os.read(self._in, 1 << 20)
            if not more:
                raise EOFError("Chromium ended")
            self._unread += more
        text, _, self._unread = self._unread.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if "method" in message:
            self._heard(message["method"], message.get("params", {}), message.get("sessionId"))
        return message

    def _heard(self, method: str, told: dict[str, Any], session: str | None) -> None:
        """Keep an event; what has begun is watched, what has ended forgotten."""
        self.events.append((method, told))
        if method == "Target.attachedToTarget" and session is not None:
            self._others[told["sessionId"]] = told["targetInfo"]["url"]
            self.watch(told["sessionId"])
        elif method == "Page.frameNavigated" and session in self._others:
            self._others[session] = told["frame"]["url"]
        elif method == "Target.detachedFromTarget":
            self._others.pop(told["sessionId"], None)


def _apart(ends: tuple[int, int]) -> tuple[int, int]:
    """The same ends, away from the numbers that the browser wants for its own."""
    first, second = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return first, second
