"""How long a measurement may go on.

Nothing else in `live` looks at a clock: where this one stands still, all time is long enough, but none, which is too
short. So whoever wants answers that do not depend on how quick the machine is has one clock to stop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

_now: Callable[[], float] = perf_counter


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many seconds after a moment, by a clock of its own.

    >>> whole = Deadline(10.0, begun=5.0, now=lambda: 9.0)
    >>> whole.left, whole.over, whole.part(0.3).left, whole.part(0.3).over
    (6.0, False, -1.0, True)
    """

    seconds: float
    begun: float
    now: Callable[[], float]

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """So many seconds from this moment on."""
        return cls(seconds, _now(), _now)

    @property
    def left(self) -> float:
        """Seconds; none or less if it is over."""
        return self.begun + self.seconds - self.now()

    @property
    def over(self) -> bool:
        """Whether nothing more is to be begun."""
        return self.left <= 0

    def part(self, share: float) -> Deadline:
        """The same from the same moment on, but only for a share of the time."""
        return Deadline(self.seconds * share, self.begun, self.now)

    def anew(self, seconds: float) -> Deadline:
        """So many seconds from this moment on, by the same clock."""
        return Deadline(seconds, self.now(), self.now)
