"""What a closure's variable is watched for: which events spoil what the closure reads, and which make it good again.

One hazard differs from another in little else. A loop that binds the variable anew spoils it for the closures of
earlier iterations; a plain rebinding, for all closures made before; `del` and the end of `except … as`, until the
variable is bound again; and before it is bound for the first time, it is spoilt from the beginning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cellophane.model.scope import Variable
from cellophane.source.flow.graph import Loop
from cellophane.source.flow.happenings import Happenings


@dataclass(frozen=True, slots=True)
class Watch:
    """Events of one body, by number."""

    spoils: frozenset[int] = frozenset()
    """After one of these, the closure reads something else than what it was made for."""
    restores: frozenset[int] = frozenset()
    """After one of these, what it reads is right again."""
    loop: Loop | None = None
    """The loop whose iterations tell: only what a later iteration does than the one that made the closure counts.
    None: everything counts that happens after the closure was made."""
    is_spoilt_at_first: bool = False
    """Whether what it reads is wrong from the moment at which the closure is made."""
    spoilt_before_by: int | None = None
    """The event before that which spoilt it, if one did: else it has never been right."""

    def before(self, made: int) -> int | None:
        """The event that has spoilt what a closure reads when it is made: its making, if nothing else did."""
        if not self.is_spoilt_at_first:
            return None
        return made if self.spoilt_before_by is None else self.spoilt_before_by


NOTHING = Watch()
"""For following a value of which nobody asks what it reads."""


def for_rebinding(happenings: Happenings, variable: Variable) -> Watch:
    """The variable gets another value after the closure was made."""
    return Watch(happenings.bound(variable))


def for_loss(happenings: Happenings, variable: Variable) -> Watch:
    """The variable loses its value after the closure was made."""
    return Watch(happenings.unbound(variable), happenings.bound(variable))


def for_first_binding(happenings: Happenings, variable: Variable) -> Watch:
    """The variable has no value yet when the closure is made."""
    return Watch(happenings.unbound(variable), happenings.bound(variable), is_spoilt_at_first=True)


def for_earlier_loss(happenings: Happenings, variable: Variable, lost: int) -> Watch:
    """The variable has lost its value, by an event that is given, when the closure is made."""
    watch = for_first_binding(happenings, variable)
    return replace(watch, spoilt_before_by=lost)
