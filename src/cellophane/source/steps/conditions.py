"""Whether a condition can hold of a value, as far as its form tells: a generator is no `int`, and not `None`.

Only what a value is by its form is told. What a condition says of other values is not.
"""

from __future__ import annotations

import ast
import builtins
import collections.abc
from collections.abc import Iterable

from cellophane.model.scope import Variable
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Meaning, Written
from cellophane.source.names.scopes import Names
from cellophane.source.steps.outcomes import ITERATED, Form, Way, is_item

_ABSTRACT = ("collections.abc", "typing")
_DEEPEST = 8
"""Bases of bases that are looked at."""
_HOLD_NOTHING = (str, bytes, bytearray, range, memoryview)
"""What has items, but no functions among them."""


class Conditions:
    """Answers for one file."""

    def __init__(self, names: Names, callees: Callees) -> None:
        self._names = names
        self._callees = callees

    def holds(self, test: ast.expr, variable: Variable, form: Form) -> bool | None:
        """Whether a test holds while a name stands for a value of this form; none if that cannot be told."""
        match test:
            case ast.UnaryOp(op=ast.Not()):
                inner = self.holds(test.operand, variable, form)
                return None if inner is None else not inner
            case ast.BoolOp():
                deciding = isinstance(test.op, ast.Or)
                return _any_of((self.holds(value, variable, form) for value in test.values), deciding)
            case ast.Compare(left=ast.Name(), ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
                is_meant = self._names.variable(test.left) is variable and form[0] not in (Way.PART, Way.INSIDE)
                return isinstance(test.ops[0], ast.IsNot) if is_meant else None
            case ast.Call(func=ast.Name(), args=[ast.Name(), *_]) if self._names.variable(test.args[0]) is variable:
                return self._answered(test, form)
        return None

    def _answered(self, call: ast.Call, form: Form) -> bool | None:
        """What a question to the interpreter is answered for a value of this form."""
        protocol = _protocol(form)
        if protocol is None:
            return None
        if self._callees.entries.tells_callable(call):
            return form[0] is Way.CALL
        match self._callees.meanings(call.func), call.args[1:]:
            case ("builtins.isinstance",), [classes]:
                named = classes.elts if isinstance(classes, ast.Tuple) else [classes]
                return _any_of((self._is_one(protocol, form, one) for one in named), deciding=True)
            case ("builtins.hasattr",), [ast.Constant(value=str(name))]:
                return True if any(name in vars(one) for one in protocol.__mro__) else None
        return None

    def _is_one(self, protocol: type, form: Form, named: ast.expr) -> bool | None:
        """Whether what follows a protocol is an instance of a class."""
        meanings = self._callees.meanings(named)
        return self._is_of_class(protocol, form, meanings[0]) if len(meanings) == 1 else None

    def _is_of_class(self, protocol: type, form: Form, meaning: Meaning) -> bool | None:
        if isinstance(meaning, Written):
            return False if not is_item(form[0]) and self._is_plain(protocol, form, meaning) else None
        module, _, name = meaning.rpartition(".")
        if module in _ABSTRACT:
            abstract = getattr(collections.abc, name, None)
            return True if isinstance(abstract, type) and issubclass(protocol, abstract) else None
        plain = getattr(builtins, name, None) if module == builtins.__name__ else None
        if not isinstance(plain, type):
            found = [one for one in self._callees.definitions(meaning) if isinstance(one, Written)]
            return self._is_of_class(protocol, form, found[0]) if len(found) == 1 else None
        if issubclass(protocol, plain):
            return True
        return None if issubclass(plain, protocol) and plain not in _HOLD_NOTHING else False

    def _is_plain(self, protocol: type, form: Form, written: Written, depth: int = 0) -> bool:
        """Whether nothing is an instance of a class but what it has made: no metaclass says otherwise.

        What a class of the program makes holds a closure as an object; a function or a generator is none of its.
        """
        definition = written.definition
        if not isinstance(definition, ast.ClassDef) or definition.keywords or depth == _DEEPEST:
            return False
        classes = written.home.callees.classes
        bases = list(classes.bases(written))
        return len(bases) == len(definition.bases) and all(
            self._is_plain(protocol, form, base, depth + 1)
            if isinstance(base, Written)
            else base == "builtins.object" or self._is_of_class(protocol, form, base) is False
            for base in bases
        )


def _protocol(form: Form) -> type | None:
    """What can be done with every value of a form."""
    if form[0] is Way.CALL:
        return collections.abc.Callable  # type: ignore[return-value]
    if form[0] in ITERATED:
        return collections.abc.Iterator
    if is_item(form[0]):
        return collections.abc.Iterable
    return collections.abc.Awaitable if form[0] is Way.AWAIT else None


def _any_of(answers: Iterable[bool | None], deciding: bool) -> bool | None:
    """The answer of several: one that is `deciding` is enough, else all have to be known."""
    found = list(answers)
    if deciding in found:
        return deciding
    return None if None in found else not deciding
