"""Where the boxes and arrows of a drawing stand: functions at the left, cells in the middle, values at the right.

Functions stand in the order of an outline, what is beneath or inside another below it and further in. Cells are put in
the order that makes few arrows cross (by the mean of the functions that captured them), and the shorter of
both columns is moved so that its boxes stand beside what they point at. It decides nothing about what is in a box.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import fmean

from cellophane.model.picture import Capture, Function, Picture

# In pixels.
MARGIN = 16
_BETWEEN = 14
_INDENT, _DEEPEST = 22, 132
_TO_CELLS, _TO_VALUES = 110, 46
_FAR = 240
"""A function that captured much does not stand out of sight of its first cell."""
_ROUNDS = 4
"""Of ordering; more were not seen to change anything."""


@dataclass(frozen=True, slots=True)
class Size:
    """How big a box is."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels from the upper left corner of the drawing."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The column of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The row of its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The row between its upper and lower edge."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line from the edge of one box to the edge of another."""

    kind: str
    """`reads` or `writes`, from a function to a cell; `holds`, from a cell to a value; `beneath` or `inside`, from
    one function to another."""
    start: tuple[float, float]
    end: tuple[float, float]
    function: str | None = None
    variable: str | None = None


@dataclass(frozen=True, slots=True)
class BoxSizes:
    """How big each box is, by the keys of functions and variables; variables without a value have none."""

    functions: Mapping[str, Size]
    cells: Mapping[str, Size]
    values: Mapping[str, Size]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands."""

    functions: Mapping[str, Box]
    cells: Mapping[str, Box]
    values: Mapping[str, Box]
    arrows: tuple[Arrow, ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """All boxes, column by column."""
        return (*self.functions.values(), *self.cells.values(), *self.values.values())

    @property
    def size(self) -> Size:
        """How big the whole drawing is."""
        right = max((box.right for box in self.boxes), default=0)
        bottom = max((box.bottom for box in self.boxes), default=0)
        return Size(right + MARGIN, bottom + MARGIN)


def lay_out(picture: Picture, sizes: BoxSizes) -> Layout:
    """Boxes of those sizes, and the arrows between them."""
    outline, cells = _ordered(picture)
    captures = {function.key: _captures(function, sizes) for function, _ in outline}
    rows = {key: max(size.height for size in (sizes.cells[key], sizes.values.get(key)) if size) for key in cells}
    functions, places = _beside(outline, captures, rows, sizes)
    step = _step(outline)
    inwards = {function.key: MARGIN + step * depth for function, depth in outline}
    right = max((inwards[key] + sizes.functions[key].width for key in functions), default=MARGIN - _TO_CELLS)
    width = max((sizes.cells[key].width for key in cells), default=0)
    function_boxes = {
        key: _box(inwards[key], middle, Size(right - inwards[key], sizes.functions[key].height))
        for key, middle in functions.items()
    }
    left = right + _TO_CELLS
    cell_boxes = {key: _box(left, middle, Size(width, sizes.cells[key].height)) for key, middle in places.items()}
    left += width + _TO_VALUES
    value_boxes = {key: _box(left, places[key], sizes.values[key]) for key in cells if key in sizes.values}
    arrows = (
        *_nesting(outline, function_boxes, step / 2),
        *_capturing(captures, function_boxes, cell_boxes),
        *_holding(cell_boxes, value_boxes),
    )
    return Layout(function_boxes, cell_boxes, value_boxes, arrows)


def _box(x: float, middle: float, size: Size) -> Box:
    return Box(x, middle - size.height / 2, size.width, size.height)


def _captures(function: Function, sizes: BoxSizes) -> tuple[Capture, ...]:
    """One for each variable of the picture, writing if any of them does."""
    writes: dict[str, bool] = {}
    for each in function.captures:
        if each.variable in sizes.cells:
            writes[each.variable] = writes.get(each.variable, False) or each.writes
    return tuple(Capture(variable, written) for variable, written in writes.items())


def _ordered(picture: Picture) -> tuple[list[tuple[Function, int]], list[str]]:
    """The functions with their depths, and the keys of the variables, from top to bottom."""
    cells = [variable.key for variable in picture.variables]
    outline = _outline(picture.functions, {})
    for _ in range(_ROUNDS):
        ranks = {function.key: rank for rank, (function, _) in enumerate(outline)}
        holders: dict[str, list[int]] = {}
        for function in picture.functions:
            for capture in function.captures:
                holders.setdefault(capture.variable, []).append(ranks[function.key])
        cells.sort(key=lambda key: fmean(holders.get(key) or [len(ranks)]))
        outline = _outline(picture.functions, {key: rank for rank, key in enumerate(cells)})
    return outline, cells


def _outline(functions: Sequence[Function], ranks: Mapping[str, int]) -> list[tuple[Function, int]]:
    """Each function with its depth, below its parent; those that merely share come last, ordered by their cells."""

    def rank(function: Function) -> tuple[bool, float]:
        own = [ranks[each.variable] for each in function.captures if each.variable in ranks]
        return function.role == "shares", fmean(own) if own and function.role == "shares" else 0

    known = {function.key for function in functions}
    below: dict[str, list[Function]] = {}
    roots = []
    for function in functions:
        if function.parent is None or function.parent not in known:
            roots.append(function)
        else:
            below.setdefault(function.parent, []).append(function)
    found: dict[str, tuple[Function, int]] = {}
    # Behind the roots come all others, for the sake of those that are each other's parents.
    waiting = [(function, 0) for function in (*functions[::-1], *sorted(roots, key=rank)[::-1])]
    while waiting:
        function, depth = waiting.pop()
        if function.key not in found:
            found[function.key] = function, depth
            waiting += [(each, depth + 1) for each in reversed(below.get(function.key, []))]
    return list(found.values())


def _step(outline: Iterable[tuple[Function, int]]) -> float:
    deepest = max((depth for _, depth in outline), default=0)
    return min(_INDENT, _DEEPEST / max(deepest, 1))


def _beside(
    outline: Sequence[tuple[Function, int]],
    captures: Mapping[str, Sequence[Capture]],
    rows: Mapping[str, float],
    sizes: BoxSizes,
) -> tuple[dict[str, float], dict[str, float]]:
    """The middles of functions and of cells: the longer column stacked, the other one beside what it belongs to."""
    pairs = [(key, each.variable) for key, own in captures.items() for each in own]
    heights = {function.key: sizes.functions[function.key].height for function, _ in outline}
    if sum(heights.values()) + _BETWEEN * len(heights) > sum(rows.values()) + _BETWEEN * len(rows):
        functions = _settled(heights, {})
        return functions, _settled(rows, _wanted([(cell, key) for key, cell in pairs], functions))
    cells = _settled(rows, {})
    return _settled(heights, _wanted(pairs, cells)), cells


def _wanted(pairs: Iterable[tuple[str, str]], middles: Mapping[str, float]) -> dict[str, float]:
    """Where the first of each pair would best be: at the mean of all its seconds, but not far below the uppermost."""
    beside: dict[str, list[float]] = {}
    for first, second in pairs:
        beside.setdefault(first, []).append(middles[second])
    return {key: min(fmean(rows), min(rows) + _FAR) for key, rows in beside.items()}


def _settled(heights: Mapping[str, float], wanted: Mapping[str, float]) -> dict[str, float]:
    """Middles in the given order, no boxes overlapping, as near as can be (by least squares) to the wanted middles.

    This is isotonic regression: boxes that would overlap are pooled and stand together at their mean.
    """
    stacked = _stacked(heights)
    # What wants nothing stays with what is below it, or else above.
    wishes: dict[str, float] = {}
    wish = 0.0
    for keys in (reversed(stacked), stacked):
        for key in keys:
            wish = max(0.0, wanted[key] - stacked[key]) if key in wanted else wishes.get(key) or wish
            wishes[key] = wish
    pools: list[tuple[float, int]] = []
    for key in stacked:
        mean, count = wishes[key], 1
        while pools and pools[-1][0] > mean:
            above, others = pools.pop()
            mean, count = (above * others + mean * count) / (others + count), others + count
        pools.append((mean, count))
    shifts = (mean for mean, count in pools for _ in range(count))
    return {key: middle + shift for (key, middle), shift in zip(stacked.items(), shifts, strict=True)}


def _stacked(heights: Mapping[str, float]) -> dict[str, float]:
    """Middles of boxes that stand one below the other, as close as may be."""
    ends = accumulate(height + _BETWEEN for height in heights.values())
    return {key: MARGIN + end - _BETWEEN - height / 2 for (key, height), end in zip(heights.items(), ends, strict=True)}


def _nesting(outline: Iterable[tuple[Function, int]], boxes: Mapping[str, Box], inwards: float) -> Iterable[Arrow]:
    for function, depth in outline:
        if function.parent is not None and depth > 0:
            parent, own = boxes[function.parent], boxes[function.key]
            kind = "inside" if function.role == "inside" else "beneath"
            start = parent.x + inwards, parent.bottom
            yield Arrow(kind, start, (own.x, own.middle), function.key)


def _capturing(
    captures: Mapping[str, Sequence[Capture]], functions: Mapping[str, Box], cells: Mapping[str, Box]
) -> Iterable[Arrow]:
    """From the right edge of a function, in the order of the cells; all that lead to one cell meet in one point."""
    for key, own in captures.items():
        box = functions[key]
        for number, each in enumerate(sorted(own, key=lambda each: cells[each.variable].middle), start=1):
            cell = cells[each.variable]
            start = box.right, box.y + box.height * number / (len(own) + 1)
            yield Arrow("writes" if each.writes else "reads", start, (cell.x, cell.middle), key, each.variable)


def _holding(cells: Mapping[str, Box], values: Mapping[str, Box]) -> Iterable[Arrow]:
    for key, value in values.items():
        cell = cells[key]
        yield Arrow("holds", (cell.right, cell.middle), (value.x, value.middle), None, key)
