"""Teaches closures, costs and other records to show themselves: `print(look(f))`, and rich displays in notebooks.

What makes them stands below and knows no renderer. Importing this module hands it all of them; each is imported when
it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from shutil import get_terminal_size
from typing import Any

from cellophane.live.closure import Closure
from cellophane.live.function_picture import picture
from cellophane.live.hoard import Hoard
from cellophane.live.sizes import Sizes
from cellophane.model.cost import Cost
from cellophane.model.picture import Picture
from cellophane.rework.state import Snapshot, State

_UNKNOWN_WIDTH = 100
"""Columns, where no terminal and no variable tells how many there are."""
_SECONDS = 0.2
"""So long a closure is weighed at the most before it is shown: nobody waits for a picture."""


def text(closure: Closure) -> str:
    """As a tree, as wide as the terminal."""
    from cellophane.report import tree

    return tree.text(_weighed(closure), _width()).rstrip("\n")


def rich(closure: Closure) -> Any:
    """The same for a console of `rich`."""
    from cellophane.report import tree

    return tree.render(_weighed(closure))


def html(closure: Closure) -> str:
    """As a page of its own, in a frame."""
    from cellophane.report import frame

    return frame.render(_weighed(closure))


def svg(closure: Closure) -> str:
    """As a drawing."""
    from cellophane.report import svg

    return svg.render(_weighed(closure))


def _weighed(closure: Closure) -> Picture:
    return picture(closure, seconds=_SECONDS)


def _width() -> int:
    return get_terminal_size((_UNKNOWN_WIDTH, 0)).columns


def costs_text(cost: Cost) -> str:
    """As a table, as wide as the terminal."""
    from cellophane.report import costs

    return costs.text(cost, _width()).rstrip("\n")


def costs_rich(cost: Cost) -> Any:
    """The same for a console of `rich`."""
    from cellophane.report import costs

    return costs.render(cost)


def costs_html(cost: Cost) -> str:
    """The same, for a notebook."""
    from cellophane.report import costs

    return costs.html(cost)


def _in_notebook(kind: str) -> Callable[[Any], str]:
    """The renderer of `report.notebook_tables` of this name, imported when it is used."""

    def html(record: Any) -> str:
        from cellophane.report import notebook_tables

        render: Callable[[Any], str] = getattr(notebook_tables, kind)
        return render(record)

    return html


for record, kind in ((Hoard, "hoard"), (State, "state"), (Snapshot, "snapshot"), (Sizes, "sizes")):
    record.renderers.update(html=_in_notebook(kind))
Cost.renderers.update(text=costs_text, rich=costs_rich, html=costs_html)
Closure.renderers.update(text=text, rich=rich, html=html, svg=svg)
