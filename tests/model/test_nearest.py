"""What is guessed of misspelled names."""

from __future__ import annotations

import pytest

from cellophane.model.nearest import meant, nearest


@pytest.mark.parametrize(("word", "found"), [("degres", "degrees"), ("Base", "base"), ("other", None), (7, None)])
def test_the_nearest(word: object, found: str | None) -> None:
    known = ["base", "degrees"]
    assert nearest(word, known) == found
    assert meant(word, iter(known)) == (f"; did you mean {found!r}?" if found else "")
