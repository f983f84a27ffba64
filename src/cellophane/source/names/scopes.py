"""Names to variables, exactly as CPython's compiler resolves them.

It decides, for each name in a file, which scope owns it, what binds it and what reads it. It does not
decide when any of that happens (`source.flow`), and it never runs or imports what it reads. What the
compiler would reject (`nonlocal` without a binding, a parameter declared `global`) is not reported; it
resolves to something close by.

The rules are those of the running interpreter, as is the tree.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from cellophane.model.scope import Binding, BindingKind, Scope, ScopeKind, Use, Variable
from cellophane.source.names.blocks import Block
from cellophane.source.names.owners import FUNCTIONS, Owners
from cellophane.source.names.symbols import Collector
from cellophane.source.text.unread import UNREAD, DefinedFunction, bodies_of
from cellophane.versions import CLASS_CELLS

_Event = TypeVar("_Event", Binding, Use)


def resolve(tree: ast.Module) -> Names:
    """Resolve every name of a module.

    >>> tree = ast.parse("def outer():\\n    n = 0\\n    return lambda: n")
    >>> names = resolve(tree)
    >>> inner = names.scopes[-1]
    >>> [(v.name, v.scope.name) for v in names.captures(inner)]
    [('n', 'outer')]
    """
    return Names(tree)


class Names:
    """What every name of a module means. Read-only; made by `resolve`.

    A private name goes by its mangled spelling. A class has, besides the names that its body binds, a variable
    `__class__` without bindings, once a function inside it reads that or `super`. An annotation of a local
    variable is never evaluated: its names have owners and are captured, and are no uses. The answers are in
    source order; before 3.12 the parser is off about places inside f-strings.

    Questions about a node that the compiler never looks at (an annotation under `from __future__ import
    annotations`) have no answer: `variable` gives none, `scope` and `holder` raise `KeyError`.

    Of a tree with unread bodies (`source.text.unread`) those are read in which a name stands that is asked about.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._collector = Collector(tree)
        self._blocks = self._collector.blocks
        self._collected = len(self._blocks)
        """So many were there before any body was read late."""
        self._by_scope: dict[Scope, Block] = {}
        self.module = self._blocks[0].scope
        self._owners = Owners(self._blocks[0])
        self._tables = self._owners.tables
        self._variables: dict[ast.AST, Variable] | None = None
        self._holders: dict[ast.AST, Scope] | None = None
        self._made: dict[ast.AST, Block] = {}
        self._bindings: dict[Variable, tuple[Binding, ...]] | None = None
        self._uses: dict[Variable, tuple[Use, ...]] | None = None
        self._settle(self._blocks)
        self._bodies = bodies_of(tree)
        if self._bodies is not None:
            self._bodies.tell(self._add_body)

    def _settle(self, blocks: list[Block]) -> None:
        """Find out whose the names of blocks are."""
        self._by_scope.update((block.scope, block) for block in blocks)
        # The body's block comes after that of its type parameters, and wins.
        self._made.update((block.scope.node, block) for block in blocks)
        self._owners.settle(blocks)

    def _add_body(self, function: DefinedFunction) -> None:
        """Resolve the names of a body that has been read just now."""
        blocks = self._collector.body(function)
        self._settle(blocks)
        self.__dict__.pop("scopes", None)
        if self._variables is not None:
            self._variables |= self._variables_in(blocks)
        if self._holders is not None:
            self._holders |= self._holders_in(blocks)
        if self._bindings is not None:
            _merge(self._bindings, self._bindings_in(blocks))
        if self._uses is not None:
            _merge(self._uses, self._uses_in(blocks))

    def _read_mentioning(self, name: str) -> None:
        """Read what may speak of a variable that is in no function: of the module, of a class."""
        if self._bodies is not None:
            self._bodies.read_mentioning(name)
            if name in CLASS_CELLS:
                self._bodies.read_mentioning("super")

    def _read_parameter(self, node: ast.AST) -> None:
        """Read the function that a node is a parameter of: its block has it."""
        function = self._collector.parameters.get(node)
        if function is not None and self._bodies is not None:
            self._bodies.read(function)

    def _read_all(self, owner: ast.AST | None = None) -> None:
        if self._bodies:
            self._bodies.read_all() if owner is None else self._bodies.read_inside(owner)

    # Questions about nodes

    def variable(self, node: ast.AST) -> Variable | None:
        """The variable that this node reads or binds; none if it names nothing."""
        self._read_parameter(node)
        if self._variables is None:
            self._variables = self._variables_in(self._blocks)
        return self._variables.get(node)

    def meant(self, scope: Scope, written: str) -> Variable | None:
        """The variable that a name means in the code of a scope, as it is written there; none if it is not there.

        >>> names = resolve(ast.parse("class C:\\n    global __n"))
        >>> names.meant(names.scopes[1], "__n").name
        '_C__n'
        """
        block = self._by_scope[scope]
        name = block.mangle(written)
        if block.parent is None:
            self._read_mentioning(name)
        return self._tables[block].get(name)

    def scope(self, node: ast.AST) -> Scope:
        """The scope that this definition, lambda, class or comprehension makes.

        Of a generic definition it is the body's, not that of the type parameters.
        """
        if isinstance(node, UNREAD) and self._bodies is not None:
            self._bodies.read(node)
        return self._made[node].scope

    def holder(self, node: ast.AST) -> Scope:
        """The scope whose code evaluates this name, definition, lambda or comprehension."""
        self._read_parameter(node)
        if self._holders is None:
            self._holders = self._holders_in(self._blocks)
        return self._holders[node]

    def _variables_in(self, blocks: list[Block]) -> dict[ast.AST, Variable]:
        variables: dict[ast.AST, Variable] = {}
        for block in blocks:
            table, mangle = self._tables[block], block.mangle
            variables |= {node: table[name] for name, node in (*block.reads, *block.mentions)}
            variables |= {node: table[name] for name, _, node in block.bound}
            variables |= {node: table[mangle(node.id)] for node in block.loads}
        return variables

    def _holders_in(self, blocks: list[Block]) -> dict[ast.AST, Scope]:
        holders: dict[ast.AST, Scope] = {}
        for block in blocks:
            scope = block.scope
            holders |= dict.fromkeys(block.loads, scope)
            holders |= {node: scope for _, node in (*block.reads, *block.mentions)}
            holders |= {node: scope for _, _, node in block.bound}
            if scope.parent is not None:
                holders.setdefault(scope.node, scope.parent)
        return holders

    def meant_without(self, variable: Variable) -> Variable | None:
        """The variable that the name would mean in its scope if the scope did not bind it.

        None if no scope around it has one: the name would be a builtin's, or nobody's. A name that a function assigns
        and an enclosing function has as well may lack a `nonlocal`.

        >>> names = resolve(ast.parse("n = 0\\ndef bump():\\n    n = n + 1"))
        >>> inner = next(v for scope in names.scopes for v in names.variables(scope) if v.scope.name == "bump")
        >>> names.meant_without(inner).scope.name
        'top'
        """
        block = self._by_scope[variable.scope]
        self._read_mentioning(variable.name)
        found = self._owners.outward(block, variable.name) if block.parent is not None else None
        return found if found is not None and self.bindings(found) else None

    def hidden_by_class(self, use: Use) -> Variable | None:
        """The variable of a class body around a read that has the name, but is not seen from there.

        Functions and comprehensions inside a class look past it; only its own statements see what it binds.

        >>> names = resolve(ast.parse("class Shop:\\n    rate = 2\\n    prices = [rate * n for n in range(3)]"))
        >>> [hidden] = filter(None, map(names.hidden_by_class, names.all_uses()))
        >>> hidden.name, hidden.scope.name
        ('rate', 'Shop')
        """
        block = self._by_scope[use.scope]
        if use.variable.scope is block.scope:
            return None
        outer = block.parent
        while outer is not None and outer.scope is not use.variable.scope:
            if outer.scope.kind is ScopeKind.CLASS and outer.owns(use.variable.name):
                return self._tables[outer][use.variable.name]
            outer = outer.parent
        return None

    def all_uses(self, scopes: Iterable[Scope] | None = None) -> Iterator[Use]:
        """Every read of every variable, variable by variable: in the code of these scopes, or in any."""
        if scopes is None:
            self._read_all()
        wanted = None if scopes is None else set(scopes)
        for uses in self._known_uses.values():
            yield from (use for use in uses if wanted is None or use.scope in wanted)

    def named(self, name: str) -> Variable | None:
        """The variable of the module, or builtin, that has this name anywhere; none if nothing is called so."""
        self._read_mentioning(name)
        return self._tables[self._blocks[0]].get(name)

    # Questions about scopes

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """All scopes in source order, the module first."""
        self._read_all()
        module, *others = self._blocks
        others.sort(key=lambda block: _place(block.scope.node))
        return (module.scope, *(block.scope for block in others))

    def scopes_in(self, rows: Iterable[tuple[int, int]]) -> tuple[Scope, ...]:
        """The scopes in source order that are in functions with one of these rows, or in no function."""
        wanted = [*rows]
        if self._bodies is not None:
            self._bodies.read_rows(wanted)
        module, *others = self._blocks
        known: dict[Block, bool] = {}
        found = [block for block in others if _is_wanted(block, wanted, known)]
        found.sort(key=lambda block: _place(block.scope.node))
        return (module.scope, *(block.scope for block in found))

    def children(self, scope: Scope) -> tuple[Scope, ...]:
        """The scopes right inside this one, in the order in which the compiler meets them."""
        return tuple(block.scope for block in self._inside(scope) if block.scope.parent is scope)

    def own_names(self, scope: Scope) -> set[str]:
        """The names that the code of a scope binds for itself."""
        block = self._by_scope[scope]
        return {name for name in block.owned if block.owns(name)}

    def variables(self, scope: Scope) -> tuple[Variable, ...]:
        """The variables that this scope owns, by name."""
        block = self._by_scope[scope]
        if scope.kind not in FUNCTIONS:
            self._read_all()
        owned = [variable for variable in self._tables[block].values() if variable.scope is scope]
        owned += [cell for (owner, _), cell in self._owners.cells.items() if owner is block]
        return tuple(sorted(owned, key=lambda variable: variable.name))

    def captures(self, scope: Scope) -> tuple[Variable, ...]:
        """The variables that this scope, or one nested in it, uses and none of them owns; first use first.

        That a variable is only written (`nonlocal`) or declared counts as well. The variables of the
        module, and builtins, are among them.
        """
        inside = self._inside(scope)
        inner = {block.scope for block in inside}
        found: dict[Variable, tuple[int, int]] = {}
        for block in inside:
            for variable, place in self._places(block):
                if variable.scope not in inner and place < found.get(variable, _NOWHERE):
                    found[variable] = place
        return tuple(sorted(found, key=found.__getitem__))

    def _places(self, block: Block) -> Iterator[tuple[Variable, tuple[int, int]]]:
        table, mangle = self._tables[block], block.mangle
        for load in block.loads:
            yield table[mangle(load.id)], (load.lineno, load.col_offset)
        for name, node in (*block.reads, *block.mentions):
            yield table[name], _place(node)
        for name, _, node in block.bound:
            yield table[name], _place(node)
        for name in sorted(block.nonlocals):
            yield table[name], _LAST

    def _inside(self, scope: Scope) -> list[Block]:
        block = self._by_scope[scope]
        inside = self._blocks[block.index : block.end]
        if self._bodies is None or scope.kind in FUNCTIONS or block.index >= self._collected:
            return inside
        self._read_all(scope.node)
        late = [one for one in self._blocks[self._collected :] if _is_inside(one, block)]
        return sorted([*inside, *late], key=self._entered) if late else inside

    def _entered(self, block: Block) -> tuple[int, int, int]:
        """When the compiler enters a block, as compared with others."""
        if block.index < self._collected:
            return block.index, len(self._collector.entered), 0
        outermost = block
        while outermost.parent is not None and outermost.parent.index >= self._collected:
            outermost = outermost.parent
        return *self._collector.entered[outermost.scope.node], block.index

    # Questions about variables

    def bindings(self, variable: Variable) -> tuple[Binding, ...]:
        """All events that give the variable a value or take it away, in source order."""
        if variable.scope.kind not in FUNCTIONS:
            self._read_mentioning(variable.name)
        return self.bindings_at_hand(variable)

    def bindings_at_hand(self, variable: Variable) -> tuple[Binding, ...]:
        """The same without those of functions that declare a variable of the module `global` and are unread."""
        if self._bindings is None:
            self._bindings = self._bindings_in(self._blocks)
        return self._bindings.get(variable, ())

    def uses(self, variable: Variable) -> tuple[Use, ...]:
        """All places that read the variable, in source order."""
        if variable.scope.kind not in FUNCTIONS:
            self._read_mentioning(variable.name)
        return self._known_uses.get(variable, ())

    def first_use(self, variable: Variable, scope: Scope) -> Use | None:
        """The first read of the variable inside the scope or one nested in it, in source order."""
        inner = {block.scope for block in self._inside(scope)}
        return next((use for use in self._known_uses.get(variable, ()) if use.scope in inner), None)

    @property
    def _known_uses(self) -> dict[Variable, tuple[Use, ...]]:
        if self._uses is None:
            self._uses = self._uses_in(self._blocks)
        return self._uses

    def _bindings_in(self, blocks: list[Block]) -> dict[Variable, tuple[Binding, ...]]:
        events: dict[Variable, list[Binding]] = {}
        for block in blocks:
            table = self._tables[block]
            for name, kind, node in block.bound:
                variable = table[name]
                events.setdefault(variable, []).append(Binding(variable, kind, node, block.scope))
        return _sorted(events)

    def _uses_in(self, blocks: list[Block]) -> dict[Variable, tuple[Use, ...]]:
        events: dict[Variable, list[Use]] = {}
        never_run = {node for block in blocks for root in block.never_run for node in ast.walk(root)}
        for block in blocks:
            table, mangle, scope = self._tables[block], block.mangle, block.scope
            reads = [(mangle(load.id), load) for load in block.loads] + block.reads
            for name, node in reads:
                if node not in never_run:
                    variable = table[name]
                    events.setdefault(variable, []).append(Use(variable, node, scope))
        return _sorted(events)


