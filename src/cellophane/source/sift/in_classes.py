"""Whether code in a class may look past a name of its body, or read a name that the class makes private.

Told from the tree and the words of the text, before names are resolved. Sound, as all of the sift is.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from cellophane.source.sift.bound import names_bound, names_of
from cellophane.source.sift.outline import DefinedFunction, Outline
from cellophane.source.sift.rows import first_row
from cellophane.source.tree.bodies import Comprehension, Definition, Function
from cellophane.source.tree.parents import own_nodes
from cellophane.source.tree.walking import children, walk

_SUPER = re.compile("super")


def hide_names(outline: Outline) -> bool:
    """Whether code inside a class reads a name that the class has, but does not show it.

    What a method reads matters only if nothing else can be meant, neither of the module nor of Python.

    >>> text = "class Shop:\\n    rate = 2\\n    prices = [rate * n for n in range(3)]"
    >>> hide_names(Outline(ast.parse(text), text))
    True
    """
    classes = _Classes(outline)
    return any(_hides_names(node, classes) for node in outline.of_kind(ast.ClassDef))


def read_private_names(outline: Outline) -> bool:
    """Whether a name is read in a class that the class mangles."""
    classes = outline.of_kind(ast.ClassDef)
    return any(isinstance(node, ast.Name) and _is_private(node.id) for one in classes for node in walk(one))


def lose_super(outline: Outline) -> bool:
    """Whether `super()` stands in a comprehension, or in a function without a first parameter.

    >>> text = "class C:\\n  def f(self): return [super().f() for n in self]"
    >>> lose_super(Outline(ast.parse(text), text))
    True
    """
    rows = outline.rows(_SUPER)
    waiting: list[tuple[ast.AST, bool]] = [(outline.tree, False)]
    while waiting:
        node, is_lost = waiting.pop()
        if isinstance(node, ast.Call) and is_lost and isinstance(node.func, ast.Name) and node.func.id == "super":
            return True
        if isinstance(node, ast.stmt) and not rows.within(node):
            continue
        if isinstance(node, Function):
            inside = not (node.args.posonlyargs or node.args.args)
            waiting += [(child, is_lost) for child in _header(node)]
            waiting += [(child, inside) for child in ([node.body] if isinstance(node, ast.Lambda) else node.body)]
        else:
            is_lost = is_lost or isinstance(node, Comprehension | ast.GeneratorExp)
            waiting += [(child, is_lost) for child in children(node)]
    return False


def _is_private(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


@dataclass(frozen=True)
class _Classes:
    """What all classes of a file are asked for."""

    outline: Outline

    @cached_property
    def has_walrus(self) -> bool:
        """Whether expressions bind names."""
        return ":=" in self.outline.text

    def may_matter(self, statement: ast.AST) -> bool:
        """Whether a statement may hold a lambda or a comprehension beside its blocks, or bind a name there."""
        has_word = isinstance(statement, DefinedFunction)  # of its own
        return self.has_walrus or self.outline.closures.in_own(statement) > has_word

    @cached_property
    def bound(self) -> frozenset[str]:
        """What the module's own code binds."""
        return frozenset(names_bound(self.outline.tree))


@dataclass(frozen=True, slots=True)
class _Body:
    """The body of a class."""

    owned: set[str] = field(default_factory=set)
    direct: list[ast.AST] = field(default_factory=list)
    """The lambdas and comprehensions in it."""
    methods: list[Definition] = field(default_factory=list)
    """The functions and classes in it."""


def _hides_names(definition: ast.ClassDef, classes: _Classes) -> bool:
    body = _body(definition, classes)
    body.owned.update([f"_{definition.name.lstrip('_')}{name}" for name in body.owned if _is_private(name)])
    if any(not body.owned.isdisjoint(_free(site)) for site in body.direct):
        return True
    meant = {name for name in body.owned if not hasattr(builtins, name) and classes.outline.reads(name)}
    meant = meant and meant - classes.bound
    for method in body.methods if meant else ():
        names = _words(method, meant, classes)
        if names and not names.isdisjoint(_free(method)):
            return True
    return False


def _body(definition: ast.ClassDef, classes: _Classes) -> _Body:
    body = _Body()
    waiting: list[ast.AST] = [*definition.body]
    while waiting:
        node = waiting.pop()
        body.owned.update(names_of(node))
        if isinstance(node, Comprehension | ast.GeneratorExp):
            body.direct.append(node)
        elif isinstance(node, Definition):
            body.methods.append(node)
            if classes.may_matter(node):
                waiting += _header(node)
        elif isinstance(node, ast.Lambda):
            body.direct.append(node)
            waiting += _header(node)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
            body.owned.add(node.id)
        elif not isinstance(node, ast.Assign | ast.Expr) or classes.may_matter(node):
            waiting += children(node)
        elif isinstance(node, ast.Assign):
            waiting += node.targets
    return body


def _header(node: ast.AST) -> Iterator[ast.AST]:
    """What is evaluated where a function or class is made. Parameters have no names of their own here."""
    for child in children(node):
        if isinstance(child, ast.arguments):
            yield from (one for one in children(child) if not isinstance(one, ast.arg))
            yield from (one.annotation for one in walk(child) if isinstance(one, ast.arg) and one.annotation)
        elif isinstance(child, ast.expr | ast.keyword) and child is not getattr(node, "body", None):
            yield child


def _words(method: Definition, wanted: set[str], classes: _Classes) -> set[str]:
    """Which of these names stand as words in what is in a method: looking for words is fast."""
    body = method.body[1:] if ast.get_docstring(method, clean=False) is not None else method.body
    if not body:
        return set()
    first, last = first_row(body[0]), method.end_lineno or method.lineno
    found = {name for name in wanted if classes.outline.reads(name).between(first, last)}
    return found - _parameters(method) if isinstance(method, Function) else found


def _parameters(function: Function) -> set[str]:
    return {one.arg for one in children(function.args) if isinstance(one, ast.arg)}


def _free(root: ast.AST) -> set[str]:
    """The names that code reads, or may read, from around it. What comprehensions bind counts as read."""
    read: set[str] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                read.add(node.id)
        elif isinstance(node, Function):
            waiting += _header(node)
            read |= _free_in(node)
        else:
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                read.add(node.target.id)
            waiting += children(node)
    return read


def _free_in(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    inside = [function.body] if isinstance(function, ast.Lambda) else function.body
    own = list(own_nodes(function))
    bound = {name for node in own for name in names_of(node)} | _parameters(function)
    clauses = [node.target for node in own if isinstance(node, ast.comprehension)]
    bound -= {node.id for target in clauses for node in walk(target) if isinstance(node, ast.Name)}
    bound -= {name for node in own if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    return {name for node in inside for name in _free(node)} - bound
