"""What the functions and classes of a file do with a function that is handed to them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.following.summaries import Question, answers
from cellophane.source.meaning.definitions import Written
from cellophane.source.steps.inside import Argument
from cellophane.source.steps.outcomes import Cause, End, Held, Outcome, Verb, form_of
from tests.following import ends, first_site, stale
from tests.neighbours import facts_of, plant
from tests.parts import Parts, form, goes_on, shape
from tests.parts import told as told_of

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
FIRST = Argument(position=0)

# -- asked directly ------------------------------------------------------------------------------------------------


def said(outcomes: Iterable[Outcome] | None) -> list[str] | None:
    """What outcomes say, and the form in which; none if it cannot be told."""
    return None if outcomes is None else sorted({f"{told_of(o)}: {shape(o.form)}" for o in outcomes})


def summary(
    code: str, argument: Argument = FIRST, of: str = "call", name: str = "h", bound: bool = False, given: int = 0
) -> list[str] | None:
    """What `h`, or the method `name` of it, does with an argument."""
    parts = Parts(code)
    return said(parts.summaries.outcomes(parts.written(name, bound=bound, given=given), argument, form(of)))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def h(f): f()", ["run, certain: call"]),
        ("h = 1\ndef h(f): f()", ["run, certain: call"]),
        ("def h(f): return f", ["returned, certain: call"]),
        ("def h(f): return [f]", ["returned, certain: item call"]),
        ("def h(f): return Thing(f)", ["returned, likely: object call"]),
        ("def h(f): fs.append(f)", ["kept, likely: item call"]),
        ("def h(f, g): g.append(f)", ["held g, certain: item call"]),
        ("def h(f, g): g.f = f", ["held g, certain: object call"]),
        ("def h(f, g): g[0].f = f", ["held g, certain: item object call"]),
        ("def h(f): f.f = f", ["held f, certain: object call"]),
        ("def h(f): unheard_of(f)", ["unknown, possible: call"]),
        ("def h(f): unheard_of(f); f()", ["run, certain: call", "unknown, possible: call"]),
        ("def h(f): pass", []),
        ("def h(f): f = 1; f()", []),
        ("def h(f):\n    'Nothing.'\n    return None", []),
        # a function of another kind does it when its result is awaited, iterated or entered
        ("async def h(f): f()", ["returned, certain: await"]),
        ("async def h(f): return f", ["returned, certain: await call"]),
        ("async def h(f): fs.append(f)", ["kept, likely: item call"]),
        ("def h(f): f(); yield", ["returned, certain: iterate"]),
        ("def h(f): yield f", ["returned, certain: given call"]),
        ("def h(f): fs.append(f); yield", ["kept, likely: item call"]),
        ("@contextmanager\ndef h(f): f(); yield", ["returned, likely: object"]),
        (
            "from contextlib import contextmanager\n@contextmanager\ndef h(f): yield f",
            ["returned, certain: object call"],
        ),
        # what keeps it until a `with` is left
        (
            "@contextmanager\ndef h(f):\n    fs.connect(f)\n    yield\n    fs.disconnect(f)",
            ["returned, likely: object", "withdrawn, likely: call"],
        ),
        ("def h(f):\n    fs.connect(f)\n    fs.disconnect(f)", ["withdrawn, certain: call"]),
        (
            "def h(f, o):\n    fs.connect(f)\n    if o: fs.disconnect(f)",
            ["kept, likely: call", "withdrawn, certain: call"],
        ),
        # what puts another one in its place
        ("def h(f, o):\n    o.f = f\n    o.go()\n    o.f = None", ["run, likely: object call"]),
        ("def h(f, o):\n    o.f = f\n    if o: o.f = None", ["held o, certain: object call"]),
        # what it begins belongs to who gets the handle
        (
            "from threading import Thread\ndef h(f):\n    t = Thread(target=f)\n    t.start()",
            ["kept, certain: object call"],
        ),
        ("from threading import Thread\ndef h(f):\n    t = Thread(target=f)\n    t.start()\n    t.join()", []),
        (
            "from threading import Thread\ndef h(f):\n    t = Thread(target=f)\n    t.start()\n    return t",
            ["returned, certain: object call"],
        ),
        # decorators of which nothing is known may do something with the arguments
        ("@unheard_of\ndef h(f): f()", ["run, likely: call"]),
        ("@staticmethod\ndef h(f): f()", ["run, certain: call"]),
        ("from functools import cache\n@cache\ndef h(f): f()", ["run, certain: call"]),
        ("from functools import cache\n@cache\n@unheard_of\ndef h(f): f()", ["run, likely: call"]),
    ],
)
def test_what_a_function_does_with_its_argument(code: str, expected: list[str]) -> None:
    assert summary(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        "def h(f): ...",
        "def h(f): 'What it is for.'",
        "class A:\n    def h(self, f): pass",
        "class A:\n    def h(self, f):\n        'Abstract.'\n        raise NotImplementedError",
        "class h: pass",
        "class h(Unheard): pass",
        "class h:\n    def __init__(self, f): ...",
        "def h(): f()",
        "def h(*, f): f()",
    ],
)
def test_what_cannot_be_told(code: str) -> None:
    assert summary(code, bound="class A" in code) is None


@pytest.mark.parametrize(
    "code",
    [
        "def h(f): pass",
        "def h(f):\n    raise NotImplementedError",
        "class A:\n    def h(self, f):\n        print(f)\n        raise NotImplementedError",
    ],
)
def test_a_body_that_says_little_is_no_declaration(code: str) -> None:
    assert summary(code, bound="class" in code) == []


SEVERAL = "def h(a, b, /, c, *rest, d=None, **others):\n    {}()\n"
REST = "def h(a, *rest):\n    {}\n"
OTHERS = "def h(a, **others):\n    {}\n"


@pytest.mark.parametrize(
    ("code", "argument", "runs"),
    [
        (SEVERAL.format("a"), Argument(position=0), True),
        (SEVERAL.format("a"), Argument(position=1), False),
        (SEVERAL.format("b"), Argument(position=1), True),
        (SEVERAL.format("c"), Argument(position=2), True),
        (SEVERAL.format("c"), Argument(keyword="c"), True),
        (SEVERAL.format("d"), Argument(keyword="d"), True),
        (SEVERAL.format("d"), Argument(position=3), False),
        (SEVERAL.format("a"), Argument(keyword="a"), False),  # positional only: one of `others`
        (SEVERAL.format("rest[0]"), Argument(position=3), True),
        (SEVERAL.format("others['a']"), Argument(keyword="a"), True),
        (SEVERAL.format("others['a']"), Argument(keyword="b"), False),
        (SEVERAL.format("rest[0]"), Argument(after=3), True),
        (REST.format("rest[0]()"), Argument(after=1), True),
        (REST.format("for f in rest: f()"), Argument(position=2), True),
        (REST.format("rest()"), Argument(position=1), True),  # it is called as what it holds
        (OTHERS.format("others['k']()"), Argument(keyword="k"), True),
        (OTHERS.format("others['j']()"), Argument(keyword="k"), False),
        (OTHERS.format("others.pop('k')()"), Argument(keyword="k"), True),
        (OTHERS.format("others.pop('j')()"), Argument(keyword="k"), False),
    ],
)
def test_which_parameter_an_argument_fills(code: str, argument: Argument, runs: bool) -> None:
    found = summary(code, argument)
    assert found is not None
    assert [line.partition(",")[0] for line in found] == (["run"] if runs else [])


@pytest.mark.parametrize(
    ("code", "argument"),
    [
        (REST.format("rest[0]()"), Argument()),
        (REST.format("rest[0]()"), Argument(keyword="k")),
        (REST.format("rest[0]()"), Argument(after=0)),  # the first of them fills `a`
        (OTHERS.format("others['k']()"), Argument(position=1)),
        (OTHERS.format("others['k']()"), Argument()),
    ],
)
def test_an_argument_that_may_fill_any_parameter_or_none(code: str, argument: Argument) -> None:
    assert summary(code, argument) is None


@pytest.mark.parametrize(
    ("code", "bound", "given", "position", "expected"),
    [
        ("class A:\n    def h(self, f): f()", True, 0, 0, ["run, certain: call"]),
        ("class A:\n    def h(self, f): f()", False, 0, 1, ["run, certain: call"]),
        ("class A:\n    def h(self, f): f()", False, 0, 0, []),
        ("class A:\n    @staticmethod\n    def h(f): f()", True, 0, 0, ["run, certain: call"]),
        ("def h(a, b, f): f()", False, 2, 0, ["run, certain: call"]),
        ("def h(a, b, f): f()", False, 1, 0, []),
        ("class A:\n    def h(self, a, f): f()", True, 1, 0, ["run, certain: call"]),
        ("class A:\n    def h(self, a, *rest): rest[0]()", True, 1, 0, ["run, certain: call"]),
        ("class A:\n    def h(self, f): self.f = f", True, 0, 0, ["held self, certain: object call"]),
    ],
)
def test_what_is_filled_already(code: str, bound: bool, given: int, position: int, expected: list[str]) -> None:
    assert summary(code, Argument(position=position), bound=bound, given=given) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("class h:\n    def __init__(self, f): self.f = f", ["returned, certain: object call"]),
        ("class h:\n    def __init__(self, f): self.fs = [f]", ["returned, certain: object item call"]),
        ("class h:\n    def __init__(self, f): f()", ["run, certain: call"]),
        ("class h:\n    def __init__(self, f): fs.append(f)", ["kept, likely: item call"]),
        ("class h:\n    def __init__(self, f, g): g.append(f)", ["held g, certain: item call"]),
        (
            "class h:\n    def __init__(self, f): self.f = f; fs.append(self)",
            ["kept, likely: item object call", "returned, certain: object call"],
        ),
        ("class h:\n    def __init__(self, f): fs.append(self)", []),
        ("class A:\n    def __init__(self, f): self.f = f\nclass h(A): pass", ["returned, certain: object call"]),
        (
            "class A:\n    def __init__(self, f): self.f = f\n"
            "class h(A):\n    def __init__(self, f): super().__init__(f)",
            ["returned, certain: object call"],
        ),
        ("@dataclass\nclass h:\n    f: object", ["returned, certain: object call"]),
        ("@dataclasses.dataclass(frozen=True)\nclass h: f: object", ["returned, certain: object call"]),
        ("@attrs.define\nclass h:\n    f: object", ["returned, certain: object call"]),
    ],
)
def test_what_a_class_does_with_its_argument(code: str, expected: list[str]) -> None:
    assert summary(code) == expected


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        ("def h(f): f[0]()", "item call", ["run, certain: call"]),
        ("def h(f): f[0]()", "call", ["unknown, possible: call"]),
        ("def h(f): f()", "iterate", ["unknown, possible: iterate"]),
        ("def h(f):\n    for _ in f: pass", "iterate", ["run, certain: iterate"]),
        ("def h(f):\n    for _ in f: pass", "call", ["unknown, possible: call"]),
        ("def h(f): return f()", "call iterate", ["returned, certain: iterate"]),
    ],
)
def test_the_form_of_what_fills_a_parameter_counts(code: str, of: str, expected: list[str]) -> None:
    assert summary(code, of=of) == expected


@pytest.mark.parametrize(
    ("code", "call", "holder", "filling"),
    [
        ("def h(f, g): g.append(f)", "h(1, x)", "g", "x"),
        ("def h(f, g): g.append(f)", "h(1, g=x)", "g", "x"),
        ("def h(f, g): g.append(f)", "h(1)", "g", None),
        ("def h(f, g): g.append(f)", "h(*y, x)", "g", None),
        ("def h(f, g=None, *, k=None): k.append(f)", "h(1, 2, k=x)", "k", "x"),
        ("class h:\n    def __init__(self, f, g): g.append(f)", "h(1, x)", "g", "x"),
        ("class h: pass\ndef i(g): pass", "h(1)", "g", None),
    ],
)
def test_what_fills_the_parameter_whose_object_keeps_it(code: str, call: str, holder: str, filling: str | None) -> None:
    parts = Parts(f"{code}\n{call}\n")
    variable = parts.variable(holder)
    held = Held(Event.CALL, parts.tree, form("call"), Certainty.CERTAIN, Cause(Verb.KEEP), variable=variable)
    found = parts.summaries.filling(parts.written("h"), parts.call(call), held)
    assert (ast.unparse(found) if found is not None else None) == filling


def test_the_receiver_fills_the_first_parameter_of_a_method() -> None:
    parts = Parts("class A:\n    def h(self, f): self.f = f\na.b.h(1)\n")
    receiver, call = parts.variable("self"), parts.call("a.b.h(1)")
    held = Held(Event.CALL, parts.tree, form("call"), Certainty.CERTAIN, Cause(Verb.KEEP), variable=receiver)
    asked = parts.summaries
    assert asked.filling(parts.written("h", bound=True), call, held) is parts.expression("a.b")
    assert asked.filling(parts.written("h"), call, held) is parts.expression("1")
    elsewhere = Written(parts.definition("h"), parts, bound=True, receiver=parts.expression("a"))
    assert asked.filling(elsewhere, call, held) is parts.expression("a")


@pytest.mark.parametrize(
    ("method", "ends"),
    [
        ("def h(self): self.f()", {"run"}),
        ("def h(self): unheard_of(self.f)", {"run"}),
        ("def h(self): return self.f()", {"run"}),
        ("def h(self): return self", {"returned"}),
        ("def h(self): self.f(); return self", {"run", "returned"}),
        ("def h(self): return self.f", set()),
        ("def h(self): kept.append(self.f)", {"kept"}),
        ("def h(self): return 1", set()),
        ("def h(self): pass", set()),
        ("def h(): self.f()", set()),
        ("def h(self):\n        for f in self.fs: f()", {"run"}),
    ],
)
def test_what_a_method_does_with_what_its_object_holds(method: str, ends: set[str]) -> None:
    parts = Parts(f"class A:\n    {method}\n")
    assert {end.value for end in parts.summaries.of_held(parts.written("h", bound=True))} == ends
    assert parts.summaries.of_held(parts.written("h")) == {}
    assert parts.summaries.of_held(parts.written("A", bound=True)) == {}


@pytest.mark.xfail(strict=True, reason="what is bound together with an attribute of `self` is taken for what that held")
@pytest.mark.parametrize("method", ["def h(self): self.f = 1", "def h(self): self.f = g = print; g()"])
def test_what_is_put_in_an_attribute_is_not_what_was_there(method: str) -> None:
    parts = Parts(f"class A:\n    {method}\n")
    assert parts.summaries.of_held(parts.written("h", bound=True)) == {}


@pytest.mark.parametrize(
    ("made", "who"),
    [
        ("registry.append(self)", ["kept, likely: item object"]),
        ("registry[1] = self", ["kept, likely: item object"]),
        ("other.append(self)", ["held other, likely: item object"]),
        ("other.f = [self]", ["held other, likely: object item object"]),
        ("self.other = self", []),
        ("print(self)", []),
        ("self.f = other", []),
        ("unheard_of(self)", []),
        ("return self", []),
    ],
)
def test_who_has_an_object_as_soon_as_it_is_made(made: str, who: list[str]) -> None:
    parts = Parts(f"class A:\n    def __init__(self, other): {made}\nclass B(A): pass\nclass C: pass\n")
    for name in ("A", "B"):
        assert said(parts.summaries.of_new_object(parts.written(name))) == who
    assert said(parts.summaries.of_new_object(parts.written("C"))) == []
    assert said(parts.summaries.of_receiver(parts.written("__init__", bound=True))) == who
    assert said(parts.summaries.of_receiver(parts.written("A"))) == []


# -- what is handed on and on --------------------------------------------------------------------------------------

CIRCLE = "import atexit\ndef h(f):\n    atexit.register(f)\n    g(f)\ndef g(f):\n    h(f)\n    f()\n"


@pytest.mark.parametrize("order", [("h", "g"), ("g", "h")])
def test_two_functions_that_hand_it_to_each_other_are_told_whole(order: tuple[str, str]) -> None:
    parts = Parts(CIRCLE)
    found = {name: parts.summaries.outcomes(parts.written(name), FIRST, form("call")) or () for name in order}
    assert {name: {o.end.value for o in outcomes} for name, outcomes in found.items()} == {
        "h": {"kept", "run"},
        "g": {"kept", "run"},
    }


def test_a_question_that_is_given_up_is_said_to_be_lost() -> None:
    parts = Parts("def h(f): f()")
    function = parts.definition("h")
    assert isinstance(function, ast.FunctionDef)
    question = Question(parts, function.args.args[0], form("call"))
    table = answers()

    def flip() -> tuple[Outcome, ...]:
        return () if table.ask(question, flip) else tuple(goes_on(function, form("call")))

    assert said(table.ask(question, flip)) == ["unknown, possible: call"]


# -- seen from the callers -----------------------------------------------------------------------------------------


def handed(definition: str, call: str = "h(lambda: 1)") -> set[tuple[End, str]]:
    """What becomes of the lambda in a call of something that is defined before it."""
    return ends(f"{definition}\ndef main():\n    {call}\n")


@pytest.mark.parametrize(
    ("definition", "call"),
    [
        ("def h(f): f()", "h(lambda: 1)"),
        ("def h(f): return f()", "h(lambda: 1)"),
        ("def h(f): return sorted(x, key=f)", "h(lambda: 1)"),
        ("def h(f):\n    g = f\n    return g()", "h(lambda: 1)"),
        ("def h(f):\n    for x in y:\n        f(x)", "h(lambda: 1)"),
        ("def h(f):\n    try:\n        return f()\n    finally:\n        pass", "h(lambda: 1)"),
        ("def h(a, f): f()", "h(2, lambda: 1)"),
        ("def h(a, *, f): f()", "h(2, f=lambda: 1)"),
        ("def h(a, f=None): f()", "h(2, f=lambda: 1)"),
        ("def g(f): f()\ndef h(f): g(f)", "h(lambda: 1)"),
        ("def h(f, n):\n    f()\n    h(f, n - 1)", "h(lambda: 1, 3)"),
        ("def h(f):\n    fs = [f]\n    fs[0]()", "h(lambda: 1)"),
        ("class h:\n    def __init__(self, f): f()", "h(lambda: 1)"),
        ("def h(*fs): fs[0]()", "h(lambda: 1)"),
        ("def h(**fs): fs['f']()", "h(f=lambda: 1)"),
    ],
)
def test_it_is_called(definition: str, call: str) -> None:
    assert handed(definition, call) == {(End.RUN, CERTAIN)}


@pytest.mark.parametrize(
    "definition",
    [
        "def h(f): pass",
        "def h(f): f = None",
        "def h(f): print(f)",
        "def h(f): return f is None",
    ],
)
def test_it_is_dropped(definition: str) -> None:
    assert handed(definition) == set()


@pytest.mark.parametrize(
    ("definition", "certainty"),
    [
        ("fs = []\ndef h(f): fs.append(f)", LIKELY),
        ("def h(f):\n    global kept\n    kept = f", LIKELY),
        ("import atexit\ndef h(f): atexit.register(f)", CERTAIN),
        ("fs = {}\ndef g(f): fs[1] = f\ndef h(f): g(f)", LIKELY),
    ],
)
def test_it_is_kept(definition: str, certainty: str) -> None:
    assert handed(definition) == {(End.KEPT, certainty)}


@pytest.mark.parametrize(
    "definition",
    [
        "def h(f): return f",
        "def h(f): return [f]",
        "def h(f): return f or x",
        "def h(f):\n    def g(): return f()\n    return g",
        "def h(f): return map(f, x)",
        "class h:\n    def __init__(self, f): self.f = f",
        "class h:\n    def __init__(self, f):\n        self.fs = []\n        self.fs.append(f)",
    ],
)
def test_it_comes_back(definition: str) -> None:
    assert {End.BOUND} == {end for end, _ in handed(definition, "g = h(lambda: 1)")}
    assert {End.RETURNED} == {end for end, _ in handed(definition, "return h(lambda: 1)")}


def test_the_receiver_holds_it() -> None:
    definition = "class A:\n    def add(self, f): self.f = f"
    assert handed(definition, "a = A(); a.add(lambda: 1)") == {(End.HELD, CERTAIN)}


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ("def h(f): x(f)", {(End.UNKNOWN, POSSIBLE)}),
        ("@x\ndef h(f): f()", {(End.RUN, LIKELY)}),
        ("class h: pass", {(End.UNKNOWN, POSSIBLE)}),
        # nobody takes what would run it
        ("def h(f): yield f", set()),
        ("async def h(f): f()", set()),
    ],
)
def test_it_cannot_be_told_that_it_runs(definition: str, expected: set[tuple[End, str]]) -> None:
    assert handed(definition) == expected


def test_a_helper_that_keeps_in_one_branch_only_keeps() -> None:
    helper = "fs = []\ndef h(f):\n    if x:\n        fs.append(f)\n    else:\n        f()\n"
    assert handed(helper) == {(End.KEPT, LIKELY), (End.RUN, CERTAIN)}
    assert stale(helper + "def main():\n    for i in x:\n        h(lambda: i)\n") == {"i": LIKELY}


def test_mutual_recursion_comes_to_an_end() -> None:
    definition = "def g(f):\n    h(f)\ndef h(f):\n    g(f)\n    f()"
    assert handed(definition) == {(End.RUN, CERTAIN)}


# -- in other files ------------------------------------------------------------------------------------------------


def away(folder: Path, helper: str, call: str = "h(lambda: 1)", **files: str) -> list[Outcome]:
    """What becomes of the lambda in a call of something that `helper.py` defines."""
    others = {f"{name}.py": text for name, text in files.items()}
    plant(folder, {"helper.py": helper, "main.py": f"from helper import *\ndef main():\n    {call}\n", **others})
    known = facts_of(folder / "main.py")
    site = first_site(known.tree)
    return known.fates.of(site, form_of(site, known.parents))


def told(outcomes: list[Outcome]) -> set[tuple[End, str]]:
    return {(outcome.end, outcome.certainty.word) for outcome in outcomes}


@pytest.mark.parametrize(
    ("helper", "expected"),
    [
        ("def h(f): f()", {(End.RUN, CERTAIN)}),
        ("from third import h", {(End.RUN, CERTAIN)}),
        ("import third\ndef h(f): third.h(f)", {(End.RUN, CERTAIN)}),
        ("import third\ndef h(*a, **k): return third.h(*a, **k)", {(End.RUN, CERTAIN)}),
        ("import third\ndef h(f): third.keep(f)", {(End.KEPT, LIKELY)}),
        ("import third\ndef h(f): third.pass_on(f)", {(End.DROPPED, CERTAIN)}),
        ("import third\ndef h(f): third.pass_on(f)()", {(End.RUN, CERTAIN)}),
        ("import third\ndef h(f): third.fs.append(f)", {(End.KEPT, LIKELY)}),
        ("import third\ndef h(f): third.nothing(f)", {(End.UNKNOWN, POSSIBLE)}),
        ("import missing\ndef h(f): missing.h(f)", {(End.UNKNOWN, POSSIBLE)}),
        ("import third\n@third.nothing\ndef h(f): f()", {(End.RUN, LIKELY)}),
        ("def h(f): ...", {(End.UNKNOWN, POSSIBLE)}),
        ("class h:\n    def __init__(self, f): f()", {(End.RUN, CERTAIN)}),
        ("import third\nclass h(third.Calls): ...", {(End.RUN, CERTAIN)}),
        ("import third\nclass h(third.Calls):\n    def __init__(self, *a): super().__init__(*a)", {(End.RUN, CERTAIN)}),
        ("import main\ndef h(f):\n    main.main()\n    f()", {(End.RUN, CERTAIN)}),
        ("import helper\ndef h(f):\n    helper.h(f)\n    f()", {(End.RUN, CERTAIN)}),
        ("def h(*a): h(1, *a)", {(End.UNKNOWN, POSSIBLE)}),
    ],
)
def test_a_helper_of_another_file(tmp_path: Path, helper: str, expected: set[tuple[End, str]]) -> None:
    third = """\
        fs = []
        def h(f): f()
        def keep(f): fs.append(f)
        def pass_on(f): return f
        class Calls:
            def __init__(self, f): f()
    """
    assert told(away(tmp_path, helper, third=third)) == expected


def test_mutual_recursion_across_files_comes_to_an_end(tmp_path: Path) -> None:
    helper = "import third\ndef h(f, n):\n    third.g(f, n - 1)\n"
    third = "import helper\nfs = []\ndef g(f, n):\n    helper.h(f, n)\n    fs.append(f)\n"
    assert told(away(tmp_path, helper, "h(lambda: 1, 2)", third=third)) == {(End.KEPT, LIKELY)}


def test_each_member_of_a_cycle_is_told_whole(tmp_path: Path) -> None:
    """Whichever of them is asked first, what it hands to the others counts."""
    helper = "import third\nfs = []\ndef h(f):\n    third.g(f)\ndef k(f):\n    third.g(f)\n    fs.append(f)\n"
    third = "import helper\ndef g(f):\n    helper.k(f)\n    helper.h(f)\n"
    assert told(away(tmp_path, helper, "h(lambda: 1), k(lambda: 2)", third=third)) == {(End.KEPT, LIKELY)}
    known = facts_of(tmp_path / "main.py")
    sites = sorted((s for s in known.sites if isinstance(s, ast.Lambda)), key=lambda site: site.col_offset)
    assert [told(known.fates.of(site, form_of(site, known.parents))) for site in sites] == [{(End.KEPT, LIKELY)}] * 2


def test_a_long_chain_is_followed_and_an_endless_one_given_up(tmp_path: Path) -> None:
    chain = "\n".join(f"def h{n}(f): h{n + 1}(f)" for n in range(15)) + "\ndef h15(f): f()"
    assert told(away(tmp_path, chain, "h0(lambda: 1)")) == {(End.RUN, CERTAIN)}
    longer = "\n".join(f"def h{n}(f): h{n + 1}(f)" for n in range(400)) + "\ndef h400(f): f()"
    assert {end for end, _ in told(away(tmp_path, longer, "h0(lambda: 1)"))} <= {End.RUN, End.UNKNOWN}


def test_the_way_is_told_hop_by_hop(tmp_path: Path) -> None:
    [kept] = away(tmp_path, "import third\ndef h(f): third.g(f)", third="fs = []\ndef g(f): fs.append(f)")
    assert kept.via is not None
    assert kept.via.outcome.via is not None
    assert [Path(hop.source.filename).name for hop in (kept.via, kept.via.outcome.via)] == [
        "helper.py",
        "third.py",
    ]
    assert kept.via.outcome.via.outcome.via is None
