"""What became of a closure and of one variable that it reads: where it can run too late, or how each way ended.

A trail has no gaps. Each way that a closure takes comes to a late read (`Stale`) or to an end that was seen (`Over`);
a closure that goes no way at all says why there is nothing to follow (`Settled`).
"""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass

from cellophane.model.finding import Certainty
from cellophane.model.scope import Variable
from cellophane.source.steps.outcomes import Form, Outcome
from cellophane.source.tree.bodies import Site


class Settled(enum.Enum):
    """Why a closure need not be followed."""

    UNREACHED = "unreached"
    """The place where it is made is never reached."""
    OWN_NAME = "own name"
    """The name is bound together with it, to what it is a part of."""
    UNSPOILT = "unspoilt"
    """Nothing spoils the variable after it was made."""
    OF_CLASS = "of class"
    """The variable belongs to a class."""


class Reason(enum.Enum):
    """Why an end is one."""

    IN_TIME = "in time"
    """It ran before anything was spoilt, and was kept by nobody who ran it."""
    GONE = "gone"
    """Nothing holds it any more on this way."""
    NEVER_SPOILT = "never spoilt"
    """Whoever has it, what it reads is spoilt no more: the loop was left, or the registration withdrawn."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A closure that can run when what it reads is spoilt, and the places that show it."""

    site: Site
    variable: Variable
    spoilt_by: ast.AST
    """The node that binds the variable anew, or takes its value away."""
    kept: Outcome | None
    called: Outcome | None
    """Where it runs, if that was seen."""
    certainty: Certainty
    form: Form
    """The form of what keeps it, or of what runs."""
    path: tuple[Outcome, ...] = ()
    """What became of it on the way."""


@dataclass(frozen=True, slots=True)
class Over:
    """One way of a closure, and its end."""

    reason: Reason
    outcome: Outcome
    path: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Trail:
    """All ways of one closure, for one variable that it reads."""

    site: Site
    variable: Variable
    late: tuple[Stale, ...] = ()
    over: tuple[Over, ...] = ()
    settled: Settled | None = None

    @property
    def stale(self) -> Stale | None:
        """The late read that is surest; none if there is none."""
        return max(self.late, key=lambda stale: (stale.certainty, stale.called is not None), default=None)
