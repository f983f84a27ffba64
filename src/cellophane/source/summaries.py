"""What the functions and classes of a file do with a function that is handed to them.

The same tracing that follows a closure through the body that makes it follows a parameter through the body that it is
handed to. A summary is made when somebody asks, once. Functions of other files are beyond it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from cellophane.model.finding import Certainty
from cellophane.model.scope import Variable
from cellophane.source.arguments import Argument
from cellophane.source.callees import Local
from cellophane.source.events import Body, Event, Flow
from cellophane.source.fates import Fates
from cellophane.source.outcomes import End, Form, Outcome, Way, held_as
from cellophane.source.parents import Parents
from cellophane.source.rebindings import NOWHERE
from cellophane.source.scopes import Names
from cellophane.source.trace import Arrival, Moment, Trace

Function = ast.FunctionDef | ast.AsyncFunctionDef

_TRANSPARENT = frozenset({"staticmethod", "classmethod", "override", "abstractmethod", "overload"})


class Summaries:
    """Summaries of one file's callables, by parameter."""

    def __init__(self, names: Names, parents: Parents, fates: Fates, flow: Callable[[Body], Flow]) -> None:
        self._names = names
        self._parents = parents
        self._fates = fates
        self._flow = flow
        self._known: dict[tuple[ast.arg, Form], tuple[Outcome, ...] | None] = {}

    def outcomes(self, callee: Local, argument: Argument, form: Form) -> Iterable[Outcome] | None:
        """What becomes of an argument inside a function, or inside the object that a class makes of it.

        HELD means: by the receiver, or by the new object. None if the function cannot be seen through.
        """
        definition = callee.definition
        if isinstance(definition, ast.ClassDef):
            return self._constructor(definition, argument, form)
        if not _is_transparent(definition):
            return None
        return self._of_parameter(definition, _parameter(definition, argument, callee.bound), form)

    def of_held(self, callee: Local) -> frozenset[End]:
        """What a method does with a function that its object holds, as far as its body shows."""
        function = callee.definition
        if isinstance(function, ast.ClassDef) or not callee.bound:
            return frozenset()
        receiver = next(iter([*function.args.posonlyargs, *function.args.args]), None)
        inside = self._of_parameter(function, receiver, (Way.INSIDE,)) or ()
        return frozenset(End.RUN if outcome.end is End.UNKNOWN else outcome.end for outcome in inside)

    def _constructor(self, definition: ast.ClassDef, argument: Argument, form: Form) -> Iterable[Outcome] | None:
        made = next((s for s in definition.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"), None)
        if made is None:
            return None
        inside = self._of_parameter(made, _parameter(made, argument, bound=True), form)
        if inside is None:
            return None
        return [
            replace(o, end=End.RETURNED, form=held_as(Way.OBJECT, o.form)) if o.end is End.HELD else o for o in inside
        ]

    def _of_parameter(self, function: Function, parameter: ast.arg | None, form: Form) -> tuple[Outcome, ...] | None:
        if parameter is None:
            return None
        key = parameter, form
        if key not in self._known:
            self._known[key] = ()  # what a recursive call does with it is what the outermost one does
            self._known[key] = tuple(self._made(function, parameter, form))
        return self._known[key]

    def _made(self, function: Function, parameter: ast.arg, form: Form) -> Iterator[Outcome]:
        variable = self._names.variable(parameter)
        assert variable is not None
        receiver = self._receiver(function)
        trace = Trace(self._flow(function), self._fates, self._names, self._parents, NOWHERE)
        bound = Outcome(End.BOUND, Event.BIND, parameter, form, Certainty.CERTAIN, "handed over", variable)
        for start in self._flow(function).at(Event.BIND, parameter):
            arrivals = trace.arrivals(Moment(start), [bound], form)
            yield from dict.fromkeys(self._from_outside(arrival, receiver) for arrival in arrivals)
        if trace.withdrawn:
            yield replace(bound, end=End.WITHDRAWN, event=Event.CALL)

    def _from_outside(self, arrival: Arrival, receiver: Variable | None) -> Outcome:
        outcome = arrival.outcome
        if outcome.end is End.KEPT and receiver is not None and outcome.variable is receiver:
            return replace(outcome, end=End.HELD, form=held_as(Way.OBJECT, outcome.form), certainty=Certainty.CERTAIN)
        if outcome.end is End.YIELDED:
            return replace(outcome, end=End.UNKNOWN)
        return outcome

    def _receiver(self, function: Function) -> Variable | None:
        parameters = [*function.args.posonlyargs, *function.args.args]
        if not parameters or not isinstance(self._parents.of(function), ast.ClassDef):
            return None
        return self._names.variable(parameters[0])


def _is_transparent(function: Function) -> bool:
    """Whether calling the name runs this body at once: no generator, no coroutine, no decorator in between."""
    plain = all(isinstance(d, ast.Name) and d.id in _TRANSPARENT for d in function.decorator_list)
    return (
        plain
        and isinstance(function, ast.FunctionDef)
        and not any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function))
    )


def _parameter(function: Function, argument: Argument, bound: bool) -> ast.arg | None:
    positional = [*function.args.posonlyargs, *function.args.args]
    if argument.keyword is not None:
        named = [*function.args.args, *function.args.kwonlyargs]
        return next((p for p in named if p.arg == argument.keyword), None)
    if argument.position is None:
        return None
    static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in function.decorator_list)
    position = argument.position + (1 if bound and not static else 0)
    return positional[position] if position < len(positional) else None
