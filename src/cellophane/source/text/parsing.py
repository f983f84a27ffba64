"""Text to trees, and nothing meanwhile.

The garbage collector rests while a tree is made. A tree is many objects and none of them is garbage yet: looking for
some takes as long again. And before Python 3.12 the collector runs finalisers and callbacks in the midst of it, and if
one of them parses something as well, be it only to show a traceback, CPython miscounts how deep it is and raises
`SystemError: AST constructor recursion depth mismatch`.
"""

from __future__ import annotations

import ast
import gc
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


def is_off() -> bool:
    """Whether every file is to be read wholly, and every rule to be asked about all of it."""
    return os.environ.get("CELLOPHANE_SIFT") == "0"


def module(text: str) -> ast.Module:
    """The tree of a file. Raises what `ast.parse` raises."""
    with _uncollected():
        return ast.parse(text)


def quietly(text: str) -> ast.Module:
    """The same without the warnings about the text, such as invalid escapes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return module(text)


def expression(text: str) -> ast.expr:
    """The tree of an expression. Raises what `ast.parse` raises.

    >>> ast.unparse(expression("a . b"))
    'a.b'
    """
    with _uncollected():
        return ast.parse(text, mode="eval").body


@contextmanager
def _uncollected() -> Iterator[None]:
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
