"""What is guessed of misspelled names."""

from __future__ import annotations

import pathlib

import pytest

from cellophane.model.nearest import meant, nearest, one_of

_NAMES = ["base", "degrees", "per-file-ignores", "CEL601", "CEL603"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("degres", "degrees"),
        ("Base", "base"),
        ("per_file_ignore", "per-file-ignores"),
        ("CEL6O3", "CEL603"),
        ("cel_603", "CEL603"),
        ("other", None),
        ("CEL999", None),
        ("E501", None),
        ("B023", None),
        ("", None),
        (7, None),
    ],
)
def test_the_nearest(word: object, found: str | None) -> None:
    assert nearest(word, iter(_NAMES)) == found
    assert meant(word, iter(_NAMES)) == (f"; did you mean {found!r}?" if found else "")


def test_one_of_them() -> None:
    assert one_of(["a", "b"], "b") == "b"
    for wrong in ("c", 1, None, ["b"]):
        with pytest.raises(ValueError, match="has to be one of a, b, not "):
            one_of(["a", "b"], wrong)


def test_nobody_else_guesses() -> None:
    source = pathlib.Path(__file__).parents[2] / "src" / "cellophane"
    found = [path.name for path in source.rglob("*.py") if "get_close_matches" in path.read_text("utf-8")]
    assert found == ["nearest.py"]
