"""The drawing's rules: nothing overlaps, arrows begin and end at edges, few of them cross."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellophane.model.picture import Capture, DrawnVariable, Function, Picture
from cellophane.report.layout import MARGIN, Arrow, Box, BoxSizes, Layout, Size, lay_out
from tests.pictures import crowd, meter


def sizes(picture: Picture, *, values: bool = True) -> BoxSizes:
    """Some that differ from box to box."""
    some = [Size(60 + 13 * (number % 5), 40 + 9 * (number % 4)) for number in range(len(picture.variables) + 20)]
    cells = dict(zip([each.key for each in picture.variables], some, strict=False))
    return BoxSizes(
        functions={each.key: some[-1 - number % 20] for number, each in enumerate(picture.functions)},
        cells=cells,
        values={key: Size(100, 30 + 7 * (number % 9)) for number, key in enumerate(cells)} if values else {},
    )


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def on_edge(point: tuple[float, float], box: Box) -> bool:
    x, y = point
    within = box.x - 1e-6 <= x <= box.right + 1e-6 and box.y - 1e-6 <= y <= box.bottom + 1e-6
    return within and min(abs(x - box.x), abs(x - box.right), abs(y - box.y), abs(y - box.bottom)) < 1e-6


def sound(picture: Picture, layout: Layout) -> None:
    """What must hold for each drawing."""
    assert not [pair for pair in combinations(layout.boxes, 2) if overlap(*pair)]
    assert all(box.x >= MARGIN - 1e-6 and box.y >= MARGIN - 1e-6 for box in layout.boxes)
    assert all(box.right < layout.size.width and box.bottom < layout.size.height for box in layout.boxes)
    assert set(layout.functions) == {each.key for each in picture.functions}
    assert set(layout.cells) == {each.key for each in picture.variables}
    parents = {each.key: each.parent for each in picture.functions}
    for arrow in layout.arrows:
        if arrow.kind == "holds":
            start, end = layout.cells[str(arrow.variable)], layout.values[str(arrow.variable)]
        elif arrow.kind in {"reads", "writes"}:
            start, end = layout.functions[str(arrow.function)], layout.cells[str(arrow.variable)]
        else:
            start, end = layout.functions[str(parents[str(arrow.function)])], layout.functions[str(arrow.function)]
        assert on_edge(arrow.start, start), arrow
        assert on_edge(arrow.end, end), arrow


def crossings(layout: Layout) -> int:
    lines = [(arrow.start, arrow.end) for arrow in layout.arrows if arrow.kind in {"reads", "writes"}]
    return sum((a[1] - b[1]) * (c[1] - d[1]) < -1e-6 for (a, c), (b, d) in combinations(lines, 2))


@pytest.mark.parametrize("picture", [meter(), crowd(1), crowd(5, 2), crowd(60), crowd(60, 9), crowd(3, 40), crowd(0)])
@pytest.mark.parametrize("values", [True, False])
def test_drawings_are_sound(picture: Picture, values: bool) -> None:
    sound(picture, lay_out(picture, sizes(picture, values=values)))


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    variables = [f"v{number}" for number in range(draw(st.integers(0, 6)))]
    keys = [f"f{number}" for number in range(draw(st.integers(0, 6)))]
    captures = st.lists(st.builds(Capture, st.sampled_from([*variables, "none"]), st.booleans()), max_size=6)
    functions = st.builds(
        Function,
        key=st.just(""),
        name=st.just("f"),
        kind=st.just("function"),
        role=st.sampled_from(["asked", "beneath", "shares", "inside"]),
        parent=st.sampled_from([None, "none", *keys]),
        captures=captures.map(tuple),
    )
    drawn = tuple(replace(draw(functions), key=key) for key in keys)
    return Picture("any", drawn, tuple(DrawnVariable(key, key, None) for key in variables))


@given(pictures())
def test_any_drawing_is_sound(picture: Picture) -> None:
    """Parents in circles, captures of what is not there, and functions that capture one variable twice."""
    sound(picture, lay_out(picture, sizes(picture)))


def test_nothing_needs_little_room() -> None:
    assert lay_out(Picture("", (), ()), BoxSizes({}, {}, {})).size == Size(MARGIN, MARGIN)


def test_all_arrows_to_a_cell_meet_in_one_point() -> None:
    picture = meter()
    ends: dict[str | None, set[tuple[float, float]]] = {}
    for arrow in lay_out(picture, sizes(picture)).arrows:
        if arrow.kind in {"reads", "writes"}:
            ends.setdefault(arrow.variable, set()).add(arrow.end)
    assert {key: len(points) for key, points in ends.items()} == {"fn": 1, "limit": 1, "seen": 1, "total": 1}


def test_who_writes_is_told_from_who_reads() -> None:
    picture = meter()
    arrows = lay_out(picture, sizes(picture)).arrows
    assert {(arrow.function, arrow.variable) for arrow in arrows if arrow.kind == "writes"} == {
        ("add", "total"),
        ("reset", "total"),
    }


def test_functions_stand_in_the_order_of_an_outline() -> None:
    boxes = lay_out(meter(), sizes(meter())).functions
    assert list(boxes) == ["wrapper", "add", "report", "reset"]
    assert sorted(boxes, key=lambda key: boxes[key].y) == list(boxes)
    assert boxes["wrapper"].x == boxes["report"].x < boxes["add"].x


def test_cells_stand_in_an_order_that_makes_arrows_cross_less() -> None:
    picture = crowd(20, 4)
    layout = lay_out(picture, sizes(picture))
    # Each function has variables of its own: they need not cross at all, but would in the order given.
    assert crossings(layout) == 0
    tops = sorted(box.y for box in layout.cells.values())
    as_given = {key: replace(layout.cells[key], y=top) for key, top in zip(sorted(layout.cells), tops, strict=True)}
    moved = [
        Arrow(arrow.kind, arrow.start, (0, as_given[str(arrow.variable)].middle))
        for arrow in layout.arrows
        if arrow.kind in {"reads", "writes"}
    ]
    assert crossings(replace(layout, arrows=tuple(moved))) > 50


def test_a_function_that_captured_much_stays_near_its_first_cell() -> None:
    picture = crowd(60)
    layout = lay_out(picture, sizes(picture))
    assert layout.functions["f0"].bottom < 400 < layout.size.height / 4


def test_what_is_very_deep_still_fits() -> None:
    functions = tuple(
        Function(f"f{depth}", "f", "function", "beneath", f"f{depth - 1}" if depth else None) for depth in range(3000)
    )
    picture = Picture("deep", functions, ())
    layout = lay_out(picture, sizes(picture))
    assert layout.size.width < 400
    lefts = [box.x for box in layout.functions.values()]
    assert lefts == sorted(set(lefts))
