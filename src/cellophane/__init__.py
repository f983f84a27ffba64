"""See-through closures for Python: what a function captured, and which captures will bite."""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers know it: `typing` takes longer to import than a version to print
if TYPE_CHECKING:
    from typing import Any

    from cellophane.check.asking import Unchecked, hazards, why
    from cellophane.live.cell_holders import Holder
    from cellophane.live.closure import EMPTY, Captured, Closure
    from cellophane.live.hoard import Hoard, Holding, Kept, hoard
    from cellophane.live.layers import look
    from cellophane.live.sizes import Sizes
    from cellophane.model.cost import Cost, FormCost, Spread
    from cellophane.model.finding import Certainty, Finding
    from cellophane.model.picture import Bound, Weight
    from cellophane.model.problem import Problem
    from cellophane.model.trail import Trail
    from cellophane.rework.bind import bind
    from cellophane.rework.clone import clone
    from cellophane.rework.cost import cost
    from cellophane.rework.rebind import rebind
    from cellophane.rework.state import Snapshot, State, state
    from cellophane.rework.subjects import NotCaptured, Refused

__version__ = "0.1.0"
__all__ = [
    "EMPTY",
    "Bound",
    "Captured",
    "Certainty",
    "Closure",
    "Cost",
    "Finding",
    "FormCost",
    "Hoard",
    "Holder",
    "Holding",
    "Kept",
    "NotCaptured",
    "Problem",
    "Refused",
    "Sizes",
    "Snapshot",
    "Spread",
    "State",
    "Trail",
    "Unchecked",
    "Weight",
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
_HOMES = {
    "check.asking": ("Unchecked", "hazards", "why"),
    "live": ("EMPTY", "Captured", "Closure", "hoard", "look"),
    "live.cell_holders": ("Holder",),
    "live.hoard": ("Hoard", "Holding", "Kept"),
    "live.sizes": ("Sizes",),
    "model.cost": ("Cost", "FormCost", "Spread"),
    "model.finding": ("Certainty", "Finding"),
    "model.picture": ("Bound", "Weight"),
    "model.problem": ("Problem",),
    "model.trail": ("Trail",),
    "rework": ("NotCaptured", "Refused", "State", "bind", "clone", "cost", "rebind", "state"),
    "rework.state": ("Snapshot",),
}
"""The modules that have the public names."""


def __getattr__(name: str) -> Any:
    """The public names, made when they are first asked for: the command line needs none of them."""
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    if home.startswith(("live", "rework")):
        import_module("cellophane.report.displays")  # teaches what they give to show itself
    value = getattr(import_module(f"cellophane.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext cellophane` calls in IPython and Jupyter: adds the magic `%look`."""
    from cellophane.cli import notebook

    notebook.load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """What `%unload_ext cellophane` calls: functions are shown as they were before."""
    from cellophane.cli import notebook

    notebook.unload(shell)
