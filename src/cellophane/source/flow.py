"""The order of events inside one body: what can happen after what.

A *body* is code that runs as one activation: a module, a function, a lambda or a generator expression. List, set
and dict comprehensions and class bodies run to their end where they stand, so their events are part of the body
around them. `Flow` is the graph of those events; its edges are the ways that control can take. It decides nothing
about values: who is called is for `fates` and `lifetimes`.

Two choices make the answers sharp:

* An exception leaves *before* the event that raises it takes effect. So `register(f)` that raises has not
  registered `f`, and a `return register(f)` inside `try` is not a way back into the loop.
* Cleanups (`finally`, the exit of `with`, the end of `except … as e`) are laid out once for each way of leaving.
  Sharing one copy made `return` in `try … finally` look as if the loop could go on after it.

Left out on purpose: a `with` whose manager swallows exceptions, and edges for exceptions that nothing in the body
catches.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cellophane.source.events import Body, Comprehension, Event, Flow, Loop


def build(body: Body, never_returns: Callable[[ast.Call], bool] = lambda call: False) -> Flow:
    """The flow of a body. `never_returns` says which calls end the process or the test.

    >>> tree = ast.parse("for x in y:\\n    f(x)\\n    break\\nelse:\\n    g()")
    >>> flow = build(tree)
    >>> step, = flow.at(Event.STEP, tree.body[0])
    >>> step in flow.reachable([step])  # `break`: there is no second iteration
    False
    """
    return _Builder(never_returns).body(body)


@dataclass(slots=True)
class _Frame:
    """Something around the current statement that a jump or an exception has to pass."""

    raised: int | None = None
    """Where exceptions go; none for loops."""
    cleanup: Callable[[], None] | None = None
    copies: dict[tuple[str, int], int] = field(default_factory=dict)
    """Cleanup copies made so far, by the jump that they serve."""
    loop: ast.AST | None = None
    breaks: list[int] = field(default_factory=list)


_RAISING = frozenset({Event.CALL, Event.STORE, Event.AWAIT, Event.YIELD, Event.STEP, Event.ENTER})


class _Builder:
    """Lays events down in the order of evaluation; `frontier` holds the events that control now stands behind."""

    def __init__(self, never_returns: Callable[[ast.Call], bool]) -> None:
        self.flow = Flow()
        self.frontier: list[int] = []
        self.frames: list[_Frame] = []
        self.loop: Loop | None = None
        self.never_returns = never_returns
        self.exit = self.node(Event.EXIT, None)

    # -- the graph ---------------------------------------------------------------------------------------------

    def node(self, event: Event, node: ast.AST | None) -> int:
        flow = self.flow
        number = len(flow.events)
        flow.events.append(event)
        flow.nodes.append(node)
        flow.loops.append(self.loop)
        flow.successors.append([])
        if node is not None:
            flow.places.setdefault((event, node), []).append(number)
        return number

    def link(self, target: int) -> None:
        for number in self.frontier:
            self.flow.successors[number].append(target)

    def emit(self, event: Event, node: ast.AST | None) -> None:
        """The next event; nothing if control cannot get here."""
        if not self.frontier:
            return
        if event in _RAISING:
            self.may_raise()
        number = self.node(event, node)
        self.link(number)
        self.frontier = [number]

    def may_raise(self) -> None:
        for frame in reversed(self.frames):
            if frame.raised is not None:
                self.link(frame.raised)
                return

    def jump(self, kind: str, depth: int, arrive: Callable[[], None]) -> None:
        """Leave all frames deeper than `depth`, through their cleanups, and arrive."""
        saved = self.frames
        for index in range(len(saved) - 1, depth - 1, -1):
            frame = saved[index]
            if frame.cleanup is None or not self.frontier:
                continue
            key = kind, depth
            if key in frame.copies:
                self.link(frame.copies[key])
                self.frontier = []
                break
            self.frames = saved[:index]
            self.emit(Event.JOIN, None)
            frame.copies[key] = self.frontier[0]
            frame.cleanup()
        self.frames = saved
        arrive()
        self.frontier = []

    def leave_body(self) -> None:
        self.jump("return", 0, lambda: self.link(self.exit))

    def propagate(self) -> None:
        """An exception goes on to whoever is next to see it."""
        self.may_raise()
        if all(frame.raised is None for frame in self.frames):
            self.link(self.exit)
        self.frontier = []

    # -- bodies ------------------------------------------------------------------------------------------------

    def body(self, body: Body) -> Flow:
        self.frontier = [self.node(Event.ENTRY, body)]
        if isinstance(body, ast.GeneratorExp):
            self.generators(body, body.generators, lambda: self.element(body))
        elif isinstance(body, ast.Lambda):
            self.parameters(body.args)
            self.expression(body.body)
            self.emit(Event.RETURN, body)
        else:
            if not isinstance(body, ast.Module):
                self.parameters(body.args)
            self.block(body.body)
        self.link(self.exit)
        return self.flow

    def element(self, generator: ast.GeneratorExp) -> None:
        self.expression(generator.elt)
        self.emit(Event.YIELD, generator)

    def parameters(self, arguments: ast.arguments) -> None:
        several = [
            *arguments.posonlyargs,
            *arguments.args,
            arguments.vararg,
            *arguments.kwonlyargs,
            arguments.kwarg,
        ]
        for argument in several:
            if argument is not None:
                self.emit(Event.BIND, argument)

    def block(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            if not self.frontier:
                return
            self.may_raise()
            _STATEMENTS.get(type(statement), _Builder.parts)(self, statement)

    # -- expressions -------------------------------------------------------------------------------------------

    def expression(self, node: ast.AST | None) -> None:
        if node is not None:
            _EXPRESSIONS.get(type(node), _Builder.parts)(self, node)

    def parts(self, node: ast.AST) -> None:
        """Most nodes: their parts in the order in which they stand."""
        for child in ast.iter_child_nodes(node):
            self.expression(child)

    def name(self, node: ast.Name) -> None:
        self.emit(Event.USE if isinstance(node.ctx, ast.Load) else Event.BIND, node)

    def attribute_or_subscript(self, node: ast.Attribute | ast.Subscript) -> None:
        self.parts(node)
        if not isinstance(node.ctx, ast.Load):
            self.emit(Event.STORE, node)

    def call(self, node: ast.Call) -> None:
        self.parts(node)
        self.emit(Event.CALL, node)
        if self.never_returns(node):
            self.propagate()

    def awaiting(self, node: ast.Await) -> None:
        self.expression(node.value)
        self.emit(Event.AWAIT, node)

    def yielding(self, node: ast.Yield | ast.YieldFrom) -> None:
        self.expression(node.value)
        self.emit(Event.YIELD, node)

    def walrus(self, node: ast.NamedExpr) -> None:
        self.expression(node.value)
        self.emit(Event.BIND, node.target)

    def boolean(self, node: ast.BoolOp) -> None:
        ends: list[int] = []
        for value in node.values:
            self.expression(value)
            ends += self.frontier
        self.frontier = ends

    def conditional(self, node: ast.IfExp) -> None:
        self.expression(node.test)
        self.fork(lambda: self.expression(node.body), lambda: self.expression(node.orelse))

    def fork(self, *ways: Callable[[], None]) -> None:
        start, ends = self.frontier, []
        for way in ways:
            self.frontier = list(start)
            way()
            ends += self.frontier
        self.frontier = ends

    def lambda_(self, node: ast.Lambda) -> None:
        self.defaults(node.args)
        self.emit(Event.MAKE, node)

    def defaults(self, arguments: ast.arguments) -> None:
        for default in [*arguments.defaults, *arguments.kw_defaults]:
            self.expression(default)

    def mapping(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            self.expression(key)
            self.expression(value)

    def generator(self, node: ast.GeneratorExp) -> None:
        self.expression(node.generators[0].iter)
        self.emit(Event.MAKE, node)

    def comprehension(self, node: Comprehension) -> None:
        self.expression(node.generators[0].iter)
        parts = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)

        def element() -> None:
            for part in parts:
                self.expression(part)

        self.generators(node, node.generators, element)
        self.emit(Event.DONE, node)

    def generators(self, owner: ast.AST, clauses: list[ast.comprehension], element: Callable[[], None]) -> None:
        """The loops of a comprehension, one inside the other. The first iterable was evaluated before."""
        clause, inner = clauses[0], clauses[1:]

        def run() -> None:
            self.expression(clause.target)
            skipped: list[int] = []
            for condition in clause.ifs:
                self.expression(condition)
                skipped += self.frontier
            if inner:
                self.expression(inner[0].iter)
                self.generators(owner, inner, element)
            else:
                element()
            self.frontier = self.frontier + skipped

        self.looping(clause, run, repeats=not _at_most_one(clause.iter))

    # -- statements --------------------------------------------------------------------------------------------

    def assign(self, node: ast.Assign) -> None:
        self.expression(node.value)
        for target in node.targets:
            self.expression(target)

    def annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.expression(node.value)
            self.expression(node.target)

    def augmented(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.emit(Event.USE, node.target)
        self.expression(node.value)
        self.expression(node.target)

    def return_(self, node: ast.Return) -> None:
        self.expression(node.value)
        self.emit(Event.RETURN, node)
        self.leave_body()

    def raise_(self, node: ast.Raise) -> None:
        self.parts(node)
        self.propagate()

    def assert_(self, node: ast.Assert) -> None:
        self.expression(node.test)
        after = self.frontier
        if node.msg is not None:
            self.expression(node.msg)
        self.propagate()
        self.frontier = after if not (isinstance(node.test, ast.Constant) and not node.test.value) else []

    def import_(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self.emit(Event.BIND, alias)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in node.decorator_list:
            self.expression(decorator)
        self.defaults(node.args)
        self.emit(Event.MAKE, node)
        self.emit(Event.BIND, node)

    def class_(self, node: ast.ClassDef) -> None:
        for part in [*node.decorator_list, *node.bases, *node.keywords]:
            self.expression(part)
        self.block(node.body)
        self.emit(Event.BIND, node)

    def if_(self, node: ast.If) -> None:
        self.expression(node.test)
        truth = _constant(node.test)
        yes, no = lambda: self.block(node.body), lambda: self.block(node.orelse)
        self.fork(*([yes] if truth is not False else []), *([no] if truth is not True else []))

    def for_(self, node: ast.For | ast.AsyncFor) -> None:
        self.expression(node.iter)

        def run() -> None:
            self.expression(node.target)
            self.block(node.body)

        self.looping(node, run, repeats=not _at_most_one(node.iter))

    def while_(self, node: ast.While) -> None:
        self.looping(node, lambda: self.block(node.body))

    def looping(self, node: ast.AST, run: Callable[[], None], *, repeats: bool = True) -> None:
        """A loop. Without `repeats` it runs at most once, and there is no way back to its header."""
        if not self.frontier:
            return
        outer, before = self.loop, self.frontier
        self.may_raise()
        header = self.node(Event.STEP, node)
        self.loop = self.flow.loops[header] = Loop(header, outer)
        self.frontier = before
        self.link(header)
        frame = _Frame(loop=node)
        self.frames.append(frame)
        self.frontier = [header]
        test = node.test if isinstance(node, ast.While) else None
        self.expression(test)
        truth = _constant(test) if test is not None else None
        finished = [] if truth is True else list(self.frontier)
        if truth is False:
            self.frontier = []
        run()
        if repeats:
            self.link(header)
        else:
            finished += self.frontier
        self.frames.pop()
        self.loop = outer
        self.frontier = finished
        self.block(getattr(node, "orelse", ()))
        self.frontier = self.frontier + frame.breaks

    def leave_loop(self, node: ast.Break | ast.Continue) -> None:
        depth = max((i for i, frame in enumerate(self.frames) if frame.loop is not None), default=None)
        if depth is None:  # `break` outside a loop: the compiler's to refuse
            return
        frame = self.frames[depth]
        if isinstance(node, ast.Break):
            self.jump("break", depth + 1, lambda: frame.breaks.extend(self.frontier))
        else:
            assert frame.loop is not None
            header = self.flow.at(Event.STEP, frame.loop)[-1]
            self.jump("continue", depth + 1, lambda: self.link(header))

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        self.with_items(node.items, node.body)

    def with_items(self, items: list[ast.withitem], body: list[ast.stmt]) -> None:
        if not items:
            self.block(body)
            return
        item = items[0]
        self.expression(item.context_expr)
        self.emit(Event.ENTER, item)

        def enclosed() -> None:
            self.expression(item.optional_vars)
            self.with_items(items[1:], body)

        self.protected(enclosed, lambda: self.emit(Event.LEAVE, item))

    def protected(self, enclosed: Callable[[], None], cleanup: Callable[[], None]) -> None:
        """Run something, then its cleanup, however it was left."""
        frame = _Frame(raised=self.node(Event.JOIN, None), cleanup=cleanup)
        self.frames.append(frame)
        enclosed()
        self.frames.pop()
        cleanup()
        after = self.frontier
        assert frame.raised is not None
        self.frontier = [frame.raised]
        cleanup()
        self.propagate()
        self.frontier = after

    def try_(self, node: ast.Try | ast.TryStar) -> None:
        if node.finalbody:
            self.protected(lambda: self.handled(node), lambda: self.block(node.finalbody))
        else:
            self.handled(node)

    def handled(self, node: ast.Try | ast.TryStar) -> None:
        if not node.handlers:
            self.block(node.body)
            return
        caught = self.node(Event.JOIN, None)
        self.frames.append(_Frame(raised=caught))
        self.block(node.body)
        self.frames.pop()
        self.block(node.orelse)
        ends = self.frontier
        self.frontier = [caught]
        for handler in node.handlers:
            self.expression(handler.type)
            unmatched = self.frontier
            self.handler(handler)
            ends = ends + self.frontier
            self.frontier = unmatched if handler.type is not None else []
        self.propagate()
        self.frontier = ends

    def handler(self, handler: ast.ExceptHandler) -> None:
        if handler.name is None:
            self.block(handler.body)
            return
        self.emit(Event.BIND, handler)
        self.protected(lambda: self.block(handler.body), lambda: self.emit(Event.UNBIND, handler))

    def match(self, node: ast.Match) -> None:
        self.expression(node.subject)
        ends: list[int] = []
        for case in node.cases:
            before = self.frontier
            self.expression(case.pattern)
            failed = before + self.frontier
            if case.guard is not None:
                self.expression(case.guard)
                failed += self.frontier
            self.block(case.body)
            ends += self.frontier
            self.frontier = [] if case.guard is None and _irrefutable(case.pattern) else failed
        self.frontier += ends

    def pattern(self, node: ast.MatchAs | ast.MatchStar | ast.MatchMapping) -> None:
        self.parts(node)
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name is not None:
            self.emit(Event.BIND, node)

    def alias(self, node: ast.AST) -> None:
        """A `type` statement: its value is evaluated when asked for."""
        self.expression(getattr(node, "name", None))

    def nothing(self, node: ast.AST) -> None:
        """Declarations, which are no events."""


def _constant(test: ast.expr) -> bool | None:
    return bool(test.value) if isinstance(test, ast.Constant) else None


def _at_most_one(iterable: ast.expr) -> bool:
    """Whether a loop over this display runs at most once."""
    if not isinstance(iterable, ast.Tuple | ast.List | ast.Set):
        return False
    return len(iterable.elts) <= 1 and not any(isinstance(item, ast.Starred) for item in iterable.elts)


def _irrefutable(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and (pattern.pattern is None or _irrefutable(pattern.pattern))


_STATEMENTS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Assign: _Builder.assign,
    ast.AnnAssign: _Builder.annotated,
    ast.AugAssign: _Builder.augmented,
    ast.Return: _Builder.return_,
    ast.Raise: _Builder.raise_,
    ast.Assert: _Builder.assert_,
    ast.Import: _Builder.import_,
    ast.ImportFrom: _Builder.import_,
    ast.FunctionDef: _Builder.function,
    ast.AsyncFunctionDef: _Builder.function,
    ast.ClassDef: _Builder.class_,
    ast.If: _Builder.if_,
    ast.For: _Builder.for_,
    ast.AsyncFor: _Builder.for_,
    ast.While: _Builder.while_,
    ast.Break: _Builder.leave_loop,
    ast.Continue: _Builder.leave_loop,
    ast.With: _Builder.with_,
    ast.AsyncWith: _Builder.with_,
    ast.Try: _Builder.try_,
    ast.TryStar: _Builder.try_,
    ast.Match: _Builder.match,
    ast.Global: _Builder.nothing,
    ast.Nonlocal: _Builder.nothing,
    ast.Pass: _Builder.nothing,
}
if hasattr(ast, "TypeAlias"):  # Python 3.12
    _STATEMENTS[ast.TypeAlias] = _Builder.alias

_EXPRESSIONS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Name: _Builder.name,
    ast.Attribute: _Builder.attribute_or_subscript,
    ast.Subscript: _Builder.attribute_or_subscript,
    ast.Call: _Builder.call,
    ast.Await: _Builder.awaiting,
    ast.Yield: _Builder.yielding,
    ast.YieldFrom: _Builder.yielding,
    ast.NamedExpr: _Builder.walrus,
    ast.BoolOp: _Builder.boolean,
    ast.IfExp: _Builder.conditional,
    ast.Lambda: _Builder.lambda_,
    ast.Dict: _Builder.mapping,
    ast.GeneratorExp: _Builder.generator,
    ast.ListComp: _Builder.comprehension,
    ast.SetComp: _Builder.comprehension,
    ast.DictComp: _Builder.comprehension,
    ast.MatchAs: _Builder.pattern,
    ast.MatchStar: _Builder.pattern,
    ast.MatchMapping: _Builder.pattern,
}
