"""Comments that silence nothing: what is said of them, and how they are taken out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cellophane.check import catalogue, engine
from cellophane.check.cache import Cache, Store
from cellophane.check.checked import Checked
from cellophane.check.comments import reading, vain
from cellophane.check.engine import check_bytes
from cellophane.check.fix import mending
from cellophane.check.options import Options
from cellophane.model.finding import Certainty, Finding
from cellophane.model.place import Span
from cellophane.source.analysis import Analysis
from cellophane.source.text.source import Source
from tests.steps import steps

ALONE = Options(("CEL001",))
"""Only this rule is selected; the others are asked all the same."""
LATE = Finding("CEL101", "i", "", "", "a.py", Span(1, 1, 1, 2), Certainty.CERTAIN, ())
LOOP = "late = []\nfor i in range(3):\n    late.append(lambda: i)"


def found(text: str, filename: str = "a.py") -> tuple[Finding, ...]:
    checked = check_bytes(text.encode(), filename, ALONE)
    assert not checked.problems
    return checked.findings


def mended(text: str, filename: str = "a.py") -> str:
    data = text.encode()
    done = mending.mended(data, check_bytes(data, filename, ALONE), ALONE, Analysis(), unsafe=False)
    assert done.mended is not None
    return done.mended.after.decode()


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("x = 1  # cellophane: ignore[CEL101]", "x = 1"),
        ("x = 1  # cellophane: ignore", "x = 1"),
        ("x = 1 # cellophane: ignore[CEL1, CEL2] the loop ends first  ", "x = 1"),
        ("x = 1  # cellophane: ignore[CEL101] the loop ends  # type: ignore", "x = 1  # type: ignore"),
        ("x = 1  # type: ignore  # cellophane: ignore[CEL101] it ends", "x = 1  # type: ignore"),
        ("x = 1  # cellophane: ignore[CEL101]  # noqa: E501", "x = 1  # noqa: E501"),
        ("x = 1  # noqa: CEL101", "x = 1"),
        ("x = 1  # cellophane: ignore[CEL101]  # noqa: CEL102", "x = 1"),
        ("x = 1  # cellophane: ignore  # cellophane: ignore[CEL1] why  # fine", "x = 1  # fine"),
        ("x = 1  # noqa: CEL102, E501  # cellophane: ignore[CEL101]", "x = 1  # noqa: E501"),
        ("x = 1  # noqa: CEL101 it ends", "x = 1"),
        ("x = 1  # noqa: E501, CEL101 it ends", "x = 1  # noqa: E501 it ends"),
        ("x = 1  # noqa: CEL101, CEL102, E501", "x = 1  # noqa: E501"),
        ("x = 1  # noqa: E501,CEL101,W605", "x = 1  # noqa: E501, W605"),
    ],
)
def test_what_the_fix_leaves(line: str, after: str) -> None:
    assert mended(f"{line}\ny = 2\n") == f"{after}\ny = 2\n"
    assert mended(f"y = 2\r\n{line}") == f"y = 2\r\n{after}"
    assert not found(f"{after}\n")


def test_codes_that_silence_something_stay_with_their_reason() -> None:
    text = f"{LOOP}  # cellophane: ignore[CEL2, CEL101, CEL3] the last one is meant\n"
    assert [one.name for one in found(text)] == ["CEL2, CEL3"]
    assert mended(text) == f"{LOOP}  # cellophane: ignore[CEL101] the last one is meant\n"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("# cellophane: file-ignore\nx = 1\n", "x = 1\n"),
        ("x = 1\n# cellophane: file-ignore", "x = 1"),
        ("x = 1\n    # cellophane: ignore[CEL1] why\ny = 1\n", "x = 1\ny = 1\n"),
        ("x = [\n    # cellophane: ignore\n    1,\n]\n", "x = [\n    1,\n]\n"),
        ("# cellophane: file-ignore", ""),
        ("# cellophane: file-ignore  # cellophane: ignore\nx = 1\n", "x = 1\n"),
        ("# cellophane: file-ignore\n# cellophane: file-ignore[CEL1]\n# cellophane: ignore\nx = 1\n", "x = 1\n"),
        ("# why\n\n# cellophane: file-ignore\r\nx = 1\r\n", "# why\n\nx = 1\r\n"),
        ("# cellophane: file-ignore  # mypy: ignore-errors\n", "# mypy: ignore-errors\n"),
    ],
)
def test_a_line_with_nothing_else_goes_as_a_whole(text: str, after: str) -> None:
    assert mended(text) == after


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # cellophane: ignore", "x = 1"),
        ("# cellophane: file-ignore", ""),
        ("# cellophane: file-ignore\nx = 1", "x = 1"),
        ("x = 1\n# cellophane: ignore", "x = 1"),
    ],
)
def test_in_a_notebook(before: str, after: str) -> None:
    assert mended(notebook("y = 1", before, "z = 1"), "a.ipynb") == notebook("y = 1", after, "z = 1")


NOTHING = "this comment silences nothing"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("# cellophane: ignore", f"{NOTHING}: nothing is found here, at any certainty"),
        (
            "# cellophane: ignore[CEL1]",
            f"{NOTHING}: nothing of CEL1 is found here, at any certainty",
        ),
        ("# cellophane: ignore[CEL1O1]", "`CEL1O1` silences nothing: no rule is called 'CEL1O1'; did you mean CEL101?"),
        ("# cellophane: ignore[B023]", "`B023` silences nothing: no rule is called 'B023'"),
        ("# cellophane: file-ignore", f"{NOTHING}: `file-ignore` has to stand on a line of its own"),
        ("# cellophane: ignore: CEL101", f"{NOTHING}: codes stand in brackets: `ignore[CEL101]`"),
        ("# noqa: CEL999", "`CEL999` silences nothing: no rule is called 'CEL999'"),
    ],
)
def test_what_is_said(line: str, message: str) -> None:
    [one] = found(f"x = 1  {line}\n")
    said = one.message.partition("; did you mean")[0], message.partition("; did you mean")[0]
    assert said[0] == said[1]
    assert ("did you mean" in one.message) == ("did you mean" in message)


@pytest.mark.parametrize(
    "comment",
    [
        "# Cellophane: ignore",
        "#CELLOPHANE : ignore",
        "# cellophane ignore[CEL101]",
        "# cellophane file-ignore",
        "# NoQA: CEL101",
        "# noqa\f: CEL101",
    ],
)
def test_however_it_is_written(comment: str) -> None:
    [told] = found(f"x = 1  {comment}\n")
    assert told.message.startswith(NOTHING)


def test_a_name_with_a_capital_speaks_too() -> None:
    text = f"{LOOP}  # Cellophane: ignore[CEL101]\n"
    assert check_bytes(text.encode(), "a.py", Options(("CEL001", "CEL101"))).findings == ()


def test_what_was_meant_cannot_be_told_and_is_left() -> None:
    text = "x = 1  # cellophane: ignore[CEL1O1] why\n"
    [one] = found(text)
    assert (one.fix, one.unfixed) == (None, "what was meant cannot be told")
    assert mended(text) == text


def test_a_comment_that_stands_in_the_wrong_line_is_told_of_the_right_one() -> None:
    [one] = found(f"{LOOP}\nx = 1  # cellophane: ignore[CEL101]\n")
    assert one.advice == "take the comment out; if it is for CEL101 in line 3, put it at the end of that line"
    [one] = found(f"{LOOP}  # noqa\nx = 1  # cellophane: ignore[CEL101]\n")
    assert one.advice == "take the comment out"


@pytest.mark.parametrize(
    "text",
    [
        f"{LOOP}  # cellophane: ignore[CEL101]\n",
        f"{LOOP}  # cellophane: ignore\n",
        f"{LOOP}  # noqa: CEL101\n",
        f"# cellophane: file-ignore[CEL1]\n{LOOP}\n",
        "for i in f():\n    g(lambda: i)  # cellophane: ignore[CEL101]\n",
        "x = 1  # noqa\n",
        "x = 1  # noqa: because\n",
        "x = '# cellophane: ignore'\n",
    ],
)
def test_rules_that_are_not_selected_and_findings_that_are_only_possible_count(text: str) -> None:
    assert found(text) == ()


def test_a_rule_that_fails_says_nothing_of_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> object:
        raise ZeroDivisionError

    from cellophane.check.rules import cel102_lazy_loop_capture as failing

    monkeypatch.setattr(failing, "find", fail)
    text = f"{LOOP}  # cellophane: ignore[CEL2]\nlate.append(x for x in late if i for i in late)\n"
    assert found(text) == ()
    checked = check_bytes(text.encode(), "a.py", Options(catalogue.codes()))
    assert [problem.message for problem in checked.problems] == [
        "internal error in CEL102, please report it (ZeroDivisionError)"
    ]


@pytest.mark.parametrize(
    "text", ["x = [lambda: i for i in y]  # fine\n", "x = 1  # noqa\n", "x = 1  # noqa: E501\n", "import cellophane\n"]
)
def test_files_without_such_comments_are_not_parsed_for_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: Source) -> None:
        raise AssertionError(source)

    monkeypatch.setattr(Source, "parse", fail)
    quick = Options(("CEL001",), thorough=False)
    assert engine.check_source(Source("a.py", text), quick) == Checked("a.py")


def test_what_is_remembered_holds_as_long_as_the_other_files_stay_as_they_are(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "cache.sqlite"), "this cellophane")
    (tmp_path / "a.py").write_text(
        "from b import use\nfor i in 'ab':\n    use(lambda: i)  # cellophane: ignore[CEL101]\n"
    )

    def codes(helper: str) -> list[list[str]]:
        """What is found, and what another run finds that can remember it."""
        (tmp_path / "b.py").write_text(helper)
        seen = []
        for _ in range(2):
            analysis = Analysis()
            with Cache(store, analysis) as cache:
                checked = engine.check_file(str(tmp_path / "a.py"), Options(catalogue.codes()), None, analysis, cache)
                seen.append([one.code for one in checked.findings])
        return seen

    assert codes("kept = []\ndef use(f): kept.append(f)\n") == [[], []]
    assert codes("def use(f): return f()\n") == [["CEL001"], ["CEL001"]]
    assert codes("kept = []\ndef use(f): kept.append((f, 1))\n") == [[], []]


def test_many_comments_take_no_more_than_their_number() -> None:
    """Twice as many take twice as much work, not four times."""

    def work(number: int) -> int:
        text = "".join(f"x = {row}  # cellophane: ignore[CEL101]\n" for row in range(number))
        source = Source("a.py", text)
        every = [replace(LATE, span=Span(row, 1, row, 2)) for row in range(1, number, 2)]
        return steps(lambda: list(vain.in_vain(source, reading.read(source), every)))

    assert work(200) < 2.5 * work(100)


RUFF = shutil.which("ruff") or shutil.which("ruff", path=str(Path(sys.executable).parent))


@pytest.mark.skipif(RUFF is None, reason="ruff is not installed")
def test_what_ruff_leaves(tmp_path: Path) -> None:
    """ruff takes `# noqa: CEL101` away unless it is told of the codes, and leaves our own comments alone."""
    assert RUFF is not None
    ours, noqa = f"{LOOP}  # cellophane: ignore[CEL101] why\n", f"{LOOP}  # noqa: CEL101\n"

    def after(text: str, *options: str) -> str:
        file = tmp_path / "a.py"
        file.write_text(text)
        subprocess.run(
            [RUFF, "check", "--isolated", "--no-cache", "--quiet", "--select", "RUF", "--fix", *options, str(file)],
            check=False,
            stdout=subprocess.DEVNULL,
        )
        return file.read_text()

    assert after(noqa) == f"{LOOP}\n"
    assert after(noqa, "--config", 'lint.external = ["CEL"]') == noqa
    assert after(ours) == ours
    assert after(f"# cellophane: file-ignore\n{LOOP}\n") == f"# cellophane: file-ignore\n{LOOP}\n"
