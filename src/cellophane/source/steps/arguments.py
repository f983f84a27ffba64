"""What becomes of a function value that is handed to a callable.

Knowledge says it for callables of libraries, summaries for those whose source is read, conventions for keywords and
classes that nobody knows. What then becomes of the result is for `fates`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.knowledge import Entry, Knowledge, ResultKind, Trait
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Callee, Known, Written
from cellophane.source.meaning.entries import waits
from cellophane.source.steps.entry_forms import as_given, as_taken, inside_of, reads_all, said, unless_early
from cellophane.source.steps.holders import Holders
from cellophane.source.steps.inside import Argument, Bodies
from cellophane.source.steps.outcomes import (
    ITERATED,
    Cause,
    Dropped,
    End,
    Form,
    Held,
    Hop,
    Kept,
    Lost,
    Outcome,
    Ran,
    Released,
    Returned,
    Verb,
    Way,
    Withdrawn,
    dropped,
    held_as,
    instead_of_call,
    is_item,
    weaken,
)
from cellophane.source.steps.owners import Owners, is_captured, owner_of, receiver_of
from cellophane.source.tree.dotted import is_dotted, names_class

Onward = Callable[[ast.AST, Form], Iterator[Outcome]]
"""What becomes of an expression's value of some form."""

_CONVENTION = Certainty.LIKELY
_GUESS = Certainty.POSSIBLE


