"""Variables of functions that are called as one around them: is `nonlocal` or `global` missing?

Who assigns a name in a function makes it the function's own, everywhere in it. Three things then go wrong:

    total = 0
    def add(n):
        total += n          # ALWAYS: read before anything can have given it a value
    def choose(flag):
        if flag:
            total = 1
        return total        # SOMETIMES: on one way it has no value
    def reset():
        total = 0           # IN_VAIN: the other one, which is read later, stays as it was
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.scope import BindingKind, Scope, ScopeKind, Variable
from cellophane.source.change.reaching import UNBOUND, Reaching
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Body, Function, Site
from cellophane.source.tree.catching import expects_unbound
from cellophane.source.tree.parents import Parents

ASSIGNED = frozenset({BindingKind.ASSIGNMENT, BindingKind.AUGMENTED, BindingKind.ANNOTATED, BindingKind.WALRUS})
_INLINE = (ScopeKind.COMPREHENSION, ScopeKind.CLASS)


class Lack(enum.Enum):
    """What comes of it that the name is the function's own."""

    ALWAYS = "always"
    """It is read when it cannot have a value."""
    SOMETIMES = "sometimes"
    """It is read when it may have none."""
    IN_VAIN = "in vain"
    """It gets a value that the variable around it was meant to get."""


@dataclass(frozen=True, slots=True)
class Namesake:
    """A variable of a function, and the one that the name would mean without it."""

    own: Variable
    outer: Variable
    lack: Lack
    node: ast.AST
    """ALWAYS and SOMETIMES: what reads it, or deletes it. IN_VAIN: what assigns it."""
    binds_first: bool
    """Whether on some way the function binds it and does not come to that."""
    read: ast.AST | None = None
    """IN_VAIN: where the other one is read."""


