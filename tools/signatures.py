"""The parameters of a function, and how an entry names them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass

from cellophane.source.steps.inside import Argument

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function, and the argument that fills it."""

    node: ast.arg
    argument: Argument
    default: str = ""
    """The name that is its default."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.node.arg

    @property
    def annotation(self) -> str:
        """The text of its annotation, be it written as a string or not; empty without one."""
        written = self.node.annotation
        if isinstance(written, ast.Constant) and isinstance(written.value, str):
            return written.value
        return ast.unparse(written) if written else ""


def parameters(function: Function, skipped: int) -> Iterator[Parameter]:
    """The parameters of a function after the first few, but for `**kwargs`."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + [*arguments.defaults]
    for position, (node, default) in enumerate(list(zip(positional, defaults, strict=True))[skipped:]):
        yield Parameter(node, Argument(position=position), _name(default))
    if arguments.vararg is not None:
        yield Parameter(arguments.vararg, Argument(position=len(positional) - skipped))
    for node, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(node, Argument(keyword=node.arg), _name(default))


def _name(default: ast.expr | None) -> str:
    return default.id if isinstance(default, ast.Name) else ""


def last_name(decorator: ast.expr) -> str:
    """`wraps` of `@functools.wraps(f)`."""
    expression = decorator.func if isinstance(decorator, ast.Call) else decorator
    return expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")


def receiver(function: Function, bound: bool) -> int:
    """How many parameters are filled by the object that a method is looked up on."""
    return int(bound and not any(last_name(d) == "staticmethod" for d in function.decorator_list))


def signature(function: Function, bound: bool, described: Set[str]) -> str:
    """The parameters as far as an entry needs them: those that are described, and those before them; no defaults.

    The receiver is called `self`; of a class method and of a constructor it is left out.
    """
    arguments, skipped = function.args, receiver(function, bound)
    positional = [p.arg for p in [*arguments.posonlyargs, *arguments.args]]
    rest = arguments.vararg.arg if arguments.vararg and arguments.vararg.arg in described else None
    last = (
        len(positional) if rest else max((n + 1 for n, name in enumerate(positional) if name in described), default=0)
    )
    kept = positional[skipped:last]
    if skipped and function.name != "__init__" and "classmethod" not in map(last_name, function.decorator_list):
        kept.insert(0, "self")
    only_positional = len(arguments.posonlyargs) - last
    if skipped < len(arguments.posonlyargs) <= last:
        kept.insert(len(kept) + only_positional, "/")
    keywords = [p.arg for p in arguments.kwonlyargs if p.arg in described]
    if rest or keywords:
        kept.append(f"*{rest or ''}")
    return f"({', '.join([*kept, *keywords])})"
