"""What patterns leave out, and what is left of them below a directory that is named."""

from __future__ import annotations

from itertools import combinations

import pytest

from cellophane.workspace.exclusion import Exclusion, of_option, of_settings
from cellophane.workspace.ignore import Patterns
from cellophane.workspace.settings import Settings


def exclusion(*lines: str) -> Exclusion:
    return Exclusion(Patterns(lines), "/p", "somebody")


@pytest.mark.parametrize(
    ("lines", "root", "path", "left_out"),
    [
        (["a/"], "/p/a", "/p/a/b.py", False),
        (["a"], "/p/a", "/p/a/b.py", False),
        (["/a"], "/p/a", "/p/a/b.py", False),
        (["a/b"], "/p/a/b", "/p/a/b/c.py", False),
        (["a"], "/p/a/b", "/p/a/b/c.py", False),
        (["**/b"], "/p/a/b", "/p/a/b/c.py", False),
        (["a/*"], "/p/a", "/p/a/b.py", True),
        (["a/**"], "/p/a", "/p/a/b.py", True),
        (["a/b.py"], "/p/a", "/p/a/b.py", True),
        (["a/", "*.py"], "/p/a", "/p/a/b.py", True),
        (["*"], "/p/a", "/p/a/b.py", True),
        (["a"], "/p/a", "/p/a/x/a/b.py", True),
        (["a/"], "/p/a", "/p/a/a/b.py", True),
        (["a b"], "/p/a b", "/p/a b/c/a b/d.py", True),
        (["[[]x]"], "/p/[x]", "/p/[x]/c.py", False),
        (["[[]x]"], "/p/[x]", "/p/[x]/[x]/c.py", True),
        (["a", "!a/b.py"], "/p/a", "/p/a/b.py", False),
        (["a", "*.py", "!a/b.py"], "/p/a", "/p/a/b.py", False),
        (["*.py", "!a"], "/p/a", "/p/a/b.py", True),
        (["c"], "/p/a", "/p/a/b.py", False),
        (["a"], "/p", "/p/a/b.py", True),
        (["*"], "/elsewhere", "/elsewhere/b.py", True),
    ],
)
def test_what_is_left_out_below_a_directory_that_is_named(
    lines: list[str], root: str, path: str, left_out: bool
) -> None:
    inside = exclusion(*lines).inside(root)
    parents = [path[:at] for at, letter in enumerate(path) if letter == "/" and at > len(root)]
    found = any(inside.by(parent, is_directory=True) for parent in parents) or inside.by(path)
    assert bool(found) is left_out


@pytest.mark.parametrize("lines", list(combinations(["/x", "*.py", "!a/b.py", "c/", "a/b.*", "**/d"], 2)))
def test_patterns_that_mean_none_of_the_directories_stay_as_they_are(lines: tuple[str, ...]) -> None:
    assert exclusion(*lines).inside("/p/a") == exclusion(*lines)


def test_the_pattern_that_decides_is_told() -> None:
    both = exclusion("a\\", "# a comment", "", "*.py", "!keep.py", "b/")
    assert both.by("/p/x.py") == "`*.py`, somebody"
    assert both.by("/p/keep.py") is None
    assert both.by("/p/b", is_directory=True) == "`b/`, somebody"
    assert both.by("/p/b") is None


def test_what_they_are_about() -> None:
    assert exclusion("a").is_about("/p/x/y.py")
    assert not exclusion("a").is_about("/pp/x.py")
    assert not exclusion("a").is_about("/")
    assert exclusion("a").is_about("/p/..x/y.py")


def test_another_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, start: str) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("os.path.relpath", refuse)
    assert not exclusion("a").is_about("D:/x/y.py")
    assert exclusion("y.py").by("D:/x/y.py")


def test_where_they_are_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.getcwd", lambda: "/p")
    assert of_option(["x"]).by("/p/a/x") == "`x`, `--exclude`"
    settings = Settings("/q/cellophane.toml", exclude=Patterns(("x",)))
    assert of_settings(settings).by("/q/x") == "`x`, `exclude` in /q/cellophane.toml"
    with pytest.raises(ValueError, match="is no pattern"):
        of_option(["a\\"])
