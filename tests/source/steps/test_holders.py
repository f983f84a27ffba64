"""Who holds a value: a name that can be watched, an object behind one, or nobody knows."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.flow.graph import Event
from cellophane.source.steps.holders import Holders
from cellophane.source.steps.outcomes import Cause, Named, Outcome, Verb
from tests.following import ends, outcomes
from tests.parts import Parts, form, shape, told

# -- asked directly ------------------------------------------------------------------------------------------------


def holders(code: str) -> tuple[Parts, Holders]:
    parts = Parts(code)
    return parts, Holders(parts.names, parts.parents, parts.callees)


def said(outcome: Outcome) -> str:
    return f"{told(outcome)}, {shape(outcome.form)}"


def stored(code: str, of: str = "call", owner: str | None = None) -> str:
    """Who holds what the first assignment to an attribute or an item stores; or what goes into another `owner`."""
    parts, asked = holders(code)
    target = next(
        node
        for node in ast.walk(parts.tree)
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store)
    )
    into = target.value if owner is None else parts.expression(owner)
    return said(asked.stored(into, (Event.STORE, target, Cause(Verb.STORE_AS)), form(of)))


def main(*lines: str) -> str:
    return "def main(given, *rest):\n" + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (main("own = []", "own[0] = f"), "held own, certain, call"),
        (main("own = {'k': 1}", "own[0] = f"), "held own, certain, call"),
        (main("own = ()", "own[0] = f"), "held own, certain, call"),
        (main("own = {1}", "own[0] = f"), "held own, certain, call"),
        (main("own = None", "own = []", "own[0] = f"), "held own, certain, call"),
        (main("own = [i for i in given]", "own[0] = f"), "held own, certain, call"),
        (main("own = Thing()", "own[0] = f"), "held own, certain, call"),
        (main("own = mod.Thing()", "own[0] = f"), "held own, certain, call"),
        (main("own = list(given)", "own[0] = f"), "held own, certain, call"),
        (main("own = []", "own += given", "own[0] = f"), "held own, certain, call"),
        (main("own = []", "own[0] = f", "del own"), "held own, certain, call"),
        (main("with given() as own: own[0] = f"), "held own, certain, call"),
        (main("def own(): pass", "own[0] = f"), "held own, certain, call"),
        (main("class own: pass", "own[0] = f"), "held own, certain, call"),
        (main("own: list = []", "own[0] = f"), "held own, certain, call"),
        (main("a, own = 1, []", "own[0] = f"), "held own, certain, call"),
        ("own = []\nown[0] = f", "held own, certain, call"),
        # an attribute of what a call gives, as far as one can see
        (main("own = given()", "own.f = f"), "held own, certain, call"),
        (main("own = await_(given)", "own.a.f = f"), "held own, certain, object call"),
        ("async def main(given):\n    own = await given()\n    own.f = f", "held own, certain, call"),
        # a part of an object
        (main("own = []", "own[0].f = f"), "held own, certain, item call"),
        (main("own = []", "own.a.b.f = f"), "held own, certain, object call"),
        (main("own = []", "own.a[0][1] = f"), "held own, certain, object item call"),
        (main("own = {}", "own.setdefault(1, [])[0] = f"), "held own, certain, item call"),
        (main("own = {}", "own.get(1)[0] = f"), "held own, certain, item call"),
    ],
)
def test_an_object_that_the_body_makes(code: str, expected: str) -> None:
    assert stored(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (main("given[0] = f"), "kept by given, likely, call"),
        (main("given.f = f"), "kept by given, likely, call"),
        (main("given.a[0].f = f"), "kept by given, likely, object item call"),
        (main("rest[0].f = f"), "kept by rest, likely, item call"),
        (main("given = []", "given[0] = f"), "kept by given, likely, call"),
        (main("given = given", "given[0] = f"), "kept by given, likely, call"),
        ("class A(B):\n    def main(self):\n        super().f = f", "kept by self, likely, call"),
        ("class A(B):\n    def main(it, /):\n        super().a.f = f", "kept by it, likely, object call"),
        ("class A(B):\n    def main():\n        super().f = f", "kept, likely, call"),
        ("super().f = f", "kept, likely, call"),
        ("def super(): pass\nclass A:\n    def main(self): super().f = f", "kept, likely, call"),
        ("own = []\ndef main(): own[0] = f", "kept, likely, call"),
        (main("own = given", "own[0] = f"), "kept, likely, call"),
        (main("own = given()", "own[0] = f"), "kept, likely, call"),
        (main("own = given.a", "own.f = f"), "kept, likely, call"),
        (main("own = given or []", "own[0] = f"), "kept, likely, call"),
        (main("own = []", "own = given", "own[0] = f"), "kept, likely, call"),
        (main("own, b = given", "own[0] = f"), "kept, likely, call"),
        (main("for own in given: own[0] = f"), "kept, likely, call"),
        (main("for own in given: own.f = f"), "kept, likely, call"),
        (main("own[0] = f"), "kept, likely, call"),
        (main("given()[0] = f"), "kept, likely, call"),
        (main("(given or [])[0] = f"), "kept, likely, call"),
        (main("def inner():", "    nonlocal own", "    own[0] = f", "own = []"), "kept, likely, call"),
        (main("own = {}", "own.unheard_of(1)[0] = f"), "kept, likely, call"),
    ],
)
def test_an_object_of_others(code: str, expected: str) -> None:
    assert stored(code) == expected


def test_an_attribute_of_a_result_is_nobody_elses_only_if_its_place_is_plain() -> None:
    assert stored(main("own = given()", "own[0].f = f")) == "kept, likely, item call"
    assert stored(main("own = given()", "own.f[0] = f")) == "kept, likely, object call"


def test_whether_the_object_is_seen_to_be_made_here() -> None:
    for value, alone in [("[]", True), ("given()", False)]:
        parts, asked = holders(main(f"own = {value}", "own.f = f"))
        target = parts.expression("own.f")
        assert isinstance(target, ast.Attribute)
        held = asked.stored(target.value, (Event.STORE, target, Cause(Verb.STORE_AS)), form("call"))
        assert getattr(held, "alone", None) is alone


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("f = 1", "f", "bound f, certain, call"),
        (main("f = 1"), "f", "bound f, certain, call"),
        (main("[f for f in given]"), "f", "bound f, certain, call"),
        (main("global f", "f = 1"), "f", "kept, likely, call"),
        (main("def g():", "    nonlocal f", "    f = 1", "f = 2"), "f", "kept, likely, call"),
        ("class A:\n    f = 1", "f", "bound A, likely, object call"),
        ("class A:\n    class B:\n        f = 1", "f", "bound A, likely, object call"),
        ("def main():\n    global A\n    class A:\n        f = 1", "f", "kept, likely, object call"),
    ],
)
def test_the_name_that_a_value_gets(code: str, name: str, expected: str) -> None:
    parts, asked = holders(code)
    names = [n for n in ast.walk(parts.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    target = min((n for n in names if n.id == name), key=lambda n: n.lineno)
    assert said(asked.bound(target, Event.BIND, form("call"))) == expected


@pytest.mark.parametrize(
    ("code", "text", "watched"),
    [
        (main("own = 1", "X(own)"), "own", True),
        (main("X(given)"), "given", True),
        (main("[X(own) for own in given]"), "own", True),
        (main("own = 1", "lambda: X(own)"), "own", False),
        (main("own = 1", "def f(): X(own)"), "own", False),
        (main("own = 1", "(X(own) for i in given)"), "own", False),
        (main("own = 1", "[X(own) for i in given]"), "own", True),
        (main("X(unheard_of)"), "unheard_of", False),
        (main("own = 1", "X(own.a)"), "own.a", False),
        (main("own = 1", "X(own())"), "own()", False),
        ("own = 1\nX(own)", "own", True),
    ],
)
def test_which_variable_can_be_watched(code: str, text: str, watched: bool) -> None:
    parts, asked = holders(code)
    call = parts.call(f"X({text})")
    found = asked.variable(call.args[0], call)
    assert (found is not None) is watched
    assert found in (None, parts.names.variable(call.args[0]))


@pytest.mark.parametrize(
    ("text", "is_new"),
    [
        ("Query()", True),
        ("db.Query(1)", True),
        ("query()", False),
        ("Query", False),
        ("Query()()", False),
        ("x", False),
    ],
)
def test_what_nobody_has_but_who_gets_it(text: str, is_new: bool) -> None:
    parts, asked = holders(text)
    assert asked.is_new(parts.expression(text)) is is_new


# -- seen in what becomes of a closure -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "def main():\n    fs = []\n    fs.append(lambda: 1)",
        "def main():\n    fs = {'k': []}\n    fs['k'].append(lambda: 1)",
        "def main():\n    o = Thing()\n    object.__setattr__(o, 'f', lambda: 1)",
        "fs = []\nfs.append(lambda: 1)",
    ],
)
def test_a_call_puts_it_in_an_object_of_its_own(code: str) -> None:
    assert {(end.value, sure) for end, sure in ends(code)} == {("held", "certain")}


@pytest.mark.parametrize(
    "code",
    [
        "def main(fs):\n    fs.append(lambda: 1)",
        "def main(self):\n    self.fs.append(lambda: 1)",
        "def main():\n    for fs in x:\n        fs.append(lambda: 1)",
        "def main():\n    find().append(lambda: 1)",
    ],
)
def test_a_call_puts_it_in_an_object_of_others(code: str) -> None:
    assert {(end.value, sure) for end, sure in ends(code)} == {("kept", "likely")}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("f = lambda: 1", "f"),
        ("def main():\n    f = lambda: 1", "f"),
        ("class A:\n    f = lambda self: 1", "A"),
        ("class A:\n    class B:\n        f = lambda self: 1", "A"),
    ],
)
def test_the_name_that_stands_for_it(code: str, name: str) -> None:
    [bound] = [outcome for outcome in outcomes(code) if isinstance(outcome, Named)]
    assert bound.variable.name == name
