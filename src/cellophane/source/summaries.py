"""What functions and classes do with a function that is handed to them, told from their source.

The same tracing that follows a closure through the body that makes it follows a parameter through the body that it is
handed to, and on into the callables that this one hands it to, in whichever files they are. A summary is made when
somebody asks, once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cellophane.model.finding import Certainty
from cellophane.model.scope import Variable
from cellophane.source.arguments import Argument
from cellophane.source.callees import Callees, Known
from cellophane.source.definitions import Written
from cellophane.source.events import Event
from cellophane.source.knowledge import ResultKind
from cellophane.source.outcomes import End, Form, Outcome, Way, held_as
from cellophane.source.trace import Arrival, Following, Moment, Trace, yields

Function = ast.FunctionDef | ast.AsyncFunctionDef

_CONTEXT_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
_DATA_CLASSES = frozenset({"dataclass", "define", "frozen", "mutable", "attrs", "s"})


class Summaries:
    """Summaries of one file's callables, by parameter."""

    def __init__(self, following: Following, callees: Callees) -> None:
        self._following = following
        self._names = following.names
        self._parents = following.parents
        self._fates = following.fates
        self._flow = following.flow
        self._callees = callees
        self._known: dict[tuple[ast.arg, Form, Argument], tuple[Outcome, ...]] = {}

    def outcomes(self, callee: Written, argument: Argument, form: Form) -> Iterable[Outcome] | None:
        """What becomes of an argument inside a function, or inside the object that a class makes of it.

        `callee` is of this file. HELD means: by the receiver. None if it cannot be told.
        """
        definition = callee.definition
        if isinstance(definition, ast.ClassDef):
            return self._constructor(callee, definition, argument, form)
        inside = (
            None if self._is_declared_only(definition) else self._of_argument(definition, argument, callee.bound, form)
        )
        if inside is None:
            return None
        sure = Certainty.CERTAIN if self._is_plain(definition) else Certainty.LIKELY
        return [_from_caller(outcome, definition).weakened(sure) for outcome in inside]

    def of_held(self, callee: Written) -> dict[End, Outcome]:
        """What a method does with a function that its object holds, as far as its body shows."""
        function = callee.definition
        if isinstance(function, ast.ClassDef) or not callee.bound:
            return {}
        receiver = next(iter([*function.args.posonlyargs, *function.args.args]), None)
        if receiver is None:
            return {}
        inside = self._of_parameter(function, receiver, (Way.INSIDE,), Argument())
        return {End.RUN if outcome.end is End.UNKNOWN else outcome.end: outcome for outcome in inside}

    def _constructor(
        self, callee: Written, definition: ast.ClassDef, argument: Argument, form: Form
    ) -> Iterable[Outcome] | None:
        """A class keeps what its `__init__` keeps, or what fills a field of a data class."""
        held = Outcome(End.RETURNED, Event.BIND, definition, held_as(Way.OBJECT, form), Certainty.CERTAIN, "kept")
        if any(_last_name(decorator) in _DATA_CLASSES for decorator in definition.decorator_list):
            return [held]
        made = self._callees.classes.members(callee, "__init__")
        if len(made) != 1 or isinstance(made[0], Known):
            return None
        inside = made[0].home.summaries.outcomes(replace(made[0], bound=True), argument, form)
        if inside is None:
            return None
        return [replace(o, end=End.RETURNED) if o.end is End.HELD else o for o in inside]

    def _is_plain(self, function: Function) -> bool:
        """Whether all its decorators are known to leave alone what the function does with its arguments."""
        return all(self._is_transparent(decorator) for decorator in function.decorator_list)

    def _is_transparent(self, decorator: ast.expr) -> bool:
        expression = decorator.func if isinstance(decorator, ast.Call) else decorator
        for callee in self._callees.callees(expression):
            if isinstance(callee, Known):
                return callee.entry.result is ResultKind.CALLABLE or not callee.entry.convention
        return False

    def _is_declared_only(self, function: Function) -> bool:
        """Whether the body says nothing: in a stub or a protocol, or for subclasses to fill in."""
        if all(_is_constant(statement) for statement in function.body):
            return True
        is_method = isinstance(self._parents.of(function), ast.ClassDef)
        return is_method and all(isinstance(s, ast.Pass | ast.Raise) or _is_constant(s) for s in function.body)

    def _of_argument(
        self, function: Function, argument: Argument, bound: bool, form: Form
    ) -> tuple[Outcome, ...] | None:
        """What becomes of an argument, in the parameter, the `*args` or the `**kwargs` that it fills."""
        parameter = _parameter(function, argument, bound)
        if parameter is not None:
            return self._of_parameter(function, parameter, form, Argument())
        rest = function.args.vararg if argument.position is not None else function.args.kwarg
        if rest is None or argument == Argument():
            return None
        offset = len([*function.args.posonlyargs, *function.args.args]) - _skipped(function, bound)
        position = None if argument.position is None else argument.position - offset
        return self._of_parameter(function, rest, (Way.ITEM, *form), Argument(position, argument.keyword))

    def _of_parameter(
        self, function: Function, parameter: ast.arg, form: Form, passed: Argument
    ) -> tuple[Outcome, ...]:
        key = parameter, form, passed
        if key not in self._known:
            self._known[key] = ()  # what a recursive call does with it is what the outermost one does
            self._known[key] = tuple(self._made(function, parameter, form, passed))
        return self._known[key]

    def _made(self, function: Function, parameter: ast.arg, form: Form, passed: Argument) -> Iterator[Outcome]:
        variable = self._names.variable(parameter)
        assert variable is not None
        receiver = self._receiver(function)
        trace = Trace(self._flow(function), self._following)
        bound = Outcome(End.BOUND, Event.BIND, parameter, form, Certainty.CERTAIN, "handed over", variable)
        with self._fates.passing_on(variable, passed):
            for start in self._flow(function).at(Event.BIND, parameter):
                arrivals = trace.arrivals(Moment(start), [bound], form)
                yield from dict.fromkeys(_from_inside(arrival, receiver) for arrival in arrivals)
        if trace.withdrawn:
            yield replace(bound, end=End.WITHDRAWN, event=Event.CALL)

    def _receiver(self, function: Function) -> Variable | None:
        parameters = [*function.args.posonlyargs, *function.args.args]
        if not parameters or not isinstance(self._parents.of(function), ast.ClassDef):
            return None
        return self._names.variable(parameters[0])


