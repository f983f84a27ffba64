"""Whether a text with edits still means the same: proofs that hold, and one for each way in which they do not."""

from __future__ import annotations

import ast

import pytest

from cellophane.check.fix import Unfixable, proof
from cellophane.check.fix.edits import Text
from cellophane.model.fix import MODULE, Edit, Fix
from cellophane.model.place import Span
from cellophane.source.text.source import Source

CODE = """\
total = 0
for i in items:
    late.append(lambda: i)
    print(total, i)
"""
LAMBDA = Span(3, 17, 3, 26)
STATEMENT = Span(3, 5, 3, 27)


def prove(
    *edits: Edit,
    names: tuple[str, ...] = ("i",),
    within: Span = LAMBDA,
    code: str = CODE,
    owner: Span | None = None,
) -> None:
    """Hold a text after these edits against the one before."""
    after = Source("a.py", Text(code).edited(edits))
    proof.hold(Source("a.py", code), after, [Fix("", True, edits, names, within, owner=owner)])


def put(row: int, column: int, text: str) -> Edit:
    return Edit.insertion(row, column, text)


def test_nothing_changed() -> None:
    prove()


def test_a_parameter_takes_the_name() -> None:
    prove(put(3, 23, " *, i=i"))


def test_a_factory_takes_it() -> None:
    text = "    def make(i):\n        return lambda: i\n"
    prove(put(3, 1, text), Edit(LAMBDA, "make(i)"), within=STATEMENT)


def test_comments_and_spaces_may_come() -> None:
    prove(put(2, 1, "# new\n\n"), put(1, 7, "  "))


def test_what_did_not_compile_before_need_not_do_so_now() -> None:
    prove(put(4, 23, " *, i=i"), within=Span(4, 17, 4, 26), code="return\n" + CODE)


FUNCTION = """def main(items, total):
    for i in items:
        late.append(lambda: i + total)
    return total, [i for i in late]
"""


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ([put(3, 23, " *, i=")], "the changed file would not compile"),
        ([put(3, 23, " *, i=i, i=i")], "the changed file would not compile"),
        ([put(1, 1, "return\n")], "the changed file would not compile"),
        ([Edit(LAMBDA, "make(i)")], "`make` would not be known where the fix needs it"),
    ],
)
def test_what_would_be_broken(edits: list[Edit], reason: str) -> None:
    with pytest.raises(Unfixable, match=reason):
        prove(*edits)


@pytest.mark.parametrize(
    ("edit", "name"),
    [
        (put(3, 27, " *, total=total"), "total"),  # the fix speaks of `i` only
        (put(1, 22, ", late"), "late"),
        (put(2, 1, "    late = []\n"), "late"),
        (put(4, 1, "    class late: pass\n"), "late"),
        (Edit(Span(1, 17, 1, 22), "other"), "total"),
    ],
)
def test_other_names_keep_their_meaning(edit: Edit, name: str) -> None:
    with pytest.raises(Unfixable, match=f"`{name}` would mean something else in line 3"):
        prove(edit, within=Span(3, 21, 3, 38), code=FUNCTION)


@pytest.mark.parametrize(
    "text", ["    def f(): late = 1; return late\n", "    [i for i in items]\n", "    total = 1\n"]
)
def test_what_gives_no_name_another_meaning(text: str) -> None:
    prove(put(4, 1, text), within=Span(3, 21, 3, 38), code=FUNCTION)


def test_only_what_the_fix_covers_may_differ() -> None:
    edit = put(3, 27, " *, i=i")
    prove(edit, within=Span(3, 21, 3, 38), code=FUNCTION)
    with pytest.raises(Unfixable, match="`i` would mean something else in line 3"):
        prove(edit, within=Span(2, 5, 2, 20), code=FUNCTION)


