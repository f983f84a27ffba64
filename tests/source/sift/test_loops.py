"""Loops that may be captured are told from the text, whatever it looks like: held against the whole machine."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellophane.source.facts import alone
from cellophane.source.sift.needs import WHOLE, Needs, Region
from cellophane.source.sift.parts import Rows
from cellophane.source.sift.regions import kept
from cellophane.source.text.source import Source
from tests.source.sift.whole_machine import missed

LOOP = Needs(Region.LOOP)


def rows(text: str) -> Rows:
    return kept(text, [LOOP]).get(LOOP, ())


CAPTURED = {
    "a target called as what is looped over": "late = [lambda: a for a in a]\n",
    "a block": "for i in y:\n    late.append(lambda: i)\n",
    "one row": "for i in y: late.append(lambda: i)\n",
    "while": "while x:\n    x = f()\n    late.append(lambda: x)\n",
    "a def": "for i in y:\n    @late.append\n    def g():\n        return i\n",
    "async for": "async def f():\n    async \\\n    for i in y:\n        late.append(lambda: i)\n",
    "await": "async def f():\n    for i in y:\n        await g(lambda: i)\n",
    "return": "def f():\n    for i in y:\n        return lambda: i\n",
    "yield from": "def f():\n    for i in y:\n        yield from g(lambda: i)\n",
    "walrus": "while (x := f()):\n    late.append(lambda: x)\n",
    "with": "while 1:\n    with a as x:\n        late.append(lambda: x)\n",
    "import": "while 1:\n    import x\n    late.append(lambda: x)\n",
    "match": "while 1:\n    match a:\n        case [x]:\n            late.append(lambda: x)\n",
    "global": "def f():\n    for i in y:\n        global i\n        late.append(lambda: i)\n",
    "tabs": "def f():\n\tfor i in y:\n        \tlate.append(lambda: i)\n",
    "form feed": "def f():\n  \f  for i in y:\n      late.append(lambda: i)\n",
    "carriage returns": "for i in y:\r    late.append(lambda: i)\r",
    "a string at the margin": "for i in y:\n    s = '''\nfor x\n'''\n    late.append(lambda: i)\n",
    "a bracket at the margin": "for i in y:\n    f(\n1,\n# )\n')'\n)\n    late.append(lambda: i)\n",
    "a comment at the margin": "for i in y:\n# don't\n    late.append(lambda: i)\n",
    "an f-string with its quote": 'for i in y:\n    f"{x["#"]}"; g("\\"")\n    late.append(lambda: i)\n',
    "an f-string in a raw one": 'for i in y:\n    rf"\\{x}"\n    late.append(lambda: i)\n',
    "backslashes alone": "if 1:\n  \\\n\\\n       for i in y:\n    late.append(lambda: i)\n",
    "a number before": "late = [0for i in y for f in [lambda: i]]\n",
    "a comprehension": "late = [lambda: i for i in y]\n",
    "over rows": "late = [\n    lambda: (\n    i)\n\n    for i in y\n    ]\n",
    "in each other": "late = [(i for _ in z) for i in y]\n",
    "in a header": "if [lambda: i for i in y]:\n    pass\n",
    "in an elif": "if 1:\n    pass\nelif [lambda: i for i in y]:\n    pass\n",
    "in a decorator": "@f(lambda: i\n   for i in y)\ndef g(): pass\n",
    "in a default": "def g(x=[lambda: i for i in y]): pass\n",
    "behind a string": "s = '''\nfor a in b\n'''; late = [lambda: i\n for i in y]\n",
    "a comprehension after a backslash": "late = f(lambda: i \\\n for i in y)\n",
    "a lambda in the condition": "late = [f(i) for i in y if g(lambda:\n i)]\n",
    "a row like a loop": "late = [g(lambda: i)\nfor i in lambda: 1,\n2]\n",
    "another script": "for हिन्दी in y:\n    late.append(lambda: हिन्दी)\n",
    "a ligature": "late = [lambda: ﬁ for fi in y]\n",
    "private": "class C:\n    for __x in y:\n        late.append(lambda: _C__x)\n",
    "in a class in it": "for i in y:\n    class C:\n        def m(self):\n            return i\n",
    "text like a loop": "def f():\n    '''\n    for x in y:\n        don't\n    '''\n"
    "    for i in y:\n        late.append(lambda: i)\n",
}
IN_VAIN = {
    "behind the loop": "for i in y:\n    print(i)\nlate.append(lambda: i)\n",
    "another name": "for i in y:\n    late.append(lambda: j)\n",
    "its own name": "for i in y:\n    late.append(lambda i: i)\n",
    "nothing made": "for i in y:\n    print([i for j in z])\n",
    "apart": "f = lambda: i\n\n\ndef g():\n    return [i for i in y]\n",
    "prose": "'''\nfor the lambda in the text:\n    this is for all, lambda or not\n'''\n",
    "in the iterable": "late = [i for i in f(lambda: y)]\n",
}


@pytest.mark.parametrize("text", CAPTURED.values(), ids=CAPTURED)
def test_what_may_be_captured_is_kept(text: str) -> None:
    assert rows(text)


@pytest.mark.parametrize("text", IN_VAIN.values(), ids=IN_VAIN)
def test_what_cannot_be_captured_is_not_kept(text: str) -> None:
    assert rows(text) == ()


def test_rows_are_those_of_the_loop_and_its_closure() -> None:
    text = "a = 1\n\n\ndef f():\n    for i in y:\n        g(lambda: i)\n\n    return 1\n"
    assert rows(text) == ((5, 7),)


def test_what_cannot_be_told_is_kept_wholly() -> None:
    assert rows("x = " + "(" * 12 + "1" + ")" * 12 + "\nlate = [lambda: i\n for i in y]\n") == WHOLE
    assert rows("for i in y:\n    f(lambda: i)\0\n") == WHOLE


def test_without_sifting_all_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLOPHANE_SIFT", "0")
    assert rows("x = 1\n") == WHOLE


STATEMENTS = (
    "late.append(lambda: {0})",
    "{0} = f({1})",
    "late.append({0} for _ in {1})",
    "late = [lambda: {0} for {0} in {1}]",
    "late = {{\n{0}: lambda: {1}\n    # for )\nfor {1} in g({0})}}",
    "late = f(lambda: {1} \\\n  for {1} in {0})",
    "s = '''\nfor {0} in {1}:\n    lambda: {0}\n'''",
    's = f"{{{0}!r:>{{{1}}}}}"; late = [g(lambda: {0}) for {1} in {0}]',
    "# don't {0} '''",
    "del {0}",
    "({0} := {1})",
    "{0}, {1} = {1}, [\nlambda: {0}]",
    "\\\n",
)
BLOCKS = (
    "for {0} in {1}:",
    "while {0}:",
    "if {0}:",
    "with {0} as {1}:",
    "def {0}({1}):",
    "def {0}(x=lambda: {1}):",
    "class {0}:",
    "for {0} in (lambda: {1},\n{1}): # :",
    "while ({0} := {1}):",
    "try:\n{2}    pass\n{2}except {0} as {1}:",
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
NAMES = st.sampled_from(["a", "b", "c"])


@st.composite
def programs(draw: Callable[..., object], depth: int = 0, indentation: str = "") -> str:
    """Some statements in blocks, in odd layouts."""
    text = ""
    for _ in range(draw(st.integers(1, 3))):  # type: ignore[call-overload]
        names = draw(NAMES), draw(NAMES), indentation
        if depth < 4 and draw(st.booleans()):
            deeper = indentation + str(draw(st.sampled_from([" ", "    ", "\t"])))
            text += indentation + str(draw(st.sampled_from(BLOCKS))).format(*names) + "\n"
            text += str(draw(programs(depth=depth + 1, indentation=deeper)))
        else:
            text += indentation + str(draw(st.sampled_from(STATEMENTS))).format(*names) + "\n"
    return text + ("" if depth else indentation) + (indentation + "pass\n" if depth else "")


@settings(max_examples=300, deadline=None)
@given(programs(), ENDS)
def test_all_that_is_asked_about_is_kept(text: str, end: str) -> None:
    text = text.replace("\n", end)
    try:
        compile(text, "a.py", "exec")
    except SyntaxError:
        return
    facts = alone(Source("a.py", text))
    assert [*missed(facts, ["CEL101", "CEL102"], {LOOP: rows(text)})] == []


def test_the_whole_machine_asks_about_what_is_captured() -> None:
    assert [*missed(alone(Source("a.py", CAPTURED["a block"])), ["CEL101"], {LOOP: ()})] != []


M = 200_000
HOSTILE = {
    "brackets": "for x in y:\n  " + "(" * M,
    "brackets again": "for x in ((((((((" * (M // 17),
    "loops in a bracket": "x = (\n" + "for x in y\n" * (M // 11),
    "deeper": "".join(" " * row + "for x in y:\n" for row in range(600)) + " " * 601 + "f(lambda: x)\n",
    "long strings": "for x in y:'''\n lambda: x\n" * (M // 25),
    "backslashes": "for a in b \\\n" * (M // 13),
    "blanks": "for" + " " * M + "x",
    "async": "\nasync" + "\\\n" * M + "for",
    "names": "for " + "a," * M,
    "words": "x = [" + "(lambda: x) for x in y " * (M // 23) + "]",
    "words in strings": "x = [" + "'for x in y' " * (M // 13) + "for x in y]",
    "braces": 'f"' + "{" * M,
    "underscores": "_a" * M + " = [lambda: x for x in y]",
    "form feeds": "\n\f" * M,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_texts_made_to_take_long_come_to_an_end(text: str) -> None:
    """How long they take is shown by `benchmarks/soundness_of_sift.py`; were it the square, none of these would end."""
    rows(text)
