"""Scopes, variables and bindings: what `source.names.scopes` finds out about the names of a file.

Instances compare by identity: two variables called `x` in two scopes are two variables.
"""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass


class ScopeKind(enum.Enum):
    """What kind of code block owns names."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    LAMBDA = "lambda"
    COMPREHENSION = "comprehension"
    """A list, set or dict comprehension: it runs to its end where it stands."""
    GENERATOR = "generator expression"
    """It runs when it is iterated, all but its first iterable."""
    TYPE_PARAMETERS = "type parameters"
    """The `[T]` of a generic class, function or `type` statement."""
    ANNOTATION = "annotation"
    """Lazily evaluated: the value of a `type` statement, the bound or default of a type parameter."""


class BindingKind(enum.Enum):
    """How a variable gets its value, or loses it."""

    PARAMETER = "parameter"
    ASSIGNMENT = "assignment"
    AUGMENTED = "augmented assignment"
    ANNOTATED = "annotated assignment"
    WALRUS = "walrus"
    LOOP_TARGET = "loop target"
    COMPREHENSION_TARGET = "comprehension target"
    WITH_TARGET = "with target"
    EXCEPT_TARGET = "except target"
    EXCEPT_END = "end of except"
    """The implicit `del` when the handler ends."""
    IMPORT = "import"
    FUNCTION = "def"
    CLASS = "class"
    MATCH_CAPTURE = "match capture"
    DELETION = "del"
    TYPE_PARAMETER = "type parameter"
    TYPE_ALIAS = "type alias"


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A code block that owns names."""

    kind: ScopeKind
    name: str
    """As `symtable` names it: `top`, `f`, `lambda`, `listcomp`, `genexpr` …"""
    node: ast.AST
    parent: Scope | None


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A name together with the scope that owns it. Globals and builtins belong to the module scope."""

    name: str
    """As the compiler sees it, private names mangled."""
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """An event that gives a variable a value or takes it away."""

    variable: Variable
    kind: BindingKind
    node: ast.AST
    """The node that names it: `Name`, `arg`, `alias`, `FunctionDef`, `ExceptHandler`, `MatchAs` …"""
    scope: Scope
    """The scope whose code does it; not the owner under `global`, `nonlocal` and walrus in a comprehension."""


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A place that reads a variable."""

    variable: Variable
    node: ast.AST
    """A `Name` that is loaded (also the target of an augmented assignment)."""
    scope: Scope
    """The scope whose code does it."""
