"""What is told of a name, and of a closure: whose it is, who binds and captures it, and what becomes of it.

Of a name nothing is followed and no rule is run: that takes its time, and an editor asks with each rest of the pointer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from cellophane.check.cursor.pointing import CLOSURES, Pointed, closure_at, name_at
from cellophane.check.evidence import span
from cellophane.check.outcomes_in_words import called
from cellophane.check.why import silencer, why
from cellophane.model.finding import Finding
from cellophane.model.hover import Captured, ClosureHover, Holder, NameHover, Owner, Unbound
from cellophane.model.scope import Binding, Scope, ScopeKind, Use, Variable
from cellophane.model.trail import Trail
from cellophane.source.facts import Facts
from cellophane.source.names.elsewhere import is_unbound, may_bind_unseen
from cellophane.source.pictures.provenance import Provenance
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.identifiers import keyword
from cellophane.versions import CLASS_CELLS


def at(
    facts: Facts,
    row: int,
    column: int,
    findings: Iterable[Finding],
    every: Callable[[], Iterable[Finding]] | None = None,
) -> tuple[NameHover | ClosureHover, ...]:
    """What is told of a place: of the name there, of the closure that is made there, or of both, as on that of a `def`.

    `findings` are those of the file, of every certainty, also those that a comment silences, rows counted through all
    cells. If `every` is given, it finds those, and is asked for a closure only: `findings` need then be no more than
    what is shown. Nothing is told of the captures of a `def` that has none.

    >>> from cellophane.source.facts import alone
    >>> from cellophane.source.text.source import Source
    >>> facts = alone(Source("a.py", "def make(step):\\n    return lambda: step\\n"))
    >>> [type(one).__name__ for column in (5, 10, 15, 16) for one in at(facts, 1, column, ())]
    ['NameHover', 'NameHover']
    >>> [one.closure for one in at(facts, 2, 12, ())]
    ['the lambda']
    """
    pointed, site = name_at(facts, row, column), closure_at(facts, row, column)
    name = () if pointed is None else (of_name(facts, pointed, findings),)
    closure = () if site is None else (of_closure(facts, site, findings if every is None else every()),)
    return (*name, *(one for one in closure if one.captures or not name))


def of_name(facts: Facts, pointed: Pointed, findings: Iterable[Finding] = ()) -> NameHover:
    """What is told of a name. `findings` as for `at`: those that are silenced are not told.

    >>> from cellophane.check.cursor.pointing import name_at
    >>> from cellophane.source.facts import alone
    >>> from cellophane.source.text.source import Source
    >>> facts = alone(Source("a.py", "def make(step):\\n    return lambda: step\\n"))
    >>> told = of_name(facts, name_at(facts, 1, 10))
    >>> told.owner.name, [(one.row, one.how) for one in told.bindings], [one.closure for one in told.holders]
    ('make', [(1, 'parameter')], ['the lambda'])
    """
    variable, where = pointed.variable, pointed.span
    provenance = _provenance(facts)
    return NameHover(
        name=facts.source.line(where.row)[where.column - 1 : where.end_column - 1],
        span=where,
        variable=variable.name,
        owner=_owner(provenance, variable),
        bindings=provenance.bindings(variable),
        unbound=_unbound(facts, variable),
        holders=tuple(_holders(facts, variable)),
        findings=tuple(one for one in _about(provenance, variable, findings) if silencer(facts, one) is None),
        is_rebound_in_loop=facts.is_rebound_in_loop(variable),
    )


def of_closure(facts: Facts, site: Site, findings: Iterable[Finding]) -> ClosureHover:
    """What is told of a closure, which is followed. `findings` as for `at`."""
    provenance, scope = _provenance(facts), facts.names.scope(site)
    in_cells = provenance.captured(scope)
    trails = {(trail.name, trail.read): trail for trail in why(facts, site, findings)}
    told = []
    for variable in facts.names.captures(scope):
        use = facts.names.first_use(variable, scope)
        trail = None if use is None else trails.get((variable.name, span(facts.source, use.node)))
        if trail is not None or variable in in_cells:
            told.append(_captured(facts, provenance, scope, variable, trail))
    told.sort(key=_urgency, reverse=True)
    return ClosureHover(called(site), keyword(facts.source, site) or span(facts.source, site), tuple(told))


def _captured(facts: Facts, provenance: Provenance, scope: Scope, variable: Variable, trail: Trail | None) -> Captured:
    writes = any(_is_in(one.scope, scope) for one in facts.names.bindings(variable))
    return Captured(variable.name, _owner(provenance, variable), provenance.bindings(variable), writes, trail)


def _urgency(captured: Captured) -> int:
    return 0 if captured.trail is None else captured.trail.certainty or 0


def _provenance(facts: Facts) -> Provenance:
    return Provenance(facts.source, facts.names, facts.parents)


def _owner(provenance: Provenance, variable: Variable) -> Owner:
    scope = variable.scope
    row = None if scope.kind is ScopeKind.MODULE else int(scope.node.lineno)  # type: ignore[attr-defined]
    return Owner(scope.kind, provenance.qualified(scope), row)


def _unbound(facts: Facts, variable: Variable) -> Unbound | None:
    if facts.names.bindings(variable):
        return None
    if variable.scope.kind is ScopeKind.CLASS and variable.name in CLASS_CELLS:
        return Unbound.CLASS_CELL
    if variable.scope.kind is not ScopeKind.MODULE:
        return Unbound.NOWHERE
    if not is_unbound(facts.names, variable):
        return Unbound.PYTHON
    return Unbound.UNSEEN if may_bind_unseen(facts.names, facts.tree) else Unbound.NOWHERE


def _holders(facts: Facts, variable: Variable) -> Iterator[Holder]:
    """The closures that use a variable which they do not own."""
    reads = _by_holder(variable, facts.names.uses(variable))
    writes = _by_holder(variable, facts.names.bindings(variable))
    for scope in sorted(reads | writes, key=lambda one: span(facts.source, one.node)):
        site = scope.node
        assert isinstance(site, Site)
        # Only a walrus in a generator expression binds a variable around it without a word.
        is_declared = scope in writes and scope.kind is ScopeKind.FUNCTION
        word = "global" if variable.scope.kind is ScopeKind.MODULE else "nonlocal"
        row = span(facts.source, site).row
        yield Holder(called(site), row, scope in reads, scope in writes, word if is_declared else "")


def _by_holder(variable: Variable, events: Sequence[Use] | Sequence[Binding]) -> set[Scope]:
    scopes = {one.scope for one in events}
    return {holder for scope in scopes if (holder := _holder(scope, variable.scope)) is not None}


def _holder(scope: Scope, owner: Scope) -> Scope | None:
    """The closure whose code a scope is; none for code that runs in the owner, as comprehensions and classes do."""
    around: Scope | None = scope
    while around is not None and around is not owner:
        if around.kind in CLOSURES:
            return around
        around = around.parent
    return None


def _is_in(scope: Scope, outer: Scope) -> bool:
    around: Scope | None = scope
    while around is not None and around is not outer:
        around = around.parent
    return around is outer


def _about(provenance: Provenance, variable: Variable, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings that are about a variable, and not about a namesake."""
    namesakes = [finding for finding in findings if finding.name == variable.name]
    places = {mention.span for mention in provenance.mentions(variable)} if namesakes else set()
    return (finding for finding in namesakes if finding.span in places)
