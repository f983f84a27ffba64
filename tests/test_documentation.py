"""Types what README shows of Python into `python`, and holds the script that does so in further places to its word.

That script, `benchmarks/documentation_in_consoles.py`, goes through all pages in a Jupyter kernel and IPython as well.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.consoles import Console, Kernel, ipython, plain, python, shell
from benchmarks.documentation_in_consoles import Step, blocks, difference, main, missing, shape
from tools.generate_docs import README

ROOT = Path(__file__).parents[1]


@pytest.fixture(params=[python, ipython], ids=["python", "IPython"], scope="module")
def console(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder = tmp_path_factory.mktemp("folder")
    (folder / "beside.py").write_text("print('here')", "utf-8")
    with request.param(folder) as entered:
        yield entered


# -- what README shows ---------------------------------------------------------------------------------------------


def test_the_python_of_the_readme_gives_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    steps = [step for block in blocks(README.read_text("utf-8")) for step in block.steps if not step.is_command]
    assert sum(step.shown is not None for step in steps) > 5
    with python(ROOT) as prompt:
        different = [(step.typed, text) for step in steps if (text := difference(step, prompt.run(step.typed)))]
    assert different == []


def test_the_page_on_which_the_site_begins_shows_what_comes() -> None:
    page = (ROOT / "docs" / "index.md").read_text("utf-8")
    [block] = [block for block in blocks(page) if not block.steps[0].is_command]
    assert block.steps[-1].shown == "[30, 30, 30]"
    with python(ROOT) as prompt:
        assert [difference(step, prompt.run(step.typed)) for step in block.steps] == [None, None]


def test_the_statements_of_the_readme_hold_in_a_module_too(tmp_path: Path) -> None:
    lines = []
    for block in blocks(README.read_text("utf-8")):
        for step in block.steps:
            if not step.is_command:
                value = step.shown if step.typed.count("#") and step.shown else None
                lines.append(f"assert (\n{step.typed}\n) == {value}" if value else step.typed)
    assert sum(line.startswith("assert (") for line in lines) > 5
    module = tmp_path / "module.py"
    module.write_text("\n".join(lines), "utf-8")
    path = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    run = subprocess.run(
        [sys.executable, module], cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, b"")


# -- reading pages -------------------------------------------------------------------------------------------------


def steps(page: str) -> list[Step]:
    return [step for block in blocks(page) for step in block.steps]


def test_statements_are_typed_one_by_one_with_their_comments() -> None:
    page = "```python\n# why\nx = 1\n\nfor y in 1, 2:\n    x += y\n\nx  # 4\nx  # it grew\nx = 2  # 2\n```\n"
    assert steps(page) == [
        Step("# why\nx = 1", None),
        Step("for y in 1, 2:\n    x += y", None),
        Step("x  # 4", "4"),
        Step("x  # it grew", None),
        Step("x = 2  # 2", None),
    ]


def test_examples_have_what_stands_below_them() -> None:
    page = "```python\n>>> for x in 1, 2:\n...     print(x)\n1\n2\n>>> x = 3\n```\n"
    assert steps(page) == [Step("for x in 1, 2:\n    print(x)", "1\n2"), Step("x = 3", "")]


def test_commands_have_what_stands_below_them() -> None:
    page = "```text\n$ a b\nc\n\nd\n$ e\n```\n```text\nno command\n```\n```sh\nmake demo\n```\n"
    assert steps(page) == [Step("a b", "c\n\nd", is_command=True), Step("e", None, is_command=True)]


def test_blocks_are_known_by_their_rows() -> None:
    assert [block.row for block in blocks("a\n\n```python\n1\n```\n\n```python\n2\n```\n")] == [3, 7]


# -- comparing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "came"),
    [
        ("[1, 2]", "Out[3]: [1, 2]"),
        ("[1, 2]", "Out[3]:\n[1,\n 2]"),
        ("{1, 2}", "{2, 1}"),
        ("<f at 0x7f1122334455>", "<f at 0x55aabbccddee>"),
        ("495 bytes, 200 bytes freed", "1,512 bytes, 96 bytes freed"),
        ("", ""),
        (None, "whatever"),
        ("b  3.1 ns  1%  ━━  1.00\na  4.1 ns  1%  ━━━  1.30", "a  1.1 ns  9%  ━  1.00\nb  32.1 ns  7%  ━━━━  30.12"),
    ],
)
def test_what_differs_by_version_machine_and_place_only_is_the_same(shown: str | None, came: str) -> None:
    assert difference(Step("", shown), came) is None


@pytest.mark.parametrize(
    ("shown", "came"),
    [
        ("[1, 2]", "[1, 3]"),
        ("1", "True and more"),
        ("", "1"),
        ("1", ""),
        ("f  200 bytes", "f  200 bytes, and more"),
        ("a  4.1 ns", "b  4.1 ns"),
        ("a\nb", "b\na"),
        (None, "Traceback (most recent call last):\n  …\nNameError: name 'x' is not defined"),
        (None, "Refused        Traceback (most recent call last)\nCell In[2], line 1\nRefused: f captured nothing"),
        (None, '  File "<stdin>", line 1\nSyntaxError: invalid syntax'),
    ],
)
def test_all_else_differs(shown: str | None, came: str) -> None:
    assert difference(Step("", shown), came)


def test_a_difference_shows_both() -> None:
    assert difference(Step("", "a\nb"), "a\nc") == "  a\n- b\n+ c"


def test_the_columns_of_other_tables_stay() -> None:
    assert shape("a   b") == "a   b" != shape("a b")


# -- consoles ------------------------------------------------------------------------------------------------------


def test_a_console_shows_what_is_printed_and_what_comes(console: Console) -> None:
    assert console.run("print('a')\nprint('b')") == "a\nb"
    assert console.run("x = [1]") == ""
    assert re.sub(r"^Out\[\d+\]: ", "", console.run("x")) == "[1]"


def test_a_console_goes_on_after_compound_statements_and_errors(console: Console) -> None:
    assert console.run("for x in 1, 2:\n    print(x)") == "1\n2"
    assert "ZeroDivisionError" in console.run("1 / 0")
    assert console.run("print(x)") == "2"


def test_a_console_is_in_its_folder(console: Console) -> None:
    assert console.run("import beside") == "here"


def test_a_kernel_shows_what_a_cell_prints_gives_and_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("jupyter_client")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("HOME", str(tmp_path))  # where it leaves files
    with Kernel(tmp_path) as kernel:
        assert kernel.run("x = 1\nprint('a')\nx") == "a\n1"
        assert "NameError" in kernel.run("y")


def test_a_shell_runs_in_a_terminal(tmp_path: Path) -> None:
    assert shell("test -t 1 && echo \"it's\" 'one'", tmp_path) == "it's one"


def test_plain_text_has_no_colours() -> None:
    assert plain("\r\n\x1b[1;31ma\x1b[0m  \r\nb\r\n\r\n") == "a\nb"


def test_plain_text_has_no_bar_of_progress_that_was_taken_away() -> None:
    bar = "\x1b[?25lchecking ━  1/2\r\x1b[2Kchecking ━━ 2/2\r\n\x1b[?25h\r\x1b[1A\x1b[2K"
    assert plain(f"a\r\n{bar}b\r\n") == "a\nb"


# -- the script ----------------------------------------------------------------------------------------------------


def test_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("benchmarks.documentation_in_consoles.find_spec", lambda name: None if "j" in name else name)
    assert missing() == "jupyter_client: not installed; python -m pip install jupyter_client"
    assert main([]) == 2
    assert "jupyter_client" in capsys.readouterr().err


def test_it_is_run_as_a_file() -> None:
    script = ROOT / "benchmarks" / "documentation_in_consoles.py"
    run = subprocess.run([sys.executable, script, "--help"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert "requirements/test.txt" in run.stdout