class Namesakes:
    """Answers for one file."""

    def __init__(
        self, names: Names, parents: Parents, flow: Callable[[Body], Flow], happenings: Callable[[Flow], Happenings]
    ) -> None:
        self._names = names
        self._parents = parents
        self._flow = flow
        self._happenings = happenings

    def all(self, scopes: Iterable[Scope]) -> Iterator[Namesake]:
        """Those of which something comes, one for each variable of these scopes."""
        for own, outer in self._pairs(scopes):
            found = self._judged(own, outer)
            if found is not None:
                yield found

    def _pairs(self, scopes: Iterable[Scope]) -> Iterator[tuple[Variable, Variable]]:
        for scope in scopes:
            if scope.kind is not ScopeKind.FUNCTION:
                continue
            for own in self._names.variables(scope):
                bindings = self._names.bindings(own)
                if bindings and all(binding.kind is not BindingKind.PARAMETER for binding in bindings):
                    outer = self._names.meant_without(own)
                    if outer is not None:
                        yield own, outer

    def _judged(self, own: Variable, outer: Variable) -> Namesake | None:
        taking = self._taking(own)
        if taking and not self._begins_with_binding(own, taking):
            always, binds_first = self._always(own, taking)
            if always is not None:
                if expects_unbound(self._parents, always):
                    return None
                return Namesake(own, outer, Lack.ALWAYS, always, binds_first)
        if outer.scope.kind is not ScopeKind.FUNCTION:
            return None
        return self._in_vain(own, outer) or self._sometimes(own, outer, taking)

    # -- read without a value --------------------------------------------------------------------------------------

    def _taking(self, own: Variable) -> list[ast.AST]:
        """What takes a value for granted in the function's own code: reads, and `del`."""
        uses = [use.node for use in self._names.uses(own) if self._is_inline(use.scope, own.scope)]
        gone = [b.node for b in self._names.bindings(own) if b.kind is BindingKind.DELETION]
        return uses + gone

    def _is_inline(self, scope: Scope | None, owner: Scope) -> bool:
        while scope is not None and scope is not owner and scope.kind in (*_INLINE, ScopeKind.GENERATOR):
            scope = scope.parent
        return scope is owner

    def _begins_with_binding(self, own: Variable, taking: list[ast.AST]) -> bool:
        """A cheap test: whether a plain statement binds it on all ways, and all that takes its value comes later."""
        function = own.scope.node
        for binding in self._names.bindings(own):
            statement = self._parents.statement(binding.node)
            if binding.kind in (BindingKind.DELETION, BindingKind.AUGMENTED) or statement is None:
                continue
            if self._parents.of(statement) is function and isinstance(
                statement, ast.Assign | ast.AnnAssign | ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
            ):
                end = statement.end_lineno or 0
                return all(getattr(node, "lineno", 0) > end for node in taking)
        return False

    def _always(self, own: Variable, taking: list[ast.AST]) -> tuple[ast.AST | None, bool]:
        """The first place that is never come to but without a value, and whether a way binds it and avoids that."""
        flow = self._flow_of(own)
        bound = self._happenings(flow).bound(own)
        places = {node: {*flow.at(Event.USE, node), *flow.at(Event.UNBIND, node)} for node in taking}
        places = {node: events for node, events in places.items() if events}
        entry = [flow.events.index(Event.ENTRY)]
        while places:
            stops = set().union(*places.values())
            before = flow.reachable(entry, without=stops)
            after = bound & before
            wrong = {number for n in after for number in flow.successors[n]} | flow.reachable(after)
            left = {node: events for node, events in places.items() if not events & wrong}
            if len(left) == len(places):
                first = {s for n in (*entry, *before) for s in flow.successors[n]}
                reached = [node for node in places if places[node] & first]
                return (min(reached, key=_place) if reached else None), bool(after)
            places = left
        return None, False

    def _sometimes(self, own: Variable, outer: Variable, taking: list[ast.AST]) -> Namesake | None:
        if not taking or self._begins_with_binding(own, taking):
            return None
        flow = self._flow_of(own)
        reaching = Reaching(flow, self._happenings(flow))
        for node in sorted(taking, key=_place):
            if any(UNBOUND in reaching.at(number, own) for number in flow.at(Event.USE, node)):
                if expects_unbound(self._parents, node):
                    return None
                return Namesake(own, outer, Lack.SOMETIMES, node, True)
        return None

    # -- assigned in vain ------------------------------------------------------------------------------------------

    def _in_vain(self, own: Variable, outer: Variable) -> Namesake | None:
        bindings = self._names.bindings(own)
        if not own.name.strip("_") or not self._could_be_meant(own, outer):
            return None
        read = self._read_later(own, outer)
        return Namesake(own, outer, Lack.IN_VAIN, bindings[0].node, True, read) if read is not None else None

    def _could_be_meant(self, own: Variable, outer: Variable) -> bool:
        """Whether the outer variable was made to be changed from inside, and what the function assigns could be for it.

        It waits for a value if it is bound once, to `None` or a truth value; it is shared state if another function
        declares it; and who assigns a name that nobody reads means the outer one, if that is bound only once.
        """
        inner, outers = self._names.bindings(own), self._names.bindings(outer)
        is_plain = all(self._is_plain(b.node, b.kind) for b in inner)
        if not all(b.kind in ASSIGNED for b in (*inner, *outers)) or self._is_taken_from_yield(own):
            return False
        if is_plain and any(b.scope is not outer.scope and b.scope.kind is ScopeKind.FUNCTION for b in outers):
            return True
        if len(outers) > 1 or not self._is_plain(outers[0].node, outers[0].kind):
            return False
        value = getattr(self._parents.of(outers[0].node), "value", None)
        if isinstance(value, ast.Constant) and (value.value is None or (is_plain and isinstance(value.value, bool))):
            return True
        return is_plain and not self._names.uses(own)

    def _is_plain(self, node: ast.AST, kind: BindingKind) -> bool:
        """Whether it is the whole target of an assignment."""
        whole = ast.Assign | ast.AugAssign | ast.AnnAssign | ast.NamedExpr
        return kind in ASSIGNED and isinstance(self._parents.of(node), whole)

    def _is_taken_from_yield(self, own: Variable) -> bool:
        """Whether it only gives a name to what a generator is sent, or to what it waits for."""
        if self._names.uses(own):
            return False
        values = (getattr(self._parents.of(b.node), "value", None) for b in self._names.bindings(own))
        return any(isinstance(value, ast.Yield | ast.YieldFrom | ast.Await) for value in values)

    def _read_later(self, own: Variable, outer: Variable) -> ast.AST | None:
        """A read of the outer variable that can come after the function was made: by its owner, or by a sibling."""
        owner = outer.scope.node
        assert isinstance(owner, Body)
        flow, outermost = self._flow(owner), self._outermost(own, owner)
        makes = flow.at(Event.MAKE, outermost) if outermost is not None else []
        bound = self._happenings(flow).bound(outer)
        if not any(not bound.isdisjoint(flow.leading_to(make)) for make in makes):
            return None  # made before there is anything to change: what it assigns may be what it returns
        after = flow.reachable(makes)
        for use in self._names.uses(outer):
            if self._is_inline(use.scope, outer.scope) and self._parents.body(use.node) is owner:
                if any(number in after for number in flow.at(Event.USE, use.node)):
                    return use.node
            elif self._is_by_sibling(use.scope, own.scope):
                return use.node
        return None

    def _is_by_sibling(self, scope: Scope | None, own: Scope) -> bool:
        """Whether the reading scope is not around the function that assigns."""
        around: Scope | None = own
        while around is not None and around is not scope:
            around = around.parent
        return around is None

    def _outermost(self, own: Variable, owner: Body) -> Site | None:
        """The function that the owner makes in which the variable is."""
        site = own.scope.node
        while isinstance(site, Function) and (body := self._parents.body(site)) is not owner:
            site = body
        return site if isinstance(site, Function) else None

    def _flow_of(self, own: Variable) -> Flow:
        body = own.scope.node
        assert isinstance(body, Body)
        return self._flow(body)


def _place(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
