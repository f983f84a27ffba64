"""A picture as SVG: functions, cells and values as boxes, and sharing as arrows that meet at one cell.

The drawing needs nothing but itself, follows the reader's choice of light or dark, and carries the keys of variables
and functions (`data-variable`, `data-function`), so that a page around it can light up parts. What stands in a box is
for `cards` to say, and where it stands for `layout`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from markupsafe import Markup

from cellophane.model.picture import Function, Picture
from cellophane.report.cards import Card, cell_card, function_card, value_card
from cellophane.report.layout import MARGIN, Arrow, Box, BoxSizes, Layout, Size, lay_out
from cellophane.report.naming import relations, times
from cellophane.report.template import fill

_LEGEND = 34
"""How many pixels higher the legend makes a drawing."""
_HEAD = 6
"""How long the head of an arrow is, in pixels."""


_TOLD = ("value", "owns")
"""The roles that no arrow explains: the card says in words why such a function is in the picture."""


@dataclass(frozen=True, slots=True)
class _FilledBox:
    """A box with what stands in it."""

    shape: str
    card: Card
    box: Box
    function: str | None = None
    variable: str | None = None
    value: Function | None = None
    """What the value in the box is."""


@dataclass(frozen=True, slots=True)
class _DrawnArrow:
    """An arrow with the path of its line, and of its head if it has one."""

    arrow: Arrow
    line: str
    head: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing as an element, to stand in a page."""

    element: Markup
    size: Size


def render(picture: Picture) -> str:
    """The drawing as a document of its own."""
    return f"{drawing(picture).element}\n"


def drawing(picture: Picture, margin: int = MARGIN) -> Drawing:
    """The drawing as an element for a page, with so many pixels left around it: a page has its own margins."""
    picture = replace(picture, functions=tuple(each for each in picture.functions if _is_drawn(each)))
    known = {each.key: each for each in picture.functions}
    told = relations(picture)
    functions = {
        key: function_card(each, " ".join(told.get(key, ())) if each.role in _TOLD else "")
        for key, each in known.items()
    }
    cells = {each.key: cell_card(each) for each in picture.variables}
    called = {each.key: known.get(each.function or "") for each in picture.variables}
    values = {each.key: card for each in picture.variables if (card := value_card(each, called[each.key])) is not None}
    layout = lay_out(picture, BoxSizes(_sizes(functions), _sizes(cells), _sizes(values)))
    boxes = chain(
        (_FilledBox("function", functions[key], box, function=key) for key, box in layout.functions.items()),
        (_FilledBox("cell", cells[key], box, variable=key) for key, box in layout.cells.items()),
        (_FilledBox("value", values[key], box, None, key, called[key]) for key, box in layout.values.items()),
    )
    kinds = {arrow.kind for arrow in layout.arrows}
    cut = MARGIN - margin
    size = _size(layout, cut, legend="writes" in kinds)
    element = fill(
        "picture.svg",
        title=picture.title,
        told=_told(picture, layout),
        size=size,
        cut=cut,
        boxes=tuple(boxes),
        lines=tuple(_lines(layout.arrows)),
        legend=layout.size.height + 4 if "writes" in kinds else None,
        style=style(),
    )
    return Drawing(element.strip(), size)


def _is_drawn(function: Function) -> bool:
    """An owner that captured nothing is named by its cells, and no arrow leads to it."""
    return function.role != "owns" or bool(function.captures)


def style() -> Markup:
    """The style sheet of the drawing, as it stands in it."""
    return fill("picture.css").strip()


def _sizes(cards: dict[str, Card]) -> dict[str, Size]:
    return {key: Size(card.width, card.height) for key, card in cards.items()}


def _size(layout: Layout, cut: int, *, legend: bool) -> Size:
    """How much of the layout is shown: all but what is cut off at each side, and room for the legend."""
    width, height = layout.size.width, layout.size.height
    width, height = (max(width, 280), height + _LEGEND) if legend else (max(width, 160), height)
    return Size(round(width - 2 * cut), round(height - 2 * cut))


def _told(picture: Picture, layout: Layout) -> str:
    """The drawing in words, for those who cannot see it."""
    names = {function.key: f"{function.name}{times(function)}" for function in picture.functions}
    holders: dict[str, list[str]] = {}
    for arrow in layout.arrows:
        if arrow.function is not None and arrow.variable is not None:
            holders.setdefault(arrow.variable, []).append(f"{names[arrow.function]} {arrow.kind} it")
    told = [f"{each.name}: {', '.join(holders.get(each.key, ['nobody shown']))}." for each in picture.variables]
    return " ".join(told) or "Nothing is captured."


def _lines(arrows: Iterable[Arrow]) -> Iterator[_DrawnArrow]:
    for arrow in arrows:
        (x, y), (end, row) = arrow.start, arrow.end
        if arrow.kind in {"beneath", "inside"}:
            round_off = min(6, end - x, row - y)
            line = f"M{x:.1f} {y:.1f}V{row - round_off:.1f}Q{x:.1f} {row:.1f} {x + round_off:.1f} {row:.1f}H{end:.1f}"
        else:
            bend = (end - x) / 2
            line = f"M{x:.1f} {y:.1f}C{x + bend:.1f} {y:.1f} {end - bend:.1f} {row:.1f} {end:.1f} {row:.1f}"
        yield _DrawnArrow(arrow, line, "" if arrow.kind == "inside" else _head(arrow))


def _head(arrow: Arrow) -> str:
    """A filled triangle where something is written, an open one elsewhere."""
    x, y = arrow.end
    head = f"M{x - _HEAD:.1f} {y - _HEAD / 1.7:.1f}L{x:.1f} {y:.1f}L{x - _HEAD:.1f} {y + _HEAD / 1.7:.1f}"
    return f"{head}Z" if arrow.kind == "writes" else head
