"""Which files a run is about."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cellophane.model.problem import Problem
from cellophane.workspace.files import Found, Search, find
from cellophane.workspace.settings import Nearest

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
needs_walls = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="nothing is unreadable for this user"
)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, the current one, that is a repository's root."""
    directory = tmp_path / "tree"
    (directory / ".git" / "info").mkdir(parents=True)
    monkeypatch.chdir(directory)
    return directory


def make(tree: Path, *names: str, text: str = "") -> None:
    for name in names:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")


def items(*arguments: str) -> list[Found | Problem]:
    return list(find(arguments, Search(Nearest())))


def names(*arguments: str) -> list[str]:
    """The paths found, with `/`; a problem fails the test."""
    return [_path(item) for item in items(*arguments)]


def _path(item: Found | Problem) -> str:
    assert isinstance(item, Found), item
    return item.path.replace(os.sep, "/")


def problems(*arguments: str) -> list[str]:
    return [str(item) for item in items(*arguments) if isinstance(item, Problem)]


def test_a_tree_is_walked_in_order(tree: Path) -> None:
    make(tree, "b.py", "a/z.py", "a/b.pyw", "c.ipynb", "a/a/a.py")
    assert names(".") == ["a/a/a.py", "a/b.pyw", "a/z.py", "b.py", "c.ipynb"]


def test_paths_are_shown_as_they_were_given(tree: Path) -> None:
    make(tree, "src/a.py")
    assert names("src") == ["src/a.py"]
    assert names("src/") == ["src/a.py"]
    assert names("./src") == ["./src/a.py"]
    assert names(str(tree / "src")) == [(tree / "src/a.py").as_posix()]


def test_other_files_are_left_alone(tree: Path) -> None:
    make(tree, "a.txt", "a.pyi", "a.pyc", "py", "Makefile")
    assert names(".") == []


def test_a_named_file_is_checked_whatever_it_is_called(tree: Path) -> None:
    make(tree, "script", "a.pyi")
    assert names("script", "a.pyi") == ["script", "a.pyi"]


def test_nothing_is_found_twice(tree: Path) -> None:
    make(tree, "a/a.py", "b.py")
    assert names("b.py", "a", "./b.py", ".", "a/a.py", str(tree)) == ["b.py", "a/a.py"]


def test_a_missing_argument_is_told_and_the_others_are_found(tree: Path) -> None:
    make(tree, "a.py")
    assert problems("gone.py", "a.py") == ["gone.py: cannot be read: no such file or directory"]
    assert [item.path for item in items("gone.py", "a.py") if isinstance(item, Found)] == ["a.py"]


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 5000])
def test_a_name_that_no_file_can_have(tree: Path, name: str) -> None:
    assert len(problems(name)) == 1


@pytest.mark.parametrize(
    "directory",
    [".venv", "venv", "__pycache__", "node_modules", ".tox", ".nox", ".mypy_cache", "build", "dist", ".git"],
)
def test_usual_directories_are_skipped(tree: Path, directory: str) -> None:
    make(tree, f"{directory}/a.py", "src/a.py", f"src/{directory}/a.py")
    assert names(".") == ["src/a.py"]


def test_a_virtual_environment_of_any_name_is_skipped(tree: Path) -> None:
    make(tree, "surroundings/pyvenv.cfg", "surroundings/lib/a.py", "a.py")
    assert names(".") == ["a.py"]


def test_a_package_called_build_is_not_skipped(tree: Path) -> None:
    make(tree, "pkg/build/__init__.py", "pkg/build/a.py")
    assert names(".") == ["pkg/build/__init__.py", "pkg/build/a.py"]


def test_a_skipped_directory_is_checked_when_it_is_named(tree: Path) -> None:
    make(tree, "build/a.py")
    assert names("build") == ["build/a.py"]


def test_gitignore_is_honoured(tree: Path) -> None:
    make(tree, ".gitignore", text="*_pb2.py\n/out/\n")
    make(tree, "a.py", "b_pb2.py", "out/a.py", "src/out/a.py", "src/c_pb2.py")
    assert names(".") == ["a.py", "src/out/a.py"]


def test_nested_gitignore_has_the_last_word(tree: Path) -> None:
    make(tree, ".gitignore", text="gen_*.py\n")
    make(tree, "src/.gitignore", text="!gen_kept.py\n/local.py\n")
    make(
        tree,
        "gen_kept.py",
        "local.py",
        "src/gen_kept.py",
        "src/gen_a.py",
        "src/local.py",
        "src/deep/local.py",
    )
    assert names(".") == ["local.py", "src/deep/local.py", "src/gen_kept.py"]


