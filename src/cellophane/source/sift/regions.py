"""Which rows of a file each rule has to look at, told from its text before anything is parsed.

Sound: where a rule finds something, or asks what becomes of a closure, there is a region for what the rule needs. A
region is a function in no other, or code around functions, or a loop. What cannot be told is kept wholly.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping

from cellophane.source.sift import hidden, iterators, loops, lost, namesakes_in_text, rebinding, text
from cellophane.source.sift.needs import Needs, Region
from cellophane.source.sift.parts import AROUND, Parts, Rows
from cellophane.source.sift.places import Places, Untold
from cellophane.source.text import lines
from cellophane.source.text.unread import SIFTING

WHOLE: Rows = ((1, 1 << 60),)
"""Of a file of which nothing can be told."""
Regions = Mapping[Needs, Rows]
"""Where rules that need this could find something."""


def kept(source: str, needs: Collection[Needs]) -> Regions:
    r"""The regions in which a rule that needs this could find something; a rule without any finds nothing.

    >>> kept("def f(x):\n    return 1\n\ndef g(y):\n    for x in y:\n        z(lambda: x)\n", [Needs(Region.LOOP)])
    {Needs(region=<Region.LOOP: 'loop'>, words=()): ((5, 6),)}
    """
    if os.environ.get(SIFTING) == "0":
        return dict.fromkeys(needs, WHOLE)
    left = [one for one in needs if text.may_matter(source, one)]
    if not left:
        return {}
    looped = {one: _in_loops(source) for one in left if one.region is Region.LOOP}
    left = [one for one in left if one not in looped]
    found = {one: rows for one, rows in looped.items() if rows}
    if not left:
        return found
    parts = Parts(source)
    if not parts.is_known:
        return found | dict.fromkeys(left, WHOLE)
    if any(one.region in _BY_TABLE for one in left):
        parts.table  # noqa: B018 - functions take theirs from it
    return found | {one: rows for one in left if (rows := _rows(parts, one))}


def _rows(parts: Parts, needs: Needs) -> Rows:
    own = _WAYS.get(needs.region)
    if own is not None:
        found = set(own(parts, needs))
        if needs.region in _BY_ITSELF:
            vain = {part.rows for part in parts.functions if part.rows in found and not part.may_matter(needs)}
            found -= vain
        return tuple(sorted(found))
    gate = _GATES.get(needs.region)
    if gate is None or (needs.region is Region.FUNCTION and needs.words[0][0] not in _LOCAL):
        return WHOLE
    top = (AROUND,) if gate(parts.top, needs) else ()
    inside = [part.rows for part in parts.functions if gate(part.text, needs)]
    return tuple(sorted((*top, *inside)))


_LOCAL = frozenset({"eval"})
"""Words that do what a rule is about where they stand."""


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
    Region.REBOUND: lambda parts, _: (part.rows for part in parts.functions if rebinding.rebinds(part)),
    Region.DELETION: lambda parts, _: (part.rows for part in parts.functions if lost.deletes(part)),
    Region.HANDLER_NAME: lambda parts, _: lost.handled(parts),
    Region.BLOCK: lambda parts, _: lost.in_blocks(parts),
    Region.EARLY: lost.early,
    Region.ITERATOR: iterators.rows,
    Region.NAMESAKE: lambda parts, _: namesakes_in_text.rows(parts),
    Region.CLASS_NAME: lambda parts, _: hidden.rows(parts),
}
_GATES: Mapping[Region, Callable[[str, Needs], bool]] = {
    Region.SUPER: lambda part, _: "super" in part,
    Region.PRIVATE: lambda part, _: "__" in part and text.has_private_name(part),
    Region.DEFAULT: text.may_matter,
    Region.FUNCTION: text.may_matter,
}
"""What a function, or the code around functions, has to have by itself."""
_BY_ITSELF = frozenset({Region.REBOUND, Region.DELETION})
"""What matters in a function matters in it alone."""
_BY_TABLE = frozenset({Region.NAMESAKE, Region.CLASS_NAME})
"""What takes the symbols of the whole text."""