_LAST = (1 << 60, 0)
_NOWHERE = (1 << 61, 0)


def _is_wanted(block: Block, rows: list[tuple[int, int]], known: dict[Block, bool]) -> bool:
    """Whether the outermost function around a block has one of these rows, or there is none."""
    around, outermost = block, None
    while around.parent is not None:
        if around.scope.kind is ScopeKind.FUNCTION:
            outermost = around
        around = around.parent
    if outermost is None:
        return True
    if outermost not in known:
        node = outermost.scope.node
        first, last = node.lineno, node.end_lineno or 0  # type: ignore[attr-defined]
        known[outermost] = any(one <= last and first <= other for one, other in rows)
    return known[outermost]


def _is_inside(block: Block, outer: Block) -> bool:
    around: Block | None = block
    while around is not None and around is not outer:
        around = around.parent
    return around is not None


def _merge(known: dict[Variable, tuple[_Event, ...]], found: dict[Variable, tuple[_Event, ...]]) -> None:
    """Add events to those that are known, in source order."""
    for variable, events in found.items():
        known[variable] = tuple(sorted(known.get(variable, ()) + events, key=_moment))


def _sorted(events: dict[Variable, list[_Event]]) -> dict[Variable, tuple[_Event, ...]]:
    return {variable: tuple(sorted(found, key=_moment)) for variable, found in events.items()}


def _moment(event: Binding | Use) -> tuple[int, int]:
    if isinstance(event, Binding) and event.kind is BindingKind.EXCEPT_END:
        return event.node.end_lineno or 0, event.node.end_col_offset or 0  # type: ignore[attr-defined]
    return _place(event.node)


def _place(node: ast.AST) -> tuple[int, int]:
    return node.lineno, node.col_offset  # type: ignore[attr-defined]