def test_a_name_goes_to_what_the_fix_makes_and_to_nothing_around_it() -> None:
    code = "for i in items:\n    late.append(\n        lambda: i\n    )\n"
    edits = put(2, 5, "(lambda i: "), put(4, 6, ")(i)")
    with pytest.raises(Unfixable, match="`i` would mean something else in line 3"):
        prove(*edits, within=Span(3, 9, 3, 18), code=code)
    prove(*edits, within=Span(2, 5, 4, 6), code=code)


def test_text_that_no_edit_explains() -> None:
    with pytest.raises(Unfixable, match="does not read as it was meant to"):
        proof.hold(Source("a.py", CODE), Source("a.py", CODE + "\n"), [])


def test_names_in_text_that_is_carried_elsewhere() -> None:
    closure = Span(3, 21, 3, 38)
    made = "def make(i):\n    return lambda: i + total\n"
    inside = put(3, 1, "        def make(i):\n            return lambda: i + total\n")
    prove(inside, Edit(closure, "make(i)"), within=Span(3, 9, 3, 39), code=FUNCTION)
    with pytest.raises(Unfixable, match="`total` would mean something else in line 3"):
        prove(put(1, 1, made), Edit(closure, "make(i)"), within=Span(1, 1, 4, 38), code=FUNCTION)


# -- names set free, by `nonlocal` and `global` ----------------------------------------------------------------------

COUNTER = """\
n = 0
def counter():
    n = 0
    def between():
        def add(k=n):
            n = k
            return [n for _ in k], lambda: n
        return add
    return between, n
print(n)
"""
"""Three variables are called `n`: of the module, of `counter`, and of `add`."""


