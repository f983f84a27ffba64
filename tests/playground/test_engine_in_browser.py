"""CPython in a real browser: what it answers, and how runs end."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from seen.checking import Checker
from tests.browser import Page, chromium
from tests.playground.commands import PROGRAMS
from tests.playground.engines import ask, engine, page, run
from tests.site.conftest import built

__all__ = ["built", "engine", "page"]

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(chromium() is None, reason="needs Chromium, and none is on the path"),
]
LATE = "late = []\nfor i in range(3):\n    late.append(lambda: i)\nprint(late[0]())\n"
ASYNC = "import asyncio\n\nasync def main():\n    await {}\n\nasyncio.run(main())\n"
ITSELF = """
import importlib, io, json, pkgutil
from contextlib import redirect_stderr, redirect_stdout
import cellophane
from cellophane.cli.main import main

def counter(n):
    return lambda: n

wrong = {}

def attempt(name, act):
    told = io.StringIO()
    try:
        with redirect_stdout(told), redirect_stderr(told):
            found = act()
            print(repr(found), isinstance(found, type) or getattr(found, "_repr_html_", str)())
        if found == 2 or "internal error" in told.getvalue():
            wrong[name] = told.getvalue()
    except Exception as error:
        wrong[name] = repr(error)

kept = counter(1)
for module in pkgutil.walk_packages(cellophane.__path__, "cellophane."):
    if "server" not in module.name and not module.name.endswith("__main__"):
        attempt(module.name, lambda: importlib.import_module(module.name))
for name in cellophane.__all__:
    attempt(name, lambda: getattr(cellophane, name))
for name in ("look", "clone", "cost", "state"):
    attempt(name, lambda: getattr(cellophane, name)(kept))
attempt("bind", lambda: cellophane.bind(kept, "n"))
attempt("rebind", lambda: cellophane.rebind(kept, n=2))
attempt("hoard", lambda: cellophane.hoard())
attempt("hazards", lambda: cellophane.hazards("program.py"))
attempt("why", lambda: cellophane.why("program.py", 8))
for command in (
    "check program.py", "check --fix --diff program.py", "check --statistics .", "why program.py:8", "show program.py",
    "check --output-format sarif program.py", "show --output-format html program.py", "rule CEL101", "rule --all",
    "completion bash", "--help", "check --help", "--version",
):
    attempt(command, lambda: main(command.split()))
print(json.dumps(wrong))
"""
"""All public names, all modules and the commands of cellophane."""


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
        assert end["timeline"]["page"].startswith("<!doctype html>")
        assert end["look"]["page"].startswith("<!doctype html>")
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
        assert "&lt;lambda&gt;(3)" in end["cost"]["page"]

    def test_each_part_has_its_own_reason_and_the_end_is_that_of_the_program(self, page: Page) -> None:
        end, _ = run(page, "import sys\nlate = [lambda: i for i in range(3)]\nsys.exit(3)\n", show=["look", "cost"])
        assert (end["how"], end["message"]) == ("ended", "the program exited with the code 3")
        assert "page" in end["look"]
        assert end["timeline"] is None
        assert "names no function `measured`" in end["cost"]["reason"]

    def test_values_that_are_long_or_wide(self, page: Page) -> None:
        wide = "wide, long = '漢字' * 90 + '😀👩‍👩‍👧' * 30, 'x' * 5000"
        text = f"def f(値):\n    {wide}\n    return lambda: (値, wide, long)\n\nmeasured = f('中文')\nprint('well')\n"
        end, printed = run(page, text, show=["look", "timeline", "cost"])
        assert (end["how"], printed) == ("ended", "well\n")
        assert all("page" in end[part] for part in ("look", "timeline", "cost")), end

    def test_cellophane_itself(self, page: Page) -> None:
        _, printed = run(page, ITSELF)
        assert json.loads(printed.splitlines()[-1]) == {}

    @pytest.mark.parametrize(
        ("text", "advice"),
        [
            ("import numpy\n", "There is no module numpy here"),
            ("import sqlite3\n", "Python's module sqlite3 is not included in the playground"),
            ("import threading\nthreading.Thread(target=print).start()\n", "A page cannot start threads"),
            ("import subprocess\nsubprocess.run(['ls'])\n", "A page cannot start processes"),
            (
                "import multiprocessing\nmultiprocessing.Process(target=print).start()\n",
                "A page cannot start processes",
            ),
            ("import urllib.request\nurllib.request.urlopen('http://a.invalid')\n", "Nothing that runs here can reach"),
            ("import os\nos.fork()\n", "There is no operating system below a page"),
            ("import os\nos.system('ls')\n", "There is no operating system below a page"),
            ("import signal\nsignal.alarm(1)\n", "There is no operating system below a page"),
            ("import socket\nsocket.create_connection(('127.0.0.1', 80))\n", "Nothing that runs here can reach"),
            ("import socket\nsocket.socket().connect(('127.0.0.1', 80))\n", "Nothing that runs here can reach"),
            ("import http.server as h\nh.HTTPServer(('', 80), None)\n", "Nothing that runs here can reach"),
            ("breakpoint()\n", "A debugger needs somebody who answers"),
            ("import getpass\ngetpass.getpass()\n", "There are no more lines of input"),
            ("import webbrowser\nwebbrowser.open('http://a.invalid')\n", "A program that runs here can open no other"),
            ("from zoneinfo import ZoneInfo\nZoneInfo('Europe/Berlin')\n", "The playground has no time zone but UTC"),
            (ASYNC.format("asyncio.to_thread(print)"), "RuntimeError: A page cannot start threads"),
            (ASYNC.format("asyncio.create_subprocess_shell('ls')"), "NotImplementedError: A page cannot start proc"),
            (ASYNC.format("asyncio.open_connection('a.invalid', 80)"), "OSError: [Errno 40] Nothing that runs here"),
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

    @pytest.mark.parametrize(
        "text",
        [
            "while True:\n    print('x' * 100)\n",
            "while True:\n    print()\n",
            "import sys\nwhile True:\n    print(1)\n    print(2, file=sys.stderr)\n",
        ],
    )
    def test_endless_output(self, text: str, page: Page) -> None:
        end, printed = run(page, text)
        assert (end["how"], end["message"]) == ("limit", "stopped: it printed more than 1,000,000 characters")
        assert len(printed) == 1_000_000

    def test_one_piece_that_is_too_long(self, page: Page) -> None:
        end, printed = run(page, "print('begin')\nprint('x' * 2_000_000)\n")
        assert end["message"] == "stopped: it printed more than 1,000,000 characters"
        assert printed == "begin\n" + "x" * (1_000_000 - 6)

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
            ("{'kind': 'showing', 'raised': False, 'message': '', 'seconds': 1}", "limit"),
            ("{'kind': 'showing'}", "died"),
            ("{'kind': 'ready', 'python': '1', 'cellophane': '2'}", "limit"),
            ("{'kind': 'output', 'pieces': []}", "limit"),
            ("{'kind': 'nonsense'}", "died"),
            ("{'kind': 'answer', 'number': 1, 'answer': {'look': {'page': '<p>'}}}", "died"),
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
