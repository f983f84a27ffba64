"""Into which slot a helper puts what it is given: `override(tool, "encoding", f)`, which does `setattr(obj, name, f)`.

What was in the slot before is gone then. A helper that does anything else with the value, or does not always come to
put it there, is none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cellophane.model.fate import Fate
from cellophane.source.meaning.definitions import Known, Written
from cellophane.source.steps.inside import Argument
from cellophane.source.tree.dotted import is_dotted
from cellophane.source.tree.parents import Parents
from cellophane.source.tree.signatures import is_static, positional

_DEEPEST = 3
"""Helpers that hand on to helpers."""


class Slot(NamedTuple):
    """What a call puts into a slot, and the expressions in the call that tell which slot it is."""

    value: ast.expr
    parts: tuple[ast.expr, ...]


def slot_of_known(call: ast.Call, callee: Known) -> Slot | None:
    """That of a callable of which knowledge says by what its slots are told apart."""
    entry = callee.entry
    if entry.replaces is None:
        return None
    named = {entry.parameter(a.position, a.keyword, callee.bound): value for a, value in _arguments(call)}
    kept = [p for p in named if p is not None and entry.fate(p) & {Fate.RECEIVER, Fate.KEPT}]
    parts = tuple(named[parameter] for parameter in entry.replaces if parameter in named)
    in_receiver = any(Fate.RECEIVER in entry.fate(p) for p in kept)
    if len(kept) != 1 or (in_receiver and not all(map(is_one_object, parts))):
        return None
    return Slot(named[kept[0]], parts)


def slot_of_helper(call: ast.Call, callee: Written, deep: int = 0) -> Slot | None:
    """That of a function whose source says so."""
    function, parents = callee.definition, callee.home.parents
    if not isinstance(function, ast.FunctionDef) or function.decorator_list or parents.yields(function):
        return None
    given = filled(call, callee, function)
    for inner in _settings(function, callee, deep) if given and deep < _DEEPEST else ():
        told = [part for part in inner.parts if not isinstance(part, ast.Constant)]
        value = inner.value.id if isinstance(inner.value, ast.Name) else ""
        names = [part.id for part in told if isinstance(part, ast.Name)]
        if len(names) < len(told) or not {value, *names} <= given.keys() or _is_more(function, value, names, parents):
            continue
        others = [other for name, other in given.items() if name not in (value, *names)]
        own = call.func.value if isinstance(call.func, ast.Attribute) else None
        parts = tuple(given[name] for name in names)
        if all(other is own or isinstance(other, ast.Constant) for other in others) and all(map(is_one_object, parts)):
            return Slot(given[value], parts)
    return None


def is_one_object(expression: ast.expr) -> bool:
    """Whether an expression means the same for as long as its names do: no call, and no place that moves."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Call):
            return False
        if isinstance(node, ast.Subscript) and not (isinstance(node.slice, ast.Constant) and is_dotted(node.value)):
            return False
    return True


def _arguments(call: ast.Call) -> Iterator[tuple[Argument, ast.expr]]:
    yield from ((Argument.of(call, value), value) for value in call.args)
    yield from ((Argument(keyword=keyword.arg), keyword.value) for keyword in call.keywords)


def filled(call: ast.Call, callee: Written, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Mapping[str, ast.expr]:
    """The expression that fills each parameter; nothing if that is not seen of all."""
    values: list[ast.expr] = list(call.args)
    if callee.given or callee.receiver:
        return {}
    if callee.bound and not is_static(function):
        if not isinstance(call.func, ast.Attribute):
            return {}
        values.insert(0, call.func.value)
    parameters = [parameter.arg for parameter in positional(function)]
    named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg is not None}
    is_seen = len(named) == len(call.keywords) and not any(isinstance(value, ast.Starred) for value in values)
    return (
        {**dict(zip(parameters, values, strict=False)), **named} if is_seen and len(values) <= len(parameters) else {}
    )


def _settings(function: ast.FunctionDef, callee: Written, deep: int) -> Iterator[Slot]:
    """The slots that a body sets whenever it runs to its end, or whenever it is given a value to set them to."""
    agenda: list[ast.stmt] = list(function.body)
    while agenda:
        statement = agenda.pop(0)
        if isinstance(statement, ast.If) and _is_identity(statement.test) and not statement.orelse:
            agenda[:0] = statement.body
        elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Attribute) and is_dotted(target):
                yield Slot(statement.value, (target.value,))
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            yield from _set_by(statement.value, callee, deep)
        elif any(isinstance(node, ast.Return | ast.Raise) for node in ast.walk(statement)):
            return


def _set_by(call: ast.Call, callee: Written, deep: int) -> Iterator[Slot]:
    found = callee.home.callees.callees(call.func)
    if len(found) == 1:
        one = found[0]
        slot = slot_of_known(call, one) if isinstance(one, Known) else slot_of_helper(call, one, deep + 1)
        if slot is not None:
            yield slot


def _is_more(function: ast.FunctionDef, value: str, names: Iterable[str], parents: Parents) -> bool:
    """Whether a body does more with a value than to put it somewhere and to ask which it is, or rebinds a name."""
    used = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id in (value, *names)]
    if any(not isinstance(node.ctx, ast.Load) for node in used):
        return True
    of_value = [node for node in used if node.id == value]
    last = max(((node.lineno, node.col_offset) for node in of_value), default=(0, 0))
    if any((node.lineno, node.col_offset) > last and isinstance(parents.of(node), ast.Attribute) for node in used):
        return True  # it may take the value from there
    return sum(not _is_identity(parents.of(node)) for node in of_value) != 1


def _is_identity(test: ast.AST | None) -> bool:
    return isinstance(test, ast.Compare) and all(isinstance(op, ast.Is | ast.IsNot) for op in test.ops)
