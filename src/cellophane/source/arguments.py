"""What becomes of a function value that is handed to a callable.

Knowledge says it for callables of libraries, summaries for those of the same file, conventions for keywords and
classes that nobody knows. What then becomes of the result is for `fates`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.callees import Callees, Known, Local
from cellophane.source.events import Event
from cellophane.source.holders import Holders
from cellophane.source.knowledge import Entry, Knowledge, ResultKind
from cellophane.source.outcomes import ITEMS, End, Form, Outcome, Way, held_as, is_class_name, weaken, words

Onward = Callable[[ast.AST, Form], Iterator[Outcome]]
"""What becomes of an expression's value of some form."""

_SEEN = Certainty.CERTAIN
_CONVENTION = Certainty.LIKELY
_GUESS = Certainty.POSSIBLE


class Summaries(Protocol):
    """What callables of this file do with a value handed to a parameter."""

    def outcomes(self, callee: Local, argument: Argument, form: Form) -> Iterable[Outcome] | None:
        """What becomes of it inside; none if that cannot be told."""

    def runs_held(self, callee: Local) -> bool:
        """Whether a method runs a function that its object holds."""


class Argument:
    """One argument of a call: by position, by keyword, or neither if it comes out of a `*` or `**`."""

    def __init__(self, call: ast.Call, value: ast.AST) -> None:
        self.keyword = value.arg if isinstance(value, ast.keyword) else None
        self.position: int | None = None
        before = call.args[: call.args.index(value)] if value in call.args else None
        if before is not None and not any(isinstance(a, ast.Starred) for a in before):
            self.position = len(before)


