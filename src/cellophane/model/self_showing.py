"""Records that show themselves: in `print`, in a console of `rich`, in IPython, in a notebook.

They do not know how. What draws stands on a higher floor, and hands its renderers to the class of the record, as
`report.displays` does: `Closure.renderers.update(text=…, html=…)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar


class Shown:
    """A record that is shown by the renderers of its class; by its `repr`, as long as there are none."""

    __slots__ = ()
    renderers: ClassVar[dict[str, Callable[[Any], Any]]]
    """By name (`text`, `rich`, `html` …), functions that take the record and return what is shown of it."""

    def __init_subclass__(cls) -> None:
        cls.renderers = {}
        # IPython takes a `__repr__` of the class itself before it looks for this in its bases.
        cls._repr_pretty_ = Shown._repr_pretty_  # type: ignore[method-assign]

    def __str__(self) -> str:
        return str(self.renderers.get("text", repr)(self))

    def __rich__(self) -> Any:
        return self.renderers.get("rich", repr)(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))  # what IPython shows in a terminal

    def _repr_html_(self) -> str | None:
        return self.renderers["html"](self) if "html" in self.renderers else None
