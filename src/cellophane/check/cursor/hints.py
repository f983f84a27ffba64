"""What closures capture, to be shown beside them in the text while one looks at it."""

from __future__ import annotations

from collections.abc import Iterator

from cellophane.model.hover import Hint
from cellophane.model.scope import Scope, ScopeKind, Variable
from cellophane.source.facts import Facts
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.identifiers import header_end

_OF_FUNCTIONS = frozenset({ScopeKind.FUNCTION, ScopeKind.LAMBDA, ScopeKind.COMPREHENSION, ScopeKind.GENERATOR})


def hints(facts: Facts, rows: range) -> tuple[Hint, ...]:
    """The hints in some rows, in the order of the text: one for each function and lambda that captures.

    Variables of functions count, and of a module, which every function sees, those that a loop rebinds. Generator
    expressions have none: nearly all of them capture, and are used up where they stand.

    >>> from cellophane.source.facts import alone
    >>> from cellophane.source.text.source import Source
    >>> hints(alone(Source("a.py", "def make(step):\\n    return lambda: step\\n")), range(1, 3))
    (Hint(row=2, column=19, names=('step',)),)
    """
    return tuple(sorted(_hints(facts, rows), key=lambda hint: (hint.row, hint.column)))


def _hints(facts: Facts, rows: range) -> Iterator[Hint]:
    for site in facts.sites:
        if not isinstance(site, Function) or site.lineno >= rows.stop:
            continue
        place = header_end(facts.source, site) if (site.end_lineno or 0) >= rows.start else None
        if place is None or place[0] not in rows:
            continue
        scope = facts.names.scope(site)
        names = tuple(v.name for v in facts.names.captures(scope) if _counts(facts, scope, v))
        if names:
            yield Hint(*place, names)


def _counts(facts: Facts, scope: Scope, variable: Variable) -> bool:
    if variable.scope.kind is not ScopeKind.MODULE:
        return variable.scope.kind in _OF_FUNCTIONS
    return facts.is_rebound_in_loop(variable) and facts.names.first_use(variable, scope) is not None
