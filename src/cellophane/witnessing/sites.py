"""What operations of a program are watched, and what is known of them before it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cellophane.model.place import Span
from cellophane.model.timeline import Kind


@dataclass(frozen=True, slots=True)
class Named:
    """A variable of the program text. When the program runs there is one for each activation of its owner."""

    name: str
    owner: str
    """The qualified name of the scope that owns it."""
    in_cell: bool = True


@dataclass(slots=True, eq=False)
class Body:
    """The code of a function, a class or a comprehension, of which closures are made."""

    name: str
    """Qualified."""
    span: Span
    """What makes them: `def`, `lambda`."""
    cells: tuple[Named | None, ...]
    """The variables that it captures, as they are in `__closure__`; none for one that is not watched."""
    names: tuple[Named, ...]
    """The globals that it reads or binds."""
    around: Body | None = None
    """The code that makes them; none for that of the module."""
    closure_constant: int | None = None
    """Which of its constants is to be the closure that runs it; none in code that does not ask for it."""

    @property
    def uses_any(self) -> bool:
        """Whether there is anything to watch in it."""
        return bool(self.names) or any(self.cells)


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """An operation that binds, deletes or reads a variable."""

    kind: Kind
    span: Span
    variable: Named
    body: Body | None
    """The code that it stands in; none in the code of the scope that owns the variable."""
    ends_handler: bool = False
    """Whether it is the end of an `except … as e`, which takes `e` away if it is still there."""
    looks_first: Literal["frame", "stack"] | None = None
    """Where the namespace of a class is in which a read looks first: it belongs to the frame, or lies on the stack."""


@dataclass(frozen=True, slots=True, eq=False)
class NewCell:
    """A variable that gets a cell when a scope begins."""

    number: int
    """Of the variable, as operations name it."""
    named: Named
    parameter: Site | None = None
    """The binding of it by the call; none if it is no parameter."""
