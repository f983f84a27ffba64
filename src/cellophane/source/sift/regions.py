"""Which rows of a file each rule has to look at, told from its text before anything is parsed."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping

from cellophane.source.sift import text
from cellophane.source.sift.needs import Needs

Rows = tuple[tuple[int, int], ...]
"""The first and the last row of each region, from 1."""
WHOLE: Rows = ((1, 1 << 60),)
"""Of a file of which nothing can be told."""
Regions = Mapping[Needs, Rows]
"""Where rules that need this could find something."""


def kept(data: bytes, needs: Collection[Needs]) -> Regions:
    """The regions in which a rule that needs this could find something; a rule without any finds nothing."""
    if os.environ.get("CELLOPHANE_SIFT") == "0":
        return dict.fromkeys(needs, WHOLE)
    decoded = data.decode("utf-8", "surrogatepass")
    return {one: WHOLE for one in needs if text.may_matter(decoded, one)}
