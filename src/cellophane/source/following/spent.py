"""Iterators that have run out, and are iterated again as if they were collections.

`map`, `filter`, `zip` and generator expressions give their items once. Whoever iterates one again, in the next round of
a loop or when a function is called anew, gets none, and no error. It is told from the use of a stream, of which each
round takes what it needs, by how it is iterated: to the end, and never item by item.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.model.scope import BindingKind, Scope, ScopeKind, Use, Variable
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.following.tracks import Following
from cellophane.source.following.trails import Trail
from cellophane.source.knowledge import ResultKind, Trait
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Known
from cellophane.source.meaning.words import Words
from cellophane.source.steps.outcomes import End, Ran, Way
from cellophane.source.tree.bodies import Body, Definition, Function, Loops, Site

_BOUND = frozenset({BindingKind.ASSIGNMENT, BindingKind.ANNOTATED})


@dataclass(frozen=True, slots=True)
class _Way:
    """What is taken of an iterator at one place: all of it, and how sure that is, or a part, or nothing."""

    certainty: Certainty | None = None
    is_part: bool = False
    """A stream, of which somebody takes a part, or which somebody else has as well."""


_ALL, _PART, _NOTHING = _Way(Certainty.CERTAIN), _Way(is_part=True), _Way()


@dataclass(frozen=True, slots=True)
class Spent:
    """An iterator, and where it is iterated again."""

    iterator: ast.expr
    variable: Variable
    use: ast.AST
    """The name where it is iterated again."""
    again: ast.AST
    """What makes that happen again: a loop, or the function that is called again."""
    certainty: Certainty


class SpentIterators:
    """Answers for one file."""

    def __init__(
        self,
        following: Following,
        callees: Callees,
        words: Words,
        trail: Callable[[Site, Variable], Trail],
        scopes: Iterable[Scope],
    ) -> None:
        self._scopes = scopes
        self._following = following
        self._names = following.names
        self._parents = following.parents
        self._callees = callees
        self._may_run_out = words.told("runs_out")
        self._trail = trail

    def spent(self) -> Iterator[Spent]:
        """Every iterator of the file that is iterated again after it has run out, once."""
        for scope in self._scopes:
            if scope.kind in (ScopeKind.FUNCTION, ScopeKind.MODULE, ScopeKind.LAMBDA):
                for variable in self._names.variables(scope):
                    iterator = self._iterator(variable)
                    found = list(self._iterated_again(iterator, variable)) if iterator is not None else []
                    yield from [max(found, key=lambda one: one.certainty)] if found else []

    def _may_be_read_again(self, variable: Variable) -> bool:
        """A cheap first test: whether a loop around reads it, or the code of another function."""
        owner = variable.scope.node
        reads = (use.node for use in self._names.uses(variable))
        return any(self._parents.in_loop(read) or self._parents.body(read) is not owner for read in reads)

    def _iterator(self, variable: Variable) -> ast.expr | None:
        """What the variable is bound to, once, if that is an iterator that runs out."""
        bindings = self._names.bindings(variable)
        if len(bindings) != 1 or bindings[0].kind not in _BOUND:
            return None
        value = self._callees.value(bindings[0])
        if not self._may_be_read_again(variable):
            return None
        if isinstance(value, ast.GeneratorExp):
            sources = [clause.iter for clause in value.generators]
            is_plain = not any(clause.is_async for clause in value.generators)
        elif isinstance(value, ast.Call) and self._may_run_out(value.func):
            entries = self._callees.known_entries(value.func)
            sources = [value, *value.args]
            is_plain = bool(entries) and all(Trait.RUNS_OUT in entry.traits for entry in entries)
        else:
            return None
        ends = is_plain and not any(self._callees.entries.may_never_end(source) for source in sources)
        return value if ends else None

    def _iterated_again(self, iterator: ast.expr, variable: Variable) -> Iterator[Spent]:
        ways = [(use, self._way(use.node)) for use in self._names.uses(variable)]
        if any(way.is_part for _, way in ways):
            return
        for use, way in ways:
            again = self._again(use, variable) if way.certainty is not None else None
            if again is not None and way.certainty is not None:
                yield Spent(iterator, variable, use.node, again[0], min(way.certainty, again[1]))

    # -- how it is iterated ------------------------------------------------------------------------------------------

    def _way(self, read: ast.AST) -> _Way:
        """What is taken of an iterator where it is read."""
        around = self._parents.of(read)
        if isinstance(around, ast.Compare):
            asked = [op for op, right in zip(around.ops, around.comparators, strict=True) if right is read]
            if not any(isinstance(op, ast.In | ast.NotIn) for op in asked):
                return _NOTHING
            return _Way(certainty=Certainty.POSSIBLE) if self._goes_on_behind(around) else _ALL
        if isinstance(around, ast.For | ast.AsyncFor) and read is around.iter and _breaks(around.body):
            return _PART
        found = _NOTHING
        for outcome in self._following.fates.of(read, (Way.ITERATE,)):
            if isinstance(outcome, Ran) and outcome.to_end and self._is_direct(read, outcome.node):
                found = _Way(certainty=outcome.certainty)
            elif isinstance(outcome, Ran) and self._asks_all(outcome.node):
                found = _Way(certainty=Certainty.LIKELY)
            elif outcome.end is not End.DROPPED:
                return _PART
        return found

    def _is_direct(self, read: ast.AST, consumer: ast.AST) -> bool:
        """Whether nothing stands between that may take a part, as `zip` does: but for a generator expression."""
        around = self._parents.of(read)
        if isinstance(around, ast.comprehension):
            owner = self._parents.of(around)
            first = isinstance(owner, ast.GeneratorExp) and around is owner.generators[0]
            return not first or self._is_direct(owner, consumer)  # type: ignore[arg-type]
        return around is consumer or isinstance(around, ast.For | ast.AsyncFor | ast.Starred)

    def _asks_all(self, consumer: ast.AST | None) -> bool:
        """Whether it leaves off early because it knows the answer, as `any` does, not to leave a rest, as `next`."""
        if not isinstance(consumer, ast.Call):
            return False
        entries = [one.entry for one in self._callees.callees(consumer.func) if isinstance(one, Known)]
        return bool(entries) and all(
            Trait.EARLY in entry.traits and any(Fate.IGNORED in fates for fates in entry.fates.values())
            for entry in entries
        )

    def _goes_on_behind(self, compare: ast.Compare) -> bool:
        """Whether nothing more is asked once an item is missing, as who looks for a subsequence asks.

        `all(letter in rest for letter in word)`, and `if letter not in rest: return False`, ask each time for what
        stands behind the item found last.
        """
        around = self._parents.of(compare)
        if isinstance(around, ast.GeneratorExp) and compare is around.elt:
            return self._asks_all(self._parents.of(around))
        is_missing = isinstance(compare.ops[-1], ast.NotIn)
        if not isinstance(around, ast.If) or compare is not around.test or not is_missing:
            return False
        return isinstance(around.body[-1], ast.Return | ast.Break | ast.Raise)

    # -- how often ---------------------------------------------------------------------------------------------------

    def _again(self, use: Use, variable: Variable) -> tuple[ast.AST, Certainty] | None:
        """What makes it happen again, and how sure that is."""
        body = self._parents.body(use.node)
        numbers = self._following.flow(body).at(Event.USE, use.node)
        while True:
            flow = self._following.flow(body)
            loop = self._repeating(flow, numbers, variable)
            if loop is not None:
                return (loop, Certainty.CERTAIN) if not self._reads_on(use.node, loop, variable) else None
            if body is variable.scope.node or isinstance(body, ast.Module):
                return None
            if not isinstance(body, ast.GeneratorExp):
                return self._called_again(body, variable)
            outer = self._parents.body(body)
            numbers, body = self._following.flow(outer).at(Event.MAKE, body), outer

    def _repeating(self, flow: Flow, numbers: list[int], variable: Variable) -> ast.AST | None:
        """The innermost loop in which control comes to these events again, while the variable has the same value."""
        bound = self._following.happenings(flow).bound(variable)
        for number in numbers:
            if number in flow.reachable([number], without=bound):
                for loop in flow.enclosing(number):
                    inside = flow.reachable([number], without=bound, inside=loop)
                    if number in inside and loop.header in inside:
                        return flow.nodes[loop.header]
        return None

    def _reads_on(self, read: ast.AST, loop: ast.AST, variable: Variable) -> bool:
        """Whether a loop over the same iterator comes to it on a condition only, to read the rest."""
        if not isinstance(loop, Loops) or self._names.variable(loop.iter) is not variable:
            return False
        around = (parent for parent, _ in self._parents.ancestors(read))
        return any(isinstance(parent, ast.If | ast.Try | ast.Match) for parent in _until(around, loop))

    def _called_again(self, body: Body, variable: Variable) -> tuple[ast.AST, Certainty] | None:
        """Whether the function around can be called more than once: returned, called in a loop, or by two places."""
        assert isinstance(body, Function)
        outermost: Body = body
        while (outer := self._parents.body(outermost)) is not variable.scope.node and not isinstance(outer, ast.Module):
            outermost = outer
        if variable.scope.kind is ScopeKind.MODULE:
            return self._of_module(body, outermost)
        if not isinstance(outermost, Site) or isinstance(outermost, ast.GeneratorExp):
            return None
        trail = self._trail(outermost, variable)
        outcomes = [*(over.outcome for over in trail.over), *(one.called or one.kept for one in trail.late)]
        ends = [outcome for outcome in outcomes if outcome is not None]
        if any(outcome.end is End.RETURNED for outcome in ends):
            return body, Certainty.LIKELY
        flow = self._following.flow(self._parents.body(outermost))
        calls = {outcome.node for outcome in ends if outcome.end is End.RUN}
        return (body, Certainty.LIKELY) if self._twice(flow, calls, variable) else None

    def _twice(self, flow: Flow, calls: set[ast.AST], variable: Variable) -> bool:
        """Whether control can come from one of these calls to one of them, or one of them calls for each item."""
        bound = self._following.happenings(flow).bound(variable)
        numbers = {number for call in calls for number in flow.at(Event.CALL, call)}
        if any(numbers & flow.reachable([number], without=bound) for number in numbers):
            return True
        return any(isinstance(call, ast.Call) and self._calls_for_each(call) for call in calls)

    def _calls_for_each(self, call: ast.Call) -> bool:
        """Whether it calls what it is given for each item of something else that it is given: `map`, `sorted(key=)`."""
        known = [one.entry for one in self._callees.callees(call.func) if isinstance(one, Known)]
        return any(any(name.endswith("[]") for name in entry.fates) and len(entry.fates) > 2 for entry in known) or any(
            entry.result is ResultKind.LAZY for entry in known
        )

    def _of_module(self, body: Function, outermost: Body) -> tuple[ast.AST, Certainty] | None:
        """A function of the module, or a method of a class: anybody can call it, unless it is called once only here."""
        named = self._names.variable(outermost) if not isinstance(outermost, ast.Lambda) else None
        uses = self._names.uses(named) if named is not None else ()
        if len(uses) != 1 or named is None or named.scope.kind is ScopeKind.CLASS:
            return body, Certainty.LIKELY
        return (body, Certainty.LIKELY) if self._parents.in_loop(uses[0].node) else None


def _breaks(body: list[ast.stmt]) -> bool:
    """Whether a loop with this body may leave off before its iterator is at its end, and leave a rest for others."""
    waiting: list[ast.AST] = [*body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Break):
            return True
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            waiting += node.orelse
        elif not isinstance(node, ast.expr | Definition):
            waiting += ast.iter_child_nodes(node)
    return False


def _until(nodes: Iterator[ast.AST], last: ast.AST) -> Iterator[ast.AST]:
    for node in nodes:
        if node is last:
            return
        yield node
