"""How reports name files."""

from __future__ import annotations

import ntpath
import os
from pathlib import Path

import pytest

from cellophane.report.paths import Base


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository; the current directory is one in it."""
    (tmp_path / "top" / "src").mkdir(parents=True)
    (tmp_path / "top" / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "top" / "src")
    return tmp_path / "top"


def test_files_are_named_from_the_top_of_the_repository(repository: Path) -> None:
    base = Base.repository()
    assert base.directory == str(repository)
    assert base.path("a.py") == base.path(str(repository / "src" / "a.py")) == "src/a.py"
    assert base.path("../setup.py") == "setup.py"


def test_a_worktree_has_a_file_in_that_place(repository: Path) -> None:
    (repository / "src" / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    assert Base.repository().path("a.py") == "a.py"


def test_outside_a_repository_they_are_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exists = os.path.exists
    monkeypatch.setattr(os.path, "exists", lambda path: not str(path).endswith(".git") and exists(path))
    assert Base.repository() == Base.here() == Base(str(tmp_path))


def test_what_is_not_below_is_named_in_full(repository: Path, tmp_path: Path) -> None:
    base = Base.repository()
    for outside in (tmp_path / "b.py", tmp_path / "topmost" / "b.py"):
        assert base.within(str(outside)) is None
        assert base.path(str(outside)) == outside.as_posix()


def test_below_the_root_of_the_disk() -> None:
    assert Base("/").within("/a.py") == "a.py" or os.name == "nt"


def test_standard_input_is_no_file(repository: Path) -> None:
    assert Base.repository().within("-") is None
    assert Base.repository().path("-") == "-"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_way_over_a_link_is_seen_through_but_a_link_keeps_its_name(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(repository)
    (repository / "src" / "a.py").symlink_to(tmp_path / "real.py")
    assert Base.repository().path(str(tmp_path / "link" / "src" / "a.py")) == "src/a.py"


def test_bytes_that_are_not_utf8(repository: Path) -> None:
    assert Base.repository().path("caf\udce9.py") == "src/caf\\xe9.py"


@pytest.mark.skipif(os.name == "nt", reason="there it stands between directories")
def test_a_backslash_is_a_letter(repository: Path) -> None:
    assert Base.repository().path("a\\b.py") == "src/a\\b.py"


def test_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "path", ntpath)
    monkeypatch.setattr(os, "sep", "\\")
    base = Base("C:\\Work\\repo")
    assert base.path("c:\\work\\repo\\src\\a.py") == "src/a.py"
    assert base.path("D:\\other\\b.py") == "D:/other/b.py"