class Arguments:
    """Answers for one file."""

    summaries: Summaries | None = None

    def __init__(self, callees: Callees, knowledge: Knowledge, holders: Holders, onward: Onward) -> None:
        self._callees = callees
        self._knowledge = knowledge
        self._holders = holders
        self._of = onward

    def outcomes(self, call: ast.Call, argument: Argument, form: Form) -> Iterator[Outcome]:
        callee = self._callees.callee(call.func)
        if isinstance(callee, Known):
            yield from self._known(call, callee, argument, form)
        elif isinstance(callee, Local):
            yield from self._local(call, callee, argument, form)
        elif isinstance(call.func, ast.Call):
            yield from self._applied(call, call.func, form)
        else:
            yield from self._unknown(call, argument, form)

    def _known(self, call: ast.Call, callee: Known, argument: Argument, form: Form) -> Iterator[Outcome]:
        entry = callee.entry
        parameter = entry.parameter(argument.position, argument.keyword, callee.bound)
        fates = self._said(entry, parameter, form) if parameter else frozenset()
        if fates:
            yield from self._by(call, entry, fates, form)
        elif not entry.convention and form[0] in ITEMS and parameter and entry.fate(parameter):
            return  # the iterable is dealt with, and nothing is said of its items: they are dropped
        else:
            yield from self._unknown(call, argument, form)

    def _said(self, entry: Entry, parameter: str, form: Form) -> frozenset[Fate]:
        fates = entry.fate(parameter)
        items = entry.fate(parameter + "[]")
        if form[0] is Way.INSIDE:  # a list of functions perhaps
            return (fates | items) - {Fate.CONSUMED}
        if form[0] not in ITEMS:
            return fates
        if items:
            return items
        return fates - {Fate.CONSUMED}  # consuming a list of functions calls none of them

    def _by(self, call: ast.Call, entry: Entry, fates: frozenset[Fate], form: Form) -> Iterator[Outcome]:
        """What an entry's words mean for a value of this form."""
        sure = _CONVENTION if entry.convention else _SEEN
        who = words(call.func)
        if Fate.CONSUMED in fates:
            yield Outcome(End.RUN, Event.CALL, call, form, sure, f"called by `{who}`")
        if Fate.RETURNED in fates and not (Fate.CONSUMED in fates and form[0] is Way.ITERATE):
            yield from weaken(self._of(call, form), sure)  # `max(… for …)` returns an item, not the iterator
        if Fate.RELEASED in fates:
            yield Outcome(End.WITHDRAWN, Event.CALL, call, form, sure, f"handed back to `{who}`")
        handles: list[Outcome] = []
        if Fate.RECEIVER in fates:
            handles += self._held_by_receiver(call, entry, form, sure)
        if Fate.RESULT in fates and not (handles and Fate.KEPT in fates):
            handles += weaken(self._of(call, inside(form, entry)), sure)
        if Fate.KEPT not in fates:
            yield from handles
        elif handles:
            yield from (replace(handle, running=True) for handle in handles)
        else:
            yield Outcome(End.KEPT, Event.CALL, call, form, sure, f"kept by `{who}`")

    def _held_by_receiver(self, call: ast.Call, entry: Entry, form: Form, sure: Certainty) -> list[Outcome]:
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if entry.receiver != "self":
            owner = call.args[0] if call.args else None
        if owner is None:
            return []
        stored = held_as(Way.ITEM if _is_container(entry) else Way.OBJECT, form)
        where = Event.CALL, call, f"kept by `{words(call.func)}`"
        return [self._holders.stored(owner, where, stored).weakened(sure)]

    def _local(self, call: ast.Call, callee: Local, argument: Argument, form: Form) -> Iterator[Outcome]:
        inside = self.summaries.outcomes(callee, argument, form) if self.summaries else None
        if inside is None:
            yield from self._unknown(call, argument, form)
            return
        who = words(call.func)
        for outcome in inside:
            sure = outcome.certainty
            if outcome.end is End.RETURNED:
                yield from weaken(self._of(call, outcome.form), sure)
            elif outcome.end is End.HELD and isinstance(call.func, ast.Attribute):
                where = Event.CALL, call, f"kept by `{who}`"
                yield self._holders.stored(call.func.value, where, outcome.form).weakened(sure)
            elif outcome.end is End.UNKNOWN:
                yield from self._unknown(call, argument, form)
            else:
                verb = {End.RUN: "called", End.WITHDRAWN: "dropped"}.get(outcome.end, "kept")
                yield Outcome(outcome.end, Event.CALL, call, form, sure, f"{verb} by `{who}`")

    def runs_held(self, callee: Local) -> bool:
        """Whether a method of a class of this file runs a function that its object holds."""
        return self.summaries is not None and self.summaries.runs_held(callee)

    def _applied(self, call: ast.Call, maker: ast.Call, form: Form) -> Iterator[Outcome]:
        """`lru_cache(maxsize=None)(f)`: the result of one call is applied to it."""
        callee = self._callees.callee(maker.func)
        if isinstance(callee, Known) and callee.entry.applied:
            yield from self._by(call, callee.entry, callee.entry.applied, form)
        else:
            yield Outcome(End.UNKNOWN, Event.CALL, call, form, _GUESS, f"handed to `{words(call.func)}`")

    def _unknown(self, call: ast.Call, argument: Argument, form: Form) -> Iterator[Outcome]:
        """A callee that nobody knows: what its keyword says, or that classes keep what they are made with."""
        who = words(call.func)
        fates = self._knowledge.keyword(argument.keyword) if argument.keyword else frozenset()
        if Fate.CONSUMED in fates:
            yield Outcome(End.RUN, Event.CALL, call, form, _CONVENTION, f"called by `{who}`")
        elif Fate.IGNORED in fates:
            return
        elif fates:
            text = f"kept by `{who}` as `{argument.keyword}`"
            yield Outcome(End.KEPT, Event.CALL, call, form, _CONVENTION, text)
        else:
            made = list(self._of(call, held_as(Way.OBJECT, form))) if is_class_name(who) else []
            yield from weaken(made, _CONVENTION)
            if not any(outcome.end is not End.UNKNOWN for outcome in made):
                yield Outcome(End.UNKNOWN, Event.CALL, call, form, _GUESS, f"handed to `{who}`")


def inside(form: Form, entry: Entry) -> Form:
    """The form of a result that holds a value of this form."""
    way, *rest = form
    if way is Way.INSIDE:
        return form
    if entry.result is ResultKind.LAZY:
        if way is Way.CALL and rest:
            return (Way.ITEM, *rest)
        return form if way in ITEMS else (Way.ITERATE,)
    if entry.result is ResultKind.AWAITABLE:
        return (Way.AWAIT,)
    if entry.result is ResultKind.CALLABLE:
        return form if way is Way.CALL else (Way.CALL,)
    return (Way.ITEM, *rest) if way in ITEMS else held_as(Way.OBJECT, form)


def _is_container(entry: Entry) -> bool:
    """Whether the receiver gives back as items what it is given."""
    return entry.name.startswith(("builtins.", "collections.", "*.append", "*.insert", "*.add", "*.extend", "*.put"))
