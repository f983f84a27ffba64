"""Texts that nobody writes are checked like others: nothing breaks down, and nothing is found in one way only.

How long they take is measured by `benchmarks/hostile_texts.py`, on texts of a million characters.
"""

from __future__ import annotations

import pytest

from cellophane.check import catalogue
from cellophane.check.engine import check_bytes
from cellophane.check.options import Options
from cellophane.model.finding import Certainty
from tests.hostile_texts import TEXTS

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")

OPTIONS = Options(catalogue.codes(), Certainty.POSSIBLE)


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("size", [60, 3000])
def test_hostile_texts_are_checked_like_others(kind: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXTS[kind](size).encode()
    sifted = check_bytes(text, "hostile.py", OPTIONS)
    monkeypatch.setenv("CELLOPHANE_SIFT", "0")
    whole = check_bytes(text, "hostile.py", OPTIONS)
    assert not [problem for problem in whole.problems if "internal error" in problem.message]
    assert (sifted.findings, sifted.problems, sifted.excerpt) == (whole.findings, whole.problems, whole.excerpt)


def test_texts_are_about_as_long_as_asked() -> None:
    lengths = {kind: len(make(50_000)) for kind, make in TEXTS.items()}
    assert {kind: length for kind, length in lengths.items() if not 35_000 < length < 55_000} == {}
