from __future__ import annotations

from pathlib import Path

import pytest

from cellophane.workspace import grounds as module
from cellophane.workspace.grounds import grounds, is_noise, modules_in, outermost


def test_where_a_file_imports_from(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("", "utf-8")
    inside = tmp_path / "src" / "shop"
    inside.mkdir(parents=True)
    (inside / "desk.py").write_text("", "utf-8")
    assert grounds([str(inside / "desk.py")]) == (str(tmp_path),)


def test_where_a_link_leads(tmp_path: Path) -> None:
    for name in ("real", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "setup.cfg").write_text("", "utf-8")
    (tmp_path / "other" / "link").symlink_to(tmp_path / "real")
    found = grounds([str(tmp_path / "other" / "link")])
    assert str(tmp_path / "real") in found


def test_what_lies_in_another_is_left_out_and_namesakes_are_not() -> None:
    assert outermost(["/a/b", "/ab", "/a", "/a"]) == ("/a", "/ab")


def test_modules_and_nobody_elses(tmp_path: Path) -> None:
    for name in ("a.py", "b.pyi", "c.pyw", "d.txt", "e.ipynb", ".venv/f.py", "sub/g.py", "__pycache__/h.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    found = modules_in([str(tmp_path)])
    assert found is not None
    assert {Path(path).name for path in found} == {"a.py", "b.pyi", "c.pyw", "g.py"}


def test_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 1)
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("", "utf-8")
    assert modules_in([str(tmp_path)]) is None


@pytest.mark.parametrize(
    ("name", "noise"),
    [
        ("a.py", False),
        ("a.ipynb", False),
        ("gone", False),
        ("folder", False),
        ("pyproject.toml", False),
        ("folder/.gitignore", False),
        ("setup.py", False),
        ("a.so", False),
        (".git", False),
        ("notes.txt", True),
        (".git/index.lock", True),
        (".git/HEAD", True),
        ("__pycache__", True),
        ("__pycache__/a.cpython-311.pyc", True),
        ("folder/__pycache__/a.py", True),
        (".mypy_cache/3.11/a.data.json", True),
        (".venv/lib/python3.11/site-packages/a.py", True),
        ("node_modules/a/b.py", True),
    ],
)
def test_noise(tmp_path: Path, name: str, noise: bool) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "notes.txt").write_text("", "utf-8")
    assert is_noise(str(tmp_path / name), [str(tmp_path)]) == noise


def test_what_lies_in_an_environment_that_is_watched_is_none(tmp_path: Path) -> None:
    assert not is_noise(str(tmp_path / "venv" / "shop" / "a.py"), [str(tmp_path / "venv" / "shop")])
