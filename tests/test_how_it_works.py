"""Holds docs/how-it-works.md to the code: its Python is run, and what it names is there."""

from __future__ import annotations

import doctest
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "src" / "cellophane"
PAGE = (ROOT / "docs" / "how-it-works.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
SYMPTOMS = re.findall(r"^\| [^|]+ \| `(source|check)/([\w/]+)\.py` \| (.+) \|$", PAGE, re.MULTILINE)
"""Where to look when something is wrong, and what to ask there."""

Names = dict[str, Any]


def complaints(block: str, names: Names) -> str:
    """Run a block of the page: what it prints otherwise than the page says."""
    told: list[str] = []
    test = doctest.DocTestParser().get_doctest(block, names, "how-it-works.md", None, 0)
    assert test.examples
    doctest.DocTestRunner(verbose=False).run(test, out=told.append, clear_globs=False)
    names.update(test.globs)
    return "".join(told)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Names]:
    """What the names of the page mean at its end. The files that it speaks of would be in an empty directory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("diary"))
        names: Names = {}
        yield {"complaints": [complaints(block, names) for block in BLOCKS], **names}


def test_the_page_prints_what_it_says(names: Names) -> None:
    assert len(BLOCKS) > 5
    assert names["complaints"] == [""] * len(BLOCKS)


@pytest.mark.parametrize(
    ("block", "complaint"), [(">>> 1 + 1\n3\n\n", "Expected:\n    3\nGot:\n    2"), (">>> 1 / 0\n\n", "ZeroDivision")]
)
def test_what_it_says_wrongly_is_seen(block: str, complaint: str) -> None:
    assert complaint in complaints(block, {})


@pytest.mark.parametrize(("floor", "module", "ask"), SYMPTOMS, ids=[module for _, module, _ in SYMPTOMS])
def test_what_is_to_be_asked_has_an_answer(floor: str, module: str, ask: str, names: Names) -> None:
    """Names that the page does not bind are those of the module where to look."""
    beside = vars(importlib.import_module(f"cellophane.{floor}.{module}".replace("/", ".")))
    if ask.startswith("`"):
        assert eval(ask.strip("`"), {**beside, **names})
    else:
        assert "`flow.events`" in ask


def test_the_table_of_symptoms_is_read() -> None:
    table = PAGE.partition("| what is wrong |")[2].partition("\n\n")[0]
    assert len(SYMPTOMS) == table.count("\n") - 1 > 10


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w/]+/\w+(?:\.\w+)?)`", PAGE))))
def test_what_it_names_is_there(path: str) -> None:
    assert any((room / path).exists() for room in (ROOT, HOUSE, HOUSE / "source"))


def test_the_limits_that_it_names_are_there() -> None:
    found = 0
    for part in PAGE.partition("- *Size.*")[2].split(";"):
        [module] = re.findall(r"\(`([\w/]+)\.py`\)", part)
        for name in re.findall(r"`(_?[A-Z_]+)`", part):
            assert hasattr(importlib.import_module(f"cellophane.source.{module.replace('/', '.')}"), name)
            found += 1
    assert found >= 5
