from __future__ import annotations

import pytest

from cellophane.source.reach.places import Places
from cellophane.source.reach.uses import File, Searches, Use

TEXTS = {
    "/nowhere/shop/__init__.py": "from .desk import keep\n",
    "/nowhere/shop/desk.py": "def keep(f): ...\n",
    "/nowhere/main.py": "from shop import keep\nfrom lost import found\nimport shop.desk\nshop.desk.fold(1)\n",
}


def uses(path: str) -> tuple[set[Use], frozenset[str]]:
    files = {path: File(path, text) for path, text in TEXTS.items()}
    return Searches(files.__getitem__, Places(TEXTS)).uses(path)


def test_what_is_handed_on_is_taken_from_where_it_is_defined() -> None:
    taken, _ = uses("/nowhere/main.py")
    assert Use("/nowhere/shop/desk.py", "keep", True) in taken
    assert Use("/nowhere/shop/__init__.py", "keep", False) in taken


def test_what_was_looked_up_is_told_also_where_it_is_not() -> None:
    assert {"shop", "keep", "lost", "found", "desk", "fold"} <= uses("/nowhere/main.py")[1]


@pytest.mark.parametrize("text", ["x = 'ä'\n", "x = '\udc80'\n", ""])
def test_a_text_is_packed_as_it_is(text: str) -> None:
    file = File("/a.py", text)
    file.close()
    assert file.text == text


def test_what_is_found_in_a_text_that_was_put_away_is_the_same() -> None:
    file = File("/a.py", "from b import c\nx = y.z\n")
    file.close()
    assert file.defines("x", is_submodule=True)
    assert not file.defines("z", is_submodule=True)
    assert file.chains(["y"]) == {("y", "z")}


@pytest.mark.parametrize(
    ("after", "same"),
    [
        ("from b import c\nx = 2\n", True),
        ("from b import d\nx = 1\n", False),
        ("from b import c\ny = 1\n", False),
    ],
)
def test_those_who_take_from_it_look_again_where_it_hands_on_something_else(after: str, same: bool) -> None:
    before = File("/a.py", "from b import c\nx = 1\n")
    before.defines("x", is_submodule=True)
    assert File("/a.py", after).hands_on_as(before) == same
