"""Functions, the variables that they captured, and how they share them: what every way of showing a closure draws.

A picture is told from a live function (`live.function_picture`) or from source that is never run (`source.pictures`),
and it holds only texts and numbers: no live object is kept by it, so that whoever draws it cannot wake one.
"""

from __future__ import annotations

from dataclasses import dataclass

from cellophane.model.place import Span


@dataclass(frozen=True, slots=True)
class Bound:
    """A place in the source that gives a variable a value or takes it away."""

    row: int
    how: str
    """In the field's words: `parameter`, `assignment`, `loop target`, `del` …"""
    scope: str
    """The qualified name of the scope whose code does it: another than the owner under `nonlocal`."""
    repeated: bool = False
    """A loop around it does it again in each of its rounds."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What something weighs, in bytes."""

    shallow: int
    deep: int
    retained: int
    complete: bool = True
    """False: the measure was cut short, and the numbers are the least that it can be."""


@dataclass(frozen=True, slots=True)
class DrawnVariable:
    """A captured variable: one cell, whoever shares it."""

    key: str
    """A word that stands for it in this picture: functions and marks name the variable by it."""
    name: str
    owner: str | None
    """The qualified name of the scope that owns it; none where it could not be told."""
    bindings: tuple[Bound, ...] = ()
    type: str | None = None
    """The type of its value; none from source, and for an empty cell."""
    value: str | None = None
    """The value, shortened, as far as it can be shown without waking it."""
    function: str | None = None
    """The key of the function that is its value, if the picture has it."""
    state: str | None = None
    """`empty` for a cell without a value; none where there is nothing to remark."""
    changes: str | None = None
    """Whether it can still change, and through whom, in words; none where it could not be told."""
    weight: Weight | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """That a function captured a variable, and what it does with it."""

    variable: str
    """The key of the variable."""
    writes: bool = False
    """It binds or deletes the variable as well (`nonlocal`), itself or through a function in it that is not drawn."""


@dataclass(frozen=True, slots=True)
class Default:
    """A parameter with a default: a value that was captured when the function was made."""

    name: str
    value: str | None
    """Shortened; none where many functions are drawn as one and have different ones."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function, or what holds cells as a function does: a suspended generator, a frame, a class body."""

    key: str
    name: str
    """Qualified: `outer.<locals>.inner`."""
    kind: str
    """In the field's words: `lambda`, `generator function`, `bound method`, `frame` …"""
    role: str
    """`asked`: the subject; `beneath`: what it wraps or calls; `value`: what a captured variable holds; `shares`: it
    holds a cell of one that was asked about; `inside`: from source, a scope in a scope; `owns`: from source, the owner
    of variables that was not asked about and captured none of them."""
    parent: str | None = None
    """The key of the function that it is beneath or inside."""
    module: str | None = None
    filename: str | None = None
    row: int | None = None
    captures: tuple[Capture, ...] = ()
    defaults: tuple[Default, ...] = ()
    holds: tuple[Default, ...] = ()
    """What the subject holds beside: the `self` of a bound method, the arguments of a `partial`."""
    annotations: tuple[str, ...] = ()
    """`name: type`, as far as it can be told."""
    globals: tuple[str, ...] = ()
    builtins: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    """Names that are neither, so far."""
    attributes: tuple[str, ...] = ()
    """The names behind a dot in its code."""
    left_behind: tuple[str, ...] = ()
    """Variables of the scopes around it that it did not capture."""
    note: str = ""
    """What could not be seen, and why; where a suspended one stands."""
    weight: Weight | None = None
    count: int = 1
    """So many are drawn as this one: of the same code, with the same cells, and none of them was asked about."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the source that reads or binds a variable of the picture.

    A stretch has more than one where it both reads and binds, and where its code made or ran with several cells:
    those of a decorator that is in the picture twice.
    """

    variable: str
    span: Span
    """Rows are those of the file, not of the excerpt."""
    role: str
    """`read` or `bound`."""
    function: str | None = None
    """The key of the function whose code it is, if the picture has it."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of the source beside a picture."""

    filename: str
    first_row: int
    lines: tuple[str, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is shown of one subject."""

    title: str
    functions: tuple[Function, ...]
    """The ones asked about first, each followed by what is beneath or inside it."""
    variables: tuple[DrawnVariable, ...]
    excerpts: tuple[Excerpt, ...] = ()
    """File by file; those of one file in the order of its lines, none overlapping another."""
    notes: tuple[str, ...] = ()
    """What could not be told, and why; one sentence each."""
