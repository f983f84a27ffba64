from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cellophane.workspace.deciding import deciding, identities


def make_environment(folder: Path) -> Path:
    packages = folder / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text("version = 3.11.1\n", "utf-8")
    return packages


def replace(top: Path) -> None:
    os.rename(top / "shop", top / "old")
    (top / "shop").mkdir()


CHANGES: dict[str, Callable[[Path], object]] = {
    "settings": lambda top: (top / "pyproject.toml").write_text("[tool.cellophane]\n", "utf-8"),
    "ignored": lambda top: (top / "shop" / ".gitignore").write_text("a.py\n", "utf-8"),
    "version control": lambda top: (top / ".git").mkdir(),
    "a file that is named": lambda top: (top / "named.toml").write_text("x = 1\n", "utf-8"),
    "a package": lambda top: (top / ".venv/lib/python3.11/site-packages/a-1.dist-info").mkdir(),
    "no environment": lambda top: os.rename(top / ".venv", top / "gone"),
    "another directory": replace,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_decides(tmp_path: Path, change: Callable[[Path], object]) -> None:
    make_environment(tmp_path / ".venv")
    (tmp_path / "shop").mkdir()
    asked = [str(tmp_path / "shop")], [str(tmp_path / "named.toml")]
    before = deciding(*asked)
    assert deciding(*asked) == before
    change(tmp_path)
    assert deciding(*asked) != before


def test_what_does_not(tmp_path: Path) -> None:
    packages = make_environment(tmp_path / ".venv")
    before = deciding([str(tmp_path)])
    (tmp_path / "a.py").write_text("", "utf-8")
    (packages / "__pycache__").mkdir()
    assert deciding([str(tmp_path)]) == before


def test_an_environment_that_is_gone_is_no_failure(tmp_path: Path) -> None:
    assert deciding([str(tmp_path)], python=tmp_path / "nowhere")


def test_identities(tmp_path: Path) -> None:
    assert identities([str(tmp_path), str(tmp_path / "gone")])[1] is None
