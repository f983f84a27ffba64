"""Patterns of paths, held against git's own answer."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellophane.workspace.ignore import Patterns, refused

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is the oracle")

PATHS = (
    r"""
a.py|b.py|a.log|build|src/a.py|src/build|src/build/a.py|src/deep/er/a.py|docs/a.log|#a.py|!a.py|a b.py|a.py
a.py |[a].py|é.py|.hidden/a.py|src/a/b/c/a.py|foo/bar|x/foo/bar|ab.py|abc.py|a-b.py|\a.py
""".strip("\n")
    .replace("\n", "|")
    .split("|")
)

PATTERNS = (
    r"""
a.py|*.py|/a.py|src/a.py|/src|src/|build|build/|/build|**/a.py|src/**|src/**/a.py|**/deep/**|a?.py|a[bc].py
a[!b].py|a[^b].py|[a-c]*.py|\#a.py|\!a.py|#a.py|a\ b.py|a.py\ |a.py   |\[a\].py|[a|a\|foo/bar
foo/*|*|*/|/*|/*/|a**.py|**|***|/**|s*c/a.py|| |[]a].py|[]-a].py|é.*|a[b-].py|**a.py
a[\b].py|\\a.py|a[|[[:nope:]].py|a[]|deep/|er|*/er/*|src**/**/|a**/b|src**|!|/|//|__pycache__/|*.py[cod]|.hidden
""".strip("\n")
    .replace("\n", "|")
    .split("|")
)
"""Of what ignore files hold and might hold; not what `ignore` says that `pathspec` judges otherwise."""

PIECES = ["a", "b", "src", "*", "**", "?", "/", "[ab]", ".py", "deep", "build", "/**/"]


def by_git(directory: Path, lines: list[str], paths: list[str]) -> set[str]:
    """The paths that git takes for ignored by these lines, each looked at by itself."""
    (directory / ".gitignore").write_text("\n".join(lines) + "\n", encoding="utf-8")
    # `--non-matching --verbose` tells the deciding pattern, also one that takes back.
    command = ["git", "-c", "core.quotePath=false", "check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"]
    out = subprocess.run(
        command, cwd=directory, input="\0".join(paths) + "\0", capture_output=True, text=True, check=False
    ).stdout
    fields = out.split("\0")[:-1]
    rows = [fields[at : at + 4] for at in range(0, len(fields), 4)]
    return {path for _, _, pattern, path in rows if pattern and not pattern.startswith("!")}


def ours(lines: list[str], paths: list[str]) -> set[str]:
    """The paths that `Patterns` names, or that lie below a directory that it names."""
    patterns = Patterns(tuple(lines))
    return {path for path in paths if _is_named(patterns, path)}


def _is_named(patterns: Patterns, path: str) -> bool:
    parts = path.split("/")
    for end in range(1, len(parts)):
        if patterns.decide("/".join(parts[:end]), is_directory=True):
            return True
    return bool(patterns.decide(path))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(directory)], check=True)
    return directory


@needs_git
@pytest.mark.parametrize("pattern", PATTERNS)
def test_one_pattern_as_git_reads_it(pattern: str, repository: Path) -> None:
    assert ours([pattern], PATHS) == by_git(repository, [pattern], PATHS)


@needs_git
@pytest.mark.parametrize(
    "lines",
    [
        ["*.py", "!a.py"],
        ["!a.py", "*.py"],
        ["*", "!*/", "!*.py"],
        ["*.log", "!docs/"],
        ["src/", "!src/a.py"],
        ["src/*", "!src/a.py"],
        ["*.py", "!/src/**", "a.py"],
        ["# a comment", "", "a.py"],
        ["/*", "!/src", "/src/*", "!/src/deep"],
        ["/*", "!/src/"],
        ["*", "!*.py", "!*/"],
        ["build*", "!build/"],
    ],
)
def test_several_patterns_as_git_reads_them(lines: list[str], repository: Path) -> None:
    assert ours(lines, PATHS) == by_git(repository, lines, PATHS)


def lines_of(pieces: list[str]) -> st.SearchStrategy[str]:
    """Patterns made of pieces; without those that are known to be judged otherwise."""
    made = st.lists(st.sampled_from(pieces), min_size=1, max_size=5).map("".join)
    return made.filter(lambda line: "***" not in line and not line.endswith("**/"))


@needs_git
@given(lines=st.lists(lines_of(PIECES) | lines_of(PIECES).map("!{}.py".format), min_size=1, max_size=3))
def test_made_up_patterns_as_git_reads_them(repository: Path, lines: list[str]) -> None:
    paths = [path for path in PATHS if path.isascii()]
    assert ours(lines, paths) == by_git(repository, lines, paths)


@given(st.text(max_size=12), st.text(alphabet="ab/.", max_size=8))
def test_no_pattern_crashes(pattern: str, path: str) -> None:
    assert Patterns((pattern,)).decide(path) in (True, False, None)
    assert refused(pattern) in (True, False)


def test_a_line_that_is_no_pattern_spares_the_others() -> None:
    patterns = Patterns(("a\\", "!", "b.py"))
    assert [refused(line) for line in patterns.lines] == [True, True, False]
    assert patterns.names("b.py")
    assert not patterns.names("a")


@pytest.mark.parametrize("line", ["", "# a comment", "[", "[[a]", "a[", "*.py"])
def test_what_is_no_mistake(line: str) -> None:
    assert not refused(line)


def test_a_file_below_a_named_directory_is_named() -> None:
    assert Patterns(("tests/data",)).names("tests/data/deep/a.py")
    assert not Patterns(("tests/data",)).names("other/tests/data/a.py")


def test_no_patterns_name_nothing() -> None:
    assert not Patterns().names("a.py")


def test_the_pattern_that_decided_is_told_as_it_was_written() -> None:
    patterns = Patterns(("# first", "a\\", "*.log ", "!keep.log", "/build/"))
    assert patterns.deciding("a/b.log") == "*.log "
    assert patterns.deciding("keep.log") is None
    assert patterns.deciding("b.py") is None
    assert patterns.deciding("build", is_directory=True) == "/build/"
    assert patterns.deciding("build/a.py") == "/build/"
