"""How long a measurement may go on.

Nothing else in `live` looks at a clock: where this one stands still, all time is long enough, but none, which is too
short. So whoever wants answers that do not depend on how quick the machine is has one clock to stop. The work still
has an end: what is looked at takes its time, whatever the clock says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

_now: Callable[[], float] = perf_counter
_AN_OBJECT = 1e-6
"""Seconds that each object takes at the least: it is more on any machine of today."""


class Clock:
    """The time that a measurement has taken: as another clock says, but not less than what it did can take.

    >>> stopped = Clock(lambda: 5.0)
    >>> stopped.objects = 3_000_000
    >>> stopped()
    8.0
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.objects = 0
        """How many were looked at, each as often as it was."""
        self._now, self._begun = now, now()

    def __call__(self) -> float:
        return max(self._now(), self._begun + self.objects * _AN_OBJECT)


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many seconds after a moment, by a clock of its own.

    >>> whole = Deadline(10.0, begun=5.0, now=Clock(lambda: 9.0))
    >>> whole.left, whole.over, whole.part(0.3).left, whole.part(0.3).over
    (6.0, False, -1.0, True)
    """

    seconds: float
    begun: float
    now: Clock

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """So many seconds from this moment on."""
        clock = Clock(_now)
        return cls(seconds, clock(), clock)

    @property
    def left(self) -> float:
        """Seconds; none or less if it is over."""
        return self.begun + self.seconds - self.now()

    @property
    def over(self) -> bool:
        """Whether nothing more is to be begun."""
        return self.left <= 0

    def looked_at(self, objects: int) -> None:
        """Say that so many objects were looked at: all parts of the time hear of it."""
        self.now.objects += objects

    def part(self, share: float) -> Deadline:
        """The same from the same moment on, but only for a share of the time."""
        return Deadline(self.seconds * share, self.begun, self.now)

    def anew(self, seconds: float) -> Deadline:
        """So many seconds from this moment on, by the same clock."""
        return Deadline(seconds, self.now(), self.now)