def test_what_is_in_an_ignored_directory_cannot_be_taken_back(tree: Path) -> None:
    make(tree, ".gitignore", text="out/\n!out/a.py\n")
    make(tree, "out/a.py", "b.py")
    assert names(".") == ["b.py"]


def test_gitignore_above_the_argument_counts(tree: Path) -> None:
    make(tree, ".gitignore", text="/src/gen/\nlocal.py\n")
    make(tree, "src/gen/a.py", "src/local.py", "src/b.py")
    assert names("src") == ["src/b.py"]


def test_an_ignored_directory_is_checked_when_it_is_named(tree: Path) -> None:
    make(tree, ".gitignore", text="out/\n")
    make(tree, "out/a.py", "out/deep/b.py")
    assert names("out") == ["out/a.py", "out/deep/b.py"]


def test_an_ignored_file_is_checked_when_it_is_named(tree: Path) -> None:
    make(tree, ".gitignore", text="*.py\n")
    make(tree, "a.py")
    assert names("a.py") == ["a.py"]


def test_the_repositorys_own_exclude_counts(tree: Path) -> None:
    make(tree, ".git/info/exclude", text="scratch.py\n")
    make(tree, "scratch.py", "a.py")
    assert names(".") == ["a.py"]


def test_gitignore_outside_the_repository_does_not_count(tree: Path) -> None:
    (tree.parent / ".gitignore").write_text("*.py\n", encoding="utf-8")
    make(tree, "a.py")
    assert names(".") == ["a.py"]


def test_gitignore_counts_without_a_repository(tmp_path: Path) -> None:
    make(tmp_path, "plain/.gitignore", text="b.py\n")
    make(tmp_path, "plain/a.py", "plain/b.py")
    assert [Path(name).name for name in names(str(tmp_path / "plain"))] == ["a.py"]


def test_a_strange_gitignore_does_no_harm(tree: Path) -> None:
    (tree / ".gitignore").write_bytes(b"\xef\xbb\xbf\xff\xfe[\r\n\\\r\nb.py\r\n\0\n")
    make(tree, "a.py", "b.py")
    assert names(".") == ["a.py"]


def test_exclude_counts_from_the_settings_file(tree: Path) -> None:
    make(tree, "pyproject.toml", text='[tool.cellophane]\nexclude = ["src/gen", "*_old.py"]\n')
    make(tree, "src/gen/a.py", "src/b.py", "src/c_old.py", "other/src/gen/d.py")
    assert names(".") == ["other/src/gen/d.py", "src/b.py"]
    assert names("src") == ["src/b.py"]
    assert names("src/c_old.py") == ["src/c_old.py"]


def test_settings_of_a_directory_below(tree: Path) -> None:
    make(tree, "pyproject.toml", text='[tool.cellophane]\nselect = ["CEL1"]\n')
    make(tree, "sub/pyproject.toml", text='[tool.cellophane]\nselect = ["CEL2"]\n')
    make(tree, "a.py", "sub/b.py")
    assert [(_path(item), item.settings.select) for item in items(".") if isinstance(item, Found)] == [
        ("a.py", ("CEL1",)),
        ("sub/b.py", ("CEL2",)),
    ]


def test_bad_settings_are_told_once_and_spare_other_directories(tree: Path) -> None:
    make(tree, "bad/pyproject.toml", text="[tool.cellophane]\nnonsense = 1\n")
    make(tree, "bad/a.py", "bad/deep/b.py", "c.py")
    found = items("bad/a.py", "bad", "bad/deep/b.py", ".")
    assert [item.path for item in found if isinstance(item, Found)] == ["c.py"]
    assert sum(isinstance(item, Problem) for item in found) == 1


def test_a_directory_named_like_a_file(tree: Path) -> None:
    make(tree, "x.py/a.py")
    assert names(".") == ["x.py/a.py"]
    assert names("x.py") == ["x.py/a.py"]


@needs_links
def test_links_in_a_tree_are_not_followed(tree: Path) -> None:
    make(tree, "a/a.py")
    (tree / "linked").symlink_to(tree / "a")
    (tree / "b.py").symlink_to(tree / "a" / "a.py")
    assert names(".") == ["a/a.py"]


@needs_links
def test_a_circle_of_links_ends(tree: Path) -> None:
    make(tree, "a/a.py")
    (tree / "a" / "up").symlink_to(tree)
    (tree / "loop.py").symlink_to(tree / "loop.py")
    assert names(".") == ["a/a.py"]


@needs_links
def test_a_dangling_link_in_a_tree_is_skipped(tree: Path) -> None:
    (tree / "b.py").symlink_to(tree / "gone.py")
    assert names(".") == []


