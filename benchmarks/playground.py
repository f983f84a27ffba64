"""The playground in a browser: from opening it to the first finding, each further check, a run, and what is loaded.

    python -m benchmarks.playground [--times 5]

Builds the playground into a temporary directory and serves it on loopback, so that no network counts. Cold is a browser
that has never been there; warm is one that has its files in its cache.
"""

from __future__ import annotations

import argparse
import functools
import json
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from tests.browser import Page, browser
from tools import playground, vsix

_LATE = """\
def callbacks(names):
    found = []
    for name in names:
        found.append(lambda: name)
    return found


"""
_LONG = 200
"""Lines of the program that is checked again and again."""
_CHECKS = 20
_BUNDLE = ["npm", "run", "--silent", "bundle", "--", "test/page.ts", "--format=esm"]
_PAGE = """<!doctype html>
<meta charset="utf-8"><title>An engine</title><link rel="icon" href="data:,">
<script type="module" src="page.js"></script><body></body>
"""


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--times", type=int, default=5, help="browsers that are opened (default: %(default)s)")
    times = parser.parse_args().times
    with TemporaryDirectory() as directory, served(Path(directory)) as (address, site):
        found = [measured(address) for _ in range(times)]
        for what in found[0]:
            values = sorted(each[what] for each in found)
            print(f"{what:32} {statistics.median(values):8,.0f} ms   ({values[0]:,.0f} to {values[-1]:,.0f})")
        for file in sorted((site / "python").iterdir()):
            print(f"{file.name:32} {file.stat().st_size / 1e6:8.2f} MB")


@contextmanager
def served(directory: Path) -> Iterator[tuple[str, Path]]:
    """The playground, built and served: its address, and where its files are."""
    site = directory / "site"
    playground.build(site, directory / "staged")
    (site / "page.js").write_text(vsix.run(_BUNDLE, playground.PLAYGROUND), "utf-8")
    (site / "engine.html").write_text(_PAGE, "utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", site
        server.shutdown()


def measured(address: str) -> dict[str, float]:
    """What one browser takes, in milliseconds."""
    with browser() as page:
        cold = first_finding(page, address)
        warm = first_finding(page, address)
        checks = [took(page, f"python.check({json.dumps(long(number))})") for number in range(_CHECKS)]
        run = "python.run('print(1)', {show: ['look'], input: ''}, () => {})"
        took(page, run)
        return {
            "first finding, cold": cold,
            "first finding, warm": warm,
            f"check of {_LONG} lines, the first": checks[0],
            f"check of {_LONG} lines, each further": statistics.median(checks[1:]),
            f"check of {_LONG} lines, the slowest": max(checks[1:]),
            "run, the next worker awaited": took(page, run),
        }


def first_finding(page: Page, address: str) -> float:
    """From the beginning of a page to its first finding."""
    page.open(f"{address}engine.html")
    found = page.evaluate(f"""(async () => {{
        window.python = startInterpreter(new URL("./", location));
        const {{ findings }} = await python.check({json.dumps(_LATE)});
        return [findings.length, performance.now()];
    }})()""")
    assert found[0] == 1, found
    return float(found[1])


def long(number: int) -> str:
    """A program of many lines, another for each number."""
    text = "".join(_LATE.replace("callbacks", f"callbacks_{place}") for place in range(_LONG // _LATE.count("\n")))
    return f"{text}edited = {number}\n"


def took(page: Page, expression: str) -> float:
    """Milliseconds until a promise is kept."""
    timed = f"const begun = performance.now(); await {expression}; return performance.now() - begun;"
    return float(page.evaluate(f"(async () => {{ {timed} }})()"))


if __name__ == "__main__":
    main()
