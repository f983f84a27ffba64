"""What a file sends away: the functions that calls hand to a pickler, or to another process.

Which callable carries what is for knowledge to say. Here it is told which expressions of a call that concerns, in the
displays and partial functions that hold them too, and which functions these may be. Whether a pickler takes a function
is for `portable`, and how processes are started, for `starting`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cellophane.model.finding import Certainty
from cellophane.source.knowledge import Running, Trait
from cellophane.source.knowledge.running import Runner
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Home, Known
from cellophane.source.meaning.words import Words
from cellophane.source.tree.bodies import Comprehension

_DISPLAYS = (ast.List, ast.Tuple, ast.Set)


@dataclass(frozen=True, slots=True)
class Sending:
    """One expression whose value a call hands on, how it gets there, and how sure that is."""

    call: ast.Call
    value: ast.expr
    callee: Known
    running: Running
    certainty: Certainty


class Sendings:
    """Answers for one file."""

    def __init__(self, calls: Sequence[ast.Call], callees: Callees, words: Words) -> None:
        self.calls = calls
        self._callees = callees
        self._words = words

    @cached_property
    def all(self) -> tuple[Sending, ...]:
        """Everything that is pickled, or run in another process, as far as the callee is known."""
        may_send = self._words.told("pickles", "'process'")
        calls = (call for call in self.calls if (call.args or call.keywords) and may_send(call.func))
        return tuple(sending for call in calls for sending in self._of(call))

    def _of(self, call: ast.Call) -> Iterator[Sending]:
        callees = self._callees.callees(call.func)
        known = [callee for callee in callees if isinstance(callee, Known) and callee.entry.running]
        for callee in known:
            sure = callee.entry.certainty
            if len(known) < len(callees) or not self._is_told(call.func):
                sure = Certainty.POSSIBLE  # it may be called for another library, or in this process
            elif len(known) > 1:
                sure = min(sure, Certainty.POSSIBLE)
            for parameter, value in _filled(call, callee):
                running = callee.entry.runs(parameter)
                if running.pickler is None and Runner.PROCESS not in running.where:
                    continue
                if Runner.PROCESS in running.where and len(running.where) > 1 and not self._given_processes(call):
                    continue
                yield from self._parts(Sending(call, value, callee, running, sure))

    def _is_told(self, function: ast.expr) -> bool:
        """Whether all that binds the name, or sets the attribute, whose method is called shows what that may be."""
        owner = function.value if isinstance(function, ast.Attribute) else None
        if isinstance(owner, ast.Attribute):
            settings = list(self._callees.classes.fields(owner))  # none: a base class sets it, or who knows who
            return bool(settings) and all(_shows_class(home, statement) for home, statement in settings)
        return self._callees.is_complete(function)

    def _given_processes(self, call: ast.Call) -> bool:
        """Whether an argument of a call is an executor, or the like, that runs functions in other processes."""
        for value in (*call.args, *(keyword.value for keyword in call.keywords)):
            for owner in self._callees.classes.of(value):
                entry = self._callees.known_class(owner) if isinstance(owner, str) else None
                if entry is not None and any(Runner.PROCESS in one.where for one in entry.running.values()):
                    return True
        return False

    def _parts(self, sending: Sending) -> Iterator[Sending]:
        """What a sent expression is made of: the items of a display, either part of a condition."""
        for value, sure in _parts(sending.value):
            yield Sending(sending.call, value, sending.callee, sending.running, min(sure, sending.certainty))

    def starts_process(self, call: ast.Call) -> bool:
        """Whether it is the method of an object by which that runs in another process what it holds."""
        return any(Runner.PROCESS in entry.runs("self").where for entry in self._callees.known_entries(call.func))

    def is_expected_to_fail(self, call: ast.Call) -> bool:
        """Whether what is called here is there to see that something raises."""
        return any(Trait.EXPECTS in entry.traits for entry in self._callees.entries.of(call.func))

    def started_by(self, call: ast.Call) -> str | None:
        """The word for how processes are started that a call gives, if it is about that; empty if it cannot be told."""
        if not any(Trait.STARTS in entry.traits for entry in self._callees.known_entries(call.func)):
            return None
        values = [*call.args, *(keyword.value for keyword in call.keywords)]
        word = values[0] if len(values) else None
        return word.value if isinstance(word, ast.Constant) and isinstance(word.value, str) else ""


def _shows_class(home: Home, statement: ast.stmt) -> bool:
    """Whether what sets an attribute shows of which class it is then, or that it is none yet."""
    value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    if value is None or (isinstance(value, ast.Constant) and value.value is None):
        return value is not None or isinstance(statement, ast.AnnAssign | ast.FunctionDef | ast.AsyncFunctionDef)
    return bool(home.callees.classes.of(value)) or bool(home.callees.meanings(value))


def _filled(call: ast.Call, callee: Known) -> Iterator[tuple[str, ast.expr]]:
    """The arguments of a call with the parameters that they fill; the items of a display for those of a parameter."""
    entry = callee.entry
    for position, value in enumerate(call.args):
        if isinstance(value, ast.Starred):
            break
        parameter = entry.parameter(position + callee.given, None, callee.bound)
        if parameter is not None:
            yield from _or_its_items(callee, parameter, value)
    for keyword in call.keywords:
        parameter = entry.parameter(None, keyword.arg, callee.bound) if keyword.arg else None
        if parameter is not None:
            yield from _or_its_items(callee, parameter, keyword.value)


def _or_its_items(callee: Known, parameter: str, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    yield parameter, value
    if f"{parameter}[]" in callee.entry.running and isinstance(value, (*_DISPLAYS, ast.Dict, Comprehension)):
        yield f"{parameter}[]", value


def _parts(value: ast.expr) -> Iterator[tuple[ast.expr, Certainty]]:
    if isinstance(value, _DISPLAYS):
        items: list[ast.expr] = list(value.elts)
    elif isinstance(value, ast.Dict):
        items = list(value.values)
    elif isinstance(value, ast.ListComp | ast.SetComp):
        items = [value.elt]
    elif isinstance(value, ast.NamedExpr):
        items = [value.value]
    elif isinstance(value, ast.IfExp):
        for part in (value.body, value.orelse):
            yield from ((one, min(sure, Certainty.LIKELY)) for one, sure in _parts(part))
        return
    else:
        yield value, Certainty.CERTAIN
        return
    for item in items:
        if not isinstance(item, ast.Starred):
            yield from _parts(item)
