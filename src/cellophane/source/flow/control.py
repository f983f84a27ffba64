"""Where control can go: on to the next event, out of loops, and through the cleanups that stand in its way.

It lays events down one after the other. What a statement or an expression does, and in which order, is for
`statements` and `evaluation` to say.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from cellophane.source.flow.assumptions import Assumption, condition_of, truth
from cellophane.source.flow.graph import Event, Flow, Loop

_RAISES_BEFORE = frozenset({Event.USE, Event.STORE, Event.CALL, Event.AWAIT, Event.ENTER})
_RAISES_AFTER = frozenset({Event.YIELD, Event.LEAVE})
"""A value that is yielded has been given out when an exception comes back; a manager whose exit raises was left."""

_DEEPEST = 8
"""Cleanups within cleanups. Each level is laid out several times over; CPython refuses to compile deep ones."""


@dataclass(slots=True, eq=False)
class Guard:
    """Handlers or a cleanup around the current statement, which exceptions run into."""

    around: Loop | None
    """The loop that it stands in."""
    cleanup: Callable[[], None] | None = None
    """What jumps have to do on their way out."""
    raised: int | None = None
    """The JOIN of all exceptions, once there is one."""
    copies: dict[tuple[str, int], int] = field(default_factory=dict)
    """Where the cleanup begins that serves a jump: its kind and depth."""


@dataclass(slots=True, eq=False)
class Turns:
    """A loop around the current statement, and the jumps that end one of its iterations."""

    breaks: list[int] = field(default_factory=list)
    continues: list[int] = field(default_factory=list)


class Control:
    """Lays events down in the order in which they happen.

    `frontier` holds the events that control now stands behind; it is empty where control cannot get to, and then
    nothing is laid down.
    """

    def __init__(self) -> None:
        self.flow = Flow()
        self.frontier: list[int] = []
        self.around: list[Guard | Turns] = []
        self.loop: Loop | None = None
        self.assumed: list[Assumption] = []
        self.exit = self.node(Event.EXIT, None)
        self._depth = 0

    # -- one event after the other -------------------------------------------------------------------------------

    def node(self, event: Event, node: ast.AST | None) -> int:
        """An event that nothing leads to yet."""
        flow = self.flow
        number = len(flow.events)
        flow.events.append(event)
        flow.nodes.append(node)
        flow.loops.append(self.loop)
        flow.successors.append([])
        if node is not None:
            flow.places.setdefault((event, node), []).append(number)
        return number

    def link(self, target: int) -> None:
        """Control can go from here to an event."""
        for number in self.frontier:
            if target not in self.flow.successors[number]:
                self.flow.successors[number].append(target)

    def emit(self, event: Event, node: ast.AST | None) -> None:
        """The next event."""
        if not self.frontier:
            return
        if event in _RAISES_BEFORE:
            self.may_raise()
        if self.assumed:
            self.assumed = [one for one in self.assumed if one.survives(event, node)]
        number = self.node(event, node)
        self.link(number)
        self.frontier = [number]
        if event in _RAISES_AFTER:
            self.may_raise()

    def branch(self, test: ast.expr, holds: bool) -> None:
        """Go on only if a condition holds, or only if it does not."""
        if self.frontier and _asks(test):
            self.emit(Event.JOIN, None)
            self.flow.branches[self.frontier[0]] = test, holds

    def fork(self, *ways: Callable[[], None]) -> None:
        """One of several ways."""
        start, ends = self.frontier, []
        for way in ways:
            self.frontier = start
            way()
            ends += self.frontier
        self.frontier = ends

    def assuming(self, test: ast.expr, holds: bool, run: Callable[[], None]) -> None:
        """Run something where a test has held, or has not, for as long as nothing says that it may be otherwise."""
        asked = condition_of(test)
        assumption = Assumption(asked[0], holds is asked[1], self.loop) if asked is not None else None
        self.assumed += [assumption] if assumption is not None else []
        run()
        self.assumed = [one for one in self.assumed if one is not assumption]

    def told(self, test: ast.expr) -> bool | None:
        """Whether it is known that a test holds here, or that it does not. A cleanup serves several ways."""
        return truth(test, self.assumed, self.loop) if self.assumed and not self._depth else None

    # -- exceptions ----------------------------------------------------------------------------------------------

    def may_raise(self) -> None:
        """An exception can come here; if nothing in the body sees it, it is of no interest."""
        guard = next((one for one in reversed(self.around) if isinstance(one, Guard)), None)
        if guard is None or not self.frontier:
            return
        if guard.raised is None:
            loop, self.loop = self.loop, guard.around
            guard.raised = self.node(Event.JOIN, None)
            self.flow.raised.add(guard.raised)
            self.loop = loop
        self.link(guard.raised)

    def propagate(self) -> None:
        """An exception goes on to whoever is next to see it."""
        self.may_raise()
        if not any(isinstance(one, Guard) for one in self.around):
            self.link(self.exit)
        self.frontier = []

    def watched(self, enclosed: Callable[[], None]) -> list[int]:
        """Run something; returns where control stands when it has raised."""
        guard = Guard(self.loop)
        self.around.append(guard)
        enclosed()
        self.around.pop()
        return [] if guard.raised is None else [guard.raised]

    def protected(
        self, enclosed: Callable[[], None], cleanup: Callable[[], None], *, may_swallow: bool = False
    ) -> None:
        """Run something, then its cleanup, however it was left.

        Any manager of a `with` may swallow exceptions, and hardly one does. To believe it of all of them costs more
        false alarms than it is worth; it is believed where nothing but exceptions leads out of the `with`.
        """
        guard = Guard(self.loop, cleanup)
        self.around.append(guard)
        enclosed()
        self.around.pop()
        self._clean(cleanup)
        if guard.raised is None:
            return
        after, self.frontier = self.frontier, [guard.raised]
        self._clean(cleanup)
        if may_swallow and not after and not guard.copies:
            after = self.frontier
        self.propagate()
        self.frontier = after

    def _clean(self, cleanup: Callable[[], None]) -> None:
        if self._depth == _DEEPEST:
            raise RecursionError(f"more than {_DEEPEST} cleanups within one another")
        self._depth += 1
        cleanup()
        self._depth -= 1

    # -- jumps ---------------------------------------------------------------------------------------------------

    def return_now(self) -> None:
        """Leave the body."""
        self._leave("return", 0)
        self.link(self.exit)
        self.frontier = []

    def end_iteration(self, kind: str) -> None:
        """Leave the iteration of the innermost loop: `break` or `continue`."""
        depth = max((i for i, one in enumerate(self.around) if isinstance(one, Turns)), default=-1)
        if depth < 0:  # outside a loop: the compiler's to refuse
            return
        turns = self.around[depth]
        assert isinstance(turns, Turns)
        self._leave(kind, depth + 1)
        ends = turns.breaks if kind == "break" else turns.continues
        ends += self.frontier
        self.frontier = []

    def _leave(self, kind: str, depth: int) -> None:
        """Go through all cleanups deeper than `depth`, or join a jump that has done so before."""
        around, loop = self.around, self.loop
        for index in range(len(around) - 1, depth - 1, -1):
            guard = around[index]
            if not isinstance(guard, Guard) or guard.cleanup is None or not self.frontier:
                continue
            if (kind, depth) in guard.copies:
                self.link(guard.copies[kind, depth])
                self.frontier = []
                break
            self.around, self.loop = around[:index], guard.around
            self.emit(Event.JOIN, None)
            guard.copies[kind, depth] = self.frontier[0]
            self._clean(guard.cleanup)
        self.around, self.loop = around, loop

    # -- loops ---------------------------------------------------------------------------------------------------

    def looping(
        self, node: ast.AST, step: Callable[[], list[int]], run: Callable[[], None], *, repeats: bool = True
    ) -> list[int]:
        """A loop, which is left standing where it finds no further iteration; returns where `break` leaves it.

        `step` lays down what happens at each step and returns where control stands if it was the last. A loop that
        does not `repeat` has one iteration at most, and a second STEP of its own that finds no more.
        """
        if not self.frontier:
            return []
        outer = self.loop
        self.loop = Loop(len(self.flow.events), outer)
        self.emit(Event.STEP, node)
        header, turns = self.loop.header, Turns()
        self.around.append(turns)
        finished = step()
        run()
        self.frontier = [*self.frontier, *turns.continues]
        if repeats:
            self.link(header)
        else:
            self.emit(Event.STEP, node)
            finished = [*finished, *self.frontier]
        self.around.pop()
        self.loop = outer
        self.frontier = finished
        return turns.breaks


def _asks(test: ast.expr) -> bool:
    """Whether a condition asks what a name stands for: `isinstance(x, C)`, `x is None`."""
    match test:
        case ast.UnaryOp(op=ast.Not()):
            return _asks(test.operand)
        case ast.BoolOp():
            return any(map(_asks, test.values))
        case ast.Call(func=ast.Name(), args=[ast.Name(), *_]):
            return len(test.args) <= 2
        case ast.Compare(left=ast.Name(), ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return True
    return False
