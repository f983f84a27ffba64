"""The order of events inside one body: what can happen after what.

A *body* is code that runs as one activation: a module, a function, a lambda or a generator expression. List, set
and dict comprehensions and class bodies run to their end where they stand, so their events are part of the body
around them. `Flow` is the graph of those events; its edges are the ways that control can take. It decides nothing
about values: who is called is for `callees`.

Four choices make the answers sharp:

* An exception leaves *before* the event that raises it takes effect. So `register(f)` that raises has not
  registered `f`, and a `return register(f)` inside `try` is not a way back into the loop. A yield has taken effect
  when an exception is thrown in, and so has the exit of a `with`.
* Exceptions leave only where something is done that can raise. A jump cannot, so `register(f); return` inside `try`
  is no way back either.
* An `if` in a loop that makes a closure, and what follows it up to another `if` that asks the same, are laid out once
  for each answer: the closure that the second one runs is there where the first one has made it.
* Cleanups (`finally`, the exit of `with`, the end of `except … as e`) are laid out once for each way of leaving.
  Sharing one copy made `return` in `try … finally` look as if the loop could go on after it.

Left out on purpose: exceptions that nothing in the body catches, and those that come from nowhere, such as
`KeyboardInterrupt`. Annotations count as evaluated, as they are before Python 3.14 without
`from __future__ import annotations`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain

from cellophane.source.flow.assumptions import asks_for, condition_of, of_chain, own_names
from cellophane.source.flow.evaluation import Evaluation
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.text.unread import with_unread
from cellophane.source.tree.bodies import Body, Site

_MOST_ASSUMED = 2
"""Conditions that are told apart at one place: what depends on them is laid down for each of their answers."""


def build(body: Body) -> Flow:
    """The flow of a body. That a call never returns, as `sys.exit` does not, is not seen.

    Raises RecursionError for what is nested deeper than CPython would compile.

    >>> tree = ast.parse("for x in y:\\n    f(x)\\n    break\\nelse:\\n    g()")
    >>> flow = build(tree)
    >>> step, = flow.at(Event.STEP, tree.body[0])
    >>> step in flow.reachable([step])  # `break`: there is no second iteration
    False
    """
    return _Statements().body(body)


class _Statements(Evaluation):
    """Lays down the events of statements and whole bodies."""

    _annotations_run = True
    """Whether annotations of variables are evaluated: not in functions."""

    def body(self, body: Body) -> Flow:
        self.frontier = [self.node(Event.ENTRY, body)]
        self._body = body
        match body:
            case ast.GeneratorExp():
                self.clauses(body.generators, [body.elt], given_out=body)
            case ast.Lambda():
                self._parameters(body.args)
                self.expression(body.body)
                self.emit(Event.RETURN, body)
            case ast.Module():
                self.block(body.body)
            case _:
                self._annotations_run = False
                self._parameters(body.args)
                self.block(body.body)
        self.link(self.exit)
        return self.flow

    def _parameters(self, arguments: ast.arguments) -> None:
        for argument in _in_order(arguments):
            self.emit(Event.BIND, argument)

    def block(self, statements: Sequence[ast.stmt]) -> None:
        for number, statement in enumerate(statements):
            if not self.frontier:
                return
            if isinstance(statement, ast.If) and (following := self._asked_again(statement, statements[number + 1 :])):
                self._told_apart(statement, following)
                self.block(statements[number + 1 + len(following) :])
                return
            _STATEMENTS.get(type(statement), Evaluation.parts)(self, statement)

    # -- bindings ------------------------------------------------------------------------------------------------

    def assign(self, node: ast.Assign) -> None:
        self.expression(node.value)
        for target in node.targets:
            self.expression(target)

    def annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.expression(node.value)
            self.expression(node.target)
        elif not isinstance(node.target, ast.Name):
            self.expression(node.target.value)
        if self._annotations_run:
            self.expression(node.annotation)

    def augmented(self, node: ast.AugAssign) -> None:
        target = node.target
        if isinstance(target, ast.Name):
            self.emit(Event.USE, target)
        else:
            self.operation(target)
        self.expression(node.value)
        self.may_raise()
        self.emit(Event.BIND if isinstance(target, ast.Name) else Event.STORE, target)

    def import_(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self.may_raise()
            self.emit(Event.BIND, alias)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in node.decorator_list:
            self.expression(decorator)
        self.defaults(node.args)
        for argument in _in_order(node.args):
            self.expression(argument.annotation)
        self.expression(node.returns)
        self.emit(Event.MAKE, node)
        if node.decorator_list:
            self.may_raise()
        self.emit(Event.BIND, node)

    def class_(self, node: ast.ClassDef) -> None:
        for part in [*node.decorator_list, *node.bases, *node.keywords]:
            self.expression(part)
        outside, self._annotations_run = self._annotations_run, True
        self.block(node.body)
        self._annotations_run = outside
        self.may_raise()
        self.emit(Event.BIND, node)

    def type_alias(self, node: ast.AST) -> None:
        """A `type` statement: its value is evaluated when asked for."""
        self.expression(getattr(node, "name", None))

    # -- jumps ---------------------------------------------------------------------------------------------------

    def return_(self, node: ast.Return) -> None:
        self.expression(node.value)
        self.emit(Event.RETURN, node)
        self.return_now()

    def raise_(self, node: ast.Raise) -> None:
        self.parts(node)
        self.propagate()

    def assert_(self, node: ast.Assert) -> None:
        false = self.condition(node.test)
        held, self.frontier = self.frontier, false
        self.expression(node.msg)
        self.propagate()
        self.frontier = held

    def break_(self, node: ast.Break) -> None:
        self.end_iteration("break")

    def continue_(self, node: ast.Continue) -> None:
        self.end_iteration("continue")

    # -- branches and loops --------------------------------------------------------------------------------------

    def if_(self, node: ast.If) -> None:
        self.either(node.test, lambda: self.block(node.body), lambda: self.block(node.orelse))

    def _asked_again(self, node: ast.If, following: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
        """The statements behind an `if` in a loop up to the last one that asks the same, if it is seen to be the same.

        Only where the first one makes a closure: a later one may be there to run it.
        """
        asked = condition_of(node.test) if self.loop is not None and following else None
        if asked is None or len(self.assumed) == _MOST_ASSUMED or self.told(node.test) is not None:
            return ()
        if not any(isinstance(part, Site) for part in ast.walk(node)) or not asked[0].names <= self._own_names:
            return ()
        conditions = {condition for condition in of_chain(node) if condition.names <= self._own_names}
        again = (n for n in range(len(following), 0, -1) if asks_for(conditions, following[n - 1]))
        return following[: next(again, 0)]

    def _told_apart(self, node: ast.If, following: Sequence[ast.stmt]) -> None:
        """An `if`, and what follows for each of its two ways."""

        def way(block: list[ast.stmt], holds: bool) -> None:
            self.assuming(node.test, holds, lambda: self.block([*block, *following]))

        self.either(node.test, lambda: way(node.body, True), lambda: way(node.orelse, False))

    @cached_property
    def _own_names(self) -> set[str]:
        return own_names(self._body)

    def for_(self, node: ast.For | ast.AsyncFor) -> None:
        self.expression(node.iter)

        def run() -> None:
            self.expression(node.target)
            self.block(node.body)

        self._or_else(node, self.iterating(node, run))

    def while_(self, node: ast.While) -> None:
        self._or_else(node, self.looping(node, lambda: self.condition(node.test), lambda: self.block(node.body)))

    def _or_else(self, node: ast.For | ast.AsyncFor | ast.While, breaks: Sequence[int]) -> None:
        self.block(node.orelse)
        self.frontier = [*self.frontier, *breaks]

    # -- cleanups and handlers -----------------------------------------------------------------------------------

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        self._with_items(node.items, node.body)

    def _with_items(self, items: list[ast.withitem], body: list[ast.stmt]) -> None:
        if not items:
            self.block(body)
            return
        item, *inner = items
        self.expression(item.context_expr)
        self.emit(Event.ENTER, item)

        def enclosed() -> None:
            self.expression(item.optional_vars)
            self._with_items(inner, body)

        self.protected(enclosed, lambda: self.emit(Event.LEAVE, item), may_swallow=True)

    def try_(self, node: ast.Try | ast.TryStar) -> None:
        if node.finalbody:
            self.protected(lambda: self._handled(node), lambda: self.block(node.finalbody))
        else:
            self._handled(node)

    def _handled(self, node: ast.Try | ast.TryStar) -> None:
        if not node.handlers:
            self.block(node.body)
            return
        before = self.frontier
        raised = self.watched(lambda: self.block(node.body))
        self.block(node.orelse)
        ends = self.frontier
        # Whoever writes a handler knows of an exception; where none can be seen, it comes at once.
        self.frontier = raised or before
        handle = self._handle_some if isinstance(node, ast.TryStar) else self._handle
        for handler in node.handlers:
            self.expression(handler.type)
            ends = [*ends, *handle(handler)]
        if isinstance(node, ast.TryStar):  # nothing may be left for the last handlers
            ends = [*ends, *self.frontier]
        self.propagate()
        self.frontier = ends

    def _handle(self, handler: ast.ExceptHandler) -> list[int]:
        """Returns where the exception was dealt with; control stands where it was not."""
        unmatched = self.frontier if handler.type else []
        self._run(handler)
        done, self.frontier = self.frontier, unmatched
        return done

    def _handle_some(self, handler: ast.ExceptHandler) -> list[int]:
        """`except*`: the next handler may have its share too, also of what this one raised."""
        unmatched = self.frontier
        raised = self.watched(lambda: self._run(handler))
        done = self.frontier
        self.frontier = [*unmatched, *done, *raised]
        return done

    def _run(self, handler: ast.ExceptHandler) -> None:
        if handler.name is None:
            self.block(handler.body)
            return
        self.emit(Event.BIND, handler)
        self.protected(lambda: self.block(handler.body), lambda: self.emit(Event.UNBIND, handler))

    # -- match ---------------------------------------------------------------------------------------------------

    def match(self, node: ast.Match) -> None:
        self.expression(node.subject)
        ends: list[int] = []
        for case in node.cases:
            failed = self._matching(case.pattern)
            self._captures(case.pattern)
            if case.guard is not None:
                failed = [*failed, *self.condition(case.guard)]
            self.block(case.body)
            ends += self.frontier
            self.frontier = failed
        self.frontier = [*self.frontier, *ends]

    def _matching(self, pattern: ast.pattern) -> list[int]:
        """Lay down what a pattern evaluates; returns where it can have failed. Names are bound when all of it fits."""
        if isinstance(pattern, ast.MatchOr):
            return self._alternatives(pattern)
        inner = [child for child in ast.iter_child_nodes(pattern) if isinstance(child, ast.pattern)]
        failed: list[int] = []
        if not isinstance(pattern, ast.MatchAs | ast.MatchStar):
            for child in ast.iter_child_nodes(pattern):
                if not isinstance(child, ast.pattern):
                    self.expression(child)
            self.may_raise()
            failed += self.frontier
        for child in inner:
            failed += self._matching(child)
        return failed

    def _alternatives(self, pattern: ast.MatchOr) -> list[int]:
        fits: list[int] = []
        for alternative in pattern.patterns:
            failed = self._matching(alternative)
            fits += self.frontier
            self.frontier = failed
        failed, self.frontier = self.frontier, fits
        return failed

    def _captures(self, pattern: ast.pattern) -> None:
        if isinstance(pattern, ast.MatchOr):
            self.fork(*(lambda each=each: self._captures(each) for each in pattern.patterns))
            return
        for child in ast.iter_child_nodes(pattern):
            if isinstance(child, ast.pattern):
                self._captures(child)
        # `*_` and `_` have no name.
        if getattr(pattern, "rest" if isinstance(pattern, ast.MatchMapping) else "name", None) is not None:
            self.emit(Event.BIND, pattern)


def _in_order(arguments: ast.arguments) -> list[ast.arg]:
    positional = chain(arguments.posonlyargs, arguments.args)
    named = [*positional, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    return [argument for argument in named if argument is not None]


_STATEMENTS: dict[type[ast.AST], Callable[..., None]] = with_unread(
    {
        ast.Assign: _Statements.assign,
        ast.AnnAssign: _Statements.annotated,
        ast.AugAssign: _Statements.augmented,
        ast.Return: _Statements.return_,
        ast.Raise: _Statements.raise_,
        ast.Assert: _Statements.assert_,
        ast.Import: _Statements.import_,
        ast.ImportFrom: _Statements.import_,
        ast.FunctionDef: _Statements.function,
        ast.AsyncFunctionDef: _Statements.function,
        ast.ClassDef: _Statements.class_,
        ast.If: _Statements.if_,
        ast.For: _Statements.for_,
        ast.AsyncFor: _Statements.for_,
        ast.While: _Statements.while_,
        ast.Break: _Statements.break_,
        ast.Continue: _Statements.continue_,
        ast.With: _Statements.with_,
        ast.AsyncWith: _Statements.with_,
        ast.Try: _Statements.try_,
        ast.TryStar: _Statements.try_,
        ast.Match: _Statements.match,
    }
)
if hasattr(ast, "TypeAlias"):  # Python 3.12
    _STATEMENTS[ast.TypeAlias] = _Statements.type_alias
