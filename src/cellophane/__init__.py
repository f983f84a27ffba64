"""See-through closures for Python: what a function captured, and which captures will bite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cellophane.check.asking import Unchecked, hazards, why
    from cellophane.live.closure import EMPTY, Captured, Closure
    from cellophane.live.hoard import hoard
    from cellophane.live.layers import look
    from cellophane.rework.bind import bind
    from cellophane.rework.clone import clone
    from cellophane.rework.cost import cost
    from cellophane.rework.rebind import rebind
    from cellophane.rework.state import state
    from cellophane.rework.subjects import NotCaptured, Refused

__version__ = "0.1.0"
__all__ = [
    "EMPTY",
    "Captured",
    "Closure",
    "NotCaptured",
    "Refused",
    "Unchecked",
    "bind",
    "clone",
    "cost",
    "hazards",
    "hoard",
    "look",
    "rebind",
    "state",
    "why",
]
_CHECK = frozenset({"Unchecked", "hazards", "why"})
_REWORK = frozenset({"NotCaptured", "Refused", "bind", "clone", "cost", "rebind", "state"})


def __getattr__(name: str) -> Any:
    """The public names, made when they are first asked for: the command line needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _CHECK:
        from cellophane.check import asking

        globals()[name] = value = getattr(asking, name)
        return value
    from cellophane import live, rework
    from cellophane.report import displays  # noqa: F401 - teaches closures and costs to show themselves

    value = getattr(rework if name in _REWORK else live, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext cellophane` calls in IPython and Jupyter: adds the magic `%look`."""
    from cellophane.cli import notebook

    notebook.load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """What `%unload_ext cellophane` calls: functions are shown as they were before."""
    from cellophane.cli import notebook

    notebook.unload(shell)
