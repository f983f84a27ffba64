"""The parts that follow values in one file, each made anew from a piece of code, to be asked alone.

What they answer is told in short texts, so that a test says what it expects as it would be said: `told`, `shape`,
`place` and `places`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property
from textwrap import dedent

from cellophane.model.finding import Certainty
from cellophane.model.scope import Variable
from cellophane.source.fixpoint import Recursion
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.flow.statements import build
from cellophane.source.following.replacement import Replacement
from cellophane.source.following.serving import Serving
from cellophane.source.following.summaries import Summaries, answers
from cellophane.source.following.tracks import Following
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Around, Written
from cellophane.source.meaning.own_calls import OwnCalls
from cellophane.source.names.scopes import resolve
from cellophane.source.steps.conditions import Conditions
from cellophane.source.steps.fates import Fates
from cellophane.source.steps.holders import Holders
from cellophane.source.steps.inside import Bodies, Inside
from cellophane.source.steps.outcomes import At, Cause, Form, Held, Kept, Named, Outcome, Returned, Step, Verb, Way
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Body, Definition, Site
from cellophane.source.tree.parents import Parents
from tests.following import KNOWLEDGE, first_site


class Parts:
    """The parts of one file, which see no other file. As a whole they are the `Home` of its definitions."""

    module_name = ""

    def __init__(self, code: str, inside: Inside | None = None) -> None:
        """`inside` says what callables do with functions, in the place of their summaries."""
        self.source = Source("sample.py", dedent(code))
        self.tree = self.source.parse()
        self.names = resolve(self.tree)
        self.parents = Parents(self.tree)
        self.callees = Callees(self.names, self.parents, self, Around(KNOWLEDGE, Recursion()))
        self.holders = Holders(self.names, self.parents, self.callees)
        self.replacement = Replacement(self.names, self.callees)
        self.bodies = Bodies(lambda home: inside or self.summaries, answers())
        self.fates = Fates(self.names, self.parents, self.callees, KNOWLEDGE, self.bodies)
        self._flows: dict[Body, Flow] = {}

    @cached_property
    def following(self) -> Following:
        """All that a trace asks about the file."""
        return Following(
            self.names,
            self.parents,
            self.fates,
            self.replacement,
            Conditions(self.names, self.callees),
            Serving(self.parents, self.callees),
            OwnCalls(self.parents, self.callees),
            self.flow,
            self.happenings,
        )

    @cached_property
    def summaries(self) -> Summaries:
        """What its callables do with functions."""
        return Summaries(self.following, self.callees, self.bodies)

    def flow(self, body: Body) -> Flow:
        """The order of events in a body."""
        if body not in self._flows:
            self._flows[body] = build(body)
        return self._flows[body]

    def happenings(self, flow: Flow) -> Happenings:
        """Where variables are bound in it."""
        return Happenings(self.names, flow)

    # -- what is in the text ---------------------------------------------------------------------------------------

    @cached_property
    def main(self) -> Body:
        """The function `main`, or else the module."""
        return next((node for node in self._nodes if isinstance(node, _FUNCTIONS) and node.name == "main"), self.tree)

    def expression(self, text: str, row: int | None = None) -> ast.expr:
        """The first expression that is written so, in this row if one is said.

        >>> Parts("f(1); f(x)").expression("f(x)").col_offset
        6
        """
        return next(
            node
            for node in self._nodes
            if isinstance(node, ast.expr) and ast.unparse(node) == text and row in (None, node.lineno)
        )

    def call(self, text: str) -> ast.Call:
        """The first call that is written so."""
        found = self.expression(text)
        assert isinstance(found, ast.Call)
        return found

    def site(self) -> Site:
        """The first lambda, or else the first closure of another kind."""
        return first_site(self.tree)

    def definition(self, name: str) -> Definition:
        """The first function or class of this name."""
        return next(node for node in self._nodes if isinstance(node, Definition) and node.name == name)

    def written(self, name: str, *, bound: bool = False, given: int = 0) -> Written:
        """The same, as those speak of it who call it."""
        return Written(self.definition(name), self, bound, given)

    def variable(self, name: str, row: int | None = None) -> Variable:
        """The variable that a name means where it first stands, in this row if one is said."""
        found = ((node, self.names.variable(node)) for node in self._nodes)
        return next(v for node, v in found if v is not None and v.name == name and row in (None, row_of(node)))

    def events(self, event: Event, row: int, body: Body | None = None) -> list[int]:
        """The events of a kind in a row, of `main` if no other body is said."""
        flow = self.flow(body or self.main)
        return [n for n, found in enumerate(flow.events) if found is event and row_of(flow.nodes[n]) == row]

    def event(self, event: Event, row: int) -> int:
        """The only one."""
        [number] = self.events(event, row)
        return number

    def places(self, numbers: Iterable[int | None], body: Body | None = None) -> set[str]:
        """Events of `main` by what they are and where; those that a cleanup repeats are told once."""
        flow = self.flow(body or self.main)
        return {"nothing" if n is None else place(flow.events[n], flow.nodes[n]) for n in numbers}

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        """All nodes in the order in which they stand."""
        return sorted(ast.walk(self.tree), key=lambda node: (row_of(node), getattr(node, "col_offset", 0)))


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def row_of(node: ast.AST | None) -> int:
    """The row in which a node begins; that of its first part, if the tree tells none of its own; 0 of nothing."""
    rows = (getattr(part, "lineno", None) for part in ast.walk(node)) if node is not None else ()
    return next((row for row in rows if isinstance(row, int)), 0)


# -- short texts ---------------------------------------------------------------------------------------------------


def told(outcome: Outcome) -> str:
    """What becomes of a value, of whom that speaks, and how sure it is.

    >>> parts = Parts("f = lambda: 1")
    >>> [told(outcome) for outcome in parts.fates.of(parts.site(), form("call"))]
    ['bound f, certain']
    """
    who = ""
    if isinstance(outcome, Named | Held):
        who = f" {outcome.variable.name}"
    elif isinstance(outcome, Kept) and outcome.owner is not None:
        who = f" by {outcome.owner.name}"
    return f"{outcome.end.value}{who}, {outcome.certainty.word}"


def form(text: str) -> Form:
    """A form, its ways one after the other. `0/2` is the first item of two, `0/` that of nobody knows how many, and
    `'key'` stands for a key.

    >>> form("item call")
    (<Way.ITEM: 'item'>, <Way.CALL: 'call'>)
    >>> form("0/2 'key' call")
    (At(key=0, of=2), At(key='key', of=None), <Way.CALL: 'call'>)
    """
    return tuple(_step(word) for word in text.split())


def _step(word: str) -> Step:
    position, slash, of = word.partition("/")
    if slash:
        return At(int(position), int(of) if of else None)
    return At(word.strip("'")) if word.startswith("'") else Way(word)


def shape(of: Form) -> str:
    """The way back: `item call`."""
    return " ".join(_word(step) for step in of)


def _word(step: Step) -> str:
    if isinstance(step, Way):
        return step.value
    return repr(step.key) if isinstance(step.key, str) else f"{step.key}/{'' if step.of is None else step.of}"


def place(event: Event, node: ast.AST | None) -> str:
    """An event, and the row in which it happens: `bind 3`."""
    return f"{event.value} {row_of(node)}" if node is not None else event.value


def goes_on(value: ast.AST, of: Form) -> Iterator[Outcome]:
    """In the place of what becomes of a value: that it is returned, where it stands; of a handle nothing is told."""
    if Way.HANDLE in of:
        return
    yield Returned(Event.RETURN, value, of, Certainty.CERTAIN, Cause(Verb.RETURN))
