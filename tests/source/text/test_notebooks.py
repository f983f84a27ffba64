"""Notebooks: cells to source and back, and what IPython adds to Python."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cellophane.model.problem import Problem
from cellophane.source.text.notebooks import from_bytes
from cellophane.source.text.source import Source, Unreadable


def code(*lines: str) -> dict[str, Any]:
    return {"cell_type": "code", "source": [f"{line}\n" for line in lines[:-1]] + [lines[-1]]}


def notebook(*cells: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, **more}).encode()


def read(*cells: dict[str, Any]) -> Source:
    """The source of cells that hold no problem."""
    source, problems = from_bytes(notebook(*cells), "a.ipynb")
    assert problems == ()
    return source


def refused(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        from_bytes(data, "a.ipynb")
    return caught.value


def test_cells_follow_each_other_and_rows_lead_back() -> None:
    source = read(code("x = 1", "y = 2"), {"cell_type": "markdown", "source": ["# hi"]}, code("z = x"))
    assert source.text == "x = 1\ny = 2\nz = x"
    assert [source.place(row) for row in (1, 2, 3)] == [(1, 1), (1, 2), (3, 1)]


def test_source_may_be_one_string() -> None:
    assert read({"cell_type": "code", "source": "x = 1\r\ny = 2"}).text == "x = 1\ny = 2"


def test_no_cells() -> None:
    assert read().text == ""


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("%matplotlib inline", "pass"),
        ("    !ls -l", "    pass"),
        ("files = !ls", "files = None"),
        ("took = %timeit -o f()", "took = None"),
        ("print?", "pass"),
        ("?print", "pass"),
        ("np.array??", "pass"),
    ],
)
def test_line_magics_are_blanked(line: str, left: str) -> None:
    before = "if True:" if line.startswith(" ") else "x = 1"
    assert read(code(before, line, "y = 2" if before == "x = 1" else "    y = 2")).lines[1] == left


@pytest.mark.parametrize("line", ["x = (8\n% 3)", "x = '''\n!important\n'''", "x = 7 % 3", "x = 'really?'", "# what?"])
def test_sound_python_is_left_as_it_is(line: str) -> None:
    assert read(code(*line.split("\n"))).text == line


def test_cells_in_other_languages_are_blank_and_keep_their_rows() -> None:
    source = read(code("%%bash", "for i in 1 2; do", "  echo $i; done"), code("x = 1"))
    assert source.text == "\n\n\nx = 1"
    assert source.place(4) == (2, 1)


def test_timed_cells_are_python() -> None:
    assert read(code("%%time", "x = [lambda: i for i in y]")).text == "\nx = [lambda: i for i in y]"


def test_magics_within_timed_cells() -> None:
    assert read(code("%%time", "%load_ext x", "y = 1")).text == "\npass\ny = 1"


def test_a_cell_that_is_no_python_is_a_problem_of_its_own() -> None:
    source, problems = from_bytes(notebook(code("x = 1"), code("def f(:", "  pass"), code("y = 2")), "a.ipynb")
    assert source.text == "x = 1\ny = 2"
    assert source.place(2) == (3, 1)
    assert [str(problem).partition(": ")[0] for problem in problems] == ["a.ipynb:cell 2:1:7"]
    assert isinstance(problems[0], Problem)


def test_await_at_the_top_is_allowed() -> None:
    assert read(code("await f()")).text == "await f()"


def test_other_languages_are_skipped() -> None:
    data = notebook(code("x <- 1"), metadata={"language_info": {"name": "R"}})
    assert from_bytes(data, "a.ipynb") == (Source("a.ipynb", ""), ())


@pytest.mark.parametrize("language", ["python", "Python3", "ipython"])
def test_python_by_any_name(language: str) -> None:
    data = notebook(code("x = 1"), metadata={"kernelspec": {"language": language}})
    assert from_bytes(data, "a.ipynb")[0].text == "x = 1"


def test_the_format_before_the_present_one() -> None:
    data = json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}], "nbformat": 3})
    assert from_bytes(data.encode(), "a.ipynb")[0].text == "x = 1"


def test_bad_json_is_told_with_its_place() -> None:
    error = refused(b'{"cells": [\n  nonsense\n]}')
    assert error.message == "is no notebook: bad JSON, Expecting value"
    assert (error.row, error.column) == (2, 3)


@pytest.mark.parametrize(
    "data", [b"[]", b"3", b"{}", b'{"cells": 3}', b'{"cells": null}', b'{"worksheets": [3]}', b'"x"']
)
def test_json_that_is_no_notebook(data: bytes) -> None:
    assert refused(data).message == "is no notebook: it has no list of cells"


def test_an_empty_file_is_no_notebook() -> None:
    assert refused(b"").message.startswith("is no notebook: bad JSON")


def test_bytes_that_are_not_utf8() -> None:
    assert refused(b'{"cells": "\xff"}').message == "is no notebook: it is not UTF-8 at byte 11"


def test_json_nested_too_deeply() -> None:
    assert refused(b"[" * 100_000).message.startswith("is no notebook: ")


def test_strange_cells_are_skipped() -> None:
    cells: list[Any] = [3, None, {"cell_type": "code", "source": 3}, {"cell_type": "code"}, {"source": "x"}]
    source, problems = from_bytes(json.dumps({"cells": cells, "metadata": 3}).encode(), "a.ipynb")
    assert source.text.strip() == ""
    assert problems == ()
