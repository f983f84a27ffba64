"""By which words a file may call what is meant."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.knowledge import load
from cellophane.source.meaning.words import Words
from cellophane.source.tree.parents import Parents


def last_call(text: str) -> tuple[Words, ast.expr]:
    """The words of a file that ends with a call, and what is called there."""
    tree = ast.parse(text)
    statement = tree.body[-1]
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    return Words(Parents(tree), load()), statement.value.func


@pytest.mark.parametrize(
    "text",
    [
        "pickle.dumps(x)",
        "dumps(x)",
        "from pickle import dumps as d\nd(x)",
        "d = pickle.dumps\nd(x)",
        "d: Dump = pickle.dumps\nd(x)",
        "a, d = 1, pickle.dumps\nd(x)",
        "if (d := pickle.dumps): pass\nd(x)",
        "self.d = pickle.dumps\nself.d(x)",
        "c = pickle.dumps\nd = c\nd(x)",
        "d = c\nc = pickle.dumps\nd(x)",
        "d = marshal.other\nd = pickle.dumps\nd(x)",
        "d = pickle.dumps if a else b\nd(x)",
        "d = partial(pickle.dumps)\nd(x)",
        "def make(): return pickle.dumps\nmake()(x)",
        "def make(): return pickle.dumps\nd = make()\nd(x)",
        "with ProcessPoolExecutor() as d: pass\nd(x)",
        "Parallel(2)(x)",
        "(pickle.dumps if a else b)(x)",
    ],
)
def test_a_word_is_that_of_what_is_meant_or_one_that_the_file_gave_it(text: str) -> None:
    words, function = last_call(text)
    assert words.told("pickles", "'process'")(function)


@pytest.mark.parametrize(
    "text",
    [
        "print(x)",
        "pickle.other(x)",
        "from marshal import other as d\nd(x)",
        "d = pickle.dumps(1) + 2\nd(x)",
        "def make():\n    pickle.dumps(1)\n    return print\nmake()(x)",
    ],
)
def test_other_words_are_of_something_else(text: str) -> None:
    words, function = last_call(text)
    assert not words.told("pickles", "'process'")(function)


def test_names_can_be_asked_for_too() -> None:
    words, function = last_call("def f(): pass\ng = f\ng(x)")
    assert words.called({"f"})(function)
    assert not words.called({"h"})(function)
