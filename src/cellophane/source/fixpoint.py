"""Answers that rest on each other: recursion solved to a fixpoint, with nothing provisional remembered.

What a function does with its argument rests on what the functions do that it hands the argument to, and one of these
may be the function itself. Such questions form a graph. An answer is remembered once all that it rests on is final;
the members of a circle are worked out together, in rounds: in each round all of them, from what the round before has
found, beginning with nothing, until a round changes nothing. So the answers are the same whichever question is asked
first. (Remembering what the first one found on its way, while the rest was still open, lost findings: which ones, went
by the order of the functions in the file.)

One thing is taken for granted: who hears more asks no less. Where an answer takes others back *and* a question is left
out for it, who belongs to a circle may still go by the order. Traces go on from what comes back, so they ask more.

`Recursion` asks as a recursive function does, and works most questions out once. `Worklist` needs no stack, however
long the chain of questions is; it works a question out a second time when those that it asked are answered.
Neither knows what the questions are about. A circle that does not come to rest, or is too large, is given up as a
whole.

Source of the method: strongly connected components as in R. Tarjan, "Depth-first search and linear graph algorithms",
SIAM J. Comput. 1972; rounds are Jacobi iteration.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

MOST_ROUNDS = 60
"""Rounds after which a circle is given up. Real code needs three to six; whatever needs more goes back and forth."""
LARGEST_CIRCLE = 200
"""Questions in one circle, beyond which it is given up. In SymPy nearly all functions may call each other in the end:
such a circle of thousands takes minutes, and what little it tells is how to lose a trail."""

_NOWHERE = 1 << 60

Answers = dict[Hashable, tuple[Any, ...]]
"""By question."""


@dataclass(slots=True)
class _Circle(Generic[K, V]):
    """Questions that rest on each other, as far as is known yet: at first one alone."""

    values: dict[K, V]
    """By the last round."""
    due: set[K]
    """What the next round has to work out: something that it rests on has changed."""
    asked_by: dict[K, set[K]] = field(default_factory=dict)
    """Who has asked each question."""
    worked_out: set[K] = field(default_factory=set)
    waiting: list[K] = field(default_factory=list)
    """What was asked and has to be answered first."""
    rounds: int = 0
    is_whole: bool = True
    """No question has joined, and no answer from outside has come, since the rounds began with nothing."""
    is_lost: bool = False
    """It is too large. It goes on growing, so that all who belong to it are given up, whoever was asked first."""
    _seen: dict[K, V] = field(default_factory=dict)
    """The values after the last round whose number is a power of two."""

    def begin(self, bottom: V) -> None:
        """Forget all rounds."""
        self.values = dict.fromkeys(self.values, bottom)
        self.asked_by.clear()
        self.due = set(self.values)
        self.rounds = 0
        self.is_whole = True
        self._seen = {}

    def join(self, others: Iterable[_Circle[K, V]]) -> None:
        """Become one with other circles."""
        for other in others:
            self.values |= other.values
            self.worked_out |= other.worked_out
            self.waiting += other.waiting
            for key, askers in other.asked_by.items():
                self.asked_by.setdefault(key, set()).update(askers)
            self.due |= other.due
            self.is_lost |= other.is_lost
            self.has_new(other.values)

    def has_new(self, answered: Iterable[K]) -> None:
        """Have all worked out anew that rests on what is answered now."""
        self.due |= self._resting_on(answered)
        self.rounds = 0
        self.is_whole = False

    def note(self, key: K, asked: Iterable[K]) -> None:
        """Write down what a question has asked, as it was worked out."""
        self.worked_out.add(key)
        for other in asked:
            self.asked_by.setdefault(other, set()).add(key)
            if other not in self.values:
                self.waiting.append(other)

    def take(self, found: Mapping[K, V]) -> None:
        """End a round: these values were found in it."""
        changed = [key for key, value in found.items() if value != self.values[key]]
        self.values.update(found)
        self.due = self._resting_on(changed)

    def rests_on_itself(self) -> bool:
        """Whether it is a circle at all, and not one question alone."""
        return not self.values.keys().isdisjoint(self.asked_by)

    def _resting_on(self, keys: Iterable[K]) -> set[K]:
        return {asker for key in keys for asker in self.asked_by.get(key, ())}

    def goes_on_for_ever(self) -> bool:
        """Whether an earlier round has found the same, so that all rounds between would come again; or it seems so.

        Told as by R. Brent, "An improved Monte Carlo factorization algorithm", BIT 1980: against one round only.
        """
        if self.rounds > MOST_ROUNDS or self.values == self._seen:
            return True
        if self.rounds.bit_count() == 1:
            self._seen = dict(self.values)
        return False


@dataclass(frozen=True, slots=True)
class _Work(Generic[K, V]):
    """How to work out an answer, and where it is kept."""

    how: Callable[[], V]
    known: dict[K, V]


class Worklist(Generic[K, V]):
    """Answers by question, worked out without recursion.

    >>> table = Worklist((), lambda key: ("lost",))
    >>> def after(n):
    ...     return table.ask(n, lambda: (n,) if n == 2_000 else after(n + 1))
    >>> after(0)
    (2000,)
    """

    def __init__(self, bottom: V, lost: Callable[[K], V]) -> None:
        self._bottom = bottom
        self._lost = lost
        self._known: dict[K, V] = {}
        self._work: dict[K, _Work[K, V]] = {}
        """What was asked since the outermost question."""
        self._circle: _Circle[K, V] | None = None
        """The one whose round it is; none if nothing is being worked out."""
        self._asked: list[K] = []
        self.guesses = 0
        """How often an answer was given that may change yet. Who remembers what rests on answers looks here before and
        after: see `is_certain_since`."""

    def is_certain_since(self, before: int) -> bool:
        """Whether all answers were final since `guesses` had this value."""
        return self.guesses == before

    def ask(self, key: K, work: Callable[[], V], known: dict[K, V] | None = None) -> V:
        """The answer; while another question is being worked out, what is known of it so far.

        It is kept in `known`, and forgotten with that; else here.
        """
        known = self._known if known is None else known
        if key in known:
            return known[key]
        self._work.setdefault(key, _Work(work, known))
        if self._circle is None:
            return self._solve(key)
        self.guesses += 1
        self._asked.append(key)
        return self._circle.values.get(key, self._bottom)

    def _solve(self, key: K) -> V:
        known = self._work[key].known
        path = [self._alone(key)]
        try:
            while path:
                self._circle = path[-1]
                if self._circle.waiting:
                    self._go_on(path, self._circle.waiting.pop())
                elif self._has_settled(self._circle):
                    self._remember(path.pop().values)
        finally:
            self._circle = None
            self._work.clear()
        return known[key]

    def _alone(self, key: K) -> _Circle[K, V]:
        return _Circle({key: self._bottom}, {key})

    def _go_on(self, path: list[_Circle[K, V]], key: K) -> None:
        """Have a question answered that the last circle of the path waits for: it may close a larger circle."""
        if key in self._work[key].known:
            path[-1].has_new({key})
            return
        first = next((index for index, circle in enumerate(path) if key in circle.values), None)
        if first is None:
            path[-1].waiting.append(key)
            path.append(self._alone(key))
            return
        path[first].join(path[first + 1 :])
        del path[first + 1 :]

    def _has_settled(self, circle: _Circle[K, V]) -> bool:
        """Work out the next round; whether it has changed nothing, or the circle is given up.

        A round is first worked out from whatever is known, to find who belongs to the circle: that may take as many
        rounds as there are members. Only then all begin with nothing.
        """
        circle.is_lost = circle.is_lost or len(circle.values) > LARGEST_CIRCLE
        if circle.is_lost:
            return self._has_collected(circle)
        if circle.goes_on_for_ever():
            return self._has_collected(circle) if circle.is_whole else self._begun(circle)
        circle.rounds += 1
        circle.take({key: self._worked_out(circle, key) for key in circle.values if key in circle.due})
        if circle.waiting or circle.due:
            return False
        return circle.is_whole or not circle.rests_on_itself() or self._begun(circle)

    def _begun(self, circle: _Circle[K, V]) -> bool:
        circle.begin(self._bottom)
        return False

    def _has_collected(self, circle: _Circle[K, V]) -> bool:
        """Give up all who belong to a circle; whether there are no more."""
        circle.is_lost = True
        circle.values = {key: self._lost(key) for key in circle.values}
        for key in circle.values.keys() - circle.worked_out:
            self._worked_out(circle, key)
        return not circle.waiting

    def _worked_out(self, circle: _Circle[K, V], key: K) -> V:
        self._asked = []
        value = self._work[key].how()
        circle.note(key, self._asked)
        return value

    def _remember(self, values: dict[K, V]) -> None:
        for key, value in values.items():
            self._work[key].known[key] = value


@dataclass(slots=True)
class _Guess:
    """An answer that rests on a question which is still open, and how deep that one is."""

    value: tuple[Any, ...]
    lowest: int
    work: Callable[[], tuple[Any, ...]]
    known: Answers
    """Where the answer is kept."""


class Recursion:
    """Answers by question, worked out by recursion. An answer is a tuple, and empty where nothing is known yet.

    >>> table = Recursion()
    >>> text = {"f": "fg", "g": "f", "h": "g"}
    >>> def letters(name):
    ...     return table.ask(name, lambda: tuple(sorted({name, *(c for n in text[name] for c in letters(n))})))
    >>> letters("g"), letters("h"), letters("f")
    (('f', 'g'), ('f', 'g', 'h'), ('f', 'g'))
    """

    def __init__(self) -> None:
        self._known: Answers = {}
        self._open: dict[Hashable, int] = {}
        """How deep each question is that is being worked out."""
        self._lowest = _NOWHERE
        """The least depth of an open question that was asked since the innermost one was opened."""
        self._guesses: dict[Hashable, _Guess] = {}

    def ask(self, key: Hashable, work: Callable[[], tuple[T, ...]], known: Answers | None = None) -> tuple[T, ...]:
        """The answer; while it is being worked out, what the last round has found.

        It is kept in `known`, and forgotten with that; else here.
        """
        known = self._known if known is None else known
        if key in known:
            return known[key]
        if key in self._guesses:
            guess = self._guesses[key]
            self._lowest = min(self._lowest, guess.lowest)
            return guess.value
        if key in self._open:
            self._lowest = min(self._lowest, self._open[key])
            return ()
        return self._opened(key, work, known)

    def _opened(self, key: Hashable, work: Callable[[], tuple[T, ...]], known: Answers) -> tuple[T, ...]:
        depth, before = len(self._open), len(self._guesses)
        outer, self._lowest = self._lowest, _NOWHERE
        self._open[key] = depth
        try:
            value = work()
            if self._lowest > depth:
                known[key] = value
                lowest = _NOWHERE
            else:
                self._guesses[key] = _Guess(value, self._lowest, work, known)
                rests_on_others = self._lowest < depth
                lowest = self._left(before, self._lowest) if rests_on_others else self._solved_together(before, depth)
        except BaseException:
            self._taken_back(before)
            raise
        finally:
            del self._open[key]
            self._lowest = outer
        self._lowest = min(outer, lowest)
        return known[key] if lowest > depth else self._guesses[key].value

    def _left(self, before: int, lowest: int) -> int:
        """Leave all guesses after the first `before` to the circle of the open question at the depth `lowest`.

        Those in the midst knew of a question that was deeper; it is closed now, and another one may soon be as deep.
        """
        for key in list(self._guesses)[before:]:
            self._guesses[key].lowest = lowest
        return lowest

    def _taken_back(self, before: int) -> dict[Hashable, _Guess]:
        """The guesses that came after so many: they are none any more."""
        return {key: self._guesses.pop(key) for key in list(self._guesses)[before:]}

    def _solved_together(self, before: int, depth: int) -> int:
        """Work out a circle: all guesses after the first `before`.

        Gives the least depth of an open question that the circle turns out to rest on, so that it is a part of a larger
        one; beyond all depths if it rests on none.
        """
        rounds, size = 0, 0
        while True:
            circle = list(self._guesses)[before:]
            if len(circle) > size:  # what was asked for the first time has joined it
                rounds, size = 0, len(circle)
                for key in circle:
                    self._guesses[key].value, self._guesses[key].lowest = (), depth
            changed, lowest = self._round(circle)
            if lowest < depth:
                return self._left(before, lowest)
            rounds += 1
            is_whole = len(self._guesses) - before == size
            if is_whole and (not changed or rounds > MOST_ROUNDS):
                for key, guess in self._taken_back(before).items():
                    guess.known[key] = () if changed else guess.value
                return _NOWHERE

    def _round(self, circle: Iterable[Hashable]) -> tuple[bool, int]:
        """Work out each question once, from the round before: whether any answer has changed, and the least depth of an
        open question that was asked."""
        self._lowest = _NOWHERE
        found = {key: self._guesses[key].work() for key in circle}
        changed = any(self._guesses[key].value != value for key, value in found.items())
        for key, value in found.items():
            self._guesses[key].value = value
        return changed, self._lowest
