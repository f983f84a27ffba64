"""Keeping what a parameter holds: `*_` before it takes what is passed, and makes it keyword-only.

`lambda name=name: …` becomes `lambda *_, name=name: …`, which any number of arguments leaves alone.
"""

from __future__ import annotations

import ast

from cellophane.check.filling.binding import Bound
from cellophane.check.filling.calls import Calling
from cellophane.check.fix import Unfixable
from cellophane.model.finding import Certainty
from cellophane.model.fix import Edit, Fix
from cellophane.source.facts import Facts
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.signatures import positional, with_defaults

_TAKERS = ("_", "args", "rest", "_passed")


def advice(one: Bound) -> str:
    """What to write instead, where there is no fix."""
    return f"make `{one.parameter.arg}` keyword-only, and let another parameter take what is passed"


def fix(facts: Facts, one: Bound, calling: Calling, certainty: Certainty) -> Fix:
    """The fix for a parameter that a call fills. Raises `Unfixable` where there is none."""
    function, parameters = one.function, positional(one.function)
    if function.args.vararg is not None or function.args.kwonlyargs or function.args.posonlyargs:
        raise Unfixable("its parameters are parted already, by `*` or `/`")
    if calling.spot.given:
        raise Unfixable("a `partial` fills parameters of it as well")
    end = calling.passed
    beyond = [p.arg for p in parameters[one.position + 1 : end] if not _holds(function, p)]
    if beyond:
        raise Unfixable(f"`{beyond[0]}` behind it takes what is passed as well")
    first = min(n for n, p in enumerate(parameters) if _holds(function, p) and n < end)
    if first != one.position:
        raise Unfixable(f"it is mended together with `{parameters[first].arg}`")
    if any(isinstance(parent, ast.JoinedStr) for parent, _ in facts.parents.ancestors(function)):
        raise Unfixable("it stands inside an f-string")
    taker = _free(facts, function)
    where = facts.source.span(one.parameter)
    shown = f"*{taker}, {one.parameter.arg}=…"
    risk = "" if certainty is Certainty.CERTAIN else "who calls it, and with what, is told by names only"
    return Fix(
        title=f"let `*{taker}` take what is passed: `{_header(function, shown)}`",
        safe=not risk,
        edits=(Edit.insertion(where.row, where.column, f"*{taker}, "),),
        names=(taker,),
        within=facts.source.span(function),
        risk=risk,
    )


def _holds(function: Function, parameter: ast.arg) -> bool:
    """Whether the default of a parameter is no constant."""
    default = next((value for one, value in with_defaults(function) if one is parameter), None)
    return default is not None and not isinstance(default, ast.Constant)


def _header(function: Function, shown: str) -> str:
    return f"lambda {shown}: …" if isinstance(function, ast.Lambda) else f"def {function.name}({shown}): …"


def _free(facts: Facts, function: Function) -> str:
    """A name that means nothing in the function."""
    taken = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    taken |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    free = next((name for name in _TAKERS if name not in taken), None)
    if free is None:
        raise Unfixable("no name is free for what is passed")
    return free
