"""Where the value of a name comes from: the places to go to from it."""

from __future__ import annotations

from collections.abc import Iterable

from cellophane.check.cursor.pointing import CLOSURES, Pointed
from cellophane.model.place import Span
from cellophane.model.scope import Binding, Scope, ScopeKind
from cellophane.source.change.rebindings import TAKES_VALUE_AWAY
from cellophane.source.facts import Facts
from cellophane.source.tree.identifiers import identifier


def definitions(facts: Facts, pointed: Pointed) -> tuple[Span, ...]:
    """The names in the bindings that may have given a name its value, in source order.

    Of a read they are those that can reach it: of one in a closure, what is bound when the closure is made, and all
    that may be bound after that. Of a name that is only bound there it is the place itself, and of one that a
    `nonlocal` or `global` declares, all that bind it. Empty if no line of the file does.

    >>> from cellophane.check.cursor.pointing import name_at
    >>> from cellophane.source.facts import alone
    >>> from cellophane.source.text.source import Source
    >>> facts = alone(Source("a.py", "x = 1\\nx = 2\\nlate = lambda: x\\nx = 3\\n"))
    >>> [span.row for span in definitions(facts, name_at(facts, 3, 16))]
    [2, 4]
    """
    uses = facts.names.uses(pointed.variable)
    use = next((one for one in uses if one.node is pointed.node), None)
    if use is not None:
        return _places(facts, facts.use_def.of(use))
    every = [one for one in facts.names.bindings(pointed.variable) if one.kind not in TAKES_VALUE_AWAY]
    return _places(facts, [one for one in every if one.node is pointed.node] or every)


def of_capture(facts: Facts, pointed: Pointed) -> tuple[Span, ...]:
    """The same of a name in a closure that does not own it; empty for any other, of which editors know by themselves:
    also for names of the module, which every function sees, but those that a loop rebinds.

    >>> from cellophane.check.cursor.pointing import name_at
    >>> from cellophane.source.facts import alone
    >>> from cellophane.source.text.source import Source
    >>> facts = alone(Source("a.py", "def make(x):\\n    x += 1\\n    print(x, lambda: x)\\n"))
    >>> [len(of_capture(facts, name_at(facts, 3, column))) for column in (11, 22)]
    [0, 1]
    """
    if pointed.variable.scope.kind is ScopeKind.MODULE and not facts.is_rebound_in_loop(pointed.variable):
        return ()
    scope: Scope | None = facts.names.holder(pointed.node)
    while scope is not None and scope is not pointed.variable.scope:
        if scope.kind in CLOSURES:
            return definitions(facts, pointed)
        scope = scope.parent
    return ()


def _places(facts: Facts, bindings: Iterable[Binding]) -> tuple[Span, ...]:
    found = (identifier(facts.source, one.node) for one in bindings)
    return tuple(dict.fromkeys(span for span in found if span is not None))
