"""Who else has a class as soon as it is made: its decorators, its metaclass, and the bases that are told of it.

A registry of plug-ins needs no call: `__init_subclass__` of a base, a metaclass or a decorator may keep the class, and
with it what its methods captured.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import replace

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Known, Meaning, Written
from cellophane.source.steps.decorators import Decorators
from cellophane.source.steps.inside import Bodies
from cellophane.source.steps.outcomes import (
    Cause,
    Dropped,
    Form,
    Hop,
    Kept,
    Lost,
    Outcome,
    Returned,
    Verb,
    instead_of_call,
)
from cellophane.source.tree.dotted import called

_TOLD = "__init_subclass__"
_MAKING = ("__new__", "__init__", "__prepare__")


class Subclassing:
    """Answers for one file."""

    def __init__(self, callees: Callees, decorators: Decorators, bodies: Bodies) -> None:
        self._callees = callees
        self._decorators = decorators
        self._bodies = bodies

    def outcomes(self, definition: ast.ClassDef, form: Form) -> Iterator[Outcome]:
        """What becomes of a class of this file, in the form in which it holds a value, beside that it gets its name."""
        for decorator in definition.decorator_list:
            for outcome in self._decorators.outcomes(definition, decorator, form):
                if not isinstance(outcome, Returned | Dropped):
                    yield replace(outcome, event=Event.BIND, node=definition)
        for base in definition.bases:
            plain = base.value if isinstance(base, ast.Subscript) else base
            meanings = self._callees.meanings(plain)
            if not meanings:
                yield self._lost(definition, form, plain)
            for meaning in meanings:
                yield from self._told(definition, form, plain, meaning, frozenset())
        yield from self._by_metaclass(Written(definition, self._callees.home), definition, form)

    def _told(
        self, definition: ast.ClassDef, form: Form, base: ast.expr, meaning: Meaning, seen: frozenset[Meaning]
    ) -> Iterator[Outcome]:
        """What a base does with its subclasses, or one of its own bases."""
        found = list(self._callees.named(meaning))
        if not found and not _is_builtin(meaning):
            yield self._lost(definition, form, base)
        for one in found:
            if isinstance(one, Known) or meaning in seen or not isinstance(one.definition, ast.ClassDef):
                continue
            yield from self._by_metaclass(one, definition, form)
            unknown = (d for d in one.definition.decorator_list if not one.home.callees.callees(called(d)))
            yield from (self._lost(definition, form, decorator) for decorator in unknown)  # it may wrap `__new__`
            hooks = [s for s in one.definition.body if isinstance(s, ast.FunctionDef) and s.name == _TOLD]
            for hook in hooks:
                yield from self._by_hook(Written(hook, one.home, bound=True), definition, form, base)
            classes = one.home.callees.classes
            for further in () if hooks else classes.bases(one):
                yield from self._told(definition, form, base, further, seen | {meaning})

    def _by_hook(self, hook: Written, definition: ast.ClassDef, form: Form, base: ast.expr) -> Iterator[Outcome]:
        for inside in self._bodies.of(hook.home).of_receiver(hook):
            held = instead_of_call(inside.form, form)
            cause, hop = Cause(Verb.KEEP, base), Hop(inside, hook.home.source)
            yield Kept(Event.BIND, definition, held, inside.certainty, cause, via=hop)

    def _by_metaclass(self, owner: Written, definition: ast.ClassDef, form: Form) -> Iterator[Outcome]:
        assert isinstance(owner.definition, ast.ClassDef)
        for keyword in owner.definition.keywords:
            if keyword.arg == "metaclass" and self._may_keep(owner, keyword.value):
                yield self._lost(definition, form, keyword.value)

    def _may_keep(self, owner: Written, metaclass: ast.expr) -> bool:
        """Whether nobody can tell that a metaclass leaves alone what it makes."""
        callees = owner.home.callees
        found = callees.callees(metaclass)
        written = [one for one in found if isinstance(one, Written)]
        own = (m for one in written for name in _MAKING for m in callees.classes.members(one, name))
        return not found or any(isinstance(method, Written) for method in own)

    def _lost(self, definition: ast.ClassDef, form: Form, to: ast.expr) -> Lost:
        return Lost(Event.BIND, definition, form, Certainty.POSSIBLE, Cause(Verb.HAND_TO, to))


def _is_builtin(meaning: Meaning) -> bool:
    """Whether it is a class of the language, of which none keeps its subclasses but in weak references."""
    module, _, name = meaning.rpartition(".") if isinstance(meaning, str) else ("", "", "")
    return module == builtins.__name__ and hasattr(builtins, name)
