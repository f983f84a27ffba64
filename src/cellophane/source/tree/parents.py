"""Where a node stands in its tree: its parent, the body that evaluates it, the loops around it.

`ast` knows children only. Nothing is decided here about names or control flow.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from cellophane.source.text.unread import DefinedFunction, bodies_of
from cellophane.source.tree.bodies import Body, Comprehension, Function, Loops
from cellophane.source.tree.walking import children, children_at_hand


class Parents:
    """The way from each node of a tree to its root.

    >>> tree = ast.parse("def f(a=g()): h()")
    >>> inside, outside = (n for n in ast.walk(tree) if isinstance(n, ast.Call))
    >>> parents = Parents(tree)
    >>> sorted(type(parents.body(call)).__name__ for call in (inside, outside))
    ['FunctionDef', 'Module']
    """

    def __init__(self, tree: ast.Module) -> None:
        self._parent: dict[ast.AST, ast.AST] = {}
        self._yields: dict[Function, bool] = {}
        self._bodies = bodies_of(tree)
        if self._bodies is not None:
            self._bodies.tell(self._add_body)
        self._add([tree], children if self._bodies is None else children_at_hand)

    def _add_body(self, function: DefinedFunction) -> None:
        """Learn where the nodes of a body stand, which has been read just now."""
        self._parent.update(dict.fromkeys(function.body, function))
        self._add([*function.body], children)

    def _add(self, waiting: list[ast.AST], parts: Callable[[ast.AST], list[ast.AST]]) -> None:
        while waiting:
            node = waiting.pop()
            inner = parts(node)
            self._parent.update(dict.fromkeys(inner, node))
            waiting += inner

    def of(self, node: ast.AST) -> ast.AST | None:
        """The node that this one is a part of; none for the module."""
        return self._parent.get(node)

    def nodes(self) -> Iterable[ast.AST]:
        """All nodes but the module, in no particular order: faster than a walk over the tree."""
        if self._bodies is not None:
            self._bodies.read_all()
        return self._parent.keys()

    def nodes_at_hand(self) -> Iterable[ast.AST]:
        """The same without those of bodies that are unread."""
        return self._parent.keys()

    @property
    def is_whole(self) -> bool:
        """Whether no body is unread."""
        return not self._bodies

    def read_called(self, name: str) -> None:
        """Read the bodies of the unread functions that are called so."""
        if self._bodies is not None:
            self._bodies.read_called(name)

    def read_mentioning(self, word: str) -> bool:
        """Read the unread bodies in which a word stands. Whether nothing is unread now."""
        if self._bodies is None:
            return True
        self._bodies.read_mentioning(word)
        return not self._bodies

    def ancestors(self, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """Each ancestor, innermost first, with its child on the way."""
        child = node
        while (parent := self._parent.get(child)) is not None:
            yield parent, child
            child = parent

    def is_inside(self, node: ast.AST, outer: ast.AST) -> bool:
        """Whether a node is a part of another one."""
        return any(parent is outer for parent, _ in self.ancestors(node))

    def is_called(self, node: ast.AST) -> bool:
        """Whether a node is what a call calls."""
        call = self.of(node)
        return isinstance(call, ast.Call) and call.func is node

    def own_ancestors(self, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """The same as far as they belong to the body whose code a node is."""
        previous: ast.AST = node
        for parent, child in self.ancestors(node):
            if is_body_part(parent, child, previous):
                return
            yield parent, child
            previous = child

    def body(self, node: ast.AST) -> Body:
        """The body whose code evaluates an expression or runs a statement."""
        previous: ast.AST = node
        for parent, child in self.ancestors(node):
            if is_body_part(parent, child, previous):
                assert isinstance(parent, Body)
                return parent
            previous = child
        root = next((parent for parent, _ in reversed([*self.ancestors(node)])), node)
        assert isinstance(root, ast.Module)
        return root

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The innermost statement that a node belongs to."""
        if isinstance(node, ast.stmt):
            return node
        return next((parent for parent, _ in self.ancestors(node) if isinstance(parent, ast.stmt)), None)

    def yields(self, function: Function) -> bool:
        """Whether calling the function makes a generator. Whoever follows a value asks at each of its outcomes."""
        if function not in self._yields:
            self._yields[function] = yields(function)
        return self._yields[function]

    def loop_of(self, target: ast.AST) -> ast.AST:
        """The loop that binds a target, or the `for` of a comprehension."""
        return next(parent for parent, _ in self.ancestors(target) if isinstance(parent, Loops))

    def in_loop(self, node: ast.AST) -> bool:
        """Whether a loop of the same body runs this code again and again."""
        previous: ast.AST = node
        for parent, child in self.ancestors(node):
            if repeats(parent, child, previous):
                return True
            if is_body_part(parent, child, previous):
                return False
            previous = child
        return False


def is_body_part(parent: ast.AST, child: ast.AST, grandchild: ast.AST) -> bool:
    """Whether `child` belongs to what `parent` runs as a body, not to what is evaluated where `parent` stands."""
    if isinstance(parent, ast.GeneratorExp):
        return not (child is parent.generators[0] and grandchild is parent.generators[0].iter)
    if isinstance(parent, ast.Lambda):
        return child is parent.body
    if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
        return isinstance(child, ast.stmt)
    return isinstance(parent, ast.Module)


def repeats(parent: ast.AST, child: ast.AST, grandchild: ast.AST) -> bool:
    """Whether `parent` is a loop that evaluates `child` once for each of its iterations."""
    if isinstance(parent, ast.For | ast.AsyncFor):
        return child is not parent.iter and child not in parent.orelse
    if isinstance(parent, ast.While):
        return child not in parent.orelse
    if isinstance(parent, Comprehension | ast.GeneratorExp):
        return not (child is parent.generators[0] and grandchild is parent.generators[0].iter)
    return False


def own_nodes(function: Function) -> Iterator[ast.AST]:
    """The nodes of a function's own code, those of functions and classes in it left out."""
    waiting: list[ast.AST] = [function.body] if isinstance(function, ast.Lambda) else list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.ClassDef):
            waiting += children(node)


def yields(function: Function) -> bool:
    """Whether calling the function makes a generator. `Parents.yields` remembers the answers."""
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own_nodes(function))


def results(function: Function) -> Iterator[ast.expr]:
    """The expressions whose values a function returns."""
    if isinstance(function, ast.Lambda):
        yield function.body
        return
    for node in own_nodes(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value
