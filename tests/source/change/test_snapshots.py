"""Whether the value that a variable has when a closure is made can stand for it."""

from __future__ import annotations

import pytest

from cellophane.check.outcomes_in_words import doubted
from cellophane.model.scope import Variable
from cellophane.source.change.snapshots import Snapshots
from cellophane.source.tree.bodies import Site
from tests.parts import Parts


def snapshots(code: str) -> tuple[Snapshots, Site, Variable]:
    """Those of a file, its first closure, and the first variable that this captures and something binds."""
    parts = Parts(code)
    site = parts.site()
    captured = parts.names.captures(parts.names.scope(site))
    variable = next(variable for variable in captured if parts.names.bindings(variable))
    return Snapshots(parts.names, parts.parents, parts.flow, parts.happenings), site, variable


def objection(code: str) -> str | None:
    """What speaks against binding the variable when the closure is made."""
    asked, site, variable = snapshots(code)
    found = asked.objection(site, variable)
    return doubted(found) if found is not None else None


def is_fresh(code: str) -> bool:
    """Whether each iteration has given it its own value by then."""
    asked, site, variable = snapshots(code)
    return asked.is_fresh(site, variable)


LOOP = "def main(late):\n    for i in items:\n        {}\n"


@pytest.mark.parametrize(
    "code",
    [
        LOOP.format("late.append(lambda: i)"),
        LOOP.format("late.append(lambda: [i for _ in items])"),
        LOOP.format("late.append(lambda: (lambda: i))"),
        LOOP.format("i = i + 1\n        late.append(lambda: i)"),
        LOOP.format("if i: i = 1\n        else: i = 2\n        late.append(lambda: i)"),
        LOOP.format("try: i = 1\n        except OSError: continue\n        late.append(lambda: i)"),
        LOOP.format("del i\n        i = 1\n        late.append(lambda: i)"),
        "def main(late):\n    while items:\n        i = items.pop()\n        late.append(lambda: i)\n",
        "def main(late):\n    while i := items.pop():\n        late.append(lambda: i)\n",
        "def main(late):\n    while items and (i := items.pop()):\n        late.append(lambda: i)\n",
        "def main(late):\n    for x in items:\n        x and (i := x()) and late.append(lambda: i)\n",
        "def main(late):\n    for x in items:\n        for i in (x, 1): pass\n        late.append(lambda: i)\n",
        "def main(late):\n    while x():\n        if not (x and (i := 1)): continue\n        late.append(lambda: i)\n",
        "def main(late):\n    for x in items:\n        assert x and (i := x())\n        late.append(lambda: i)\n",
        "def main(late):\n    late += [lambda: i for x in items if x and (i := x())]\n",
        "def main(late):\n    for row in items:\n        for i in row:\n            late.append(lambda: i)\n",
        "def main(late, i):\n    for i in items:\n        late.append(lambda: i)\n",
        "for i in items:\n    late.append(lambda: i)\n",
        "class A:\n    late = [lambda: i for i in items]\n",
        "late = [lambda: i for i in items]",
        "late = [lambda: i for row in items for i in row if i]",
        "async def main(late):\n    async for i in items:\n        late.append(lambda: i)\n",
    ],
)
def test_each_iteration_has_given_it_its_own_value(code: str) -> None:
    assert objection(code) is None
    assert is_fresh(code)


@pytest.mark.parametrize(
    "code",
    [
        "def main(late, last):\n    for i in items:\n        if i: last = i\n        late.append(lambda: last)\n",
        "def main(late):\n    last = None\n    for i in items:\n        late.append(lambda: last)\n        last = i\n",
        "def main(late):\n    n = 0\n    for i in items:\n        while i: n += 1\n        late.append(lambda: n)\n",
    ],
)
def test_an_earlier_iteration_may_have_given_it(code: str) -> None:
    assert objection(code) is None
    assert not is_fresh(code)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def main():\n    i = 1\n    f = lambda: i\n", None),
        ("def main(i):\n    f = lambda: i\n    i = 2\n", None),
        ("def main():\n    f = lambda: i\n    i = 1\n", "`i` may have no value yet where the closure is made"),
        (
            "def main(x):\n    for i in x: pass\n    f = lambda: i\n",
            "`i` may have no value yet where the closure is made",
        ),
        ("def main(i, x):\n    for n in x:\n        f = lambda: i\n    i = 2\n", None),
    ],
)
def test_without_a_loop_that_binds_it_and_makes_the_closure(code: str, reason: str | None) -> None:
    assert objection(code) == reason
    assert not is_fresh(code)


