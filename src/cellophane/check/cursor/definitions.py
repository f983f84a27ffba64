"""Where the value of a name comes from: the places to go to from it."""

from __future__ import annotations

from collections.abc import Iterable

from cellophane.check.cursor.pointing import Pointed
from cellophane.model.place import Span
from cellophane.model.scope import Binding
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


def _places(facts: Facts, bindings: Iterable[Binding]) -> tuple[Span, ...]:
    found = (identifier(facts.source, one.node) for one in bindings)
    return tuple(dict.fromkeys(span for span in found if span is not None))
