"""What the rules about late reads say of a closure, and what they advise."""

from __future__ import annotations

import ast

from cellophane.source.following.trails import Stale


def message(stale: Stale, name: str, lazy: bool) -> str:
    """One line that says what goes wrong."""
    what, when = _what(stale.site), "iterated" if lazy else "called"
    return f"{what} reads `{name}` when it is {when}: a later iteration has rebound it by then"


def _what(site: ast.AST) -> str:
    if isinstance(site, ast.FunctionDef | ast.AsyncFunctionDef):
        return f"`{site.name}`"
    return "this lambda" if isinstance(site, ast.Lambda) else "this generator expression"


def advice(site: ast.AST, name: str) -> str:
    """What to do where no fix can be offered."""
    if isinstance(site, ast.GeneratorExp):
        return "make a list in its place, `[… for … in …]`, or make the generator in a function that takes the value"
    what = "the lambda" if isinstance(site, ast.Lambda) else "the function"
    return f"make {what} in another function, which takes the `{name}` that is meant"
