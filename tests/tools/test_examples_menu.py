"""The programs that the playground offers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.examples_menu import ROOT, menu


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small repository."""
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "clear.py").write_text('"""Says what it is.\n\nAnd more.\n"""\n', "utf-8")
    return tmp_path


def test_an_example_is_called_as_its_first_sentence_says(root: Path) -> None:
    _, more = json.loads(menu(root))
    assert more["label"] == "More"
    (clear,) = more["programs"]
    assert (clear["name"], clear["title"]) == ("clear", "Says what it is")
    assert clear["text"].startswith('"""Says what it is.')


def test_programs_of_the_tour_come_first_in_the_order_of_its_chapters(root: Path) -> None:
    tour = root / "docs" / "tour"
    (tour / "programs").mkdir(parents=True)
    for name in ("one", "two", "three", "unused"):
        (tour / "programs" / f"{name}.py").write_text(f"# {name}\n", "utf-8")
    (tour / "index.md").write_text("# The tour\n```{program} programs/unused.py\n```\n", "utf-8")
    (tour / "10-late.md").write_text("# 10. Late\n\n```{program} programs/one.py output\n```\n", "utf-8")
    both = "# 2. Two\n\n```{program} programs/three.py\n```\n\n```{program} programs/two.py look\n```\n"
    (tour / "02-two.md").write_text(both, "utf-8")
    first, _ = json.loads(menu(root))
    assert [(each["name"], each["title"]) for each in first["programs"]] == [
        ("tour/three", "2. Two: three"),
        ("tour/two", "2. Two: two"),
        ("tour/one", "10. Late"),
    ]


def test_every_example_of_the_repository_is_in_it() -> None:
    programs = {each["name"]: each for group in json.loads(menu()) for each in group["programs"]}
    assert {file.stem for file in (ROOT / "examples").glob("*.py")} <= set(programs)
    for each in programs.values():
        compile(each["text"], each["name"], "exec")
        assert each["title"]
