"""All formats: each is read by what reads such a thing, tells of every finding and problem, and takes its time once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cellophane.check.checked import Checked
from cellophane.report.formats import FORMATS
from tests import reported
from tests.steps import steps

HOME = Path(__file__).parents[2]
ROUND_TRIP: dict[str, Callable[[str], int]] = {}
"""By the name of a format: how many findings and problems its text tells of, as its readers count them."""


def rendered(form: str, files: Iterable[Checked]) -> str:
    """What a format makes of checked files."""
    render: Callable[[Iterable[Checked]], Iterator[str]]
    render = import_module(f"cellophane.report.{FORMATS[form].module}").render
    return "".join(render(files))


def lines(pattern: str) -> Callable[[str], int]:
    def count(text: str) -> int:
        assert text == "" or text.endswith("\n")
        found = text.splitlines()
        assert [line for line in found if not re.fullmatch(pattern, line)] == []
        return len(found)

    return count


def of_sarif(text: str) -> int:
    (run,) = json.loads(text)["runs"]
    return len(run["results"]) + len(run["invocations"][0]["toolExecutionNotifications"])


def of_junit(text: str) -> int:
    suite = ElementTree.fromstring(text)[0]
    return sum(len(case) for case in suite)


ROUND_TRIP.update(
    {
        "json": lambda text: len(json.loads(text)),
        "json-lines": lambda text: len([json.loads(line) for line in text.splitlines()]),
        "github": lines(r"::(error|warning|notice) file=[^,:]*,([a-zA-Z]+=[^,:]*,)*title=[^,:]+::.+"),
        "gitlab": lambda text: len(json.loads(text)),
        "junit": of_junit,
        "pylint": lines(r".+:\d+: \[[a-zA-Z0-9-]+\] .+"),
        "rdjson": lambda text: len(json.loads(text)["diagnostics"]),
        "sarif": of_sarif,
    }
)
TELLING = sorted(ROUND_TRIP)


def test_every_format_that_tells_problems_is_read_here() -> None:
    assert sorted(name for name, form in FORMATS.items() if form.tells_problems) == TELLING


def test_every_module_is_there() -> None:
    for form in FORMATS.values():
        assert callable(import_module(f"cellophane.report.{form.module}").render)
        module, _, function = form.counts.partition(".")
        assert not form.counts or callable(getattr(import_module(f"cellophane.report.{module}"), function))


@pytest.mark.parametrize("form", TELLING)
def test_nothing_found_is_a_whole_report(form: str) -> None:
    assert ROUND_TRIP[form](rendered(form, [])) == 0
    assert ROUND_TRIP[form](rendered(form, [reported.checked()])) == 0


@pytest.mark.parametrize("form", TELLING)
def test_findings_and_problems_are_told(form: str, tmp_path: Path) -> None:
    files = list(reported.hostile(tmp_path))
    text = rendered(form, files)
    assert ROUND_TRIP[form](text) == sum(len(file.findings) + len(file.problems) for file in files)
    text.encode("utf-8")  # there is no lone surrogate in it


@pytest.mark.parametrize("form", TELLING)
def test_no_control_character_is_passed_on(form: str, tmp_path: Path) -> None:
    text = rendered(form, reported.hostile(tmp_path))
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text) == []


@pytest.mark.parametrize("form", sorted({*TELLING} - {"github", "pylint"}))
def test_documents_are_ascii_and_so_are_right_in_any_encoding(form: str, tmp_path: Path) -> None:
    assert rendered(form, reported.hostile(tmp_path)).isascii()


@pytest.mark.parametrize("form", ["json", "json-lines", "gitlab", "rdjson", "sarif"])
def test_strict_readers_of_json_take_it(form: str, tmp_path: Path) -> None:
    text = rendered(form, reported.hostile(tmp_path))
    pieces = text.splitlines() if form == "json-lines" else [text]
    for piece in pieces:
        json.dumps(json.loads(piece), ensure_ascii=False).encode("utf-8")  # which lone surrogates would not let


@pytest.mark.parametrize("form", TELLING)
def test_the_same_files_make_the_same_text(form: str, tmp_path: Path) -> None:
    files = list(reported.hostile(tmp_path))
    assert rendered(form, iter(files)) == rendered(form, files)


@pytest.mark.parametrize("form", TELLING)
def test_three_times_as_many_findings_take_three_times_the_work(form: str) -> None:
    rendered(form, reported.many(100))  # what is imported, and read once
    few, more = (steps(partial(rendered, form, list(reported.many(count)))) for count in (100, 300))
    assert more < 3.1 * few


def test_the_page_on_formats_has_all_of_them() -> None:
    page = (HOME / "docs" / "formats.md").read_text("utf-8")
    assert sorted(re.findall(r"^## `([\w-]+)`$", page, re.MULTILINE)) == sorted(FORMATS)
