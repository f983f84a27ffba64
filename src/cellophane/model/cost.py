"""What the forms of one function cost: times and bytes as they were measured, and no live object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cellophane.model.nearest import meant
from cellophane.model.plain import plain
from cellophane.model.self_showing import Shown


@dataclass(frozen=True, slots=True)
class Spread:
    """A quantity that was measured several times: its median, and the quartiles around it."""

    low: float
    median: float
    high: float

    @property
    def width(self) -> float:
        """How far apart the quartiles are, as a share of the median; zero if that is zero."""
        return (self.high - self.low) / self.median if self.median else 0.0


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
    """Why there are no times, or what is to be known of them; empty if nothing is."""
    reliable: bool = True
    """False: the times of a form spread over more than half of their median, and say nothing, as on a busy machine."""

    def __getitem__(self, form: str) -> FormCost:
        """The costs of the form of this name. Raises `KeyError`, which names those that there are."""
        for one in self.forms:
            if one.form == form:
                return one
        known = [one.form for one in self.forms]
        raise KeyError(f"there is no form {form!r}, only {', '.join(known)}{meant(form, known)}")

    def _ipython_key_completions_(self) -> list[str]:
        return [one.form for one in self.forms]

    def __repr__(self) -> str:
        times = [f"{one.form} {one.seconds.median * 1e9:.1f} ns" for one in self.forms if one.seconds]
        doubt = "" if self.reliable else ", which are not to be believed"
        return f"<Cost of {self.call}: {', '.join(times) or self.note}{doubt}>"

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data that JSON can hold; times in seconds."""
        return plain(self)
