"""What comprehensions are called that run in the code around them."""

from __future__ import annotations

import pytest

from cellophane.source.text.source import Source
from cellophane.versions import COMPREHENSIONS_ARE_INLINED
from cellophane.witnessing.comprehensions import comprehensions

pytestmark = pytest.mark.skipif(not COMPREHENSIONS_ARE_INLINED, reason="they are functions, and have names")
LISTS, SETS = "<listcomp>", "<setcomp>"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[x for x in y]", [LISTS]),
        ("[{x for x in y} for y in z]", [LISTS, f"{LISTS}.{SETS}"]),
        ("[x for x in {y for y in z}]", [LISTS, SETS]),
        ("[x for a in b for x in {y for y in a}]", [LISTS, f"{LISTS}.{SETS}"]),
        ("[lambda a={y for y in x}: [a for a in x] for x in z]", [LISTS, f"{LISTS}.{SETS}", LISTS]),
        ("[(x for x in {y for y in z}) for z in a]", [LISTS, f"{LISTS}.{SETS}"]),
        ("[({y for y in x} for x in z) for z in a]", [LISTS, SETS]),
        ("def f(a=[x for x in y]): return {a for a in b}", [LISTS, SETS]),
    ],
)
def test_they_are_qualified_as_functions_would_be(text: str, names: list[str]) -> None:
    found = comprehensions(Source("a.py", text))
    assert [found[span] for span in sorted(found)] == names


def test_a_text_that_cannot_be_read_has_none() -> None:
    assert comprehensions(Source("a.py", "def")) == {}
