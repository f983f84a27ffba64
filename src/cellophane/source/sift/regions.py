"""Which rows of a file each rule has to look at, told from its text before anything is parsed.

Sound: where a rule finds something, or asks what becomes of a closure, there is a region for what the rule needs. A
region is a function in no other, or code around functions, or a loop. What cannot be told is kept wholly.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from cellophane.source.sift import (
    calls,
    defaults,
    handlers,
    iterators,
    loops,
    lost,
    mangled,
    rebinding,
    text,
)
from cellophane.source.sift.needs import WHOLE, Needs, Region
from cellophane.source.sift.parts import Parts, Rows
from cellophane.source.sift.places import Places, Untold
from cellophane.source.text import lines
from cellophane.source.text.parsing import is_off
from cellophane.source.text.source import with_plain_ends

Regions = Mapping[Needs, Rows]
"""Where rules that need this could find something."""


def kept(source: str, needs: Collection[Needs]) -> Regions:
    r"""The regions in which a rule that needs this could find something; a rule without any finds nothing.

    >>> kept("def f(x):\n    return 1\n\ndef g(y):\n    for x in y:\n        z(lambda: x)\n", [Needs(Region.LOOP)])
    {Needs(region=<Region.LOOP: 'loop'>, words=()): ((5, 6),)}
    """
    if is_off():
        return dict.fromkeys(needs, WHOLE)
    source = with_plain_ends(source)
    left = [one for one in needs if text.may_matter(source, one)]
    if any(one.region not in _WAYS for one in left):
        return dict.fromkeys(left, WHOLE)  # the whole text is parsed anyway, and tells more
    parts = Parts(source)
    return {one: rows for one in left if (rows := _rows(parts, one))}


def _rows(parts: Parts, needs: Needs) -> Rows:
    if needs.region is not Region.LOOP and not parts.is_known:  # loops are told by themselves
        return WHOLE
    found = set(_WAYS[needs.region](parts, needs))
    if needs.region in _BY_ITSELF:
        found -= {part.rows for part in parts.functions if part.rows in found and not part.may_matter(needs)}
    return tuple(sorted(found))


def _in_loops(source: str) -> Rows:
    normal = lines.normal(source)
    if normal is None:
        return WHOLE
    places = Places(normal)
    if not places.are_told:
        return WHOLE
    try:
        return places.rows_of(loops.kept(places))
    except Untold:
        return WHOLE


_WAYS: Mapping[Region, Callable[[Parts, Needs], Iterable[tuple[int, int]]]] = {
    Region.LOOP: lambda parts, _: _in_loops(parts.text),
    Region.REBOUND: lambda parts, _: (part.rows for part in parts.functions if rebinding.rebinds(part)),
    Region.DELETION: lambda parts, _: (part.rows for part in parts.functions if lost.deletes(part)),
    Region.HANDLER_NAME: lambda parts, _: handlers.rows(parts),
    Region.BLOCK: lambda parts, _: lost.in_blocks(parts),
    Region.ITERATOR: iterators.rows,
    Region.SUPER: lambda parts, _: calls.lose_super(parts),
    Region.PRIVATE: lambda parts, _: mangled.rows(parts),
    Region.DEFAULT: lambda parts, _: defaults.rows(parts),
    Region.WITHDRAWAL: calls.withdraw,
}
_BY_ITSELF = frozenset({Region.REBOUND, Region.DELETION})
"""What matters in a function matters in it alone."""