def function(name: str, code: str = COUNTER) -> Span:
    """Where a function stands."""
    source = Source("a.py", code)
    found = (node for node in ast.walk(source.parse()) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return next(source.span(node) for node in found if node.name == name)


def declare(
    text: str,
    inside: str = "add",
    owner: str | Span = "counter",
    *more: Edit,
    code: str = COUNTER,
    names: tuple[str, ...] = ("n",),
    within: str = "",
) -> None:
    """Prove a declaration at the beginning of a function: names of an owner, by the owner's name or place."""
    place = function(inside, code)
    declaration = put(place.row + 1, 1, f"{' ' * (place.column + 3)}{text}\n")
    whose = function(owner, code) if isinstance(owner, str) else owner
    prove(declaration, *more, names=names, within=function(within or inside, code), code=code, owner=whose)


def test_nonlocal_gives_a_name_back_to_the_function_around() -> None:
    declare("nonlocal n")


def test_that_goes_for_functions_of_all_kinds() -> None:
    code = "async def outer(n):\n    async def inner():\n        n += 1\n        return [n async for _ in n]\n"
    declare("nonlocal n", "inner", "outer", code=code)
    declare(
        "nonlocal n", "inner", "outer", code=code.replace("async def inner", "def inner").replace("async for", "for")
    )


def test_global_gives_it_to_the_module() -> None:
    declare("global n", "counter", MODULE)
    declare("global n", "f", MODULE, code="n = 0\ndef f():\n    n = 1\n    return n\n")
    declare(
        "global n",
        "f",
        MODULE,
        code="import n\nclass C:\n    n = 2\n    def f(self):\n        n = 1\n        return n\n",
    )


def test_what_declares_it_already_is_passed_by() -> None:
    code = "def outer(n):\n    def mid():\n        nonlocal n\n        n = 1\n        def inner():\n            n = 2\n"
    declare("nonlocal n", "inner", "outer", code=code)


def test_private_names_are_spoken_of_as_the_compiler_spells_them() -> None:
    code = "class C:\n    def f(self, __n):\n        def g():\n            __n = 1\n        return g, __n\n"
    declare("nonlocal __n", "g", "f", code=code, names=("__n", "_C__n"))
    with pytest.raises(Unfixable, match="`_C__n` would mean something else in line 4"):
        declare("nonlocal __n", "g", "f", code=code, names=("__n",))


def test_several_names_of_one_owner() -> None:
    code = "def outer(a, b):\n    def inner():\n        a, b = 1, 2\n        return a, b\n"
    declare("nonlocal a, b", "inner", "outer", code=code, names=("a", "b"))
    with pytest.raises(Unfixable, match="`b` would mean something else in line 3"):
        declare("nonlocal a, b", "inner", "outer", code=code, names=("a",))


def test_without_an_owner_names_stay_inside() -> None:
    with pytest.raises(Unfixable, match="`n` would mean something else in line 6"):
        prove(put(6, 1, "            nonlocal n\n"), names=("n",), within=function("add"), code=COUNTER)


def test_with_an_owner_nothing_inside_may_take_the_name() -> None:
    code = "def outer(n):\n    def inner():\n        return n\n"
    with pytest.raises(Unfixable, match="`n` would mean something else in line 3"):
        prove(put(2, 15, "n"), names=("n",), within=function("inner", code), code=code, owner=function("outer", code))


@pytest.mark.parametrize("owner", ["between", "add", MODULE, Span(1, 1, 1, 6)], ids=str)
def test_another_variable_than_the_fix_says(owner: str | Span) -> None:
    with pytest.raises(Unfixable, match="`n` would mean something else in line 6"):
        declare("nonlocal n", "add", owner)


def test_the_owner_is_the_nearest_there_was() -> None:
    with pytest.raises(Unfixable, match="`n` would mean something else in line 6"):
        declare("global n", "add", MODULE)  # without its own, `n` means that of `counter`


def test_a_variable_that_the_fix_puts_between() -> None:
    with pytest.raises(Unfixable, match="`n` would mean something else in line 5"):
        declare("nonlocal n", "add", "counter", put(5, 1, "        n = 1\n"))
    code = COUNTER.replace("k=n", "k")
    with pytest.raises(Unfixable, match="`n` would mean something else in line 6"):
        declare("nonlocal n", "add", "counter", put(5, 1, "        n = 1\n"), code=code)


def test_a_variable_that_the_fix_makes_up() -> None:
    code = "def outer():\n    def inner():\n        n = 1\n        return n\n"
    with pytest.raises(Unfixable, match="`n` would mean something else in line 3"):
        declare("nonlocal n", "inner", "outer", put(2, 1, "    n = 0\n"), code=code)
    with pytest.raises(Unfixable, match="`max` would mean something else in line 2"):
        declare("global max", "f", MODULE, code="def f():\n    max = 1\nprint(max(2, 3))\n", names=("max",))


def test_names_elsewhere_keep_their_meaning() -> None:
    code = "n = 0\ndef outer():\n    n = 1\n    def inner():\n        n = 2\n    return n\n"
    with pytest.raises(Unfixable, match="`n` would mean something else in line 3"):
        declare("global n", "outer", MODULE, code=code, within="inner")


def test_names_that_the_owner_does_not_have_keep_theirs() -> None:
    code = "def outer(n):\n    m = 1\n    def inner():\n        n = m = 2\n        return n, m\n"
    with pytest.raises(Unfixable, match="`m` would mean something else in line 4"):
        declare("nonlocal n, m", "inner", "outer", code=code)


def test_only_what_is_inside_is_set_free() -> None:
    code = "n = 0\ndef outer():\n    n = 1\n    def inner():\n        return n\n"
    away = Edit(Span(3, 5, 3, 10), "pass")  # so that `inner` reads the module's
    with pytest.raises(Unfixable, match="`n` would mean something else in line 5"):
        prove(away, names=("n",), within=function("inner", code), code=code, owner=MODULE)


@pytest.mark.parametrize(
    ("text", "row"),
    [("nonlocal n\n", 10), ("    nonlocal n\n", 3), ("            nonlocal n\n", 7), ("        nonlocal m\n", 5)],
    ids=["of the module", "of no function around", "after its use", "of nobody"],
)
def test_a_declaration_that_does_not_compile(text: str, row: int) -> None:
    with pytest.raises(Unfixable, match="the changed file would not compile"):
        prove(put(row, 1, text), names=("n",), within=Span(1, 1, 10, 9), code=COUNTER, owner=function("counter"))
