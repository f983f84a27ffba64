"""Tables of places, read back by the interpreter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cellophane.witnessing.location_table import Position, table

_number = st.integers(0, 100_000)
_places = st.one_of(
    st.just((None, None, None, None)),
    st.tuples(_number, _number, _number, _number).map(lambda four: (four[0] + 1, four[0] + 1 + four[1], *four[2:])),
    _number.map(lambda line: (line + 1, line + 1, None, None)),
)


@given(st.lists(st.tuples(_places, st.integers(1, 20)), min_size=1), st.integers(1, 200_000))
def test_every_place_is_read_back(runs: list[tuple[Position, int]], first: int) -> None:
    places = [place for place, many in runs for _ in range(many)]
    code = (lambda: None).__code__.replace(
        co_code=b"\x09\x00" * len(places), co_linetable=table(places, first), co_firstlineno=first
    )
    assert list(code.co_positions()) == places
    assert max(end for _, end, _ in code.co_lines()) == 2 * len(places)
