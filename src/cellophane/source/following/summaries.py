"""What functions and classes do with a function that is handed to them, told from their source.

The same tracing that follows a closure through the body that makes it follows a parameter through the body that it is
handed to, and on into the callables that this one hands it to, in whichever files they are. A summary is made when
somebody asks, once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cellophane.model.finding import Certainty
from cellophane.source.fixpoint import Worklist
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.following.trace import Trace
from cellophane.source.following.tracks import Arrival, Following, Moment
from cellophane.source.knowledge import ResultKind, Trait
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Home, Known, Written
from cellophane.source.steps.inside import Argument, Bodies
from cellophane.source.steps.outcomes import (
    At,
    Cause,
    Dropped,
    End,
    Form,
    Held,
    Kept,
    Lasting,
    Lost,
    Named,
    Outcome,
    Ran,
    Returned,
    Step,
    Verb,
    Way,
    Withdrawn,
    Yielded,
    held_as,
    instead_of_call,
)
from cellophane.source.steps.owners import receiver_of
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.dotted import called
from cellophane.source.tree.parents import own_nodes
from cellophane.source.tree.signatures import is_static, positional, receiver

_OVER = frozenset({End.DROPPED, End.RELEASED, End.WITHDRAWN})
"""What a caller need not know: that nothing is left is what it takes for granted where a body says nothing."""

_MAKING = ast.Call | ast.List | ast.Tuple | ast.Set | ast.Dict
"""What makes an object of others."""


@dataclass(frozen=True, slots=True)
class Question:
    """What becomes of a value of some form in a parameter."""

    home: Home
    parameter: ast.arg
    form: Form


def answers() -> Worklist[Question, tuple[Outcome, ...]]:
    """What works out the summaries of a run, whichever files they are of: recursion may lead through several."""
    return Worklist((), _given_up)


def _given_up(question: Question) -> tuple[Outcome, ...]:
    parameter, form = question.parameter, question.form
    return (Lost(Event.BIND, parameter, form, Certainty.POSSIBLE, Cause(Verb.HAND_ON)),)


class Summaries:
    """Summaries of one file's callables, by parameter."""

    def __init__(self, following: Following, callees: Callees, bodies: Bodies) -> None:
        self._following = following
        self._bodies = bodies
        self._names = following.names
        self._parents = following.parents
        self._fates = following.fates
        self._flow = following.flow
        self._callees = callees

    def outcomes(self, callee: Written, argument: Argument, form: Form) -> Iterable[Outcome] | None:
        """What becomes of an argument inside a function, or inside the object that a class makes of it.

        `callee` is of this file. HELD means: by the receiver. None if it cannot be told.
        """
        definition = callee.definition
        if isinstance(definition, ast.ClassDef):
            return self._constructor(callee, definition, argument, form)
        inside = None if self._is_declared_only(definition) else self._of_argument(callee, definition, argument, form)
        if inside is None:
            return None
        sure = Certainty.CERTAIN if self._is_plain(definition) else Certainty.LIKELY
        manages = self._manages(definition)
        if manages and any(isinstance(outcome, Withdrawn) for outcome in inside):
            inside = tuple(o.become(Ran) if isinstance(o, Kept) else o for o in inside)  # until it is left
        return [self._from_caller(outcome, definition, manages).weakened(sure) for outcome in inside]

    def filling(self, callee: Written, call: ast.Call, outcome: Outcome) -> ast.AST | None:
        """The expression in a call that fills the parameter whose object holds a value."""
        if isinstance(callee.definition, ast.ClassDef):
            made = self._made_by(callee) or self._made_by(callee, "__new__")
            return self._bodies.of(made.home).filling(made, call, outcome) if made else None
        function = callee.definition
        if callee.bound and _is_named(outcome, receiver(function)):
            return receiver_of(call, callee)
        for value in [*call.args, *call.keywords]:
            if _is_named(outcome, _parameter(callee, function, Argument.of(call, value))):
                return value.value if isinstance(value, ast.keyword) else value
        return None

    def of_held(self, callee: Written) -> dict[End, Outcome]:
        """What a method does with a function that its object holds, as far as its body shows."""
        function = callee.definition
        if isinstance(function, ast.ClassDef) or not callee.bound:
            return {}
        own = receiver(function)
        if own is None:
            return {}
        inside = self._of_parameter(function, Question(callee.home, own, (Way.INSIDE,)))
        found: dict[End, Outcome] = {
            End.RUN if outcome.end is End.UNKNOWN else outcome.end: outcome for outcome in inside
        }
        returned = [outcome for outcome in inside if outcome.end is End.RETURNED]
        if not any(_returns(outcome, own) for outcome in returned):
            found.pop(End.RETURNED, None)  # something of the object, not the object
            made = next((outcome for outcome in returned if _returns_made(outcome)), None)
            if made is not None:
                found[End.RETURNED] = made.weakened(Certainty.LIKELY)
        return found

    def _constructor(
        self, callee: Written, definition: ast.ClassDef, argument: Argument, form: Form
    ) -> Iterable[Outcome] | None:
        """A class keeps what its `__init__` keeps, or else its `__new__`, or what fills a field of a data class."""
        whole = held_as(Way.OBJECT, form)
        held = Returned(Event.BIND, definition, whole, Certainty.CERTAIN, Cause(Verb.KEEP))
        if any(self._callees.entries.decorates(decorator, Trait.FIELDS) for decorator in definition.decorator_list):
            return [held]
        made = self._made_by(callee)
        if made is None:
            return self._of_new(callee, argument, form)
        inside = self._bodies.of(made.home).outcomes(made, argument, form)
        if inside is None:
            return None
        own = receiver(made.definition)
        found = [o.become(Returned) if isinstance(o, Held) and _is_named(o, own) else o for o in inside]
        if any(isinstance(outcome, Returned) for outcome in found):
            found += (replace(o, form=instead_of_call(o.form, whole)) for o in self.of_new_object(callee))
        return found

    def _of_new(self, callee: Written, argument: Argument, form: Form) -> Iterable[Outcome] | None:
        """What `__new__` does, which returns the object; what it leaves with the class stays there."""
        made = self._made_by(callee, "__new__")
        inside = self._bodies.of(made.home).outcomes(made, argument, form) if made else None
        if made is None or inside is None:
            return None
        own = receiver(made.definition)
        return [o.become(Kept).weakened(Certainty.LIKELY) if _is_named(o, own) else o for o in inside]

    def _made_by(self, callee: Written, name: str = "__init__") -> Written | None:
        """The `__init__` of a class, or its `__new__`."""
        found = self._callees.classes.members(callee, name)
        made = found[0] if len(found) == 1 else None
        return replace(made, bound=True, given=callee.given) if isinstance(made, Written) else None

    def of_new_object(self, callee: Written) -> Iterator[Outcome]:
        """Who has an object of a class because its `__init__` registers it, or a method that this calls."""
        made = self._made_by(callee)
        agenda, seen = [made] if made else [], set[ast.AST]()
        while agenda:
            method = agenda.pop()
            if method.definition not in seen:
                seen.add(method.definition)
                inside = self._bodies.of(method.home)
                agenda += inside.own_calls(method)
                found = inside.of_receiver(method)
                yield from found if method is made else (outcome.become(Kept, owner=None) for outcome in found)

    def of_receiver(self, method: Written) -> Iterator[Outcome]:
        """Who keeps the object that a method of this file belongs to: `registry.append(self)`."""
        function, own = method.definition, receiver(method.definition)
        if own is None or isinstance(function, ast.ClassDef):
            return
        for outcome in self._of_parameter(function, Question(method.home, own, (Way.OBJECT,))):
            if isinstance(outcome, Kept) or (isinstance(outcome, Held) and not _is_named(outcome, own)):
                yield outcome.weakened(Certainty.LIKELY)

    def own_calls(self, method: Written) -> list[Written]:
        """The methods of the same object that a method of this file calls: `self.register()`, `super().__init__()`."""
        function, own = method.definition, receiver(method.definition)
        if own is None or isinstance(function, ast.ClassDef):
            return []
        calls = (node for node in own_nodes(function) if isinstance(node, ast.Call) and self._is_of(node.func, own))
        callees = (callee for call in calls for callee in self._callees.callees(call.func))
        return [callee for callee in callees if isinstance(callee, Written) and not self._is_described(callee)]

    def _is_of(self, method: ast.expr, own: ast.arg) -> bool:
        """Whether it is a method of the object that the parameter `own` is."""
        owner = method.value if isinstance(method, ast.Attribute) else None
        is_own = isinstance(owner, ast.Name) and owner.id == own.arg
        return is_own or (owner is not None and self._callees.is_super(owner))

    def _is_described(self, method: Written) -> bool:
        """Whether knowledge says what its class does: that need not be read."""
        return bool(self._callees.known_class(method.dotted.rpartition(".")[0]))

    def _is_plain(self, function: Function) -> bool:
        """Whether all its decorators are known to leave alone what the function does with its arguments."""
        return all(self._is_transparent(decorator) for decorator in _decorators(function))

    def _manages(self, function: Function) -> bool:
        """Whether a decorator makes a context manager of it."""
        return any(self._callees.entries.decorates(decorator, Trait.MANAGES) for decorator in _decorators(function))

    def _is_transparent(self, decorator: ast.expr) -> bool:
        for callee in self._callees.callees(called(decorator)):
            if isinstance(callee, Known):
                return callee.entry.result is ResultKind.CALLABLE or not callee.entry.convention
        return False

    def _is_declared_only(self, function: Function) -> bool:
        """Whether the body says nothing: in a stub or a protocol, or for subclasses to fill in."""
        if isinstance(function, ast.Lambda):
            return False
        if all(_is_constant(statement) for statement in function.body):
            return True
        if any(self._callees.entries.decorates(decorator, Trait.DECLARES) for decorator in function.decorator_list):
            return True
        is_method = isinstance(self._parents.of(function), ast.ClassDef)
        return is_method and all(isinstance(s, ast.Pass | ast.Raise) or _is_constant(s) for s in function.body)

    def _of_argument(
        self, callee: Written, function: Function, argument: Argument, form: Form
    ) -> tuple[Outcome, ...] | None:
        """What becomes of an argument, in the parameter, the `*args` or the `**kwargs` that it fills."""
        parameter = _parameter(callee, function, argument)
        if parameter is not None:
            return self._of_parameter(function, Question(callee.home, parameter, form))
        rest = function.args.kwarg if argument.keyword is not None else function.args.vararg
        offset = len(positional(function)) - _filled(callee, function)
        known = argument.position is not None or argument.keyword is not None
        if rest is None or not (known or (argument.after is not None and argument.after >= offset)):
            return None
        place: Step = Way.ITEM
        if argument.keyword is not None:
            place = At(argument.keyword)
        elif argument.position is not None:
            place = At(argument.position - offset)
        return self._of_parameter(function, Question(callee.home, rest, held_as(place, form)))

    def _of_parameter(self, function: Function, question: Question) -> tuple[Outcome, ...]:
        return self._bodies.answers.ask(question, lambda: tuple(self._made(function, question)), self._bodies.known)

    def _made(self, function: Function, question: Question) -> Iterator[Outcome]:
        parameter, form = question.parameter, question.form
        variable = self._names.variable(parameter)
        assert variable is not None
        trace = Trace(self._flow(function), self._following)
        bound = Named(Event.BIND, parameter, form, Certainty.CERTAIN, Cause(Verb.FILL), variable=variable)
        for start in self._flow(function).at(Event.BIND, parameter):
            arrivals = list(trace.in_time(trace.arrivals(Moment(start), [bound], form)))
            kept = list(_unless_returned(arrivals))
            if trace.withdrawn and not self._parents.yields(function):  # who takes what it yields runs in between
                kept = list(_unless_withdrawn(self._flow(function), trace.withdrawn, kept))
            lasting = self._unless_put_back(function, kept)
            yield from dict.fromkeys(_from_inside(one) for one in lasting if one.outcome.end not in _OVER)
        if trace.withdrawn:
            yield bound.become(Withdrawn, event=Event.CALL)

    def _from_caller(self, outcome: Outcome, function: Function, manages: bool) -> Outcome:
        """What happens in a body that runs later, happens when the result is awaited, iterated or entered."""
        if self._parents.yields(function):
            if isinstance(outcome, Ran):
                return outcome.become(Returned, form=(Way.OBJECT,) if manages else (Way.ITERATE,))
            if isinstance(outcome, Yielded):
                return outcome.become(Returned, form=held_as(Way.OBJECT if manages else Way.GIVEN, outcome.form))
        elif isinstance(function, ast.AsyncFunctionDef) and isinstance(outcome, Ran | Returned):
            rest = outcome.form if isinstance(outcome, Returned) else ()
            return outcome.become(Returned, form=held_as(Way.AWAIT, rest))
        return outcome

    def _unless_put_back(self, function: Function, arrivals: list[Arrival]) -> Iterator[Arrival]:
        """What is kept in a place where something else is put before the function ends has only run."""
        kept = {arrival.moment.number for arrival in arrivals if isinstance(arrival.outcome, Kept)}
        for arrival in arrivals:
            number, outcome = arrival.moment.number, arrival.outcome
            if number in kept and self._following.replacement.is_put_back(self._flow(function), number, kept):
                yield replace(arrival, outcome=outcome.become(Ran))
            else:
                yield arrival


