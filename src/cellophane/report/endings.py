"""How a way of a closure ends, in words that go after its steps."""

from __future__ import annotations

from cellophane.model.trail import Ending

ENDS = {
    Ending.LATE: "late",
    Ending.LOST: "lost: nobody can tell what becomes of it",
    Ending.IN_TIME: "in time",
    Ending.GONE: "gone",
    Ending.SPARED: "kept, and rebound no more",
}
