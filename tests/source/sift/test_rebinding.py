"""Which functions bind again what they capture, as their text tells."""

from __future__ import annotations

import pytest

from cellophane.source.sift.parts import Parts
from cellophane.source.sift.rebinding import rebinds


@pytest.mark.parametrize("name", ["n", "_its__own", "__n"])
def test_a_name_counts_as_it_is_written(name: str) -> None:
    again = f"def f():\n    {name} = 1\n    g = lambda: {name}\n    {name} = 2\n    return g\n"
    once = f"def f():\n    {name} = 1\n    return lambda: {name}\n"
    [first], [second] = Parts(again).functions, Parts(once).functions
    assert (rebinds(first), rebinds(second)) == (True, False)
