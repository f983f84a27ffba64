"""Which calls in a file call a function of the same file, as far as the text tells what they call."""

from __future__ import annotations

import ast

from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Written
from cellophane.source.tree.dotted import last_name
from cellophane.source.tree.parents import Parents


class OwnCalls:
    """Answers for one file."""

    def __init__(self, parents: Parents, callees: Callees) -> None:
        self._parents = parents
        self._callees = callees
        self._called: dict[str, list[ast.Call]] = {}

    def of(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.Call]:
        """The calls that call this function and nothing else, in no particular order."""
        return [call for call in self._by_word(function.name) if self._means(call, function)]

    def _by_word(self, word: str) -> list[ast.Call]:
        """All calls of something that has this last word."""
        if word not in self._called:
            is_whole = self._parents.read_mentioning(word)
            calls: dict[str, list[ast.Call]] = {word: []}
            for node in self._parents.nodes_at_hand():
                if isinstance(node, ast.Call):
                    calls.setdefault(last_name(node.func), []).append(node)
            self._called |= calls if is_whole else {word: calls[word]}
        return self._called.get(word, [])

    def _means(self, call: ast.Call, function: ast.AST) -> bool:
        callees = self._callees.callees(call.func)
        return len(callees) == 1 and isinstance(callees[0], Written) and callees[0].definition is function
