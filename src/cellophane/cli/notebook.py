"""`%load_ext cellophane` in IPython and Jupyter: the magic `%look`, and functions shown as what they captured."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any

from cellophane.live import Closure, look
from cellophane.report import displays  # noqa: F401 - teaches closures to show themselves

_ALWAYS = "--always"
_HELP = """Look into a function: what it captured, who shares it, where it was bound.

    %look fn            as a picture; in a terminal, as a tree
    seen = %look fn     the same to go on with: seen["name"].value, seen.size()
    %look --always on   from now on functions that captured something are shown so, without being asked
    %look --always off  as they were shown before
"""
_USAGE = "usage: %look EXPRESSION, %look --always on, or %look --always off"


def load(shell: Any) -> None:
    """Add the magic to an IPython shell."""

    def magic(line: str) -> Closure | None:
        return _look(shell, line)

    magic.__doc__ = _HELP
    shell.register_magic_function(magic, "line", "look")


def unload(shell: Any) -> None:
    """Take the magic away again, and with it the display of functions."""
    shell.magics_manager.magics["line"].pop("look", None)
    _show_always(shell, False)


def _look(shell: Any, line: str) -> Closure | None:
    """Look into what the expression is: the shell displays what is returned."""
    from IPython.core.error import UsageError  # whoever comes here has it, and nobody else needs it

    words = line.split()
    if words[:1] == [_ALWAYS] and words[1:] in (["on"], ["off"]):
        _show_always(shell, words[1] == "on")
        return None
    if not words or words[0].startswith("--"):
        raise UsageError(_USAGE)
    try:
        return look(shell.ev(line))
    except Exception as error:  # whatever the expression raises is the answer to it, and needs no traceback
        raise UsageError(f"%look {line}: {type(error).__name__}: {error}") from None


def _show_always(shell: Any, on: bool) -> None:
    """Show functions that captured something as `%look` does, or as they are shown without cellophane."""
    formatters = shell.display_formatter.formatters
    html, plain = formatters["text/html"], formatters["text/plain"]
    if on and id(shell) not in _before:
        html.for_type(FunctionType, _html)
        _before[id(shell)] = before = plain.for_type(FunctionType)
        plain.for_type(FunctionType, partial(_plain, before))
    elif not on and id(shell) in _before:
        html.pop(FunctionType)
        plain.for_type(FunctionType, _before.pop(id(shell)))


_before: dict[int, Callable[..., None]] = {}
"""How each shell that shows functions so wrote them before."""


def _html(function: FunctionType) -> str | None:
    return look(function)._repr_html_() if function.__closure__ else None


def _plain(before: Callable[..., None], function: FunctionType, printer: Any, cycle: bool) -> None:
    if function.__closure__:
        look(function)._repr_pretty_(printer, cycle)
    else:
        before(function, printer, cycle)
