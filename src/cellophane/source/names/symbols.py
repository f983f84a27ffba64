"""One walk over a syntax tree: which code block evaluates each of its expressions.

It fills the blocks with their names, as CPython's symbol table does in its first pass. Who owns a name is
decided when all blocks are known: `source.names.scopes`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cellophane.model.scope import BindingKind, Scope, ScopeKind
from cellophane.source.names.blocks import Block
from cellophane.source.names.compiler_order import (
    CHILDREN,
    parameters,
    postpones_annotations,
    signature_annotations,
)
from cellophane.source.text.unread import UNREAD, with_unread
from cellophane.versions import (
    CLASS_TYPE_PARAMETERS_MANGLE_ONLY_THEMSELVES,
    DECORATORS_BEFORE_BASES,
    PRIVATE_NAMES_LEAK,
)


class _Leave:
    """Marks the end of a block on the stack of work."""


_LEAVE = _Leave()


class _Later:
    """Marks on the stack where the block of a function would be entered whose body is unread."""

    def __init__(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.function = function


_COMPREHENSIONS: dict[type, tuple[ScopeKind, str]] = {
    ast.ListComp: (ScopeKind.COMPREHENSION, "listcomp"),
    ast.SetComp: (ScopeKind.COMPREHENSION, "setcomp"),
    ast.DictComp: (ScopeKind.COMPREHENSION, "dictcomp"),
    ast.GeneratorExp: (ScopeKind.GENERATOR, "genexpr"),
}
_COMPREHENSION_KINDS = (ScopeKind.COMPREHENSION, ScopeKind.GENERATOR)


class Collector:
    """The walk. It keeps its own stack: a tree can be deeper than Python's."""

    def __init__(self, tree: ast.Module) -> None:
        self.block = Block(Scope(ScopeKind.MODULE, "top", tree, None), None, None)
        self.blocks: list[Block] = []
        """In the order in which the compiler enters them, the module first; those of bodies that are read later come
        behind all others."""
        self.postponed = postpones_annotations(tree)
        self.parameters: dict[ast.AST, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        """Of functions whose bodies are unread: each to its function."""
        self.entered: dict[ast.AST, tuple[int, int]] = {}
        """Where the compiler enters a function whose body is read late: before which of the other blocks, and as the
        how manyth of such functions."""
        self._around: dict[ast.AST, Block] = {}
        self._walk([_LEAVE, *reversed(tree.body), self.block])

    def body(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[Block]:
        """The blocks of a body that has been read just now, which are from now on among all."""
        before = len(self.blocks)
        self.block = self._around.pop(function)
        for argument in parameters(function.args):
            self.parameters.pop(argument, None)
        self._walk([*reversed(self._inside(function, self.block))])
        return self.blocks[before:]

    def _walk(self, stack: list[Any]) -> None:
        # The hottest loop of the module: four kinds of node are three quarters of all.
        pop, push = stack.pop, stack.append
        children, handlers = CHILDREN, _HANDLERS
        load = self.block.loads.append
        name, constant, attribute = ast.Name, ast.Constant, ast.Attribute
        while stack:
            node = pop()
            kind = node.__class__
            if kind is name:
                load(node)
            elif kind is constant:
                continue
            elif kind is attribute:
                push(node.value)
            elif (fields := children.get(kind)) is not None:
                for field in fields:
                    child = getattr(node, field)
                    if child.__class__ is list:
                        stack += child[::-1]
                    elif child is not None:
                        push(child)
            elif (handler := handlers.get(kind)) is not None:
                stack += reversed(handler(self, node))
            elif kind is Block:
                self.block = node
                load = node.loads.append
                node.index = len(self.blocks)
                self.blocks.append(node)
            elif kind is _Leave:
                self._close()
                load = self.block.loads.append
            else:
                stack += reversed(list(ast.iter_child_nodes(node)))

    def _open(self, kind: ScopeKind, name: str, node: ast.AST, parent: Block | None = None) -> Block:
        parent = parent or self.block
        block = Block(Scope(kind, name, node, parent.scope), parent, parent.private)
        block.mangled = parent.mangled
        return block

    def _close(self) -> None:
        block = self.block
        block.end = len(self.blocks)
        if block.parent is None:
            return
        self.block = block.parent
        generic_class = block.scope.kind is ScopeKind.TYPE_PARAMETERS and isinstance(block.scope.node, ast.ClassDef)
        if PRIVATE_NAMES_LEAK and generic_class:
            self._leak(block.private)

    def _leak(self, private: str | None) -> None:
        """From here on, to the end of the class around, names are mangled for the class that has just ended.

        What was read before keeps its spelling: it must be settled now.
        """
        block: Block | None = self.block
        while block is not None:
            looked_up = [(block.mangle(load.id), load) for load in block.loads if load.id.startswith("__")]
            block.reads += looked_up
            block.loads = [load for load in block.loads if not load.id.startswith("__")]
            block.private = private
            block = None if block.scope.kind is ScopeKind.CLASS else block.parent

    # Statements

    def _assign(self, node: ast.Assign) -> list[Any]:
        work: list[Any] = []
        for target in node.targets:
            work += _bind(self.block, target, BindingKind.ASSIGNMENT)
        work.append(node.value)
        return work

    def _augmented(self, node: ast.AugAssign) -> list[Any]:
        target = node.target
        if isinstance(target, ast.Name):
            self.block.reads.append((self.block.mangle(target.id), target))
        return [*_bind(self.block, target, BindingKind.AUGMENTED), node.value]

    def _annotated(self, node: ast.AnnAssign) -> list[Any]:
        block, target, work = self.block, node.target, list[Any]()
        if not isinstance(target, ast.Name):
            work += _bind(block, target, BindingKind.ANNOTATED)
        elif node.value is not None:
            block.bind(target.id, BindingKind.ANNOTATED, target)
        elif node.simple:
            block.owned.add(block.mangle(target.id))
            block.mentions.append((block.mangle(target.id), target))
        if not self.postponed:
            work.append(node.annotation)
            if block.scope.kind is ScopeKind.FUNCTION:
                block.never_run.append(node.annotation)
        work.append(node.value)
        return work

    def _delete(self, node: ast.Delete) -> list[Any]:
        return [work for target in node.targets for work in _bind(self.block, target, BindingKind.DELETION)]

    def _for(self, node: ast.For | ast.AsyncFor) -> list[Any]:
        return [*_bind(self.block, node.target, BindingKind.LOOP_TARGET), node.iter, *node.body, *node.orelse]

    def _with_item(self, node: ast.withitem) -> list[Any]:
        if node.optional_vars is None:
            return [node.context_expr]
        return [node.context_expr, *_bind(self.block, node.optional_vars, BindingKind.WITH_TARGET)]

    def _import(self, node: ast.Import | ast.ImportFrom) -> list[Any]:
        for alias in node.names:
            if alias.name != "*":
                self.block.bind(alias.asname or alias.name.partition(".")[0], BindingKind.IMPORT, alias)
        return []

    def _global(self, node: ast.Global) -> list[Any]:
        self.block.globals.update(map(self.block.mangle, node.names))
        return []

    def _nonlocal(self, node: ast.Nonlocal) -> list[Any]:
        self.block.nonlocals.update(map(self.block.mangle, node.names))
        return []

    def _handler(self, node: ast.ExceptHandler) -> list[Any]:
        if node.name is not None:
            self.block.bind(node.name, BindingKind.EXCEPT_TARGET, node)
            self.block.bind(node.name, BindingKind.EXCEPT_END, node)
        return [node.type, *node.body]

    # Patterns

    def _match_name(self, node: ast.MatchAs | ast.MatchStar) -> list[Any]:
        if node.name is not None:
            self.block.bind(node.name, BindingKind.MATCH_CAPTURE, node)
        return [node.pattern] if isinstance(node, ast.MatchAs) else []

    def _match_mapping(self, node: ast.MatchMapping) -> list[Any]:
        if node.rest is not None:
            self.block.bind(node.rest, BindingKind.MATCH_CAPTURE, node)
        return [*node.keys, *node.patterns]

    # Scopes

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[Any]:
        self.block.bind(node.name, BindingKind.FUNCTION, node)
        generic = self._type_parameters(node)
        typed = [] if self.postponed else [*signature_annotations(node.args), node.returns]
        before = [*node.args.defaults, *node.args.kw_defaults]
        work = [_Later(node)] if isinstance(node, UNREAD) else self._inside(node, generic)
        if generic is not None:
            parameters = node.type_params  # type: ignore[union-attr,unused-ignore]
            return [*before, *node.decorator_list, generic, *parameters, *typed, *work, _LEAVE]
        if DECORATORS_BEFORE_BASES:
            return [*before, *node.decorator_list, *typed, *work]
        return [*before, *typed, *node.decorator_list, *work]

    def _inside(self, node: ast.FunctionDef | ast.AsyncFunctionDef, generic: Block | None) -> list[Any]:
        body = self._open(ScopeKind.FUNCTION, node.name, node, generic)
        _bind_parameters(body, node.args)
        return [body, *node.body, _LEAVE]

    def _later(self, mark: _Later) -> list[Any]:
        self._around[mark.function] = self.block
        self.entered[mark.function] = len(self.blocks), len(self.entered)
        self.parameters.update(dict.fromkeys(parameters(mark.function.args), mark.function))
        return []

    def _class(self, node: ast.ClassDef) -> list[Any]:
        self.block.bind(node.name, BindingKind.CLASS, node)
        generic = self._type_parameters(node)
        if generic is not None:
            generic.private = node.name
            if CLASS_TYPE_PARAMETERS_MANGLE_ONLY_THEMSELVES:
                generic.mangled = frozenset()
        body = self._open(ScopeKind.CLASS, node.name, node, generic)
        body.private, body.mangled = node.name, None
        bases, work = [*node.bases, *node.keywords], [body, *node.body, _LEAVE]
        if generic is not None:
            parameters = node.type_params  # type: ignore[attr-defined,unused-ignore]
            return [*node.decorator_list, generic, *parameters, *bases, *work, _LEAVE]
        if DECORATORS_BEFORE_BASES:
            return [*node.decorator_list, *bases, *work]
        return [*bases, *node.decorator_list, *work]

    def _lambda(self, node: ast.Lambda) -> list[Any]:
        body = self._open(ScopeKind.LAMBDA, "lambda", node)
        _bind_parameters(body, node.args)
        return [*node.args.defaults, *node.args.kw_defaults, body, node.body, _LEAVE]

    def _comprehension(self, node: Any) -> list[Any]:
        kind, name = _COMPREHENSIONS[type(node)]
        block = self._open(kind, name, node)
        work: list[Any] = [node.generators[0].iter, block]
        for number, generator in enumerate(node.generators):
            work += _bind(block, generator.target, BindingKind.COMPREHENSION_TARGET)
            if number:
                work.append(generator.iter)
            work += generator.ifs
        work += [node.value, node.key] if isinstance(node, ast.DictComp) else [node.elt]
        work.append(_LEAVE)
        return work

    def _walrus(self, node: ast.NamedExpr) -> list[Any]:
        block, name = self.block, self.block.mangle(node.target.id)
        if block.scope.kind in _COMPREHENSION_KINDS:
            target = block
            while target.scope.kind in _COMPREHENSION_KINDS and target.parent is not None:
                target = target.parent
            target.owned.add(name)
            if target.parent is None or name in target.globals:
                block.globals.add(name)
            else:
                block.nonlocals.add(name)
        block.bind(node.target.id, BindingKind.WALRUS, node.target)
        return [node.value]

    # Type parameters and type aliases

    def _type_parameters(self, node: Any) -> Block | None:
        if not getattr(node, "type_params", None):
            return None
        name = node.name if isinstance(node.name, str) else node.name.id
        generic = self._open(ScopeKind.TYPE_PARAMETERS, name, node)
        generic.sees_class = self.block.scope.kind is ScopeKind.CLASS
        return generic

    def _type_alias(self, node: Any) -> list[Any]:
        self.block.bind(node.name.id, BindingKind.TYPE_ALIAS, node.name)
        generic = self._type_parameters(node)
        value = self._open(ScopeKind.ANNOTATION, node.name.id, node, generic)
        value.sees_class = self.block.scope.kind is ScopeKind.CLASS
        work = [value, node.value, _LEAVE]
        return [generic, *node.type_params, *work, _LEAVE] if generic is not None else work

    def _type_parameter(self, node: Any) -> list[Any]:
        if self.block.mangled is not None:
            # A parameter is not mangled in the bounds of those before it. Odd, but so it is compiled.
            self.block.mangled |= {node.name}
        self.block.bind(node.name, BindingKind.TYPE_PARAMETER, node)
        work: list[Any] = []
        for part in (getattr(node, "bound", None), getattr(node, "default_value", None)):
            if part is not None:
                lazy = self._open(ScopeKind.ANNOTATION, node.name, node)
                lazy.sees_class = self.block.sees_class
                work += [lazy, part, _LEAVE]
        return work


def _bind(block: Block, target: ast.expr, kind: BindingKind) -> Sequence[ast.expr]:
    """Bind the names of a target in `block`; what is left are the expressions that it evaluates."""
    if isinstance(target, ast.Name):
        block.bind(target.id, kind, target)
        return ()
    if isinstance(target, ast.Attribute):
        return (target.value,)
    return list(_evaluated(block, target, kind))


def _evaluated(block: Block, target: ast.expr, kind: BindingKind) -> Iterator[ast.expr]:
    work = [target]
    while work:
        node = work.pop()
        match node:
            case ast.Name():
                block.bind(node.id, kind, node)
            case ast.Tuple() | ast.List():
                work += reversed(node.elts)
            case ast.Starred():
                work.append(node.value)
            case _:
                yield node


def _bind_parameters(block: Block, arguments: ast.arguments) -> None:
    for argument in parameters(arguments):
        block.bind(argument.arg, BindingKind.PARAMETER, argument)


_HANDLERS: dict[type, Callable[[Collector, Any], list[Any]]] = {
    ast.Assign: Collector._assign,
    ast.AugAssign: Collector._augmented,
    ast.AnnAssign: Collector._annotated,
    ast.Delete: Collector._delete,
    ast.For: Collector._for,
    ast.AsyncFor: Collector._for,
    ast.withitem: Collector._with_item,
    ast.Import: Collector._import,
    ast.ImportFrom: Collector._import,
    ast.Global: Collector._global,
    ast.Nonlocal: Collector._nonlocal,
    ast.ExceptHandler: Collector._handler,
    ast.MatchAs: Collector._match_name,
    ast.MatchStar: Collector._match_name,
    ast.MatchMapping: Collector._match_mapping,
    ast.FunctionDef: Collector._function,
    ast.AsyncFunctionDef: Collector._function,
    ast.ClassDef: Collector._class,
    ast.Lambda: Collector._lambda,
    ast.ListComp: Collector._comprehension,
    ast.SetComp: Collector._comprehension,
    ast.DictComp: Collector._comprehension,
    ast.GeneratorExp: Collector._comprehension,
    ast.NamedExpr: Collector._walrus,
    _Later: Collector._later,
}
_HANDLERS |= with_unread(_HANDLERS)
for _name, _method in {
    "TypeAlias": Collector._type_alias,
    "TypeVar": Collector._type_parameter,
    "TypeVarTuple": Collector._type_parameter,
    "ParamSpec": Collector._type_parameter,
}.items():
    if hasattr(ast, _name):
        _HANDLERS[getattr(ast, _name)] = _method