def _unless_withdrawn(flow: Flow, ends: set[int], arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
    """What is kept in a place that it is taken out of, whichever way the function ends, is gone by then."""
    for arrival in arrivals:
        after = flow.reachable([arrival.moment.number], without=ends) if isinstance(arrival.outcome, Kept) else None
        is_over = after is not None and all(flow.events[number] is not Event.EXIT for number in after)
        yield replace(arrival, outcome=arrival.outcome.become(Dropped)) if is_over else arrival


def _unless_returned(arrivals: list[Arrival]) -> Iterator[Arrival]:
    """What still runs when a function ends belongs to who gets the handle on it, if it returns that."""
    returned = any(isinstance(arrival.outcome, Returned) and arrival.outcome.running for arrival in arrivals)
    return (a for a in arrivals if not (returned and a.outcome.running and a.outcome.event is Event.EXIT))


def _from_inside(arrival: Arrival) -> Outcome:
    """An arrival as the caller sees it: what a parameter's object keeps is held by what the caller may own."""
    outcome = arrival.outcome
    if isinstance(outcome, Named | Held | Lasting):  # it was still running when all that the body can see was over
        return outcome.become(Kept)
    if not isinstance(outcome, Kept) or outcome.owner is None or outcome.running:
        return outcome
    return outcome.become(Held, certainty=Certainty.CERTAIN, variable=outcome.owner)


def _is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _returns(outcome: Outcome, parameter: ast.arg) -> bool:
    """Whether it is the parameter itself that is returned there."""
    value = outcome.node.value if isinstance(outcome.node, ast.Return) else None
    return isinstance(value, ast.Name) and value.id == parameter.arg


def _returns_made(outcome: Outcome) -> bool:
    """Whether something is returned that is made there of what the object holds: `return Page(self.parts)`."""
    return isinstance(outcome.node, ast.Return) and isinstance(outcome.node.value, _MAKING)


def _is_named(outcome: Outcome, parameter: ast.arg | None) -> bool:
    """Whether it is this parameter whose object holds the value."""
    return parameter is not None and isinstance(outcome, Held) and outcome.variable.name == parameter.arg


def _filled(callee: Written, function: Function) -> int:
    """How many parameters the receiver and a `partial` fill."""
    return int(callee.bound and not is_static(function)) + callee.given


def _decorators(function: Function) -> list[ast.expr]:
    return [] if isinstance(function, ast.Lambda) else function.decorator_list


def _parameter(callee: Written, function: Function, argument: Argument) -> ast.arg | None:
    if argument.keyword is not None:
        named = [*function.args.args, *function.args.kwonlyargs]
        return next((p for p in named if p.arg == argument.keyword), None)
    if argument.position is None:
        return None
    position = argument.position + _filled(callee, function)
    parameters = positional(function)
    return parameters[position] if position < len(parameters) else None
