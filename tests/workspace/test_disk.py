from __future__ import annotations

from pathlib import Path

import pytest

from cellophane.workspace.disk import Disk


def test_what_is_hidden_is_not_there_until_it_is_withdrawn(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    (tmp_path / "part").mkdir()
    disk, top = Disk(), str(tmp_path)
    assert disk.directories[top].files == {"a.py"}
    for name in ("a.py", "part"):
        disk.hide(str(tmp_path / name))
    assert not disk.exists(str(tmp_path / "a.py"))
    assert (disk.directories[top].files, disk.directories[top].folders) == (frozenset(), frozenset())
    assert disk.overlaid
    for name in ("a.py", "part"):
        disk.withdraw(str(tmp_path / name))
    assert disk.exists(str(tmp_path / "a.py"))
    assert disk.directories[top].files == {"a.py"}
    assert disk.directories[top].folders == {"part"}
    assert not disk.overlaid


def test_a_text_in_a_directory_that_is_not_there(tmp_path: Path) -> None:
    disk = Disk()
    disk.overlay(str(tmp_path / "p" / "q" / "a.py"), "x = 1")
    assert disk.directories[str(tmp_path)].folders == {"p"}
    assert disk.directories[str(tmp_path / "p")].folders == {"q"}
    assert disk.directories[str(tmp_path / "p" / "q")].files == {"a.py"}
    assert disk.exists(str(tmp_path / "p" / "q" / "a.py"))
    disk.withdraw(str(tmp_path / "p" / "q" / "a.py"))
    assert disk.directories[str(tmp_path)].folders == frozenset()


# -- whether listings that were read are still right -----------------------------------------------------------------


@pytest.fixture
def read(tmp_path: Path) -> Disk:
    """A disk of which the directories were read."""
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "a.py").touch()
    (tmp_path / "link").symlink_to(tmp_path / "part", target_is_directory=True)
    disk = Disk()
    for folder in (Path(tmp_path.root), tmp_path, tmp_path / "part", tmp_path / "link"):
        assert disk.directories[str(folder)].files is not None
    return disk


def test_a_text_over_a_file_that_is_there_changes_no_listing(read: Disk, tmp_path: Path) -> None:
    before = read.directories[str(tmp_path / "part")]
    assert not read.overlay(str(tmp_path / "part" / "a.py"), "x = 1")
    assert not read.overlay(str(tmp_path / "part" / "a.py"), "x = 2")
    assert not read.withdraw(str(tmp_path / "part" / "a.py"))
    assert read.directories[str(tmp_path / "part")] is before


def test_a_text_where_no_file_is_changes_one(read: Disk, tmp_path: Path) -> None:
    new = tmp_path / "part" / "new.py"
    assert read.overlay(str(new), "x = 1")
    assert read.directories[str(tmp_path / "part")].files == {"a.py", "new.py"}
    assert not read.overlay(str(new), "x = 2")
    assert read.withdraw(str(new))
    assert read.directories[str(tmp_path / "part")].files == {"a.py"}


def test_a_text_in_a_new_directory_changes_the_one_above(read: Disk, tmp_path: Path) -> None:
    assert read.overlay(str(tmp_path / "new" / "deep" / "b.py"), "x = 1")
    assert read.directories[str(tmp_path)].folders == {"part", "link", "new"}
    assert read.withdraw(str(tmp_path / "new" / "deep" / "b.py"))


def test_a_file_that_comes_or_goes_is_seen(read: Disk, tmp_path: Path) -> None:
    file = tmp_path / "part" / "b.py"
    assert not read.has_come_or_gone(str(file))
    file.touch()
    assert read.has_come_or_gone(str(file))
    assert read.directories[str(tmp_path / "part")].files == {"a.py", "b.py"}
    assert not read.has_come_or_gone(str(file))
    file.unlink()
    assert read.has_come_or_gone(str(file))


def test_so_is_one_that_becomes_a_directory(read: Disk, tmp_path: Path) -> None:
    (tmp_path / "part" / "a.py").unlink()
    (tmp_path / "part" / "a.py").mkdir()
    assert read.has_come_or_gone(str(tmp_path / "part" / "a.py"))


def test_and_one_that_is_listed_by_another_path(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "part", target_is_directory=True)
    disk = Disk()
    assert disk.directories[str(tmp_path / "link")].files == frozenset()
    (tmp_path / "part" / "b.py").touch()
    assert disk.has_come_or_gone(str(tmp_path / "part" / "b.py"))
    assert disk.directories[str(tmp_path / "link")].files == {"b.py"}


def test_where_nothing_was_read_nothing_is_wrong(tmp_path: Path) -> None:
    disk = Disk()
    (tmp_path / "a.py").touch()
    assert not disk.has_come_or_gone(str(tmp_path / "a.py"))
    assert not disk.hide(str(tmp_path / "a.py"))
    assert disk.directories[str(tmp_path)].files == frozenset()


def test_hiding_is_seen(read: Disk, tmp_path: Path) -> None:
    assert read.hide(str(tmp_path / "part" / "a.py"))
    assert "part" in read.directories[str(tmp_path)].folders
    assert read.hide(str(tmp_path / "part"))
    assert read.directories[str(tmp_path)].folders == {"link"}
