"""Answers about a tree of which bodies are unread, held against those about the tree of the whole text.

Questions are asked in random order, of whatever is at hand at that moment, and bodies are read in between. Each node
of the one tree has its counterpart in the other, so that what is compared are nodes and not only places.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable
from typing import Any

from cellophane.model.scope import Binding, Scope, Use, Variable
from cellophane.source.names.scopes import Names, resolve
from cellophane.source.text.source import Source
from cellophane.source.text.unread import UNREAD, bodies_of, partly_parsed
from cellophane.source.tree.parents import Parents
from cellophane.source.tree.walking import children, children_at_hand

_QUESTIONS = 150


def disagreements(text: str, seed: int) -> list[str] | None:
    """What is answered otherwise when bodies are read by and by; none (`None`) if all of it is parsed at once."""
    chance = random.Random(seed)
    rows = text.count("\n")
    wanted = [(row, row) for row in chance.sample(range(1, rows + 1), min(rows, chance.randrange(3)))]
    tree = partly_parsed(text, wanted)
    return None if tree is None else _Comparison(tree, Source("whole.py", text).parse(), text, chance).run()


class _Comparison:
    def __init__(self, partly: ast.Module, whole: ast.Module, text: str, chance: random.Random) -> None:
        self.chance, self.words = chance, sorted({*re.findall(r"[^\W\d]\w*", text)}) or ["x"]
        self.twin: dict[ast.AST, ast.AST] = {}
        self.nodes: list[ast.AST] = []
        self.pair(partly, whole)
        bodies = bodies_of(partly)
        assert bodies is not None
        self.bodies = bodies
        bodies.tell(self.pair_body)
        self.names, self.whole_names = resolve(partly), resolve(whole)
        self.parents, self.whole_parents = Parents(partly), Parents(whole)
        self.variables: dict[Variable, Variable] = {}
        self.scopes: dict[Scope, Scope] = {self.names.module: self.whole_names.module}
        self.wrong: list[str] = []
        self.partly, self.whole = partly, whole

    def pair(self, partly: ast.AST, whole: ast.AST) -> None:
        """Join what is at hand to its counterparts."""
        waiting = [(partly, whole)]
        while waiting:
            one, other = waiting.pop()
            self.twin[one] = other
            self.nodes.append(one)
            ours, theirs = children_at_hand(one), children(other)
            if isinstance(one, UNREAD):
                assert isinstance(other, ast.FunctionDef | ast.AsyncFunctionDef)
                theirs = [node for node in theirs if node not in other.body]
            assert len(ours) == len(theirs), (ast.dump(other), one)
            waiting += zip(ours, theirs, strict=True)

    def pair_body(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        other = self.twin[function]
        assert isinstance(other, ast.FunctionDef | ast.AsyncFunctionDef)
        assert len(function.body) == len(other.body)
        for one, theirs in zip(function.body, other.body, strict=True):
            self.pair(one, theirs)

    def run(self) -> list[str]:
        asks: list[Callable[[], None]] = [
            self.about_a_node,
            self.about_a_node,
            self.about_a_place,
            self.about_a_variable,
            self.about_a_scope,
            self.read_something,
        ]
        for _ in range(_QUESTIONS):
            self.chance.choice(asks)()
        self.compare("scopes", lambda names: names.scopes)
        self.compare("all_uses", lambda names: sorted(_places(names.all_uses())))
        if ast.dump(self.partly, include_attributes=True) != ast.dump(self.whole, include_attributes=True).replace(
            "Module(", f"{type(self.partly).__name__}(", 1
        ):
            self.wrong.append("the trees differ")
        return self.wrong

    # Questions

    def about_a_node(self) -> None:
        node = self.chance.choice(self.nodes)
        other = self.twin[node]
        question = self.chance.choice(["variable", "holder", "scope"])
        ours, theirs = _asked(self.names, question, node), _asked(self.whole_names, question, other)
        self.check(f"{question} of {_told(other)}", ours, theirs)
        if isinstance(ours, Variable) and isinstance(theirs, Variable):
            self.variables[ours] = theirs
        if isinstance(ours, Scope) and isinstance(theirs, Scope):
            self.scopes[ours] = theirs

    def about_a_place(self) -> None:
        node = self.chance.choice(self.nodes)
        other = self.twin[node]
        question = self.chance.choice(["of", "body", "statement", "in_loop"])
        self.check(
            f"{question} of {_told(other)}",
            getattr(self.parents, question)(node),
            getattr(self.whole_parents, question)(other),
        )

    def about_a_variable(self) -> None:
        if not self.variables:
            return
        ours, theirs = self.chance.choice([*self.variables.items()])
        question = self.chance.choice(["bindings", "uses", "meant_without", "first_use"])
        more: tuple[tuple[Scope, ...], tuple[Scope, ...]] = ((), ())
        if question == "first_use":
            scope, twin = self.chance.choice([*self.scopes.items()])
            more = (scope,), (twin,)
        self.check(
            f"{question} of {theirs.name}",
            getattr(self.names, question)(ours, *more[0]),
            getattr(self.whole_names, question)(theirs, *more[1]),
        )

    def about_a_scope(self) -> None:
        ours, theirs = self.chance.choice([*self.scopes.items()])
        if self.chance.random() < 0.7:
            word = self.chance.choice(self.words)
            found = self.names.meant(ours, word), self.whole_names.meant(theirs, word)
            self.check(f"meant by {word} in {theirs.name}", *found)
            return
        question = self.chance.choice(["children", "variables", "captures"])
        found = getattr(self.names, question)(ours), getattr(self.whole_names, question)(theirs)
        self.check(f"{question} of {theirs.kind.value} {theirs.name}", *found)

    def read_something(self) -> None:
        unread = [node for node in self.nodes if isinstance(node, UNREAD)]
        if unread and self.chance.random() < 0.3:
            assert self.chance.choice(unread).body
        else:
            self.bodies.read_mentioning(self.chance.choice(self.words))

    # Comparing

    def compare(self, what: str, ask: Callable[[Names], Any]) -> None:
        self.check(what, ask(self.names), ask(self.whole_names))

    def check(self, what: str, ours: Any, theirs: Any) -> None:
        here, there = self.told(ours, self.twin), self.told(theirs, None)
        if here != there:
            self.wrong.append(f"{what}: {here} for {there}")

    def told(self, answer: Any, twin: dict[ast.AST, ast.AST] | None) -> Any:
        """An answer in terms of the nodes of the whole tree."""
        match answer:
            case ast.AST():
                node = answer if twin is None else twin[answer]
                return f"{_told(node)} {id(node)}"
            case Scope():
                return answer.kind, answer.name, self.told(answer.node, twin)
            case Variable():
                return answer.name, self.told(answer.scope, twin)
            case Binding():
                return self.told((answer.variable, answer.node, answer.scope), twin), answer.kind
            case Use():
                return self.told((answer.variable, answer.node, answer.scope), twin)
            case tuple() | list():
                return [self.told(one, twin) for one in answer]
        return answer


def _told(node: ast.AST) -> str:
    return f"{type(node).__name__} in {getattr(node, 'lineno', '?')}:{getattr(node, 'col_offset', '?')}"


def _asked(names: Names, question: str, node: ast.AST) -> Any:
    try:
        return getattr(names, question)(node)
    except KeyError:
        return "nothing"


def _places(uses: Any) -> list[tuple[str, str, int, int]]:
    return [(use.variable.name, use.scope.name, use.node.lineno, use.node.col_offset) for use in uses]
