"""The page in a frame of its own, for notebooks: no style of it reaches what is around it, nor the other way round.

It decides how high the frame is. A page in there cannot tell what is around it how much room it needs, so that this is
guessed from the picture: all of a small one is seen at once, and of a large one the drawing and the first lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from cellophane.model.picture import Picture
from cellophane.report import html, svg
from cellophane.report.entries import FunctionEntry, function_entries

_HIGHEST = 720
"""In pixels: more would push what follows in the notebook off the screen."""
_WIDTH = 800
"""In pixels: what notebooks leave between the margins of the page. There it is in one column."""

# In pixels, as the style sheet has it.
_HEADER, _FOOTER, _BETWEEN = 96, 48, 32
_NAME, _LINE = 27, 20.6
_HEAD, _ROW = 31, 49
_CARDS, _CARD, _FACT = 3, 35, 19


def render(picture: Picture) -> str:
    """The frame with the page in it."""
    height = min(_HIGHEST, round(needed(picture)))
    page = escape(html.render(picture))
    return f'<iframe srcdoc="{page}" style="width: 100%; height: {height}px; border: 0"></iframe>'


def needed(picture: Picture) -> float:
    """About how high the page is in a notebook, in pixels."""
    files = {excerpt.filename for excerpt in picture.excerpts}
    lines = sum(len(excerpt.lines) for excerpt in picture.excerpts)
    parts = (
        _drawing(picture),
        _NAME * len(files) + _LINE * lines,
        _HEAD + _ROW * len(picture.variables) if picture.variables else 0,
        _cards(function_entries(picture)),
        _FACT * len(picture.notes),
    )
    return _HEADER + _FOOTER + sum(parts) + _BETWEEN * (sum(map(bool, parts)) - 1)


def _drawing(picture: Picture) -> float:
    size = svg.drawing(picture, html.AROUND).size
    return size.height * max(html.SMALLEST, min(1, _WIDTH / size.width))


def _cards(found: Iterable[FunctionEntry]) -> float:
    every = list(found)
    rows = [every[first : first + _CARDS] for first in range(0, len(every), _CARDS)]
    return sum(_CARD + _FACT * max(len(entry.facts) for entry in row) for row in rows) + 8 * (len(rows) - 1)
