"""What is known of one code block after a look at its text: the names that it binds, reads and declares.

It decides how a name is spelled after private-name mangling. It does not decide whose the name is: that is
`source.names.scopes`.
"""

from __future__ import annotations

import ast

from cellophane.model.scope import BindingKind, Scope


class Block:
    """A scope while its names are being collected. All names in it are mangled, but those of `loads`.

    loads: the names that are plainly read, by far the most.
    reads: the other reads: targets of augmented assignments, and `__class__` where `super` stands.
    mentions: what is neither bound nor read there, as the `x` of a bare `x: int`.
    bound: the bindings that this code does, whoever owns the variable.
    owned: the names that are this scope's, unless declared `global` or `nonlocal`.
    never_run: annotations of local variables, looked at by the compiler and not evaluated.
    private, mangled: the class whose private names are mangled; if given, these names only.
    sees_class: whether names of the class around count, as in scopes of type parameters.
    index, end: where this block and those inside it are in the list of all blocks.
    """

    __slots__ = (
        "bound",
        "end",
        "globals",
        "index",
        "loads",
        "mangled",
        "mentions",
        "never_run",
        "nonlocals",
        "owned",
        "parent",
        "private",
        "reads",
        "scope",
        "sees_class",
    )

    def __init__(self, scope: Scope, parent: Block | None, private: str | None) -> None:
        self.scope = scope
        self.parent = parent
        self.private = private
        self.mangled: frozenset[str] | None = None
        self.index = self.end = -1
        self.sees_class = False
        self.loads: list[ast.Name] = []
        self.reads: list[tuple[str, ast.AST]] = []
        self.mentions: list[tuple[str, ast.AST]] = []
        self.bound: list[tuple[str, BindingKind, ast.AST]] = []
        self.never_run: list[ast.expr] = []
        self.owned: set[str] = set()
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()

    def mangle(self, name: str) -> str:
        """The name as the compiler spells it in this block."""
        if self.private is None or (self.mangled is not None and name not in self.mangled):
            return name
        return mangle(self.private, name)

    def bind(self, name: str, kind: BindingKind, node: ast.AST) -> None:
        """Note a binding; `name` as it is written."""
        name = self.mangle(name)
        self.bound.append((name, kind, node))
        self.owned.add(name)

    def owns(self, name: str) -> bool:
        """Whether the scope owns the variable that `name` means in it."""
        if self.parent is None:
            return name in self.owned
        return name in self.owned and name not in self.globals and name not in self.nonlocals

    def seen_class(self) -> Block | None:
        """The class whose names a type scope sees, as no function inside a class does."""
        block: Block | None = self
        while block is not None and block.sees_class:
            block = block.parent
        return block if block is not self else None


def mangle(private: str, name: str) -> str:
    """The name that the compiler uses for `name` in the body of the class `private`.

    >>> mangle("_Car", "__wheels")
    '_Car__wheels'
    >>> mangle("Car", "__init__")
    '__init__'
    """
    if not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    stripped = private.lstrip("_")
    return f"_{stripped}{name}" if stripped else name
