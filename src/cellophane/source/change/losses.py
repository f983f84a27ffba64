"""What takes the value of a variable away after a closure was made, or had done so before: of one kind of event.

The end of an `except … as e` and `del` do the same to a variable, and are two hazards: nobody writes the one, and
whoever writes the other means it. What binds the variable makes it right again in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from cellophane.model.scope import BindingKind, Variable
from cellophane.source.change.watch import Watch, for_earlier_loss, for_loss
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.names.scopes import Names


@dataclass(frozen=True, slots=True)
class Losses:
    """Answers for one file and one kind of loss: `EXCEPT_END` or `DELETION`."""

    names: Names
    happenings: Callable[[Flow], Happenings]
    kind: BindingKind

    def concern(self, variable: Variable) -> bool:
        """A cheap first test: whether the body that owns the variable takes its value away in this manner.

        Not if another body binds it as well, with `nonlocal` or `global`: nobody knows when.
        """
        bindings = self.names.bindings(variable)
        mine = any(binding.kind is self.kind for binding in bindings)
        return mine and all(binding.scope is variable.scope for binding in bindings)

    def watches(self, flow: Flow, make: int, variable: Variable) -> Iterator[Watch]:
        """What to watch the variable for, if the closure is made at this event."""
        happenings = self.happenings(flow)
        losing = self._losing(flow, variable)
        yield replace(for_loss(happenings, variable), spoils=losing)
        before = [n for n in losing if make in flow.reachable([n], without=happenings.bound(variable))]
        if before:
            yield replace(for_earlier_loss(happenings, variable, min(before)), spoils=losing)

    def _losing(self, flow: Flow, variable: Variable) -> frozenset[int]:
        nodes = (binding.node for binding in self.names.bindings(variable) if binding.kind is self.kind)
        return frozenset(number for node in nodes for number in flow.at(Event.UNBIND, node))