@needs_links
def test_a_dangling_link_that_is_named_is_told(tree: Path) -> None:
    (tree / "b.py").symlink_to(tree / "gone.py")
    assert problems("b.py") == ["b.py: is a link that leads nowhere: no such file or directory"]


@needs_links
def test_a_circular_link_that_is_named_is_told(tree: Path) -> None:
    (tree / "b.py").symlink_to(tree / "b.py")
    assert problems("b.py")[0].startswith("b.py: is a link that leads nowhere: ")


@needs_links
def test_links_that_are_named_are_followed_once(tree: Path) -> None:
    make(tree, "a/a.py")
    (tree / "b.py").symlink_to(tree / "a" / "a.py")
    (tree / "linked").symlink_to(tree / "a")
    assert names("b.py", "linked", "a/a.py") == ["b.py"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this file system")
def test_a_pipe_is_not_waited_for(tree: Path) -> None:
    os.mkfifo(tree / "pipe.py")
    assert names(".") == []
    assert problems("pipe.py") == ["pipe.py: is no regular file; `-` reads standard input"]


@needs_walls
def test_a_closed_directory_is_told(tree: Path) -> None:
    make(tree, "shut/a.py", "b.py")
    (tree / "shut").chmod(0)
    try:
        assert problems(".") == ["shut/: cannot be read: permission denied"]
    finally:
        (tree / "shut").chmod(0o700)


def test_a_directory_that_vanishes_is_told(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tree, "gone/a.py", "here/a.py")
    scandir = os.scandir

    def vanishing(path: str) -> object:
        if path.endswith("gone"):
            raise FileNotFoundError(2, "No such file or directory")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", vanishing)
    assert problems(".") == [f"gone{os.sep}: cannot be read: no such file or directory"]


def test_a_very_deep_tree(tree: Path) -> None:
    here = os.getcwd()
    try:
        for _ in range(300):
            os.mkdir("d")
            os.chdir("d")
        Path("a.py").touch()
    finally:
        os.chdir(here)
    assert names(".") == ["d/" * 300 + "a.py"]


def test_a_name_that_is_not_utf8(tree: Path) -> None:
    try:
        (tree / os.fsdecode(b"caf\xe9.py")).touch()
    except (OSError, UnicodeError):
        pytest.skip("this file system takes UTF-8 names only")
    assert names(".") == ["caf\udce9.py"]


def test_sizes_are_told(tree: Path) -> None:
    make(tree, "a.py", text="x = 1\n")
    assert [item.size for item in items("a.py", ".") if isinstance(item, Found)] == [6]


def forced(*arguments: str) -> list[str]:
    """The paths found when exclusion is forced."""
    search = Search(Nearest(), forced=True)
    return [_path(item) for item in find(arguments, search)]


def test_forced_exclusion_is_what_a_walk_from_above_leaves_out(tree: Path) -> None:
    make(tree, "a/b/c.py", "venv/lib/d.py", "build/e.py", "kept/build/__init__.py", "kept/f.py", "sub/g.py")
    make(tree, "cellophane.toml", text="exclude = ['a/', '*f.py', '/sub']\n")
    make(tree, "sub/cellophane.toml", text="exclude = []\n")
    everything = ["a/b/c.py", "venv/lib/d.py", "build/e.py", "kept/build/__init__.py", "kept/f.py", "sub/g.py"]
    assert forced(*everything) == names(".") == ["kept/build/__init__.py"]
    assert forced("a", "a/b", "venv/lib", "build", "kept", "sub") == ["kept/build/__init__.py"]
    assert sorted(names(*everything)) == sorted(everything)


def test_what_is_left_out_need_not_be_there(tree: Path) -> None:
    make(tree, "cellophane.toml", text="exclude = ['a/']\n")
    os.makedirs("a")
    os.symlink("nowhere", "a/link.py")
    assert forced("a/gone.py", "a/link.py") == []
    assert [type(item) for item in items("a/gone.py", "a/link.py")] == [Problem, Problem]


def test_where_a_file_is_above_where_one_is(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tree, "a/b.py", "c/d.py", "cellophane.toml")
    make(tree, "cellophane.toml", text="exclude = ['a/']\n")
    monkeypatch.chdir(tree / "c")
    assert forced("../a/b.py", ".") == ["d.py"]
    monkeypatch.chdir(tree / "a")
    assert forced(".") == []


def test_ignore_files_above_a_directory_that_is_named_hold_as_ever(tree: Path) -> None:
    make(tree, "a/b.py", "a/c_pb2.py", ".gitignore", text="*_pb2.py\n")
    assert names("a") == ["a/b.py"]