class Arguments:
    """Answers for one file."""

    def __init__(
        self, callees: Callees, knowledge: Knowledge, holders: Holders, bodies: Bodies, onward: Onward
    ) -> None:
        self._callees = callees
        self._inside_of = bodies.of
        self._owners = Owners(callees, bodies)
        self._knowledge = knowledge
        self._holders = holders
        self._of = onward

    def outcomes(self, call: ast.Call, argument: Argument, form: Form) -> Iterator[Outcome]:
        """What becomes of a value of this form as that argument of a call."""
        callees = self._callees.callees(call.func)
        for callee in callees:
            found = self._by_callee(call, callee, argument, form)
            yield from found if len(callees) == 1 else weaken(found, _CONVENTION)
        if callees and not self._callees.is_complete(call.func):
            yield from self._unknown(call, argument, form)
        if not callees and isinstance(call.func, ast.Call):
            yield from self._applied(call, call.func, form)
        elif not callees:
            yield from self._of_its_name(call, argument, form)
            yield from self._unknown(call, argument, form)

    def _of_its_name(self, call: ast.Call, argument: Argument, form: Form) -> Iterator[Outcome]:
        """What the only method of that name in the file keeps, where nobody says of which class the receiver is.

        That it keeps nothing says nothing: the method may be another one.
        """
        method = call.func if isinstance(call.func, ast.Attribute) else None
        if method is None or self._callees.classes.of(method.value):
            return
        callee = self._callees.classes.only_method(method.attr)
        for outcome in self._written(call, callee, argument, form) if callee else ():
            if isinstance(outcome, Kept | Held):
                yield outcome.weakened(_CONVENTION)

    def _by_callee(self, call: ast.Call, callee: Callee, argument: Argument, form: Form) -> Iterator[Outcome]:
        if isinstance(callee, Known):
            yield from self._known(call, callee, argument, form)
        else:
            yield from self._written(call, callee, argument, form)

    def _known(self, call: ast.Call, callee: Known, argument: Argument, form: Form) -> Iterator[Outcome]:
        entry = callee.entry
        parameter = _parameter(callee, argument)
        fates, of_items = said(entry, parameter, form) if parameter else (frozenset(), False)
        if entry.convention and form[0] in ITERATED:
            fates -= {Fate.KEPT}  # that `add_…` and the like keep functions says nothing of iterators
        if fates:
            yield from self._by(call, callee, fates, form, of_items=of_items, parameter=parameter)
        elif entry.convention or (parameter and parameter in entry.fates and not entry.fate(parameter)):
            yield from self._unknown(call, argument, form)
        elif entry.certainty is not Certainty.CERTAIN:  # a release of which this much could be told, and no more
            yield from (self._opaque if callee.bound else self._unknown)(call, argument, form)
        elif is_item(form[0]) and parameter and entry.fate(parameter):
            yield dropped(call, form, Verb.DROP, call.func)  # nothing is said of its items: they are not kept
        else:
            yield from self._unknown(call, argument, form)

    def _by(
        self,
        call: ast.Call,
        callee: Known,
        fates: frozenset[Fate],
        form: Form,
        *,
        of_items: bool = False,
        parameter: str | None = None,
    ) -> Iterator[Outcome]:
        """What an entry's words mean for a value of this form, or `of_items` for each of its items."""
        entry = callee.entry
        sure = entry.certainty

        def by(verb: Verb) -> Cause:
            return Cause(verb, call.func, entry=entry, parameter=parameter)

        if Fate.CONSUMED in fates:
            yield Ran(Event.CALL, call, form, sure, by(Verb.CALL), to_end=form[0] in ITERATED and reads_all(entry))
        if Fate.RETURNED in fates and not (Fate.CONSUMED in fates and form[0] in ITERATED):
            # `max(… for …)` returns an item, not the iterator; and what `next` takes leaves the generator where it is
            if not of_items:
                yield from weaken(self._of(call, form), sure)
            elif len(form) > 1 and form[0] is not Way.GIVEN:
                yield from weaken(self._of(call, form[1:]), sure)
            else:
                yield dropped(call, form, Verb.LOOK_AT, call.func)
        if Fate.IGNORED in fates:
            yield dropped(call, form, Verb.DROP, call.func)
        if Fate.RELEASED in fates:
            yield Withdrawn(Event.CALL, call, form, sure, by(Verb.HAND_BACK))
        if Fate.UNKNOWN in fates:
            yield Lost(Event.CALL, call, form, _GUESS, by(Verb.HAND_TO))
        if of_items and waits(entry, call):
            yield from self._waited_for(call, entry, form, by(Verb.AWAIT))
        handles: list[Outcome] = []
        if Fate.RECEIVER in fates:
            handles += self._held_by_receiver(call, callee, form, by(Verb.KEEP), of_items)
        if Fate.RESULT in fates:
            held = as_given(inside_of(as_taken(form, entry), entry, of_items), entry)
            onward = weaken(self._of(call, held), sure)
            handles += (unless_early(outcome, entry) for outcome in onward)
        if Fate.KEPT in fates:
            handles = [handle for handle in handles if not isinstance(handle, Dropped)]
        if Fate.KEPT not in fates:
            yield from self._registered(call, handles) if Fate.RECEIVER in fates else handles
        elif handles:
            yield from (replace(handle, running=call) for handle in handles)
        else:
            yield from self._registered(call, [Kept(Event.CALL, call, form, sure, by(Verb.KEEP))])

    def _registered(self, call: ast.Call, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Somebody keeps a value because of this call, which may return a handle by which that can be undone."""
        kept = False
        for outcome in outcomes:
            is_kept = isinstance(outcome, Held | Kept) and outcome.node is call and not outcome.running
            is_kept = is_kept and Way.HANDLE not in outcome.form
            kept = kept or is_kept
            yield replace(outcome, handle=call) if is_kept else outcome
        for outcome in self._of(call, (Way.HANDLE,)) if kept else ():
            if not isinstance(outcome, Dropped):
                yield replace(outcome, handle=outcome.handle or call)

    def _waited_for(self, call: ast.Call, entry: Entry, form: Form, cause: Cause) -> Iterator[Outcome]:
        """Jobs have finished when what waits for them returns, or when the iterator that it gives is at its end."""
        if entry.result is ResultKind.LAZY:
            yield from self._of(call, (Way.ITERATE,))
        else:
            yield Released(Event.CALL, call, form, entry.certainty, cause)

    def _held_by_receiver(
        self, call: ast.Call, callee: Known, form: Form, cause: Cause, of_items: bool
    ) -> list[Outcome]:
        entry, owner = callee.entry, receiver_of(call, callee)
        if entry.receiver != "self" or not (callee.bound or callee.receiver):  # `object.__setattr__(o, "f", f)`
            owner = call.args[0] if call.args else None
        if owner is None:
            return []
        sure = entry.certainty
        way = Way.ITEM if Trait.HOLDS_ITEMS in entry.traits else Way.OBJECT
        stored = (Way.ITEM, *as_taken(form, entry)[1:]) if of_items else held_as(way, form)
        return [self._holders.stored(owner, (Event.CALL, call, cause), stored).weakened(sure)]

    def _written(self, call: ast.Call, callee: Written, argument: Argument, form: Form) -> Iterator[Outcome]:
        inside = self._inside_of(callee.home).outcomes(callee, argument, form)
        if inside is None:
            yield from self._otherwise(call, callee, argument, form)
            return
        inside = [*inside] or [dropped(callee.definition, form, Verb.DROP)]
        found = self._after_all(call, callee, argument, form, inside)
        yield from found if isinstance(callee.definition, ast.ClassDef) else self._registered(call, found)

    def _after_all(
        self, call: ast.Call, callee: Written, argument: Argument, form: Form, inside: Iterable[Outcome]
    ) -> Iterator[Outcome]:
        """What comes after the call, for all that happens inside."""
        for outcome in _of_alternatives(inside):
            if isinstance(outcome, Returned):
                yield from self._given_back(call, callee, outcome)
            elif isinstance(outcome, Held):
                yield from self._held(call, callee, outcome)
            elif isinstance(outcome, Lost):
                yield from self._otherwise(call, callee, argument, form, Hop(outcome, callee.home.source))
            else:
                yield self._inside(call, callee, replace(outcome, form=form))

    def _inside(self, call: ast.Call, callee: Written, outcome: Outcome) -> Outcome:
        """What happens inside a callee, seen from its call."""
        verb = {End.RUN: Verb.CALL, End.WITHDRAWN: Verb.DROP, End.DROPPED: Verb.DROP}.get(outcome.end, Verb.KEEP)
        kind, cause, hop = type(outcome), Cause(verb, call.func), Hop(outcome, callee.home.source)
        running = call if outcome.running else None
        return kind(Event.CALL, call, outcome.form, outcome.certainty, cause, via=hop, running=running)

    def _given_back(self, call: ast.Call, callee: Written, outcome: Outcome) -> Iterator[Outcome]:
        """What a callee returns goes on from its call; what it set going runs on, even if nobody takes the handle."""
        hop = Hop(outcome, callee.home.source)
        later = tuple(self._inside(call, callee, further) for further in outcome.onward)
        taken = list(weaken(self._of(call, outcome.form), outcome.certainty))
        for further in taken:
            running = further.running or (outcome.running and call)
            yield replace(further, via=further.via or hop, running=running, onward=further.onward or later)
        if outcome.running and all(isinstance(further, Dropped) for further in taken):
            yield self._inside(call, callee, outcome.become(Kept))

    def _held(self, call: ast.Call, callee: Written, outcome: Held) -> Iterator[Outcome]:
        """What the object keeps that fills a parameter of the callee."""
        owner = self._owners.at(call, callee, outcome)
        returned = End.RETURNED in self.of_held(callee)  # `return self`
        if owner is None:
            own = outcome.variable if self._holders.is_watched(outcome.variable, call) else None
            kept = self._inside(call, callee, outcome.become(Kept)).weakened(Certainty.LIKELY)
            yield kept.become(Kept, owner=own)
        elif not self._holders.is_new(owner):
            where = Event.CALL, call, Cause(Verb.KEEP, call.func)
            stored = self._holders.stored(owner, where, outcome.form)
            yield replace(stored.weakened(outcome.certainty), via=Hop(outcome, callee.home.source))
        elif not returned:
            yield dropped(call, outcome.form, Verb.DISCARD)
        if returned:
            yield from weaken(self._of(call, outcome.form), outcome.certainty)

    def _otherwise(
        self, call: ast.Call, callee: Written, argument: Argument, form: Form, hop: Hop | None = None
    ) -> Iterator[Outcome]:
        """What a body hands on to nobody knows whom, or where there is none to read: of a class a base may be known,
        of a method its name may tell."""
        known = self._known_bases(callee) if isinstance(callee.definition, ast.ClassDef) else []
        for base in known:
            yield from self._known(call, base, argument, form)
        is_named = callee.bound or hop is None
        for outcome in () if known else (self._opaque if is_named else self._unknown)(call, argument, form):
            if hop is not None and isinstance(outcome, Lost) and outcome.cause.verb is Verb.HAND_TO:
                is_lost = hop.outcome.cause.verb is Verb.LOSE
                cause = replace(outcome.cause, verb=Verb.LOSE) if is_lost else outcome.cause
                yield replace(outcome, cause=cause, via=hop)
            else:
                yield outcome

    def _known_bases(self, callee: Written) -> list[Known]:
        """The nearest bases of a class that knowledge has entries for: what makes it is what makes them."""
        agenda, seen, known = [callee], {callee}, list[Known]()
        while agenda and not known:
            bases = [
                c
                for one in agenda
                for base in one.home.callees.classes.bases(one)
                for c in one.home.callees.named(base)
            ]
            known = [base for base in bases if isinstance(base, Known)]
            agenda = [base for base in bases if isinstance(base, Written) and base not in seen]
            seen.update(agenda)
        return known

    def _opaque(self, call: ast.Call, argument: Argument, form: Form) -> Iterator[Outcome]:
        """A callee whose source does not tell, such as an abstract method: what its name says, by convention."""
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        entry = self._knowledge.method(name)
        if entry is not None:
            yield from self._known(call, Known(entry, bound=True), argument, form)
        else:
            yield from self._unknown(call, argument, form)

    def inside(self, callee: Written, form: Form) -> Iterable[Outcome] | None:
        """What a callable whose source is seen does with its first argument; none if that cannot be told."""
        return self._inside_of(callee.home).outcomes(callee, Argument(position=0), form)

    def held(self, decorator: ast.expr, function: ast.stmt, callee: Written, outcome: Held) -> Outcome:
        """What becomes of a function that a decorator puts into an object."""
        owner = self._owners.where_made(decorator, outcome) if is_captured(outcome, callee) else owner_of(decorator)
        if owner is None:
            return outcome.become(Kept, event=Event.MAKE, node=function).weakened(Certainty.LIKELY)
        where = Event.MAKE, function, Cause(Verb.KEEP, owner_of(decorator))
        return self._holders.stored(owner, where, outcome.form).weakened(outcome.certainty)

    def received(self, owner: ast.expr, function: ast.stmt, cause: Cause, form: Form) -> Outcome:
        """What becomes of a function that `owner` keeps, because a method of it decorates the function."""
        assert cause.entry is not None
        where = Event.MAKE, function, cause
        return self._holders.stored(owner, where, held_as(Way.OBJECT, form)).weakened(cause.entry.certainty)

    def of_held(self, callee: Written) -> dict[End, Outcome]:
        """What a method does with a function that its object holds."""
        return self._inside_of(callee.home).of_held(callee)

    def of_new(self, call: ast.Call, form: Form) -> Iterator[Outcome]:
        """Who has an object as soon as it is made, because its class registers it. `form` is that of the object."""
        for callee in self._callees.callees(call.func):
            if isinstance(callee, Written) and isinstance(callee.definition, ast.ClassDef):
                for outcome in self._inside_of(callee.home).of_new_object(callee):
                    kept = replace(outcome, form=instead_of_call(outcome.form, form))
                    yield from (
                        self._held(call, callee, kept) if isinstance(kept, Held) else [self._inside(call, callee, kept)]
                    )

    def is_begun_by(self, call: ast.Call) -> bool:
        """Whether the result of a call is a handle on what runs on its own: a task, a job of a pool."""
        entries = self._callees.known_entries(call.func)
        return any(fates >= {Fate.KEPT, Fate.RESULT} for entry in entries for fates in entry.fates.values())

    def _applied(self, call: ast.Call, maker: ast.Call, form: Form) -> Iterator[Outcome]:
        """`lru_cache(maxsize=None)(f)`: the result of one call is applied to it."""
        makers = [c for c in self._callees.callees(maker.func) if isinstance(c, Known) and c.entry.applied]
        owner = maker.func.value if isinstance(maker.func, ast.Attribute) else None
        for callee in makers:
            bound = replace(callee, receiver=callee.receiver or owner) if callee.bound else callee
            yield from self._by(call, bound, callee.entry.applied, form)
        if not makers:
            yield Lost(Event.CALL, call, form, _GUESS, Cause(Verb.HAND_TO, call.func))

    def _unknown(self, call: ast.Call, argument: Argument, form: Form) -> Iterator[Outcome]:
        """A callee that nobody knows: what its keyword says, or that classes keep what they are made with."""
        fates = self._knowledge.keyword(argument.keyword) if argument.keyword else frozenset()
        if Fate.CONSUMED in fates:
            yield Ran(Event.CALL, call, form, _CONVENTION, Cause(Verb.CALL, call.func))
        elif Fate.IGNORED in fates:
            yield dropped(call, form, Verb.DROP, call.func)
        elif fates and form[0] not in ITERATED:
            cause = Cause(Verb.KEEP, call.func, argument.keyword or "")
            yield from self._registered(call, [Kept(Event.CALL, call, form, _CONVENTION, cause)])
        else:
            is_class = is_dotted(call.func) and names_class(call.func)
            made = list(self._of(call, held_as(Way.OBJECT, form))) if is_class else []
            if all(isinstance(outcome, Lost | Dropped) for outcome in made):
                yield Lost(Event.CALL, call, form, _GUESS, Cause(Verb.HAND_TO, call.func))
            else:
                yield from weaken(made, _CONVENTION)


def _of_alternatives(inside: Iterable[Outcome]) -> Iterator[Outcome]:
    """What happens inside a callee. If that runs the function, all else may happen on another way through it, or not;
    where the same holds of a callee further in, nobody can tell any more."""
    outcomes = list(inside)
    runs = any(isinstance(outcome, Ran) for outcome in outcomes)
    for outcome in outcomes:
        if isinstance(outcome, Ran) or not runs:
            yield outcome
        else:
            certainty = _GUESS if any(one.doubted for one in outcome.chain()) else _CONVENTION
            yield replace(outcome.weakened(certainty), doubted=True)


def _parameter(callee: Known, argument: Argument) -> str | None:
    """The parameter that an argument fills; of a `*`, only if all that it may give goes into one.

    Where it may fill any, as what comes out of a `**` may, one of them does if the same is said of all.
    """
    entry = callee.entry
    if argument == Argument():
        said = {name: fates for name, fates in entry.fates.items() if name != "self" and not name.endswith("[]")}
        return next(iter(said), None) if len(set(said.values())) == 1 else None
    if argument.after is None:
        position = None if argument.position is None else argument.position + callee.given
        return entry.parameter(position, argument.keyword, callee.bound)
    first = entry.parameter(argument.after + callee.given, None, callee.bound)
    return first if first == entry.signature.rest else None
