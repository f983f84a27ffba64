"""Which rows of a file each rule has to look at, told from its text before anything is parsed."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping

from cellophane.source.sift import loops, text
from cellophane.source.sift.needs import Needs, Region
from cellophane.source.sift.places import Place, Places, Untold
from cellophane.source.text import lines

Rows = tuple[tuple[int, int], ...]
"""The first and the last row of each region, from 1."""
WHOLE: Rows = ((1, 1 << 60),)
"""Of a file of which nothing can be told."""
Regions = Mapping[Needs, Rows]
"""Where rules that need this could find something."""

_PLACES: Mapping[Region, Callable[[Places, Needs], Iterator[Place]]] = {
    Region.LOOP: lambda places, _: loops.kept(places),
}
"""How the parts of a text are told in which rules could find something. They raise `Untold` where they cannot tell."""


def kept(data: bytes, needs: Collection[Needs]) -> Regions:
    r"""The regions in which a rule that needs this could find something; a rule without any finds nothing.

    >>> late, rest = Needs(Region.LOOP), Needs(Region.BLOCK)
    >>> kept(b"print()\nlate = [lambda: i for i in y]\n", [late, rest])[late]
    ((2, 2),)
    """
    if os.environ.get("CELLOPHANE_SIFT") == "0":
        return dict.fromkeys(needs, WHOLE)
    try:
        decoded = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return dict.fromkeys(needs, WHOLE)
    wanted = [one for one in needs if _may_matter(decoded, one)]
    normal = lines.normal(decoded) if wanted else None
    if normal is None:
        return dict.fromkeys(wanted, WHOLE)
    places = Places(normal)
    found = {one: _rows(places, one) for one in wanted}
    return {one: rows for one, rows in found.items() if rows}


def _may_matter(decoded: str, needs: Needs) -> bool:
    """A first test, by words."""
    if needs.region in _PLACES:
        return all(any(word in decoded for word in words) for words in needs.words)
    return text.may_matter(decoded, needs)


def _rows(places: Places, needs: Needs) -> Rows:
    """The rows in which a rule that needs this could find something."""
    tell = _PLACES.get(needs.region)
    if tell is None or not places.are_told:
        return WHOLE
    try:
        return places.rows_of(tell(places, needs))
    except Untold:
        return WHOLE
