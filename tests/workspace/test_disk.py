from __future__ import annotations

from pathlib import Path

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
