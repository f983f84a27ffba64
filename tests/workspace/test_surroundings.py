"""What is around a file: what makes it another one, and what does not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cellophane.workspace import surroundings
from cellophane.workspace.surroundings import Surroundings


def plant(root: Path, *files: str) -> None:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x = 1\n", encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project with an environment of its own."""
    root = tmp_path / "tree"
    plant(root, "pyproject.toml", "src/p/__init__.py", "src/p/a.py", "src/p/b.py", "tests/test_a.py", "notes.txt")
    plant(root, ".git/HEAD", ".venv/bin/python", ".venv/lib/python3.11/site-packages/tool-1.0.dist-info/METADATA")
    (root / ".venv/pyvenv.cfg").write_text("version = 3.11.0\n", encoding="utf-8")
    return root


def around(tree: Path, file: str = "src/p/a.py") -> str | None:
    return Surroundings().of(str(tree / file))


def rename(tree: Path, old: str, new: str) -> None:
    (tree / old).rename(tree / new)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file is edited": lambda tree: (tree / "src/p/b.py").write_text("x = 12\n", encoding="utf-8"),
    "a file is touched": lambda tree: os.utime(tree / "src/p/b.py", ns=(1, 1)),
    "a file is added": lambda tree: plant(tree, "src/p/deep/c.py"),
    "a stub is added": lambda tree: plant(tree, "src/p/b.pyi"),
    "a file is removed": lambda tree: (tree / "tests/test_a.py").unlink(),
    "a file is renamed": lambda tree: rename(tree, "src/p/b.py", "src/p/c.py"),
    "a package is updated": lambda tree: rename(
        tree / ".venv/lib/python3.11/site-packages", "tool-1.0.dist-info", "tool-1.1.dist-info"
    ),
    "another environment is nearest": lambda tree: (tree / ".venv").rename(tree / "venv"),
}
NO_CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing happens": lambda tree: None,
    "another kind of file is edited": lambda tree: (tree / "notes.txt").write_text("more", encoding="utf-8"),
    "Python keeps what it compiled": lambda tree: plant(tree, "src/p/__pycache__/b.cpython-311.pyc"),
    "a file that is nobody's code is added": lambda tree: plant(tree, "node_modules/x/a.py", ".tox/py/b.py"),
    "a package changes behind its back": lambda tree: plant(tree, ".venv/lib/python3.11/site-packages/tool.py"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_makes_them_others(tree: Path, change: Callable[[Path], object]) -> None:
    before = around(tree)
    change(tree)
    assert around(tree) != before


@pytest.mark.parametrize("change", NO_CHANGES.values(), ids=NO_CHANGES.keys())
def test_what_leaves_them_as_they_were(tree: Path, change: Callable[[Path], object]) -> None:
    before = around(tree)
    change(tree)
    assert around(tree) == before is not None


def test_files_of_one_package_have_the_same(tree: Path) -> None:
    assert around(tree) == around(tree, "src/p/b.py") != around(tree, "tests/test_a.py")


def test_an_environment_that_is_named(tree: Path) -> None:
    other = tree.parent / "other"
    plant(other, "lib/python3.11/os.py", "lib/python3.11/site-packages/tool-2.0.dist-info/METADATA")
    assert Surroundings().of(str(tree / "src/p/a.py"), other) not in (around(tree), None)


def test_each_run_looks_once(tree: Path) -> None:
    run = Surroundings()
    before = run.of(str(tree / "src/p/a.py"))
    plant(tree, "src/p/c.py")
    assert run.of(str(tree / "src/p/b.py")) == before != around(tree)


def test_too_much_to_look_at(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "_MOST", 3)
    assert around(tree) is None


def test_what_cannot_be_looked_at(tree: Path) -> None:
    try:
        (tree / "src/p/c.py").symlink_to(tree / "gone.py")
    except OSError:
        pytest.skip("links need rights here")
    assert around(tree) is not None
    assert around(tree, "gone/deeper/a.py") is not None
