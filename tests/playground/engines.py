"""CPython in a real browser, on a page with nothing on it: fixtures that tests of the engine share."""

from __future__ import annotations

import functools
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.browser import Page, browser
from tools import playground

_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; worker-src 'none'; "
    "object-src 'none'; base-uri 'none'"
)
_PAGE = f"""<!doctype html>
<html><head><meta charset="utf-8"><title>An engine</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<script type="module" src="page.js"></script></head><body></body></html>
"""
_BUNDLE = ["npm", "run", "--silent", "bundle", "--", "test/page.ts", "--format=esm"]


@dataclass(frozen=True)
class Engine:
    """The playground with that page, served on loopback."""

    address: str
    folder: Path
    asked: list[str]
    """The paths that were asked for."""


@pytest.fixture(scope="module")
def engine(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("engine")
    for file in (built / "playground").iterdir():
        (folder / file.name).symlink_to(file)
    (folder / "engine.html").write_text(_PAGE, "utf-8")
    script = subprocess.run(_BUNDLE, cwd=playground.PLAYGROUND, capture_output=True, check=True).stdout
    (folder / "page.js").write_bytes(script)
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            asked.append(self.path)

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield Engine(f"http://127.0.0.1:{server.server_port}/", folder, asked)
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def page(engine: Engine) -> Iterator[Page]:
    with browser() as page:
        page.open(f"{engine.address}engine.html")
        page.evaluate("window.python = startInterpreter(new URL('./', location)); python.ready")
        yield page


def ask(page: Page, call: str, *arguments: object) -> Any:
    """What the engine answers."""
    return page.evaluate(f"python.{call}({', '.join(map(json.dumps, arguments))})")


def run(page: Page, text: str, **options: object) -> tuple[Any, str]:
    """How a run ended, and what was printed."""
    wanted = json.dumps({"show": [], "input": "", "limit": 60, **options})
    found = page.evaluate(f"""(async () => {{
        let printed = "";
        const end = await python.run({json.dumps(text)}, {wanted}, (stream, piece) => printed += piece);
        return [end, printed];
    }})()""")
    return found[0], found[1]
