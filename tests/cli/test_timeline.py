"""Holds `cellophane timeline` to running a script as `python` does, and to clear words about what cannot be run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cellophane.cli.targets import Unusable
from cellophane.cli.timeline import Wanted, chosen, target
from tests.timelines import counters, loop

Command = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
LOOP = """\
def made():
    fs = []
    for i in range(3):
        fs.append(lambda: i)
    return fs

for f in made():
    print("called:", f())
"""


@pytest.fixture
def script(project: Path) -> Path:
    """The loop that goes wrong, in the current directory."""
    path = project / "loop.py"
    path.write_text(LOOP)
    return path


def python(folder: Path, *words: str, text: str = "", code: str | None = None) -> subprocess.CompletedProcess[str]:
    """`cellophane timeline` in a process of its own, on a script with this code."""
    if code is not None:
        (folder / "script.py").write_text(code)
    return subprocess.run(
        [sys.executable, "-m", "cellophane", "timeline", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


# -- what it shows -------------------------------------------------------------------------------------------------


def test_what_the_script_prints_comes_first_and_then_the_steps(command: Command, script: Path) -> None:
    code, out, err = command("timeline", "loop.py")
    assert (code, err) == (0, "")
    printed, line, shown = out.partition("time line")
    assert printed.startswith("called: 2\ncalled: 2\ncalled: 2\n\n─")
    assert line
    assert "loop.py: 9 steps, 2 late reads" in shown
    assert "!     7     4  Lambda #1 reads `i` and gets `2`. Late: when it was made, `i` was `0`." in shown


def test_json_on_standard_output_is_all_that_is_there(command: Command, script: Path) -> None:
    code, out, err = command("timeline", "loop.py", "--output-format", "json")
    assert code == 0
    assert err == "called: 2\n" * 3
    told = json.loads(out)
    assert told["late"] == [6, 7]
    assert told["filename"] == "loop.py"


def test_a_page_is_written_and_the_output_goes_where_it_goes(command: Command, script: Path) -> None:
    code, out, err = command("timeline", "loop.py", "--output-format", "html", "-o", "page.html")
    assert (code, out, err) == (0, "called: 2\n" * 3, "")
    assert "2 are late reads" in (script.parent / "page.html").read_text()


def test_text_in_a_file_has_no_colours(command: Command, script: Path) -> None:
    assert command("timeline", "loop.py", "-o", "steps.txt", "--color", "always")[0] == 0
    assert (script.parent / "steps.txt").read_text().startswith("loop.py: 9 steps, 2 late reads\n")


def test_a_file_is_written_where_the_command_stood_not_where_the_script_went(command: Command, project: Path) -> None:
    (project / "away").mkdir()
    (project / "leaving.py").write_text("import os\nos.chdir('away')\n")
    assert command("timeline", "leaving.py", "-o", "steps.txt") == (0, "", "")
    assert (project / "steps.txt").exists()


def test_so_many_steps_are_kept_as_are_asked_for(command: Command, script: Path) -> None:
    code, out, _ = command("timeline", "loop.py", "--events", "4")
    assert code == 0
    assert "loop.py: 4 steps" in out
    assert "5 more happened after these steps, and are not shown." in out


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_every_example_can_be_shown(command: Command, path: Path) -> None:
    code, out, _ = command("timeline", str(path), "--output-format", "json")
    assert code == 0
    told = json.loads(out)
    assert bool(told["late"]) == path.stem.endswith("_wrong")
    code, out, _ = command("timeline", str(path), "--output-format", "html")
    assert (code, out.count('<li class="step')) == (0, len(told["events"]))
    code, out, _ = command("timeline", str(path))
    assert code == 0
    assert f"{len(told['events'])} steps" in out or "nothing was captured" in out


# -- which variables -----------------------------------------------------------------------------------------------


def test_a_line_and_a_name_choose(command: Command, project: Path) -> None:
    (project / "two.py").write_text(
        "def f(a, b):\n    return lambda: a + b\nf(1, 2)()\ndef g(c):\n    return lambda: c\ng(3)()\n"
    )
    for words, names in (
        ("two.py", {"a", "b", "c"}),
        ("two.py:5", {"c"}),
        ("two.py:2:b", {"b"}),
        ("two.py::a", {"a"}),
        ("two.py:2", {"a", "b"}),
    ):
        code, out, _ = command("timeline", words, "--output-format", "json")
        assert code == 0
        assert {each["name"] for each in json.loads(out)["variables"]} == names, words


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (
            "loop.py:1",
            "loop.py:1: no captured variable was bound or read there while it ran; "
            "the nearest lines with some are 3 and 4",
        ),
        ("loop.py:4:j", "loop.py: no captured variable 'j' was bound or read in line 4 while it ran; there is i"),
        ("loop.py::indx", "loop.py: no captured variable 'indx' was bound or read while it ran; there is i"),
        ("loop.py:77", "loop.py has no line 77: it has 8"),
        ("loop.py:i", "loop.py:i names no line: write loop.py::i for a name anywhere, loop.py:LINE:i for one line"),
    ],
)
def test_a_line_or_a_name_without_captures(command: Command, script: Path, words: str, complaint: str) -> None:
    code, _, err = command("timeline", words)
    assert (code, err) == (2, f"error: {complaint}\n")


def test_where_nothing_was_captured_no_line_can_be_chosen(command: Command, project: Path) -> None:
    (project / "plain.py").write_text("x = 1\n")
    assert command("timeline", "plain.py:1") == (
        2,
        "",
        "error: plain.py: nothing was captured while it ran, in no line\n",
    )


def test_a_misspelled_name_is_told_with_what_was_meant() -> None:
    with pytest.raises(Unusable, match="there are step and tally; did you mean 'tally'"):
        chosen(counters(), Wanted("a.py", None, "taly"))


def test_the_time_line_of_some_variables_is_a_part() -> None:
    assert chosen(loop(), Wanted("a.py", None, None)) is not None
    assert [each.name for each in chosen(counters(), Wanted("a.py", 2, None)).variables] == ["tally", "tally"]


def test_a_file_whose_name_looks_like_a_place_is_a_file(project: Path) -> None:
    (project / "odd:3").write_text("")
    assert target("odd:3") == Wanted("odd:3", None, None)
    assert target(r"C:\a.py:3:i") == Wanted(r"C:\a.py", 3, "i")


# -- as `python` runs it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "status"), [("", 0), ("raise SystemExit(3)", 3), ("import sys\nsys.exit('bye')", 1), ("1 / 0", 1)]
)
def test_the_exit_code_is_that_of_the_script_and_its_steps_are_shown(
    command: Command, script: Path, ending: str, status: int
) -> None:
    script.write_text(LOOP + ending)
    code, out, err = command("timeline", "loop.py")
    assert code == status
    assert "9 steps, 2 late reads" in out
    if ending == "1 / 0":
        assert err.splitlines()[0] == "Traceback (most recent call last):"
        assert err.splitlines()[-1] == "ZeroDivisionError: division by zero"
        assert "cellophane" not in err
        assert "The program ended with an error: ZeroDivisionError: division by zero" in out


def test_it_is_given_its_arguments_and_its_input(tmp_path: Path) -> None:
    code = "import sys\nprint(sys.argv, input('who? '), __name__)\n"
    run = python(tmp_path, "script.py", "a", "--", "--verbose", "-o", text="Ann\n", code=code)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("who? ['script.py', 'a', '--verbose', '-o'] Ann __main__\n")


def test_an_interrupt_ends_the_script_and_shows_what_happened(tmp_path: Path) -> None:
    (tmp_path / "endless.py").write_text(
        "def counter():\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n    return up\n"
        "up = counter()\nfor _ in range(30):\n    up()\nprint('going', flush=True)\nwhile True:\n    up()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "cellophane", "timeline", "endless.py", "--events", "20"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "going\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    assert "endless.py: 20 steps" in out
    assert "more happened after these steps" in out
    assert err.splitlines()[-1] == "KeyboardInterrupt"
    assert "cellophane" not in err


HOSTILE = {
    "closes": "import sys\nprint('said')\nsys.stdout.close()\n",
    "replaces": "import io, sys\nprint('said')\nsys.stdout = io.StringIO()\n",
    "deletes": "import builtins\nprint('said')\ndel builtins.len, builtins.isinstance, builtins.print, builtins.vars\n",
    "recurses": "import sys\nprint('said')\nsys.setrecursionlimit(60)\n",
    "shadows": "import html, rich\nprint('said')\n",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", ["text", "html"])
def test_whatever_the_script_does_to_the_interpreter_its_steps_are_shown(tmp_path: Path, name: str, form: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for each in ("html.py", "rich.py"):
        (folder / each).write_text("")
    (folder / "script.py").write_text(HOSTILE[name])
    run = python(tmp_path, os.path.join("folder", "script.py"), "--output-format", form)
    assert (run.returncode, "internal error" in run.stderr) == (0, False), run.stderr
    assert "said" in (run.stdout if form == "text" else run.stderr)
    assert ("nothing was captured" if form == "text" else "Nothing was captured while it ran") in run.stdout


# -- what cannot be run --------------------------------------------------------------------------------------------


def test_what_is_no_script_is_said_and_nothing_is_run(command: Command, project: Path) -> None:
    (project / "wrong.py").write_text("print('run')\ndef (\n")
    (project / "late.py").write_text("print('run')\nreturn 1\n")
    (project / "old.py").write_text("print 'run'\n")
    (project / "book.ipynb").write_text("{}")
    (project / "empty").mkdir()
    (project / "package").mkdir()
    (project / "package" / "__main__.py").write_text("print('run')")
    (project / "binary.py").write_bytes(b"\xff\xfe\x00")
    main = os.path.join("package", "__main__.py")
    for words, complaint in {
        "gone.py": "there is no file gone.py: name a script, as `python` is told it, and its line behind a colon",
        "json:loads": "there is no file json:loads: name a script",
        "wrong.py": "wrong.py:2:5: syntax error: ",
        "late.py": "late.py:2:1: syntax error: 'return' outside function",
        "old.py": "old.py:1:1: ",
        "book.ipynb": "book.ipynb is a notebook, which is not run as a script: save it as one, and name that",
        "empty": "empty is a directory: name a script",
        "package": f"package is a directory: name a script, as {main}",
        "binary.py": "binary.py",
    }.items():
        code, out, err = command("timeline", words)
        assert (code, out) == (2, ""), words
        assert err.startswith(f"error: {complaint}"), err
        assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("output", "complaint"),
    [
        ("nowhere/page.html", "nowhere/page.html cannot be made: there is no directory nowhere"),
        ("folder", "folder is a directory"),
        ("loop.py", "loop.py is called as source is, which it would overwrite"),
    ],
)
def test_what_could_not_be_written_is_said_before_the_script_runs(
    command: Command, script: Path, output: str, complaint: str
) -> None:
    (script.parent / "folder").mkdir()
    code, out, err = command("timeline", "loop.py", "-o", output)
    assert (code, out, err) == (2, "", f"error: {complaint}\n")
    assert script.read_text() == LOOP


def test_a_script_without_a_suffix_is_not_overwritten(command: Command, script: Path) -> None:
    script.rename("tool")
    complaint = "error: ./tool is the script itself, which it would overwrite\n"
    assert command("timeline", "tool", "-o", "./tool") == (2, "", complaint)
    assert Path("tool").read_text() == LOOP


def test_numbers_that_no_file_and_no_run_has(command: Command, script: Path) -> None:
    code, _, err = command("timeline", f"loop.py:{'9' * 5000}")
    assert (code, err) == (2, "error: loop.py has no line 999999999999999…: no file is so long\n")
    code, _, err = command("timeline", "loop.py", "--events", "9" * 5000)
    assert code == 2
    assert "is no number of steps: give one from 1 on" in err


def test_the_exit_code_is_that_of_the_script_when_nobody_reads_its_steps(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("import sys\nsys.exit(3)\n")
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "cellophane", "timeline", "script.py", "--output-format", "html"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(command, cwd=tmp_path, env=environment, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (run.returncode, run.stderr) == (3, b"")


REACHING = {
    "timers": "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\n",
    "a profiler": "import sys\nsys.setprofile(lambda *_: sys.stderr.write('traced\\n'))\n",
    "a tracer of threads": "import threading\nthreading.setprofile(print)\n",
    "a stream that fails": "import sys\nsys.stdout.write = sys.stderr.write = sys.__stdout__.flush = None\n",
    "warnings as errors": "import warnings\nwarnings.simplefilter('error')\n",
    "a finder": "import sys\nsys.meta_path.insert(0, 1)\n",
}


@pytest.mark.parametrize("name", REACHING)
def test_what_the_script_leaves_on_does_not_reach_into_the_report(tmp_path: Path, name: str) -> None:
    run = python(tmp_path, "script.py", "--output-format", "json", code=REACHING[name])
    assert json.loads(run.stdout)["filename"] == "script.py"
    assert run.stderr.count("traced") < 50
    assert (run.returncode, "internal error" in run.stderr) == (120 if name == "a stream that fails" else 0, False)
