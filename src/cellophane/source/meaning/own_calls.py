"""Which calls in a file call a function of the same file, as far as the text tells what they call."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import cached_property

from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Written
from cellophane.source.tree.dotted import last_name


class OwnCalls:
    """Answers for one file. `calls` gives all calls in it, when they are first asked for."""

    def __init__(self, calls: Callable[[], Iterable[ast.Call]], callees: Callees) -> None:
        self._calls = calls
        self._callees = callees

    def of(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.Call]:
        """The calls that call this function and nothing else, in no particular order."""
        return [call for call in self._by_word.get(function.name, ()) if self._means(call, function)]

    @cached_property
    def _by_word(self) -> dict[str, list[ast.Call]]:
        """All calls, by the last word of what they call."""
        calls: dict[str, list[ast.Call]] = {}
        for call in self._calls():
            calls.setdefault(last_name(call.func), []).append(call)
        return calls

    def _means(self, call: ast.Call, function: ast.AST) -> bool:
        callees = self._callees.callees(call.func)
        return len(callees) == 1 and isinstance(callees[0], Written) and callees[0].definition is function
