"""Pictures to draw: small ones that show one thing, and made ones of any size."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.model.picture import (
    Bound,
    Capture,
    Default,
    DrawnVariable,
    Excerpt,
    Function,
    Mark,
    Picture,
    Weight,
)
from cellophane.model.place import Span

_SOURCE = '''\
def make_meter(unit, limit=100):
    """A counter, and ways to look at it."""
    total = 0
    seen = []

    @logged
    def add(amount, *, unit=unit):
        nonlocal total
        total += amount
        seen.append(f"{amount} {unit}")
        if total > limit:
            raise OverflowError(total)

    def report():
        return f"{total} of {limit}: " + ", ".join(seen)

    def reset():
        nonlocal total
        total = 0
        seen.clear()

    return add, report, reset
'''
_FIRST = 12
"""The row of its first line in the file that it is said to be from."""
_OWNER = "make_meter"
_BINDINGS = {"total": "assignment", "seen": "assignment", "limit": "parameter"}
_INNER = ("add", "report", "reset")


def meter() -> Picture:
    """A wrapped function that shares three cells with two others, and writes one of them."""
    return Picture(
        title="meters.make_meter.<locals>.add",
        functions=(
            _function(
                "wrapper", name="logged.<locals>.wrapper", filename="src/logs.py", row=8, captures=(Capture("fn"),)
            ),
            _function(
                "add",
                role="beneath",
                parent="wrapper",
                row=17,
                captures=(Capture("limit"), Capture("seen"), Capture("total", writes=True)),
                defaults=(Default("unit", "'kWh'"),),
                builtins=("OverflowError",),
                attributes=("append",),
                left_behind=("unit",),
            ),
            _function("report", role="shares", row=25, captures=tuple(map(Capture, ("limit", "seen", "total")))),
            _function("reset", role="shares", row=28, captures=(Capture("seen"), Capture("total", writes=True))),
        ),
        variables=(
            DrawnVariable(
                "fn", "fn", "logged", type="function", value="add", function="add", weight=Weight(160, 1204, 0)
            ),
            DrawnVariable(
                "limit",
                "limit",
                _OWNER,
                (Bound(12, "parameter", _OWNER),),
                "int",
                "100",
                changes="no: nothing rebinds it",
                weight=Weight(28, 28, 0),
            ),
            DrawnVariable(
                "seen",
                "seen",
                _OWNER,
                (Bound(15, "assignment", _OWNER),),
                "list",
                "['3 kWh', '5 kWh']",
                changes="its contents only",
                weight=Weight(88, 196, 196),
            ),
            DrawnVariable(
                "total",
                "total",
                _OWNER,
                (
                    Bound(14, "assignment", _OWNER),
                    Bound(20, "augmented assignment", f"{_OWNER}.<locals>.add"),
                    Bound(30, "assignment", f"{_OWNER}.<locals>.reset"),
                ),
                "int",
                "8",
                changes="yes: by add and reset",
                weight=Weight(28, 28, 28),
            ),
        ),
        excerpts=(Excerpt("src/meters.py", _FIRST, tuple(_SOURCE.splitlines()), tuple(_marks())),),
        notes=("What `logged` does with the function was not looked into.",),
    )


def twice() -> Picture:
    """Two functions of one code, each with a cell of its own: a decorator that was put on twice."""
    places = ((1, 10, "bound", None), (3, 16, "read", "again"))
    marks = [
        Mark(f"fn{which}", Span(row, column, row, column + 2), role, function and f"{function}{which}")
        for row, column, role, function in places
        for which in (1, 2)
    ]
    return Picture(
        title="again",
        functions=tuple(
            Function(f"again{which}", "logged.<locals>.again", "function", "asked", captures=(Capture(f"fn{which}"),))
            for which in (1, 2)
        ),
        variables=tuple(
            DrawnVariable(f"fn{which}", "fn", "logged", (Bound(1, "parameter", "logged"),)) for which in (1, 2)
        ),
        excerpts=(Excerpt("a.py", 1, ("def logs(fn):", "    def again():", "        return fn()"), tuple(marks)),),
    )


def _function(key: str, **other: object) -> Function:
    told = {"name": f"{_OWNER}.<locals>.{key}", "kind": "function", "role": "asked", "filename": "src/meters.py"}
    return Function(key=key, **{**told, **other})  # type: ignore[arg-type]


def _marks() -> Iterator[Mark]:
    """Where the source names its three captured variables."""
    tree = ast.parse(_SOURCE)
    for node, function in _inside(tree, None):
        if isinstance(node, ast.arg) and node.arg in _BINDINGS:
            yield Mark(node.arg, _span(node), "bound", function)
        if isinstance(node, ast.Name) and node.id in _BINDINGS:
            yield Mark(node.id, _span(node), "read" if isinstance(node.ctx, ast.Load) else "bound", function)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield Mark(node.target.id, _span(node.target), "read", function)


def _inside(node: ast.AST, function: str | None) -> Iterator[tuple[ast.AST, str | None]]:
    for child in ast.iter_child_nodes(node):
        yield child, function
        known = isinstance(child, ast.FunctionDef) and child.name in _INNER
        yield from _inside(child, child.name if known and isinstance(child, ast.FunctionDef) else function)


def _span(node: ast.expr | ast.arg) -> Span:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    before = _FIRST - 1
    # The source is ASCII, so that the bytes that `ast` counts are characters.
    start, end = node.col_offset + 1, node.end_col_offset + 1
    if isinstance(node, ast.arg):
        end = start + len(node.arg)
    return Span(node.lineno + before, start, node.end_lineno + before, end)


def crowd(variables: int, functions: int = 1) -> Picture:
    """Functions that each capture every so-manieth variable, in an order that makes their arrows cross."""
    return Picture(
        title="crowd",
        functions=tuple(
            Function(
                key=f"f{number}",
                name=f"make.<locals>.function_{number}",
                kind="function",
                role="shares" if number else "asked",
                captures=tuple(
                    Capture(f"v{each}", writes=not each % 7)
                    for each in range(variables)
                    if each % functions == functions - 1 - number
                ),
            )
            for number in range(functions)
        ),
        variables=tuple(
            DrawnVariable(f"v{each}", f"variable_{each}", "make", type="int", value=str(each) * (1 + each % 9))
            for each in range(variables)
        ),
    )
