"""Which repair is right for a closure that reads its variables late, and why there may be none.

A keyword-only parameter where that can do no harm; a `partial` where a lambda only hands on what it gets; a factory
where the signature matters or much is captured; a list for a generator expression. State that is meant to be read late
stays as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cellophane.check.fix import Unfixable
from cellophane.check.late import defaults, factories, lists, partials
from cellophane.check.late.inspection import is_inspected
from cellophane.check.late.safety import risk
from cellophane.check.outcomes_in_words import doubted
from cellophane.model.finding import Certainty
from cellophane.model.fix import Edit, Fix
from cellophane.model.place import Span
from cellophane.model.scope import ScopeKind, Variable
from cellophane.source.facts import Facts
from cellophane.source.following.trails import Stale
from cellophane.source.tree.bodies import Definition, Function
from cellophane.source.tree.signatures import receiver

_MOST_PARAMETERS = 3
"""So many values bound by parameters can be read at a glance."""
_Doubts = Callable[[Facts, Sequence[Stale]], str]
_RECEIVERS = frozenset({"self", "cls"})


@dataclass(frozen=True, slots=True)
class _Repair:
    """What is done, and where."""

    title: str
    edits: list[Edit]
    within: Span
    defines: tuple[str, ...] = ()
    """Names that are bound inside afterwards."""
    added: tuple[str, ...] = ()
    """Names that are new."""


class Repairs:
    """The repairs of one file."""

    def __init__(self, facts: Facts, late: Sequence[Stale] | None = None, doubts: _Doubts = risk) -> None:
        """`late` are those that are mended together where one closure reads them: those of loops, if nothing is said.
        `doubts` tells what speaks against mending some of them."""
        self._facts = facts
        self._late = late
        self._doubts = doubts

    def fix(self, stale: Stale) -> Fix:
        """The fix for a variable that a closure reads late, and for the others that it reads so.

        Raises `Unfixable` where there is none.
        """
        facts, site = self._facts, stale.site
        objection = facts.snapshots.objection(site, stale.variable)
        if objection is not None:
            raise Unfixable(doubted(objection))
        if any(isinstance(parent, ast.JoinedStr) for parent, _ in facts.parents.ancestors(site)):
            raise Unfixable("it stands inside an f-string")
        together = self._together(stale)
        names = tuple(dict.fromkeys(_spelled(facts, one) for one in together))
        repair = _repair(facts, stale, names)
        doubts = self._doubts(facts, together)
        compiled = (one.variable.name for one in together)  # `__private` is another name there
        concerned = tuple(dict.fromkeys([*names, *compiled, *repair.defines]))
        edits = tuple(repair.edits)
        return Fix(repair.title, not doubts, edits, concerned, repair.within, repair.added, risk=doubts)

    def _together(self, stale: Stale) -> list[Stale]:
        """What is mended together: all that the closure, or the class that it is a method of, reads late."""
        facts, enough = self._facts, min(stale.certainty, Certainty.LIKELY)
        found = [one for one in self._by_target[_target(facts, stale)] if one.certainty >= enough]
        able = [one for one in found if facts.snapshots.objection(one.site, one.variable) is None]
        return sorted(able, key=lambda one: _first_read(facts, one))

    @cached_property
    def _by_target(self) -> dict[ast.AST, list[Stale]]:
        """All that is read late, by the closure or class that would be mended."""
        found: dict[ast.AST, list[Stale]] = {}
        for one in self._facts.stale if self._late is None else self._late:
            found.setdefault(_target(self._facts, one), []).append(one)
        return found


def _target(facts: Facts, stale: Stale) -> ast.AST:
    return _class_around(facts, stale) or stale.site


def _repair(facts: Facts, stale: Stale, names: Sequence[str]) -> _Repair:
    owner, site = _class_around(facts, stale), stale.site
    if owner is not None:
        return _around(facts, owner, names)
    if isinstance(site, ast.GeneratorExp):
        return _list(facts, stale, site)
    if isinstance(site, ast.Lambda):
        return _of_lambda(facts, site, names)
    if _needs_factory(facts, site, names):
        return _around(facts, site, names)
    return _by_default(facts, site, defaults.shown(site, names), names)


def _list(facts: Facts, stale: Stale, site: ast.GeneratorExp) -> _Repair:
    for variable in _read_early_in_list(facts, site, stale.variable):
        objection = facts.snapshots.objection(site, variable)
        if objection is not None:
            raise Unfixable(doubted(objection))
    one_by_one = _is_asked_by_next(facts, stale)
    edits = lists.in_place_of(facts, site, one_by_one)
    title = "make a list in its place, and give out its iterator" if one_by_one else "make a list in its place"
    return _Repair(title, edits, facts.source.span(site), _targets(facts, site))


def _read_early_in_list(facts: Facts, site: ast.GeneratorExp, stale: Variable) -> Iterator[Variable]:
    """What a list would read early as well: all that is captured, but for what is the same for all functions of the
    module."""
    for variable in facts.names.captures(facts.names.scope(site)):
        same_for_all = variable.scope.kind is ScopeKind.MODULE and variable.scope is not stale.scope
        if not same_for_all and facts.names.bindings(variable):  # what nothing binds is a builtin
            yield variable


def _is_asked_by_next(facts: Facts, stale: Stale) -> bool:
    """Whether an iterator is needed: something that can be iterated will not do for `next`."""
    calls = [facts.parents.of(stale.site), stale.called.node if stale.called is not None else None]
    return any(isinstance(c, ast.Call) and isinstance(c.func, ast.Name) and c.func.id == "next" for c in calls)


def _targets(facts: Facts, generator: ast.GeneratorExp) -> tuple[str, ...]:
    """The names that are the generator's own, and will be the list's."""
    own = facts.names.scope(generator)
    return tuple(variable.name for variable in facts.names.variables(own) if variable.scope is own)


def _of_lambda(facts: Facts, site: ast.Lambda, names: Sequence[str]) -> _Repair:
    seen = is_inspected(facts, site)  # a `partial` has no code, and the names of other parameters
    handed = partials.instead_of(facts, site, names) if not (seen or _is_method(site)) else None
    if handed is not None:
        return _Repair(f"use `{handed[-1].text}`", handed, facts.source.span(site))
    if not seen and not _needs_factory(facts, site, names):
        return _by_default(facts, site, defaults.shown(site, names), names)
    statement = factories.first_of_line(facts.source, facts.parents, site)
    given = _with_inner(facts, site, statement, names)
    maker = factories.maker_of_lambda(facts.source, facts.parents, site)
    edits = factories.before_statement(facts.source, site, statement, maker, given)
    title = f"make the lambda in a function that takes {_listed(names)}"
    return _Repair(title, edits, factories.whole(facts.source, statement), tuple(given), (maker,))


def _by_default(facts: Facts, site: Function, shown: str, names: Sequence[str]) -> _Repair:
    edit = defaults.bind(facts.source, site, names)
    return _Repair(f"bind {_listed(names)} when it is made: `{shown}`", [edit], facts.source.span(site))


def _around(facts: Facts, definition: Definition, names: Sequence[str]) -> _Repair:
    maker = factories.maker_of(facts.source, definition)
    edits = factories.around(facts.source, definition, maker, names)
    title = f"make `{definition.name}` in a function that takes {_listed(names)}"
    return _Repair(title, edits, factories.whole(facts.source, definition), (definition.name,), (maker,))


def _needs_factory(facts: Facts, site: Function, names: Sequence[str]) -> bool:
    """Whether a new parameter would be filled by accident, be one too many, or, of a `def`, be seen by somebody."""
    if site.args.kwarg is not None or len(names) > _MOST_PARAMETERS or _is_method(site):
        return True
    if isinstance(site, ast.Lambda):
        return False
    calls_itself = facts.names.variable(site) in facts.names.captures(facts.names.scope(site))
    return bool(site.decorator_list) or calls_itself or is_inspected(facts, site)


def _is_method(function: Function) -> bool:
    """Whether it looks as if it were to be called on an object: as a method, or by a property."""
    first = receiver(function)
    return first is not None and first.arg in _RECEIVERS


# -- names ---------------------------------------------------------------------------------------------------------


def _spelled(facts: Facts, stale: Stale) -> str:
    """The name as the source has it: `__private` where the compiler sees `_Class__private`."""
    use = facts.names.first_use(stale.variable, facts.names.scope(stale.site))
    return use.node.id if use is not None and isinstance(use.node, ast.Name) else stale.variable.name


def _first_read(facts: Facts, stale: Stale) -> tuple[int, int]:
    use = facts.names.first_use(stale.variable, facts.names.scope(stale.site))
    return (use.node.lineno, use.node.col_offset) if use and isinstance(use.node, ast.Name) else (0, 0)


def _with_inner(facts: Facts, site: ast.Lambda, statement: ast.stmt, names: Sequence[str]) -> list[str]:
    """The names, and those that the lambda has from comprehensions and lambdas in its own statement."""
    around_it = set(ast.walk(statement)) - set(ast.walk(site))
    read = (facts.names.variable(node) for node in ast.walk(site) if isinstance(node, ast.Name))
    inner = (variable.name for variable in read if variable is not None and variable.scope.node in around_it)
    return list(dict.fromkeys([*names, *inner]))


def _class_around(facts: Facts, stale: Stale) -> ast.ClassDef | None:
    """The outermost class between a method and the loop that makes the class again and again."""
    found = None
    for parent, _ in facts.parents.ancestors(stale.site):
        if parent is stale.variable.scope.node:
            break
        if isinstance(parent, ast.ClassDef):
            found = parent
    return found


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]
