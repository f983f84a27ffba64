"""Which scope owns each name of a code block: the table of the block, name to variable.

Blocks may come one after another, those around first, as bodies of functions are read.
"""

from __future__ import annotations

from collections.abc import Iterable

from cellophane.model.scope import ScopeKind, Variable
from cellophane.source.names.blocks import Block
from cellophane.versions import (
    CLASS_CELL_IS_HIDDEN_FROM_COMPREHENSIONS,
    CLASS_CELLS,
    SUPER_IN_TYPE_SCOPES,
)

FUNCTIONS = {ScopeKind.FUNCTION, ScopeKind.LAMBDA, ScopeKind.COMPREHENSION, ScopeKind.GENERATOR}
"""Scopes whose variables nobody names but the code inside them."""
_TYPE_SCOPES = {ScopeKind.TYPE_PARAMETERS, ScopeKind.ANNOTATION}
_KNOWS_SUPER = FUNCTIONS | _TYPE_SCOPES if SUPER_IN_TYPE_SCOPES else FUNCTIONS


class Owners:
    """The tables of the blocks of one module, and the variables in them, of which each is made once."""

    def __init__(self, module: Block) -> None:
        self._module = module
        self.tables: dict[Block, dict[str, Variable]] = {}
        self.cells: dict[tuple[Block, str], Variable] = {}
        """By class and name: what only the functions inside the class see."""

    def settle(self, blocks: Iterable[Block]) -> None:
        """Find out whose the names of blocks are."""
        self.tables.update((block, _owned(block)) for block in blocks)
        for block in blocks:
            self._resolve(block)

    def _resolve(self, block: Block) -> None:
        """Complete the table of a block: name, as mangled, to variable."""
        table = self.tables[block]
        loads = {load.id for load in block.loads}
        if block.private is not None:
            loads = set(map(block.mangle, loads))
        if "super" in loads and block.scope.kind in _KNOWS_SUPER:
            loads.add("__class__")
            block.reads += [("__class__", load) for load in block.loads if load.id == "super"]
        loads.update(block.owned, block.nonlocals, block.globals, [name for name, _ in block.reads])
        for name in loads - table.keys():
            table[name] = self._foreign(block, name)

    def _foreign(self, block: Block, name: str) -> Variable:
        """The variable that `name` means in a block that does not own it."""
        if name in block.globals:
            return self._global(name)
        seen = block.seen_class()
        # The class comes first, even before type parameters that are nearer.
        if seen is not None and (seen.owns(name) or name in seen.globals):
            return self.tables[seen][name] if seen.owns(name) else self._global(name)
        return self._enclosing(block, name)

    def _enclosing(self, block: Block, name: str) -> Variable:
        """The variable of that name that the code inside `block` finds around it.

        Where the compiler is known to err, the language holds: from 3.12 on a function takes the target of an
        inlined comprehension for a variable of the same name that it only passes on to functions inside it.
        https://github.com/python/cpython/issues/121377
        """
        return self.outward(block, name) or self._global(name)

    def outward(self, block: Block, name: str) -> Variable | None:
        """The same; none if there is none yet, so that the name is the module's to have, or a builtin's."""
        in_comprehension, outer = block.scope.kind is ScopeKind.COMPREHENSION, block.parent
        while outer is not None and outer.parent is not None:
            if outer.scope.kind is not ScopeKind.CLASS:
                if name in outer.globals:
                    break
                if outer.owns(name):
                    return self.tables[outer][name]
                in_comprehension = in_comprehension and outer.scope.kind is ScopeKind.COMPREHENSION
            elif name in CLASS_CELLS:
                if in_comprehension and name == "__class__" and CLASS_CELL_IS_HIDDEN_FROM_COMPREHENSIONS:
                    break
                return self._cell(outer, name)
            else:
                in_comprehension = False
            outer = outer.parent
        return self.tables[self._module].get(name)

    def _cell(self, block: Block, name: str) -> Variable:
        """The variable of a class that only the functions inside it see: not the class's own of that name."""
        return self.cells.setdefault((block, name), Variable(name, block.scope))

    def _global(self, name: str) -> Variable:
        table = self.tables[self._module]
        if name not in table:
            table[name] = Variable(name, self._module.scope)
        return table[name]


def _owned(block: Block) -> dict[str, Variable]:
    return {name: Variable(name, block.scope) for name in block.owned if block.owns(name)}
