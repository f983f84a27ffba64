"""CPython in a real browser: what it answers, how runs end, and that nothing which runs there reaches anybody."""

from __future__ import annotations

import functools
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import indent
from threading import Thread
from typing import Any

import pytest

from seen.checking import Checker
from tests.browser import Page, browser, chromium
from tests.playground.commands import PROGRAMS
from tools import playground

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(chromium() is None, reason="needs Chromium, and none is on the path"),
    pytest.mark.skipif(
        playground.absent() is not None, reason=f"the playground cannot be built: {playground.absent()}"
    ),
]
LATE = "late = []\nfor i in range(3):\n    late.append(lambda: i)\nprint(late[0]())\n"
_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; worker-src 'none'; "
    "object-src 'none'; base-uri 'none'"
)
_PAGE = f"""<!doctype html>
<meta charset="utf-8"><title>An engine</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<script type="module" src="page.js"></script><body></body>
"""
_BUNDLE = ["npm", "run", "--silent", "bundle", "--", "test/page.ts", "--format=esm"]


@dataclass(frozen=True)
class Site:
    """The playground, served on loopback."""

    address: str
    asked: list[str]
    """The paths that were asked for."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    target = tmp_path_factory.mktemp("site")
    playground.build(target, tmp_path_factory.mktemp("staged"))
    (target / "engine.html").write_text(_PAGE, "utf-8")
    script = subprocess.run(_BUNDLE, cwd=playground.PLAYGROUND, capture_output=True, check=True).stdout
    (target / "page.js").write_bytes(script)
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            asked.append(self.path)

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(target))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield Site(f"http://127.0.0.1:{server.server_port}/", asked)
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def page(site: Site) -> Iterator[Page]:
    with browser() as page:
        page.open(f"{site.address}engine.html")
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


class TestChecks:
    def test_versions(self, page: Page) -> None:
        versions = page.evaluate("python.versions")
        assert versions["python"].startswith("3.13.")

    @pytest.mark.parametrize("path", PROGRAMS, ids=[path.stem for path in PROGRAMS])
    def test_what_is_said_of_programs_is_what_is_said_outside(self, path: Path, page: Page) -> None:
        text = path.read_text("utf-8")
        outside = json.loads(json.dumps(Checker().check(text)).replace(_standard(), "/lib/python3.13"))
        assert ask(page, "check", text) == outside

    def test_fixes(self, page: Page) -> None:
        assert ask(page, "fix", LATE, False) == LATE.replace("lambda:", "lambda *, i=i:")

    def test_why(self, page: Page) -> None:
        assert ask(page, "why", LATE, 3, 17)["text"] == Checker().why(LATE, 3, 17)

    def test_an_older_question_is_given_up(self, page: Page) -> None:
        told = page.evaluate(
            "Promise.allSettled([python.check('a = 1'), python.check('b = ('), python.check('c = 1')])"
            ".then((all) => all.map((each) => each.reason?.message ?? each.value.problems.length))"
        )
        assert told == ["superseded", "superseded", 0]

    def test_a_text_that_is_too_long_is_not_looked_at(self, page: Page) -> None:
        (problem,) = page.evaluate("python.check('x = 1\\n'.repeat(1e6))")["problems"]
        assert problem["message"].startswith("this program cannot be checked here: it has more than 200000")

    @pytest.mark.parametrize(
        "text",
        [
            "(" * 100_000,
            "x = " + "-" * 100_000 + "1\n",
            "x = a" + ".b" * 50_000 + "\n",
            "x = " + "lambda: " * 10_000 + "1\n",
            "x = " + "[" * 90 + "]" * 90 + "\n",
            "x = " + "(" * 190 + "1" + ")" * 190 + "\n",
            "x = 1" + " + 1" * 40_000 + "\n",
            "".join(f"{' ' * depth}if x:\n" for depth in range(99)) + " " * 99 + "pass\n",
        ],
        ids=["open", "signs", "attributes", "lambdas", "lists", "brackets", "sum", "blocks"],
    )
    def test_whatever_is_asked_the_next_question_is_answered(self, text: str, page: Page) -> None:
        told = [problem["message"] for problem in ask(page, "check", text)["problems"]]
        assert told in ([], ["this program cannot be checked here: it is nested too deeply for a browser"])
        assert len(ask(page, "check", LATE)["findings"]) == 1


class TestRuns:
    def test_output_and_what_is_shown(self, page: Page) -> None:
        text = "def f():\n    n = 1\n    return lambda: n\n\nkept = f()\nprint(kept())\n"
        end, printed = run(page, text, show=["look", "timeline"])
        assert (end["how"], printed) == ("ended", "1\n")
        assert end["timeline"].startswith("<!doctype html>")
        assert end["look"].startswith("<!doctype html>")
        assert end["cost"] is None

    def test_each_run_begins_anew(self, page: Page) -> None:
        run(page, "import builtins\nbuiltins.left = 1\n")
        _, printed = run(page, "import builtins\nprint(hasattr(builtins, 'left'))\n")
        assert printed == "False\n"

    def test_input(self, page: Page) -> None:
        end, printed = run(page, "print(input() + input())\ninput()\n", input="a\nb")
        assert end["how"] == "raised"
        assert printed.startswith("ab\nTraceback")
        assert "type some into the field" in printed

    def test_asyncio(self, page: Page) -> None:
        main = "async def main():\n    await asyncio.sleep(0.01)\n    print('slept')\n"
        text = f"import asyncio\n\n{main}\nasyncio.run(main())\n"
        assert run(page, text)[1] == "slept\n"

    def test_cost(self, page: Page) -> None:
        text = "def power(n):\n    return lambda x: x ** n\n\nmeasured, measured_with = power(2), (3,)\n"
        end, _ = run(page, text, show=["cost"])
        assert "&lt;lambda&gt;(3)" in end["cost"]

    @pytest.mark.parametrize(
        ("text", "advice"),
        [
            ("import numpy\n", "There is no module numpy here"),
            ("import sqlite3\n", "Python's module sqlite3 is not here"),
            ("import threading\nthreading.Thread(target=print).start()\n", "A page cannot start threads"),
            ("import subprocess\nsubprocess.run(['ls'])\n", "A page cannot start processes"),
            (
                "import multiprocessing\nmultiprocessing.Process(target=print).start()\n",
                "A page cannot start processes",
            ),
            ("import urllib.request\nurllib.request.urlopen('http://a.invalid')\n", "Nothing that runs here can reach"),
            ("import os\nos.fork()\n", "There is no operating system below a page"),
        ],
    )
    def test_what_a_browser_cannot_do_is_told(self, text: str, advice: str, page: Page) -> None:
        end, printed = run(page, text)
        assert end["how"] == "raised"
        assert printed.splitlines()[-1].startswith(advice)


class TestEnds:
    """However a run ends, it is told, and the next one is as if nothing had been."""

    @pytest.fixture(autouse=True)
    def works_afterwards(self, page: Page) -> Iterator[None]:
        yield
        assert run(page, "print('well')\n")[1] == "well\n"
        assert len(ask(page, "check", LATE)["findings"]) == 1

    def test_endless(self, page: Page) -> None:
        end, _ = run(page, "while True:\n    pass\n", limit=1)
        assert (end["how"], end["message"]) == ("limit", "stopped: it took longer than 1 second")

    def test_stopped(self, page: Page) -> None:
        how = page.evaluate("""(async () => {
            const options = {show: [], input: "", limit: 60};
            return (await python.run("print(1)\\nwhile True: pass", options, () => python.stop())).how;
        })()""")
        assert how == "stopped"

    def test_by_another_run(self, page: Page) -> None:
        told = page.evaluate("""(async () => {
            const options = {show: [], input: "", limit: 60};
            const first = python.run("while True: pass", options, () => {});
            const second = python.run("print(1)", options, () => {});
            return [(await first).how, (await second).how];
        })()""")
        assert told == ["stopped", "ended"]

    @pytest.mark.parametrize("text", ["while True:\n    print('x' * 100)\n", "while True:\n    print()\n"])
    def test_endless_output(self, text: str, page: Page) -> None:
        end, printed = run(page, text)
        assert (end["how"], end["message"]) == ("limit", "stopped: it printed more than 1,000,000 characters")
        assert len(printed) <= 1_000_000

    @pytest.mark.parametrize("text", ["import os\nos._exit(3)\n", "import os\nos.abort()\n"])
    def test_python_itself_ends(self, text: str, page: Page) -> None:
        end, _ = run(page, text)
        assert end["how"] == "died"
        assert end["message"].startswith("Python itself came to an end")

    def test_no_stack_is_left(self, page: Page) -> None:
        end, _ = run(page, "import sys\nsys.setrecursionlimit(10**9)\ndef f():\n    return f()\nf()\n")
        assert end["how"] in ("died", "raised")

    def test_no_memory_is_left(self, page: Page) -> None:
        end, printed = run(page, "kept = []\nwhile True:\n    kept.append(bytearray(10**7))\n")
        assert (end["how"], printed.splitlines()[-1]) == ("raised", "MemoryError")

    def test_the_worker_is_closed(self, page: Page) -> None:
        end, _ = run(page, "import js\njs.close()\nwhile True:\n    pass\n", limit=1)
        assert end["how"] in ("died", "limit")

    def test_messages_of_its_own(self, page: Page) -> None:
        text = "import js\nfor _ in range(100_000):\n    js.postMessage('flood')\nprint('done')\n"
        assert run(page, text)[1] == "done\n"

    @pytest.mark.parametrize(
        ("forged", "how"),
        [
            ("{'kind': 'showing'}", "limit"),
            ("{'kind': 'ready', 'python': '1', 'cellophane': '2'}", "limit"),
            ("{'kind': 'output', 'stream': 'stdout', 'piece': ''}", "limit"),
            ("{'kind': 'nonsense'}", "died"),
            ("{'kind': 'answer', 'number': 1, 'answer': {'raised': 'perhaps'}}", "died"),
        ],
    )
    def test_it_takes_the_way_to_the_page(self, forged: str, how: str, page: Page) -> None:
        text = (
            "import js\nfrom pyodide.ffi import create_proxy, to_js\n"
            "post = js.MessagePort.prototype.postMessage\n"
            f"def forge(port, *_):\n    forged = to_js([{forged}], dict_converter=js.Object.fromEntries)\n"
            "    while True:\n        js.Reflect.apply(post, port, forged)\n"
            "js.MessagePort.prototype.postMessage = create_proxy(forge, capture_this=True)\nprint('now')\n"
        )
        end, printed = run(page, text)
        assert (end["how"], printed) == (how, "")


REACHING = {
    "fetch": "js.fetch(address)",
    "no-cors": "js.fetch(address, js.Object.fromEntries([['mode', 'no-cors']]))",
    "XMLHttpRequest": "request = js.XMLHttpRequest.new()\nrequest.open('GET', address, False)\nrequest.send()",
    "importScripts": "js.importScripts(address)",
    "Worker": "js.Worker.new(address)",
    "WebSocket": "js.WebSocket.new(address.replace('http', 'ws'))",
    "EventSource": "js.EventSource.new(address)",
    "FontFace": "js.FontFace.new('f', f'url({address})').load()",
    "eval": "js.eval(f'import({address!r})')",
    "Function": "js.Function.new(f'return import({address!r})')()",
    "nested": "blob = js.Blob.new([f'fetch({address!r})'])\njs.Worker.new(js.URL.createObjectURL(blob))",
    "urllib": "import urllib.request\nurllib.request.urlopen(address)",
    "socket": "import socket\nsocket.create_connection(('127.0.0.1', int(address.split(':')[2].split('/')[0])))",
}


@pytest.mark.parametrize("way", REACHING)
def test_a_program_reaches_nothing(way: str, page: Page, site: Site) -> None:
    address = f"{site.address}reached/{way}"
    attempt = f"try:\n{indent(REACHING[way], '    ')}\nfinally:\n    time.sleep(0.5)\n"
    run(page, f"import js, time\naddress = {address!r}\n{attempt}")
    # What it asked for would have been asked for before what is asked for now.
    page.evaluate(f"fetch({json.dumps(f'{site.address}asked/{way}')}).then((answer) => answer.status)")
    assert {path for path in site.asked if way in path} == {f"/asked/{way}"}


def test_a_program_that_reaches_for_something_is_told_so(page: Page) -> None:
    _, printed = run(page, "import js\njs.importScripts('https://nowhere.invalid/')\n")
    assert "JsException" in printed


def test_nothing_but_the_site_is_asked(page: Page, site: Site) -> None:
    asked = [address for address in page.requests if not address.startswith(("blob:null/", "data:"))]
    assert {address.startswith(site.address) for address in asked} == {True}


def test_a_frame_that_is_not_shut_in_starts_nothing(site: Site) -> None:
    with browser() as page:
        page.open(f"{site.address}sandbox.html")
        told = page.evaluate("""(async () => {
            const { port1, port2 } = new MessageChannel();
            let told = 0;
            port1.onmessage = () => told += 1;
            postMessage({ kind: "start", worker: 1, port: port2 }, "*", [port2]);
            const other = new MessageChannel();
            for (let turn = 0; turn < 20; turn++) {
                await new Promise((resolve) => { other.port1.onmessage = resolve; other.port2.postMessage(0); });
            }
            return told;
        })()""")
        assert told == 0


class TestWithoutWhatItTakes:
    """It is said in a sentence."""

    @pytest.mark.parametrize("lacking", ["WebAssembly", "Worker", "DecompressionStream"])
    def test_a_browser_without(self, lacking: str, page: Page) -> None:
        told = page.evaluate(f"""(async () => {{
            const kept = globalThis.{lacking};
            globalThis.{lacking} = undefined;
            const other = startInterpreter(new URL("./", location));
            globalThis.{lacking} = kept;
            return other.ready.catch((error) => error.message);
        }})()""")
        assert told.startswith("Python cannot be run in this browser, which has no ")

    def test_a_file_that_is_missing(self, page: Page) -> None:
        told = page.evaluate("startInterpreter(new URL('./nowhere/', location)).ready.catch((error) => error.message)")
        assert told.startswith("/nowhere/python/")
        assert "could not be loaded: the server says 404. Reload the page to try again." in told


def _standard() -> str:
    """Where the standard library is here."""
    return os.path.dirname(os.__file__)
