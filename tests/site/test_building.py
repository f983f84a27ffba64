"""That the site is complete or stays as it was, and that what is wrong is told with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import cellophane
from tools import playground
from tools.site import building, staging
from tools.site.building import main, replace


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of before, in the place where one is built."""
    monkeypatch.setattr(building, "ROOT", tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("old", "utf-8")
    return tmp_path / "site"


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_a_new_site_takes_the_place_of_the_old_one(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(target: Path) -> None:
        target.mkdir()
        (target / "new.html").write_text("new", "utf-8")

    monkeypatch.setattr(building, "build", build)
    replace(old, old.parent / "build")
    assert contents(old) == {"new.html": "new"}
    assert list((old.parent / "build").iterdir()) == []


def test_a_build_that_fails_leaves_the_old_one(
    old: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(target: Path) -> None:
        target.mkdir()
        raise ValueError("a page is wrong")

    monkeypatch.setattr(building, "build", build)
    assert main() == 2
    assert capsys.readouterr().err == "error: a page is wrong\n"
    assert contents(old) == {"index.html": "old"}
    assert list((old.parent / "build").iterdir()) == []


def test_what_is_missing_is_said(
    old: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert main() == 2
    assert capsys.readouterr().err.startswith("error: npm is not installed")
    assert contents(old) == {"index.html": "old"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("pages", "complaint"),
    [
        ({"index": "# A\n\n[dead](nowhere.md)\n"}, "docs/index.md:3: WARNING: 'myst' cross-reference target not found"),
        ({"index": "# A\n\n[dead](#nowhere)\n"}, "docs/index.md:3: WARNING: 'myst' cross-reference target not found"),
        ({"index": "# A\n", "lonely": "# B\n"}, "docs/lonely.md: WARNING: document isn't included in any toctree"),
    ],
)
def test_a_page_that_is_wrong_is_named(
    pages: dict[str, str], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stage(root: Path, target: Path) -> None:
        target.mkdir()
        for name, text in pages.items():
            (target / f"{name}.md").write_text(text, "utf-8")

    monkeypatch.setattr(staging, "stage", stage)
    monkeypatch.setattr(playground, "absent", lambda: None)
    with pytest.raises(ValueError, match="the pages cannot be made") as caught:
        building.build(tmp_path / "site")
    assert complaint in str(caught.value)


@pytest.mark.once
@pytest.mark.parametrize("name", cellophane.__all__)
def test_the_reference_has_every_public_name(name: str, built: Path) -> None:
    assert f'id="cellophane.{name}"' in (built / "api.html").read_text("utf-8")


@pytest.mark.once
def test_nothing_is_left_of_what_was_needed_on_the_way(built: Path) -> None:
    assert [
        path for path in built.rglob("*") if path.name.startswith(".") or path.suffix in {".doctree", ".pickle"}
    ] == []
