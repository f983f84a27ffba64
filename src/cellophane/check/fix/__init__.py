"""How any fix is made, whatever was found: edits applied, proved, and put into the bytes of a file.

Which repair is right at a place is for the family of a rule to say, which gives a `Fix`: `check.late` for late reads.
`edits` applies fixes, `proof` holds the result against the source as it was, `mending` does both for a file until
nothing is left to do, and `documents` makes the bytes; `workspace.writing` puts them on disk. `tokens` and `importing`
are for those who make edits. Nothing is written that was not proved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cellophane.model.fix import Fix


class Unfixable(Exception):
    """There is no fix, for a reason that the message tells in words that go after "not fixed:"."""


def tried(make: Callable[[], Fix]) -> tuple[Fix | None, str]:
    """The fix that is made so, or why there is none."""
    try:
        return make(), ""
    except Unfixable as reason:
        return None, str(reason)
