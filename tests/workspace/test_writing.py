"""New bytes for a file, all at once or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from cellophane.workspace.writing import Unwritable, create, put, write

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and links are different on Windows")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.py"
    path.write_bytes(b"before\r\n")
    return path


def alone(file: Path) -> None:
    """Make sure that the file is as it was, and that nothing else is there."""
    assert file.read_bytes() == b"before\r\n"
    assert [path.name for path in file.parent.iterdir()] == ["file.py"]


def test_the_new_bytes_are_there_and_nothing_else(file: Path) -> None:
    write(str(file), b"before\r\n", b"after\x00\r")
    assert file.read_bytes() == b"after\x00\r"
    assert [path.name for path in file.parent.iterdir()] == ["file.py"]


def test_a_relative_name(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    write("file.py", b"before\r\n", b"after")
    assert file.read_bytes() == b"after"


@posix
@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o640, 0o4755])
def test_the_mode_is_kept(file: Path, mode: int) -> None:
    file.chmod(mode)
    write(str(file), b"before\r\n", b"after")
    assert stat.S_IMODE(file.stat().st_mode) == mode


@posix
def test_the_owner_is_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[int, int]] = []
    real = os.stat

    def another(path: str) -> os.stat_result:
        found = real(path)
        return os.stat_result((*found[:4], 1234, 5678, *found[6:])) if str(path).endswith(".py") else found

    monkeypatch.setattr(os, "stat", another)
    monkeypatch.setattr(os, "chown", lambda path, user, group: given.append((user, group)))
    write(str(file), b"before\r\n", b"after")
    assert given == [(1234, 5678)]


@posix
def test_links_are_followed(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "one.py").symlink_to(file)
    (folder / "two.py").symlink_to("one.py")
    write(str(folder / "two.py"), b"before\r\n", b"after")
    assert file.read_bytes() == b"after"
    assert (folder / "two.py").is_symlink()
    assert (folder / "one.py").is_symlink()
    assert sorted(path.name for path in folder.iterdir()) == ["one.py", "two.py"]


def test_a_file_that_has_changed_is_left_alone(file: Path) -> None:
    with pytest.raises(Unwritable, match="has changed since it was read, and was left alone"):
        write(str(file), b"earlier", b"after")
    alone(file)


def test_one_that_changes_while_it_is_written_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: file.write_bytes(b"somebody else's"))
    with pytest.raises(Unwritable, match="has changed"):
        write(str(file), b"before\r\n", b"after")
    assert file.read_bytes() == b"somebody else's"
    assert [path.name for path in file.parent.iterdir()] == ["file.py"]


def test_a_read_only_file_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, way: False)  # whoever runs as root may write everything
    with pytest.raises(Unwritable, match=r"^is read-only, and was left alone$"):
        write(str(file), b"before\r\n", b"after")
    alone(file)


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_a_full_disk_leaves_nothing_behind(file: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, step, full)
    with pytest.raises(Unwritable, match=r"^could not be written, and was left alone: no space left on device$"):
        write(str(file), b"before\r\n", b"after")
    alone(file)


def test_neither_does_a_run_that_is_stopped(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write(str(file), b"before\r\n", b"after")
    alone(file)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(Unwritable, match="no such file or directory"):
        write(str(tmp_path / "gone.py"), b"", b"after")
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_link_to_nowhere(tmp_path: Path) -> None:
    (tmp_path / "link.py").symlink_to("gone.py")
    with pytest.raises(Unwritable, match="no such file or directory"):
        write(str(tmp_path / "link.py"), b"", b"after")
    assert [path.name for path in tmp_path.iterdir()] == ["link.py"]


# -- new files -------------------------------------------------------------------------------------------------------


def test_a_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    create("new.json", b"{}")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("new.json", b"{}")]


@posix
def test_a_new_file_may_be_read_by_whom_the_user_lets(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        create(str(tmp_path / "new.json"), b"{}")
        assert os.umask(0o027) == 0o027, "it was left as it was"
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.json").stat().st_mode) == 0o640


def test_a_new_file_where_there_is_no_directory(tmp_path: Path) -> None:
    with pytest.raises(Unwritable, match="could not be written: "):
        create(str(tmp_path / "gone" / "new.json"), b"{}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_new_file_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, step, full)
    with pytest.raises(Unwritable, match="could not be written: "):
        create(str(tmp_path / "new.json"), b"{}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_nothing_takes_the_place_of_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Unwritable, match="is no regular file"):
        write(str(pipe), b"", b"text")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    put(str(pipe), b"text")
    assert os.read(reader, 10) == b"text"
    os.close(reader)
    assert pipe.is_fifo()


def test_putting_makes_files_and_changes_them(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    put(str(path), b"one")
    path.chmod(0o640)
    put(str(path), b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    with pytest.raises(Unwritable, match="could not be written"):
        put(str(tmp_path / "missing" / "new.txt"), b"")
