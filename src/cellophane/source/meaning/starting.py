"""How the processes of a call are started, and so whether what they are given has to be pickled.

A process that is forked has everything already. One that is spawned, or comes from the server of the forks, is sent
what it needs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.model.finding import Certainty
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.sendings import Sendings
from cellophane.source.names.scopes import Names
from cellophane.source.tree.parents import Parents

_FORK = "fork"


class Starting:
    """Answers for one file."""

    def __init__(self, names: Names, parents: Parents, callees: Callees, sendings: Sendings) -> None:
        self._names = names
        self._parents = parents
        self._callees = callees
        self._sendings = sendings

    def pickles(self, call: ast.Call) -> Certainty | None:
        """How sure it is that the processes of a call are sent what they are given; none if they are forked."""
        told = [word for word in self._words(call) if word is not None]
        if told:
            return _judged(told, Certainty.CERTAIN)
        statements = (one for one in self._sendings.calls if isinstance(self._parents.of(one), ast.Expr))
        set_for_all = [word for one in statements if (word := self._sendings.started_by(one)) is not None]
        return _judged(set_for_all, Certainty.LIKELY) if set_for_all else Certainty.POSSIBLE

    def _words(self, call: ast.Call) -> Iterator[str | None]:
        """What those say who start it: the context whose method is called, or that is an argument."""
        sources = [call.func.value] if isinstance(call.func, ast.Attribute) else []
        for source in (*sources, *call.args, *(keyword.value for keyword in call.keywords)):
            for value in self._values(source):
                if isinstance(value, ast.Call):
                    yield self._sendings.started_by(value)

    def _values(self, expression: ast.expr) -> Iterator[ast.expr]:
        if not isinstance(expression, ast.Name):
            yield expression
            return
        variable = self._names.variable(expression)
        for binding in self._names.bindings(variable) if variable is not None else ():
            value = self._callees.value(binding)
            if value is not None:
                yield value


def _judged(words: list[str], sure: Certainty) -> Certainty | None:
    if all(word == _FORK for word in words):
        return None
    return sure if all(word not in ("", _FORK) for word in words) else Certainty.POSSIBLE
