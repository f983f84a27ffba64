"""Teaches closures and costs to show themselves: `print(look(f))`, and rich displays in notebooks.

What makes them stands below and knows no renderer. Importing this module hands it all of them; each is imported when
it is used.
"""

from __future__ import annotations

from cellophane.live.anatomy import Closure
from cellophane.live.picture import picture
from cellophane.model.cost import Cost
from cellophane.model.picture import Picture

_SECONDS = 0.2
"""So long a closure is weighed at the most before it is shown: nobody waits for a picture."""


def text(closure: Closure) -> str:
    """As a tree."""
    from cellophane.report import tree

    return tree.text(_weighed(closure)).rstrip("\n")


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


def costs_text(cost: Cost) -> str:
    """As a table."""
    from cellophane.report import costs

    return costs.text(cost).rstrip("\n")


def costs_html(cost: Cost) -> str:
    """The same, for a notebook."""
    from cellophane.report import costs

    return costs.html(cost)


Cost.renderers.update(text=costs_text, html=costs_html)
Closure.renderers.update(text=text, html=html, svg=svg)
