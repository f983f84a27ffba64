"""What the forms of one function cost: times and bytes as they were measured, and no live object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cellophane.model.plain import plain
from cellophane.model.self_showing import Shown


@dataclass(frozen=True, slots=True)
class Spread:
    """A quantity that was measured several times: its median, and the quartiles around it."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class FormCost:
    """What one form of the function costs."""

    form: str
    """`closure`, `bound`, `default`, `global`, `partial` or `class`."""
    seconds: Spread | None
    """Of one call; none if there is no such form, or it was not called."""
    ratio: Spread | None
    """Of one call, to one of the closure that was timed beside it."""
    bytes: int | None
    """What each further one would take: without the values, and without what all of this form share."""
    reason: str
    """Why there is no such form; empty if there is one."""


@dataclass(frozen=True, slots=True, repr=False)
class Cost(Shown):
    """What a closure costs as it stands, and what other forms of the same body would cost."""

    function: str
    """Its qualified name."""
    call: str
    """How it was called: `square(7)`."""
    forms: tuple[FormCost, ...]
    """The closure first."""
    rounds: int
    """So many times each form was timed, all of them in turn."""
    calls: int
    """So many calls were timed together."""
    note: str
    """Why there are no times, or what makes them doubtful; empty if nothing does."""

    def __getitem__(self, form: str) -> FormCost:
        """The costs of the form of this name. Raises `KeyError`, which names those that there are."""
        for one in self.forms:
            if one.form == form:
                return one
        raise KeyError(f"there is no form {form!r}, only {', '.join(one.form for one in self.forms)}")

    def __repr__(self) -> str:
        times = [f"{one.form} {one.seconds.median * 1e9:.1f} ns" for one in self.forms if one.seconds]
        return f"<Cost of {self.call}: {', '.join(times) or self.note}>"

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data that JSON can hold; times in seconds."""
        return plain(self)
