"""What callables do with the functions handed to them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.following.summaries import answers
from cellophane.source.meaning.definitions import Written
from cellophane.source.steps.arguments import Arguments
from cellophane.source.steps.inside import Argument, Bodies
from cellophane.source.steps.outcomes import (
    Cause,
    Dropped,
    End,
    Form,
    Held,
    Hop,
    Kept,
    Lost,
    Named,
    Outcome,
    Ran,
    Returned,
    Verb,
    Withdrawn,
)
from tests.following import KNOWLEDGE, ends
from tests.parts import Parts, form, goes_on, shape, told

# -- asked directly ------------------------------------------------------------------------------------------------


@dataclass
class Says:
    """In the place of summaries: says of every callable the same."""

    inside: Sequence[Outcome] | None = None
    filled_by: str | None = None
    """The argument that fills the parameter whose object keeps something."""
    held: dict[End, Outcome] = field(default_factory=dict)
    new: Sequence[Outcome] = ()
    asked: list[tuple[str, Argument, Form]] = field(default_factory=list)

    def outcomes(self, callee: Written, argument: Argument, form: Form) -> Iterable[Outcome] | None:
        self.asked.append((callee.dotted, argument, form))
        return self.inside

    def filling(self, callee: Written, call: ast.Call, outcome: Outcome) -> ast.AST | None:
        return next((a for a in [*call.args, call.func] if ast.unparse(a) == self.filled_by), None)

    def of_held(self, callee: Written) -> dict[End, Outcome]:
        return self.held

    def of_new_object(self, callee: Written) -> Iterator[Outcome]:
        yield from self.new

    def of_receiver(self, method: Written) -> Iterator[Outcome]:
        yield from ()

    def own_calls(self, method: Written) -> list[Written]:
        return []


def said(outcomes: Iterable[Outcome]) -> list[str]:
    """What, at which event, in which form; of what goes on, from where."""
    return sorted(
        f"{ast.unparse(o.node)} goes on, {o.certainty.word}, {shape(o.form)}"
        if isinstance(o, Returned)
        else f"{told(o)}, {o.event.value}, {shape(o.form)}"
        for o in outcomes
        if not isinstance(o, Dropped)
    )


def arguments(code: str, says: Says | None = None) -> tuple[Parts, Arguments]:
    parts = Parts(code)
    bodies = Bodies(lambda home: says or parts.summaries, answers())
    return parts, Arguments(parts.callees, KNOWLEDGE, parts.holders, bodies, goes_on)


def handed(code: str, of: str = "call", says: Says | None = None) -> list[str]:
    """What becomes of `X`, or of what `*X` or `**X` hold, as an argument of the call that it stands in."""
    parts, asked = arguments(code, says)
    value: ast.AST = parts.expression("X")
    around = parts.parents.of(value)
    if isinstance(around, ast.keyword):
        value, around = around, parts.parents.of(around)
    assert isinstance(around, ast.Call)
    return said(asked.outcomes(around, Argument.of(around, value), form(of)))


HERE = "f(X)"
DEF = "def f(g, o=None): pass\n"


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        # it runs, or what goes through it does
        ("sorted(x, key=X)", "call", ["run, certain, call, call"]),
        ("sum(X)", "iterate", ["run, certain, call, iterate"]),
        ("import asyncio\nasyncio.run(X)", "await", ["run, certain, call, await"]),
        # a callable that takes nothing that its result is applied to
        ("len(x)(X)", "call", ["unknown, possible, call, call"]),
        # it is dropped
        ("print(X)", "call", []),
        ("print(X)", "item call", []),
        ("len(X)", "item call", []),
        ("any(X)", "item call", []),
        ("isinstance(X, type)", "call", []),
        ("import dill\ndill.dumps(X)", "call", []),
        # what holds modules takes them out of what it is given
        ("from torch import nn\nnn.ModuleList(X)", "iterate", ["run, certain, call, iterate"]),
        ("from torch import nn\nnn.ModuleDict(X)", "iterate", ["run, certain, call, iterate"]),
        ("import torch\ntorch.nn.ModuleList(X)", "item call", ["torch.nn.ModuleList(X) goes on, certain, item call"]),
        # it is kept
        (
            "import atexit\natexit.register(X)",
            "call",
            ["atexit.register(X) goes on, certain, call", "kept, certain, call, call"],
        ),
        ("import sys\nsys.settrace(X)", "call", ["kept, certain, call, call"]),
        # it goes into the result
        ("list(X)", "item call", ["list(X) goes on, certain, item call"]),
        ("tuple(X)", "item item call", ["tuple(X) goes on, certain, item item call"]),
        ("map(X, y)", "call", ["map(X, y) goes on, certain, iterate"]),
        ("map(X, y)", "call await", ["map(X, y) goes on, certain, item await"]),
        ("map(y, X)", "iterate", ["map(y, X) goes on, certain, iterate"]),
        ("filter(X, y)", "call", ["filter(X, y) goes on, certain, iterate"]),
        ("reversed(X)", "item call", ["reversed(X) goes on, certain, item call"]),
        ("from functools import partial\npartial(X)", "call", ["partial(X) goes on, certain, call"]),
        ("from functools import partial\npartial(y, X)", "call", ["partial(y, X) goes on, certain, call"]),
        ("from functools import partial\npartial(X)", "call await", ["partial(X) goes on, certain, call await"]),
        (
            "from itertools import chain\nchain.from_iterable(X)",
            "item item call",
            ["chain.from_iterable(X) goes on, certain, item call"],
        ),
        (
            "from itertools import chain\nchain.from_iterable(X)",
            "given iterate",
            ["chain.from_iterable(X) goes on, certain, through"],
        ),
        (
            "from itertools import chain\nchain.from_iterable(X)",
            "item iterate",
            ["chain.from_iterable(X) goes on, certain, iterate"],
        ),
        ("property(X)", "call", ["property(X) goes on, certain, object call"]),
        # it may be the result
        ("max(X)", "item call", ["max(X) goes on, certain, call"]),
        ("max(X)", "iterate", ["run, certain, call, iterate"]),
        ("next(X)", "given call", []),
        # it goes into the receiver
        ("o = []\no.append(X)", "call", ["held o, certain, call, item call"]),
        ("o = []\no.extend(X)", "item call", ["held o, certain, call, item call"]),
        ("o = []\no.extend(X)", "iterate", ["run, certain, call, iterate"]),
        ("o = {}\no.update(k=X)", "call", ["held o, certain, call, item call"]),
        (
            "o = {}\no.setdefault(1, X)",
            "call",
            ["held o, certain, call, item call", "o.setdefault(1, X) goes on, certain, call"],
        ),
        ("o = []\nlist.append(o, X)", "call", ["held o, certain, call, item call"]),
        ("o = []\nadd = o.append\nadd(X)", "call", ["held o, certain, call, item call"]),
        ("def main(o): o.append(X)", "call", ["kept by o, likely, call, item call"]),
        ("unheard_of().append(X)", "call", ["kept, likely, call, item call"]),
        # it begins something, on which there is a handle
        ("from threading import Thread\nThread(target=X)", "call", ["Thread(target=X) goes on, certain, object call"]),
        ("import asyncio\nasyncio.create_task(X)", "await", ["asyncio.create_task(X) goes on, certain, await"]),
        # it is taken back
        ("o.disconnect(X)", "call", ["withdrawn, likely, call, call"]),
        ("import atexit\natexit.unregister(X)", "call", ["withdrawn, certain, call, call"]),
    ],
)
def test_a_callable_that_is_known(code: str, of: str, expected: list[str]) -> None:
    assert handed(code, of) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("o.append(X)", ["kept, likely, call, item call"]),
        ("o.sort(key=X)", ["run, likely, call, call"]),
        ("o.connect(X)", ["kept, likely, call, call"]),
        ("o.add_listener(X)", ["kept, likely, call, call"]),
        ("o(on_click=X)", ["kept, likely, call, call"]),
        ("o(command=X)", ["kept, likely, call, call"]),
        ("o(key=X)", ["run, likely, call, call"]),
        ("Thing(X)", ["Thing(X) goes on, likely, object call"]),
        ("mod.Thing(1, k=X)", ["mod.Thing(1, k=X) goes on, likely, object call"]),
        ("o(X)", ["unknown, possible, call, call"]),
        ("o.p(X)", ["unknown, possible, call, call"]),
        ("o(unheard_of=X)", ["unknown, possible, call, call"]),
        ("o()(X)", ["unknown, possible, call, call"]),
        ("o[0](X)", ["unknown, possible, call, call"]),
        (
            "import functools\nfunctools.lru_cache(maxsize=9)(X)",
            ["functools.lru_cache(maxsize=9)(X) goes on, certain, call"],
        ),
        ("import functools\nfunctools.wraps(o)(X)", ["functools.wraps(o)(X) goes on, certain, call"]),
    ],
)
def test_a_callable_of_which_only_the_name_tells(code: str, expected: list[str]) -> None:
    assert handed(code) == expected


@pytest.mark.xfail(strict=True, reason="known gaps of the knowledge of builtins, or of how it is read")
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # that a result holds what comes by keyword as its items cannot be said
        ("dict(a=X)", ["dict(a=X) goes on, certain, item call"]),
        # a name that nothing binds is taken for a builtin of which it is evident what it is
        ("f = print\nif x: f = unheard_of\nf(X)", ["unknown, possible, call, call"]),
    ],
)
def test_what_is_wrong(code: str, expected: list[str]) -> None:
    assert handed(code) == expected


@pytest.mark.parametrize("call", ["setattr(o, 'f', X)", "object.__setattr__(o, 'f', X)"])
def test_what_is_set_as_an_attribute_is_no_item(call: str) -> None:
    assert handed(f"o = []\n{call}") == ["held o, certain, call, object call"]


@pytest.mark.parametrize("code", ["o.connect(X)", "o(on_click=X)", "o.add_listener(X)"])
def test_that_somebody_keeps_functions_says_nothing_of_iterators(code: str) -> None:
    assert handed(code, "iterate") == ["unknown, possible, call, iterate"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f = sorted\nif x: f = max\nf(y, key=X)", ["run, likely, call, call"] * 2),
        ("f = print\nif x: f = y[0]\nf(X)", ["unknown, possible, call, call"]),
        ("f = print\nif x: f = id\nf(X)", []),
        (
            "import atexit\nf = print\nif x: f = atexit.register\nf(X)",
            ["f(X) goes on, likely, call", "kept, likely, call, call"],
        ),
    ],
)
def test_one_of_several_callables(code: str, expected: list[str]) -> None:
    assert handed(code) == expected


# -- what was read of a callable -----------------------------------------------------------------------------------


def inside(kind: type[Outcome], certainty: Certainty = Certainty.CERTAIN, of: str = "call", **more: object) -> Outcome:
    """What happens somewhere inside a callable."""
    node = ast.parse("somewhere").body[0]
    return kind(Event.CALL, node, form(of), certainty, Cause(Verb.KEEP), **more)  # type: ignore[arg-type]


LIKELY, POSSIBLE = Certainty.LIKELY, Certainty.POSSIBLE


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], []),
        ([inside(Ran)], ["run, certain, call, call"]),
        ([inside(Ran, LIKELY, "item call")], ["run, likely, call, call"]),
        ([inside(Kept)], ["kept, certain, call, call"]),
        ([inside(Withdrawn)], ["withdrawn, certain, call, call"]),
        ([inside(Returned)], ["f(X) goes on, certain, call"]),
        ([inside(Returned, LIKELY, "item call")], ["f(X) goes on, likely, item call"]),
        ([inside(Lost, POSSIBLE)], ["unknown, possible, call, call"]),
        # if it runs, all else may happen on another way, or not
        ([inside(Ran), inside(Kept)], ["kept, likely, call, call", "run, certain, call, call"]),
        ([inside(Ran), inside(Returned)], ["f(X) goes on, likely, call", "run, certain, call, call"]),
        ([inside(Ran), inside(Kept, doubted=True)], ["kept, possible, call, call", "run, certain, call, call"]),
        ([inside(Ran), inside(Ran)], ["run, certain, call, call", "run, certain, call, call"]),
        ([inside(Kept), inside(Returned)], ["f(X) goes on, certain, call", "kept, certain, call, call"]),
        ([inside(Kept, doubted=True)], ["kept, certain, call, call"]),
    ],
)
def test_what_happens_inside_happens_at_the_call(outcomes: list[Outcome], expected: list[str]) -> None:
    assert handed(DEF + HERE, says=Says(outcomes)) == expected


def test_it_is_asked_with_the_argument_and_the_form() -> None:
    says = Says([])
    handed(DEF + "f(1, o=X)", "item call", says)
    assert says.asked == [(".f", Argument(keyword="o"), form("item call"))]


def test_the_way_inside_is_remembered() -> None:
    parts, asked = arguments(DEF + HERE, Says([inside(Kept), inside(Returned)]))
    outcomes = list(asked.outcomes(parts.call(HERE), Argument(position=0), form("call")))
    assert all(isinstance(o.via, Hop) and o.via.source is parts.source for o in outcomes)
    assert [o.cause.verb.value for o in outcomes if isinstance(o, Kept)] == ["keep"]


def test_what_was_set_going_inside_runs_on_even_if_nobody_takes_the_handle() -> None:
    begun = ast.parse("begin()").body[0]
    says = Says([inside(Returned, running=begun)])
    parts, asked = arguments(DEF + HERE, says)
    [onward] = asked.outcomes(parts.call(HERE), Argument(position=0), form("call"))
    assert (onward.end, onward.running) == (End.RETURNED, parts.call(HERE))
    bodies = Bodies(lambda home: says, answers())
    alone = Arguments(parts.callees, KNOWLEDGE, parts.holders, bodies, lambda value, of: iter(()))
    [kept] = alone.outcomes(parts.call(HERE), Argument(position=0), form("call"))
    assert (told(kept), kept.running) == ("kept, certain", parts.call(HERE))


def held(parts: Parts, of: str = "item call", certainty: Certainty = Certainty.CERTAIN) -> Held:
    node, keep = parts.tree.body[0], Cause(Verb.KEEP)
    return Held(Event.CALL, node, form(of), certainty, keep, variable=parts.variable("o"))


@pytest.mark.parametrize(
    ("code", "filled_by", "expected"),
    [
        ("own = []\nf(X, own)", "own", ["held own, certain, call, item call"]),
        ("def main(given): f(X, given)", "given", ["kept by given, likely, call, item call"]),
        ("f(X, find())", "find()", ["kept, likely, call, item call"]),
        ("f(X, Query())", "Query()", []),  # nobody has it
        ("f(X)", None, ["held f, certain, call, item call"]),  # its default, which goes with the function
    ],
)
def test_what_fills_the_parameter_whose_object_keeps_it_holds_it(
    code: str, filled_by: str | None, expected: list[str]
) -> None:
    says = Says((), filled_by)
    parts, asked = arguments(DEF + code, says)
    says.inside = [held(parts)]
    call = next(n for n in ast.walk(parts.tree) if isinstance(n, ast.Call) and ast.unparse(n.func) == "f")
    assert said(asked.outcomes(call, Argument(position=0), form("call"))) == expected


def test_a_method_that_gives_back_its_object_gives_back_what_that_holds() -> None:
    says = Says((), "own")
    parts, asked = arguments(DEF + "own = []\nf(X, own)", says)
    says.inside, says.held = [held(parts, "object call", LIKELY)], {End.RETURNED: inside(Returned)}
    outcomes = asked.outcomes(parts.call("f(X, own)"), Argument(position=0), form("call"))
    assert said(outcomes) == ["f(X, own) goes on, likely, object call", "held own, likely, call, object call"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(g): ...\nf(X)", ["unknown, possible, call, call"]),
        ("def f(g): ...\nf(key=X)", ["run, likely, call, call"]),
        ("class A:\n    def add_listener(self, g): ...\nA().add_listener(X)", ["kept, likely, call, call"]),
        ("class A:\n    def unheard_of(self, g): ...\nA().unheard_of(X)", ["unknown, possible, call, call"]),
    ],
)
def test_where_the_source_does_not_tell_the_name_may(code: str, expected: list[str]) -> None:
    assert handed(code, says=Says(None)) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "from threading import Thread\nclass A(Thread): pass\nA(target=X)",
            ["A(target=X) goes on, certain, object call"],
        ),
        ("class Desk(Unheard): pass\nDesk(X)", ["Desk(X) goes on, likely, object call"]),
        ("class A:\n    def add_listener(self, g): pass\nA().add_listener(X)", ["kept, likely, call, call"]),
        ("def f(g): pass\nf(X)", ["unknown, possible, call, call"]),
    ],
)
def test_of_what_goes_to_nobody_knows_whom_a_base_or_the_name_may_tell(code: str, expected: list[str]) -> None:
    assert handed(code, says=Says([inside(Lost, POSSIBLE)])) == expected


# -- other questions -----------------------------------------------------------------------------------------------


def test_what_a_callable_does_with_its_first_argument() -> None:
    says = Says([inside(Ran)])
    parts, asked = arguments(DEF, says)
    assert asked.inside(parts.written("f"), form("call")) == says.inside
    assert says.asked == [(".f", Argument(position=0), form("call"))]
    assert arguments(DEF, Says(None))[1].inside(parts.written("f"), form("call")) is None


def test_a_decorator_that_is_a_method_keeps_it_in_its_object() -> None:
    parts, asked = arguments("def main(o):\n    def f(): pass\n", Says())
    function = parts.definition("f")
    assert isinstance(function, ast.FunctionDef)
    owner = ast.parse("find()", mode="eval").body
    found = asked.held(owner, function, parts.written("main"), held(parts, "object call", POSSIBLE))
    assert (told(found), found.event, found.node, shape(found.form)) == (
        "kept, possible",
        Event.MAKE,
        function,
        "object call",
    )


@pytest.mark.parametrize(
    ("code", "of", "expected"),
    [
        ("class f: pass\nf(X)", "call", ["kept, certain, call, item call"]),
        ("class f: pass\nf(X)", "item call", ["kept, certain, call, item item call"]),
        ("def f(): pass\nf(X)", "call", []),
        ("f(X)", "call", []),
        ("import threading as f\nf.Thread(X)", "call", []),
    ],
)
def test_who_has_an_object_as_soon_as_it_is_made(code: str, of: str, expected: list[str]) -> None:
    parts, asked = arguments(code, Says(new=[inside(Kept, of="item object")]))
    call = next(n for n in ast.walk(parts.tree) if isinstance(n, ast.Call))
    assert said(asked.of_new(call, form(of))) == expected


def test_what_holds_a_new_object_is_said_to_hold_it() -> None:
    says = Says(filled_by="own")
    parts, asked = arguments("class f: pass\no = own = []\nf(own)", says)
    says.new = [held(parts, "item object")]
    assert said(asked.of_new(parts.call("f(own)"), form("call"))) == ["held own, certain, call, item call"]


@pytest.mark.parametrize(
    ("code", "is_begun"),
    [
        ("import asyncio\nasyncio.create_task(X)", True),
        ("from concurrent.futures import ThreadPoolExecutor\np = ThreadPoolExecutor()\np.submit(X)", True),
        ("from threading import Thread\nThread(X)", False),
        ("import atexit\natexit.register(X)", False),
        ("list(X)", False),
        ("unheard_of(X)", False),
        ("def f(g): pass\nf(X)", False),
    ],
)
def test_which_results_are_handles_on_what_runs_on_its_own(code: str, is_begun: bool) -> None:
    parts, asked = arguments(code)
    call = parts.parents.of(parts.expression("X"))
    assert isinstance(call, ast.Call)
    assert asked.is_begun_by(call) is is_begun


# -- seen in what becomes of a closure -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "end"),
    [
        ("[].sort(key=lambda: 1)", (End.RUN, "certain")),
        ("import threading\nthreading.Timer(1, lambda: 1).start()", (End.KEPT, "certain")),
        ("def main(x): x.append(lambda: 1)", (End.KEPT, "likely")),
        ("x(*[lambda: 1])", (End.UNKNOWN, "possible")),
        ("def f(a): a()\nf(lambda: 1)", (End.RUN, "certain")),
        ("any(map(lambda: 1, x))", (End.RUN, "certain")),
        ("f = Thing(lambda: 1)", (End.BOUND, "likely")),
        ("f = thing(lambda: 1)", (End.UNKNOWN, "possible")),
    ],
)
def test_what_becomes_of_a_closure(code: str, end: tuple[End, str]) -> None:
    assert ends(code) == {end}


@pytest.mark.parametrize(
    "code", ["print(lambda: 1)", "len([lambda: 1])", "isinstance(lambda: 1, x)", "sorted([lambda: 1])"]
)
def test_what_is_ignored_or_dropped(code: str) -> None:
    assert ends(code) == set()


def test_the_name_of_a_result_stands_for_what_is_in_it() -> None:
    parts = Parts("f = sorted([lambda: 1])")
    [bound] = parts.fates.of(parts.site(), form("call"))
    assert isinstance(bound, Named)
    assert (told(bound), shape(bound.form)) == ("bound f, certain", "item call")


def test_what_keeps_it_by_its_keyword_names_the_keyword() -> None:
    parts, asked = arguments("unheard_of(on_click=X)")
    keyword = parts.parents.of(parts.expression("X"))
    call = parts.parents.of(keyword) if keyword else None
    assert isinstance(call, ast.Call)
    [kept] = asked.outcomes(call, Argument.of(call, call.keywords[0]), form("call"))
    assert kept.cause.name == "on_click"
