"""Facts read from function objects, without running them: what they captured, who shares it, what it weighs."""

import cellophane.live.function_picture  # noqa: F401 - lets closures be drawn
from cellophane.live.closure import EMPTY, Captured, Closure
from cellophane.live.hoard import hoard
from cellophane.live.layers import look

__all__ = ["EMPTY", "Captured", "Closure", "hoard", "look"]
