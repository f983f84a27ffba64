"""What is told about the name or the closure under a cursor, and beside a closure in the text: facts, not words.

Rows are those of the source: of a notebook, whoever shows them counts them in its cells.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from cellophane.model.finding import Finding
from cellophane.model.picture import Bound
from cellophane.model.place import Span
from cellophane.model.scope import ScopeKind
from cellophane.model.trail import Trail


class Unbound(enum.Enum):
    """Why no line of the file is told that binds a variable."""

    PYTHON = "python"
    """Python gives it: a builtin, or what each module has."""
    CLASS_CELL = "class cell"
    """It is the class itself, as `super()` finds it."""
    UNSEEN = "unseen"
    """Code that cannot be seen may bind it: `import *`, `exec`, `globals()`."""
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Owner:
    """The scope that a variable belongs to."""

    kind: ScopeKind
    name: str
    """Qualified."""
    row: int | None
    """None for the module."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A closure whose own code uses a variable that it does not own."""

    closure: str
    """What it is called: `the lambda`, `` `read` ``."""
    row: int
    reads: bool
    writes: bool
    """It binds or deletes the variable."""
    declares: str = ""
    """`nonlocal` or `global`, if it writes under one."""


@dataclass(frozen=True, slots=True)
class NameHover:
    """What is told of a name."""

    name: str
    """As it is written."""
    span: Span
    variable: str
    """As the compiler calls it, which mangles private names."""
    owner: Owner
    bindings: tuple[Bound, ...]
    """In the order of the source."""
    unbound: Unbound | None
    holders: tuple[Holder, ...]
    """In the order of the source. Those that only hand it on to a closure in them are not among them."""
    findings: tuple[Finding, ...]
    """What is reported of the variable."""
    is_rebound_in_loop: bool = False


@dataclass(frozen=True, slots=True)
class Captured:
    """A variable that a closure captured."""

    name: str
    owner: Owner
    bindings: tuple[Bound, ...]
    writes: bool
    trail: Trail | None
    """What becomes of the closure, as far as it matters to the variable; none if it is not read."""


@dataclass(frozen=True, slots=True)
class ClosureHover:
    """What is told of a closure."""

    closure: str
    """What it is called: `the lambda`, `` `read` ``."""
    span: Span
    """Its keyword, with the name of a `def`."""
    captures: tuple[Captured, ...]
    """Those that may be read late first. Of the module, which every function sees, only what a loop rebinds."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a closure captures, to be shown in the text of the file, behind its parameters."""

    row: int
    column: int
    names: tuple[str, ...]
    """The first use first."""