@pytest.mark.xfail(strict=True, reason="a parameter is taken to have its value for ever, `del` or not")
def test_a_parameter_may_have_no_value_any_more() -> None:
    reason = "`i` may have no value yet where the closure is made"
    assert objection("def main(i):\n    del i\n    f = lambda: i\n") == reason


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (
            LOOP.format("def f():\n            nonlocal i\n            i = 1\n        late.append(lambda: i)"),
            "`i` is shared state: `f` changes it in line 5",
        ),
        (
            LOOP.format("def f():\n            nonlocal i\n            del i\n        late.append(lambda: i)"),
            "`i` is shared state: `f` changes it in line 5",
        ),
        (
            LOOP.format("class A:\n            nonlocal i\n            i = 1\n        late.append(lambda: i)"),
            "`i` is shared state: `A` changes it in line 5",
        ),
        (
            "i = 0\ndef f():\n    global i\n    i = 1\nfor i in items:\n    late.append(lambda: i)\n",
            "`i` is shared state: `f` changes it in line 4",
        ),
        (
            "def main(late):\n    for a in items:\n        for i in a: pass\n        late.append(lambda: i)\n",
            "`i` may have no value yet where the closure is made",
        ),
        (
            "def main(late):\n    for a in items:\n        late.append(lambda: i)\n        i = a\n",
            "`i` may have no value yet where the closure is made",
        ),
        (
            LOOP.format("j = i\n        del j\n        late.append(lambda: j)\n        j = 1"),
            "`j` may have no value yet where the closure is made",
        ),
        (
            LOOP.format("try: j = i()\n        except OSError: pass\n        late.append(lambda: j)"),
            "`j` may have no value yet where the closure is made",
        ),
        (
            LOOP.format("late.append(lambda: i)\n        i = 2"),
            "which `i` is meant cannot be told: line 4 binds it again in the same iteration",
        ),
        (
            LOOP.format("late.append(lambda: i)\n        i += 2"),
            "which `i` is meant cannot be told: line 4 binds it again in the same iteration",
        ),
        (
            LOOP.format("late.append(lambda: i)\n        if i:\n            with i as i: pass"),
            "which `i` is meant cannot be told: line 5 binds it again in the same iteration",
        ),
        (
            LOOP.format("def f(): return 1\n        late.append(lambda: f())\n        f = i"),
            "which `f` is meant cannot be told: line 5 binds it again in the same iteration",
        ),
    ],
)
def test_what_speaks_against_it(code: str, reason: str) -> None:
    assert objection(code) == reason


@pytest.mark.parametrize(
    "after",
    [
        "def f(): i = 1",  # another variable
        "[i for i in items]",
        "def f(): return i",
        "if i: continue",
        "del i",
    ],
)
def test_what_binds_another_variable_or_none(after: str) -> None:
    assert objection(LOOP.format(f"late.append(lambda: i)\n        {after}")) is None


def test_a_walrus_in_a_comprehension_is_the_functions_own() -> None:
    code = LOOP.format("[last := j for j in i]\n        late.append(lambda: last)")
    assert "shared" not in str(objection("def main(late, last):" + code.removeprefix("def main(late):")))


def test_a_closure_inside_a_function_is_made_when_that_is() -> None:
    code = LOOP.format("def f():\n            return lambda: i\n        late.append(f())\n        late.append(f)")
    assert objection(code) is None


@pytest.mark.parametrize(
    ("code", "grows"),
    [
        ("i += 1", True),
        ("i = i + 1", True),
        ("i: int = max(i, n)", True),
        ("i = n", False),
        ("i = [i for i in n]", False),
        ("i, j = n", False),
    ],
)
def test_what_is_made_from_the_value_before(code: str, grows: bool) -> None:
    asked, _, variable = snapshots(
        f"def main(late, rows):\n    i = 0\n    for n in rows:\n        {code}\n        late.append(lambda: i)\n"
    )
    assert asked.grows(variable) is grows
