"""Serves the site to the browsers of this machine: `make serve`.

Types are told by the ends of names and never by the machine's own lists: a browser starts neither a script nor
WebAssembly that is served as something else.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

SITE = Path(__file__).parents[2] / "site"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".py": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
}


class Handler(SimpleHTTPRequestHandler):
    """Files of a folder, and the folder's own page for what is not there."""

    protocol_version = "HTTP/1.1"

    def guess_type(self, path: Any) -> str:
        return _TYPES.get(Path(path).suffix.lower(), "application/octet-stream")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", _TYPES[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")  # after the next `make site` it is another one
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said of what goes well; the browser tells the rest."""


class Server(ThreadingHTTPServer):
    """Serves such a folder."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the midst of an answer is none."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def server(folder: Path, port: int) -> Server:
    """What serves a folder on loopback, at a free port if that is 0. Raises `OSError` if the port is taken."""
    return Server(("127.0.0.1", port), partial(Handler, directory=folder))


def address(serves: Server) -> str:
    """Where that is."""
    return f"http://127.0.0.1:{serves.server_port}/"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, as long as the block runs."""
    with server(folder, 0) as serves:
        thread = Thread(target=serves.serve_forever, daemon=True)
        thread.start()
        try:
            yield address(serves)
        finally:
            serves.shutdown()
            thread.join()


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C; the exit status: 2 if there is nothing to serve, or no place to do so."""
    parser = argparse.ArgumentParser(prog="serving", description="Serves site/ to the browsers of this machine.")
    parser.add_argument("port", type=_port, help="0 takes one that is free")
    asked = parser.parse_args(arguments)
    if not (SITE / "index.html").is_file():
        return _fail("there is no site/ yet: run `make site` first")
    try:
        serves = server(SITE, asked.port)
    except OSError as error:
        return _fail(f"port {asked.port}: {error.strerror}: name another one, as in `make serve PORT=8765`")
    with serves, suppress(KeyboardInterrupt):
        print(f"The site is at {address(serves)}\nCtrl-C ends this.", flush=True)
        serves.serve_forever()
    return 0


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 65535")
    return int(text)


def _fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