def _from_inside(arrival: Arrival, receiver: Variable | None) -> Outcome:
    """An arrival, as seen from outside of the function: what `self` keeps, the receiver holds."""
    outcome = arrival.outcome
    if outcome.end is End.KEPT and receiver is not None and outcome.variable is receiver:
        return replace(outcome, end=End.HELD, form=held_as(Way.OBJECT, outcome.form), certainty=Certainty.CERTAIN)
    return outcome


def _from_caller(outcome: Outcome, function: Function) -> Outcome:
    """What happens in a body that runs later, happens when the result is awaited, iterated or entered."""
    if yields(function):
        manages = any(_last_name(decorator) in _CONTEXT_MANAGERS for decorator in function.decorator_list)
        if outcome.end is End.RUN:
            return replace(outcome, end=End.RETURNED, form=(Way.OBJECT,) if manages else (Way.ITERATE,))
        if outcome.end is End.YIELDED:
            given = held_as(Way.OBJECT, outcome.form) if manages else (Way.GIVEN, *outcome.form)
            return replace(outcome, end=End.RETURNED, form=given)
    elif isinstance(function, ast.AsyncFunctionDef) and outcome.end in (End.RUN, End.RETURNED):
        rest = outcome.form if outcome.end is End.RETURNED else ()
        return replace(outcome, end=End.RETURNED, form=(Way.AWAIT, *rest))
    return outcome


def _is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _last_name(decorator: ast.expr) -> str:
    expression = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""


def _skipped(function: Function, bound: bool) -> int:
    """How many parameters the receiver fills."""
    return int(bound and not any(_last_name(decorator) == "staticmethod" for decorator in function.decorator_list))


def _parameter(function: Function, argument: Argument, bound: bool) -> ast.arg | None:
    positional = [*function.args.posonlyargs, *function.args.args]
    if argument.keyword is not None:
        named = [*function.args.args, *function.args.kwonlyargs]
        return next((p for p in named if p.arg == argument.keyword), None)
    if argument.position is None:
        return None
    position = argument.position + _skipped(function, bound)
    return positional[position] if position < len(positional) else None
