"""Trees whose bodies are read by and by: the tree of the whole text, whoever looks, and in whatever order."""

from __future__ import annotations

import ast
import random
import sysconfig
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cellophane.source.names.scopes import resolve
from cellophane.source.text import source
from cellophane.source.text.unread import (
    UNREAD,
    BodyUnreadable,
    UnendedClass,
    UnreadFunction,
    bodies_of,
    partly_parsed,
)
from tests.layouts import relaid
from tests.programs import programs
from tests.unread_oracle import disagreements

_LIBRARY = Path(sysconfig.get_paths()["stdlib"])
_TOO_LONG = 60_000
_LONG = "        1\n        2\n        3\n        4\n"
"""Lines that make it worth while to leave a body out."""

_KEEPING = f"""\
import os


class Shop:
    rate = 2

    @property
    def price(self, count=os):
        "of one"
        total = rate * _Shop__tax
        return __hidden
{_LONG}

    async def sell(self):
        global sold
        sold = super().sell()
        def inner():
            return sold, lambda: rate
{_LONG}
"""


def partly(text: str) -> ast.Module:
    tree = partly_parsed(text, ())
    assert tree is not None
    return tree


def unread(tree: ast.Module) -> list[str]:
    """The functions that are unread, found without looking into them."""
    waiting: list[ast.stmt] = [*tree.body]
    found = []
    while waiting:
        node = waiting.pop(0)
        found += [node.name] if isinstance(node, UNREAD) else []
        waiting += node.body if isinstance(node, ast.ClassDef) else []
    return found


class TestReading:
    def test_what_is_wanted_is_read_at_once(self) -> None:
        tree = partly_parsed(_KEEPING, [(10, 10)])
        assert tree is not None
        assert unread(tree) == ["sell"]

    def test_looking_at_one_body_leaves_the_others_alone(self) -> None:
        tree = partly(_KEEPING)
        [shop] = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        [price] = [node for node in shop.body if isinstance(node, UnreadFunction)]
        assert len(price.body) == 7
        assert type(price) is ast.FunctionDef
        assert unread(tree) == ["sell"]

    def test_the_end_of_a_class_is_that_of_its_last_function(self) -> None:
        tree = partly(_KEEPING)
        shop = tree.body[1]
        assert isinstance(shop, UnendedClass)
        whole = ast.parse(_KEEPING).body[1]
        assert (shop.end_lineno, shop.end_col_offset) == (whole.end_lineno, whole.end_col_offset)
        assert type(shop) is ast.ClassDef
        assert unread(tree) == ["price"]

    @pytest.mark.parametrize(
        ("word", "left"),
        [
            ("count", ["price", "sell"]),  # in a header
            ("total", ["sell"]),
            ("one", ["sell"]),  # in a string, which does no harm
            ("tota", ["price", "sell"]),
            ("inner", ["price"]),
            ("rate", []),
            ("_Shop__hidden", ["sell"]),
            ("_A__B__hidden", ["sell"]),
        ],
    )
    def test_by_word(self, word: str, left: list[str]) -> None:
        tree = partly(_KEEPING)
        bodies = bodies_of(tree)
        assert bodies is not None
        bodies.read_mentioning(word)
        assert unread(tree) == left

    def test_a_letter_that_is_none_of_a_word(self) -> None:
        tree = partly(f"def f():\n    def g():\n        a· = 1\n{_LONG}")
        bodies = bodies_of(tree)
        assert bodies is not None
        bodies.read_mentioning("a·")
        assert unread(tree) == []

    def test_a_body_that_is_no_python(self) -> None:
        tree = partly(f"def f():\n    if 1:\n        1 1\n{_LONG}\nx = 2\n")
        with pytest.raises(BodyUnreadable):
            ast.dump(tree)


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    1\n    2\n",  # not worth it
        f"def f():\n    if 1:\n{_LONG}\n\f\n",
        f"def f[T]():\n    if 1:\n{_LONG}",
        f"class C \\\n  [T]: pass\ndef f():\n    if 1:\n{_LONG}",
        f"def f():\n    if 1:\n{_LONG}ﬁ = 1\n",  # a name that is spelled `fi`
        f"def f():\n    if 1:\n\t\t1\n\t\t2\n{_LONG}'''",  # a string without an end
        f"x = '''\ndef f():\n    if 1:\n{_LONG}'''\n",
    ],
)
def test_parsed_at_once(text: str) -> None:
    assert _parsed_partly(text) is None


def _parsed_partly(text: str) -> ast.Module | None:
    try:
        return partly_parsed(text, ())
    except SyntaxError:
        return None


class TestNames:
    def test_headers_are_answered_for_by_reading_what_they_head(self) -> None:
        tree = partly(_KEEPING)
        names = resolve(tree)
        shop = tree.body[1]
        assert isinstance(shop, ast.ClassDef)
        price = shop.body[1]
        assert isinstance(price, UnreadFunction)
        variable = names.variable(price.args.args[1])
        assert variable is not None
        assert variable.scope is names.holder(price.args.args[1]) is names.scope(price)
        assert unread(tree) == ["sell"]

    def test_uses_read_what_mentions_the_name(self) -> None:
        tree = partly(_KEEPING)
        names = resolve(tree)
        variable = names.meant(names.module, "sold")
        assert variable is not None
        assert len(names.bindings(variable)) == len(names.uses(variable)) == 1
        assert unread(tree) == ["price"]


def _sample() -> list[Path]:
    modules = [path for path in sorted(_LIBRARY.glob("*.py")) if path.stat().st_size < _TOO_LONG][::12]
    hard = [_LIBRARY / "test" / f"test_{name}.py" for name in ("scope", "named_expressions", "super", "fstring")]
    return modules + [path for path in hard if path.exists()]


@pytest.mark.parametrize("path", _sample(), ids=lambda path: path.name)
def test_standard_library(path: Path) -> None:
    assert not disagreements(source.read(path).text, seed=1)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(programs(), min_size=1, max_size=2), st.integers(0, 1 << 30))
def test_random_programs(texts: list[str], seed: int) -> None:
    chance = random.Random(seed)
    laid = [relaid(text, chance) if chance.random() < 0.5 else text for text in texts]
    text = "".join(_made_long(one, chance) for one in laid)
    try:
        wrong = disagreements(text, seed)
    except SyntaxError:
        assume(False)
    assume(wrong is not None)
    assert wrong == []


def _made_long(text: str, chance: random.Random) -> str:
    """A program at the bottom of a function, as which it is long enough to be left out, or in a class, or neither."""
    way = chance.choice(["", "def outer(a, *b):\n", "class Outer:\n  def method(self):\n", "if b:\n  async def f():\n"])
    if not way:
        return text
    depth = "    " if way.count("\n") == 2 else " "
    rows = [f"{depth}{row}" if row.strip() else row for row in (text + "a\na\na\na\n").splitlines(keepends=True)]
    return way + "".join(rows)
