"""Holds `cellophane show` to its formats and to clear words about everything that cannot be shown."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cellophane.cli.main import main
from cellophane.cli.targets import File, Object, Unusable, target

TEXT = """\
import functools

def counter(start):
    n = start
    def step():
        nonlocal n
        n += 1
        return n
    return step

step = counter(5)

class Thing:
    @property
    def size(self): return step

    def method(self): return step

    class Inner:
        deep = staticmethod(step)

lazy = functools.partial(step)
"""


@pytest.fixture
def here(modules_here: Path) -> Path:
    """A directory with modules, which is the current one."""
    for name, text in {
        "counters": TEXT,
        "broken": "1 / 0\n",
        "leaving": "import sys\nsys.exit('bye')\n",
        "needy": "import no_such_module_at_all\n",
        "noisy": "print('noise')\ndef f(): pass\n",
        "wrong": "def (\n",
    }.items():
        (modules_here / f"{name}_here.py").write_text(text)
    (modules_here / "binary_here.py").write_bytes(b"\xff\xfe\x00")
    return modules_here


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["show", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["show", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert "Traceback" not in captured.err
    return captured.err


def test_a_live_function(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = shown(capsys, "counters_here:step")
    assert "function counter.<locals>.step  counters_here.py:5" in printed
    assert "n = 5  int" in printed
    assert "of counter · bound in line 4 · rebound in line 7 by step · can still change" in printed


@pytest.mark.parametrize("path", ["counters_here.py", "counters_here.py:5", "./counters_here.py:7"])
def test_a_file_is_read_and_never_run(path: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = shown(capsys, path)
    assert "of counter · bound in line 4 · rebound in line 7 by step" in printed
    assert "= 5" not in printed
    assert "counters_here" not in sys.modules


@pytest.mark.parametrize("name", ["Thing.size", "Thing.method", "Thing.Inner.deep", "lazy", "Thing"])
def test_names_lead_through_classes(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "step" in shown(capsys, f"counters_here:{name}")


def test_every_format(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(shown(capsys, "counters_here:step", "--output-format", "json"))
    assert [one["name"] for one in told["variables"]] == ["n"]
    ElementTree.fromstring(shown(capsys, "counters_here:step", "--output-format", "svg"))
    assert shown(capsys, "counters_here:step", "--output-format", "html").startswith("<!doctype html>")


@pytest.mark.parametrize("form", ["text", "json", "svg", "html"])
def test_into_a_file(form: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = here / "shown"
    arguments = ["counters_here.py", "--output-format", form, "--output", str(path)]
    assert shown(capsys, *arguments) == ""
    first = path.read_text("utf-8")
    assert "step" in first
    assert shown(capsys, *arguments) == ""
    assert path.read_text("utf-8") == first


def test_a_file_that_cannot_be_written(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, "counters_here.py", "--output", str(here / "missing" / "shown"))
    assert "could not be written" in told
    assert "directory" in refused(capsys, "counters_here.py", "--output", str(here)).lower()


def test_what_importing_prints_stays_apart(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "noisy_here:f", "--output-format", "json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["functions"][0]["name"] == "f"
    assert captured.err == "noise\n"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("missing_here.py", "missing_here.py: cannot be read: no such file or directory"),
        ("wrong_here.py", "wrong_here.py:1:5: syntax error"),
        ("binary_here.py", "binary_here.py:1:1"),
        ("counters_here.py:999", "counters_here.py has no line 999: it has 22"),
        ("counters_here.py:0", "counters_here.py has no line 0"),
        (".", "is a directory"),
        ("counters_here", "name `package.module:function`"),
        ("counters_here:", "name `package.module:function`"),
        (":", "name `package.module:function`"),
        ("counters_here:stepp", "counters_here has no 'stepp'; did you mean 'step'?"),
        ("counters_here:Thing.sise", "counters_here.Thing has no 'sise'; did you mean 'size'?"),
        ("counters_here:counter.<locals>.step", "show counters_here.counter itself, or its file"),
        ("counters_here:functools", "a module has no code"),
        ("nowhere_here:x", "there is no module 'nowhere_here' here"),
        ("counters_here.sub:x", "there is no module 'counters_here.sub' here"),
        ("broken_here:x", "importing broken_here failed: ZeroDivisionError: division by zero"),
        ("leaving_here:x", "importing leaving_here failed: SystemExit: bye"),
        ("needy_here:x", "importing needy_here failed: No module named 'no_such_module_at_all'"),
    ],
)
def test_what_cannot_be_shown(wanted: str, told: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told in refused(capsys, wanted)


@pytest.mark.parametrize("wanted", ["nowhere_here:x", "needy_here:x"])
def test_a_missing_module_is_told_with_where_it_was_looked_for(
    wanted: str, here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    told = refused(capsys, wanted)
    assert f"in the current directory and in {sys.prefix}, where cellophane runs" in told
    assert told.endswith(f"run `{os.path.join('ENVIRONMENT', 'bin', 'python')} -m cellophane`\n")
    monkeypatch.setenv("VIRTUAL_ENV", str(here / "gone"))
    assert refused(capsys, wanted) == told
    (here / ".venv").mkdir()
    (here / ".venv" / "pyvenv.cfg").touch()
    assert refused(capsys, wanted).endswith(f"run `{here}/.venv/bin/python -m cellophane`\n")


def test_a_part_that_a_package_lacks_is_nowhere_else(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "counters_here.sub:x") == "error: there is no module 'counters_here.sub' here\n"


def test_a_function_that_captured_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "written in C" in shown(capsys, "math:sqrt")
    assert "function counter" in shown(capsys, "counters_here:counter")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a.py", File("a.py", None)),
        ("a.py:3", File("a.py", 3)),
        (r"C:\code\a.py:3", File(r"C:\code\a.py", 3)),
        (r"C:\code\a.py", File(r"C:\code\a.py", None)),
        ("book.ipynb", File("book.ipynb", None)),
        ("a.b:c.d", Object("a.b", "c.d")),
        ("a:b.<locals>.c", Object("a", "b.<locals>.c")),
    ],
)
def test_what_a_target_means(text: str, meant: File | Object) -> None:
    assert target(text) == meant


@pytest.mark.parametrize("text", ["", "a b:c", "a:1", "1:a", "a::b"])
def test_what_means_nothing(text: str) -> None:
    with pytest.raises(Unusable):
        target(text)


NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": "# Notes"},
        {"cell_type": "code", "source": ["%time\n", "def outer(n):\n", "    return lambda: n\n"]},
        {"cell_type": "code", "source": "def broken(:"},
        {"cell_type": "code", "source": "late = [lambda: i for i in range(3)]"},
    ],
    "metadata": {"language_info": {"name": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def test_a_notebook_is_read_cell_by_cell(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "notes.ipynb").write_text(json.dumps(NOTEBOOK))
    assert main(["show", "notes.ipynb"]) == 0
    captured = capsys.readouterr()
    assert "n\n" in captured.out
    assert "of outer · bound in line 2" in captured.out
    assert "bound in line 5 in each round of a loop" in captured.out
    assert captured.err.startswith("notes.ipynb: cell 3 is passed over: ")
    (here / "broken.ipynb").write_text("{")
    assert "is no notebook: bad JSON" in refused(capsys, "broken.ipynb")


def test_all_functions_of_a_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "two.py").write_text("def outer(x, y):\n    return [(lambda: x), (lambda: y)]\n")
    printed = shown(capsys, "two.py:2")
    assert printed.count("lambda outer.<locals>.<lambda>") == 2


def test_a_line_of_a_class(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "classes.py").write_text(
        "def other(a): return lambda: a\nclass C:\n    x = 1\n    def f(self): return super()\n"
    )
    printed = shown(capsys, "classes.py:3")
    assert printed.startswith("class C  classes.py:2\n")
    assert "other" not in printed


@pytest.mark.parametrize("target", ["counters_here.py:7:9", "counters_here.py:7:9:", "counters_here.py:7:"])
def test_places_as_findings_are_printed(target: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, target) == shown(capsys, "counters_here.py:7")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_pipes_are_not_waited_for(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(here / "pipe.py")
    assert "pipe.py: is no regular file" in refused(capsys, "pipe.py")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_output_into_a_pipe(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(here / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE, text=True)
    assert main(["show", "counters_here.py", "--output", "pipe"]) == 0
    assert "counter.<locals>.step" in reader.communicate()[0]
    assert stat.S_ISFIFO(os.stat("pipe").st_mode)


def test_output_to_a_dash(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "<svg" in shown(capsys, "counters_here.py", "--output-format", "svg", "--output", "-")
    assert not (here / "-").exists()


def test_what_importing_writes_to_the_descriptor(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (here / "loud_here.py").write_text("import os\nos.write(1, b'noise')\ndef f(): pass\n")
    assert main(["show", "loud_here:f", "--output-format", "json"]) == 0
    captured = capfd.readouterr()
    assert json.loads(captured.out)
    assert "noise" in captured.err


def test_messages_do_not_move_the_cursor(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "hostile_here.py").write_text("raise ValueError('two\\nlines\\x1b[31m')\n")
    said = refused(capsys, "hostile_here:f")
    assert said.count("\n") == 1
    assert "\x1b" not in said
    assert "\x1b" not in refused(capsys, "nosuch\x1b[31m.py")


def test_what_a_call_gives(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "n = 40" in shown(capsys, "counters_here:counter(40)")
    assert "TypeError" in refused(capsys, "counters_here:counter()")


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("json.loads", "did you mean json:loads?"),
        ("counters_here.py:Thing", "did you mean counters_here:Thing, or a line of counters_here.py?"),
        ("a b", "name `package.module:function`"),
    ],
)
def test_what_may_have_been_meant(target: str, hint: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hint in refused(capsys, target)


@pytest.mark.parametrize("name", ["json", "os.path"])
def test_a_module_is_told_from_what_is_in_it(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["show", name]) == 2
    assert f"it is a module (name a function of it, {name}:NAME)" in capsys.readouterr().err
