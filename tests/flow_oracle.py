"""An oracle for `source.flow`: run a program, write down what happens in which order, and ask the graph whether it can.

`Watched` rewrites a program so that it reports its own events as they happen. Every activation of a body (a call, a
generator, the module) gets a log of its own. A log that is no way through the graph of its body shows that the graph
is wrong. Names that patterns read and captures of `|` patterns are not reported; the walk passes over them.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.statements import build
from cellophane.source.tree.bodies import Body

Key = tuple[Event, ast.AST | None]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(eq=False)
class Log:
    """What one activation of a body did. In the rewritten program each body calls its own `_log`."""

    body: Body
    keys: list[Key]
    seen: list[int] = field(default_factory=list)

    def __call__(self, key: int, value: Any = True) -> Any:
        self.seen.append(key)
        return value

    def at(self, key: int) -> Callable[[Any], Any]:
        """A decorator that reports when it is applied."""
        return lambda value: self(key, value)

    def steps(self, key: int, items: Iterable[Any]) -> Iterator[Any]:
        return _Steps(self, key, iter(items))

    def async_steps(self, key: int, items: Any) -> AsyncIterator[Any]:
        return _AsyncSteps(self, key, aiter(items))

    def managed(self, enter: int, leave: int, manager: Any) -> _Managed:
        return _Managed(self, enter, leave, manager)

    def __str__(self) -> str:
        return "\n".join(describe(self.keys[number]) for number in self.seen)


class _Steps:
    def __init__(self, log: Log, key: int, items: Iterator[Any]) -> None:
        self.log, self.key, self.items = log, key, items

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        self.log(self.key)
        return next(self.items)


class _AsyncSteps:
    def __init__(self, log: Log, key: int, items: AsyncIterator[Any]) -> None:
        self.log, self.key, self.items = log, key, items

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        self.log(self.key)
        return await anext(self.items)


class _Managed:
    def __init__(self, log: Log, enter: int, leave: int, manager: Any) -> None:
        self.log, self.enter, self.leave, self.manager = log, enter, leave, manager

    def __enter__(self) -> Any:
        return self.log(self.enter, self.manager.__enter__())

    def __exit__(self, *raised: Any) -> Any:
        self.log(self.leave)
        return self.manager.__exit__(*raised)

    async def __aenter__(self) -> Any:
        return self.log(self.enter, await self.manager.__aenter__())

    async def __aexit__(self, *raised: Any) -> Any:
        self.log(self.leave)
        return await self.manager.__aexit__(*raised)


def describe(key: Key) -> str:
    """An event in words, for messages."""
    event, node = key
    if node is None:
        return event.value
    return f"{event.value} {type(node).__name__} at row {getattr(node, 'lineno', '?')}: {ast.unparse(node)[:60]!r}"


class Watched:
    """A program that reports its events to the logs of its activations."""

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self.keys: list[Key] = []
        self.bodies: list[Body] = []
        self.logs: list[Log] = []
        rewritten = _Rewriter(self).program()
        self.code = compile(ast.fix_missing_locations(rewritten), "<watched>", "exec", dont_inherit=True)

    def run(self, names: dict[str, Any]) -> Exception | None:
        """Run the program with these globals; returns what it raised."""
        names["_open"] = self.open
        try:
            exec(self.code, names)
        except Exception as error:
            return error
        return None

    def open(self, number: int) -> Log:
        log = Log(self.bodies[number], self.keys)
        self.logs.append(log)
        return log

    def misfits(self) -> Iterator[str]:
        """Every activation that the graph of its body has no way for."""
        graphs: dict[Body, Graph] = {}
        for log in self.logs:
            graph = graphs.setdefault(log.body, Graph(build(log.body), set(self.keys)))
            rest = graph.rest([self.keys[number] for number in log.seen])
            if rest:
                before = [describe(self.keys[n]) for n in log.seen[: len(log.seen) - len(rest)]]
                yield "\n".join([*before[-5:], f"and then, which the graph does not allow: {describe(rest[0])}"])


class Graph:
    """A flow as a machine that reads events."""

    def __init__(self, flow: Flow, observable: set[Key]) -> None:
        self._flow = flow
        self._observable = observable
        self._nexts: dict[int, dict[Key, list[int]]] = {}

    def rest(self, events: list[Key]) -> list[Key]:
        """What is left of a run when the graph cannot follow it any further."""
        entry = [n for n, event in enumerate(self._flow.events) if event is Event.ENTRY]
        states = set(entry)
        for done, key in enumerate(events):
            states = {after for state in states for after in self._next(state).get(key, ())}
            if not states:
                return events[done:]
        return []

    def _next(self, state: int) -> dict[Key, list[int]]:
        if state not in self._nexts:
            found: dict[Key, list[int]] = {}
            seen, waiting = set[int](), [state]
            while waiting:
                for after in self._flow.successors[waiting.pop()]:
                    if after in seen:
                        continue
                    seen.add(after)
                    key = self._flow.events[after], self._flow.nodes[after]
                    if key in self._observable:
                        found.setdefault(key, []).append(after)
                    else:
                        waiting.append(after)
            self._nexts[state] = found
        return self._nexts[state]


def _name(name: str, *, store: bool = False) -> ast.Name:
    return ast.Name(name, ast.Store() if store else ast.Load())


def _call(name: str, *arguments: Any) -> ast.Call:
    """`_log.steps(3, x)`: numbers become constants."""
    function: ast.expr = _name("_log") if not name else ast.Attribute(_name("_log"), name, ast.Load())
    return ast.Call(function, [a if isinstance(a, ast.expr) else ast.Constant(a) for a in arguments], [])


class _Rewriter(ast.NodeTransformer):
    """Makes every node of the tree report. It works on a copy, and keys name the nodes of the original."""

    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self.original: dict[ast.AST, ast.AST] = {}
        self.temporaries = 0
        self.in_class = True
        """Whether annotations of variables are evaluated: in classes and the module."""

    def program(self) -> ast.Module:
        tree = copy.deepcopy(self.watched.tree)
        self.original = dict(zip(ast.walk(tree), ast.walk(self.watched.tree), strict=True))
        future = [s for s in tree.body if isinstance(s, ast.ImportFrom) and s.module == "__future__"]
        body = [s for s in tree.body if s not in future]
        opening = self._opening(tree)
        notes = [self._note(Event.BIND, alias) for s in future for alias in s.names]
        tree.body = [*future, *opening, *notes, *self.block(body), self._end()]
        return tree

    # -- reports -------------------------------------------------------------------------------------------------

    def key(self, event: Event, node: ast.AST | None) -> int:
        self.watched.keys.append((event, self.original[node] if node is not None else None))
        return len(self.watched.keys) - 1

    def after(self, event: Event, node: ast.AST, value: ast.expr) -> ast.expr:
        """The expression, reported when it has its value."""
        return _call("", self.key(event, node), value)

    def _note(self, event: Event, node: ast.AST | None) -> ast.stmt:
        return ast.Expr(_call("", self.key(event, node)))

    def _end(self) -> ast.stmt:
        return self._note(Event.EXIT, None)

    def _opened(self, node: ast.AST) -> ast.Call:
        body = self.original[node]
        assert isinstance(body, Body)
        self.watched.bodies.append(body)
        return ast.Call(_name("_open"), [ast.Constant(len(self.watched.bodies) - 1)], [])

    def _opening(self, node: ast.AST) -> list[ast.stmt]:
        return [ast.Assign([_name("_log", store=True)], self._opened(node))]

    def temporary(self) -> str:
        self.temporaries += 1
        return f"_t{self.temporaries}"

    # -- bodies --------------------------------------------------------------------------------------------------

    def block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        done: list[ast.stmt] = []
        for statement in statements:
            new = self.visit(statement)
            done += new if isinstance(new, list) else [new]
        return done

    def function(self, node: Function) -> list[ast.stmt]:
        recorder = _call("at", self.key(Event.MAKE, node))
        node.decorator_list = [*map(self.visit, node.decorator_list), recorder]
        bound = self._note(Event.BIND, node)
        parameters = [self._note(Event.BIND, argument) for argument in _arguments(node.args)]
        node.args = self.generic_visit(node.args)  # type: ignore[assignment]
        node.returns = self.visit(node.returns) if node.returns else None
        opening = self._opening(node)
        outside, self.in_class = self.in_class, False
        node.body = [*opening, *parameters, *self.block(node.body), self._end()]
        self.in_class = outside
        return [node, bound]

    visit_FunctionDef = visit_AsyncFunctionDef = function

    def visit_ClassDef(self, node: ast.ClassDef) -> list[ast.stmt]:
        bound = self._note(Event.BIND, node)
        for name in ("decorator_list", "bases", "keywords"):
            setattr(node, name, [self.visit(part) for part in getattr(node, name)])
        outside, self.in_class = self.in_class, True
        node.body = self.block(node.body)
        self.in_class = outside
        return [node, bound]

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        """`lambda a: (lambda _log: body)(_open(3))`, so that each call has its log."""
        make, parameters = self.key(Event.MAKE, node), [self.key(Event.BIND, a) for a in _arguments(node.args)]
        end, opened = self.key(Event.RETURN, node), self._opened(node)
        node.args = self.generic_visit(node.args)  # type: ignore[assignment]
        inner = ast.Lambda(
            ast.arguments([], [ast.arg("_log")], None, [], [], None, []),
            ast.Subscript(
                ast.Tuple([*(_call("", p) for p in parameters), _call("", end, self.visit(node.body))], ast.Load()),
                ast.Constant(-1),
                ast.Load(),
            ),
        )
        node.body = ast.Call(inner, [opened], [])
        return _call("", make, node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        """`(e for _log, _t in [(_open(3), first)] for x in _t)`: the first iterable is evaluated at once."""
        make, given = self.key(Event.MAKE, node), self.key(Event.YIELD, node)
        opened, items = self._opened(node), self.temporary()
        first = self.visit(node.generators[0].iter)
        node.generators[0].iter = _name(items)
        clauses = [self.clause(clause, visited=index == 0) for index, clause in enumerate(node.generators)]
        log = ast.Tuple([_name("_log", store=True), _name(items, store=True)], ast.Store())
        start = ast.comprehension(log, ast.List([ast.Tuple([opened, first], ast.Load())], ast.Load()), [], 0)
        node.elt = _call("", given, self.visit(node.elt))
        node.generators = [start, *clauses]
        return _call("", make, node)

    # -- expressions ---------------------------------------------------------------------------------------------

    def _reported(self, node: ast.expr) -> ast.expr:
        number = self.key(_EVENTS[type(node)], node)
        return _call("", number, self.generic_visit(node))

    visit_Call = visit_Await = _reported

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.after(Event.USE, node, node) if isinstance(node.ctx, ast.Load) else node

    def _yielding(self, node: ast.Yield | ast.YieldFrom) -> ast.expr:
        number = self.key(Event.YIELD, node)
        node.value = _call("", number, self.visit(node.value) if node.value else None)
        return node

    visit_Yield = visit_YieldFrom = _yielding

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:
        number = self.key(Event.BIND, node.target)
        node.value = self.visit(node.value)
        return _call("", number, node)

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp) -> ast.expr:
        number = self.key(Event.DONE, node)
        node.generators = [self.clause(clause) for clause in node.generators]
        for name in ("elt", "key", "value"):
            if hasattr(node, name):
                setattr(node, name, self.visit(getattr(node, name)))
        return _call("", number, node)

    visit_ListComp = visit_SetComp = visit_DictComp = comprehension

    def clause(self, node: ast.comprehension, *, visited: bool = False) -> ast.comprehension:
        step = self.key(Event.STEP, node)
        bound: list[ast.expr] = [
            _call("", self.key(Event.BIND, name)) for name in ast.walk(node.target) if isinstance(name, ast.Name)
        ]
        items = node.iter if visited else self.visit(node.iter)
        node.iter = _call("async_steps" if node.is_async else "steps", step, items)
        node.ifs = [*bound, *map(self.visit, node.ifs)]
        return node

    # -- assignments ---------------------------------------------------------------------------------------------

    def assigned(self, target: ast.expr, value: ast.expr) -> list[ast.stmt]:
        """Statements that assign a value to a target, one place after the other."""
        if isinstance(target, ast.Tuple | ast.List):
            return self._taken_apart(target, value)
        event = Event.BIND if isinstance(target, ast.Name) else Event.STORE
        note = self._note(event, target)
        return [ast.Assign([self._place(target)], value), note]

    def _taken_apart(self, target: ast.Tuple | ast.List, value: ast.expr) -> list[ast.stmt]:
        names = [self.temporary() for _ in target.elts]
        parts: list[ast.expr] = []
        after: list[ast.stmt] = []
        for element, name in zip(target.elts, names, strict=True):
            part: ast.expr = _name(name, store=True)
            if isinstance(element, ast.Starred):
                element, part = element.value, ast.Starred(part, ast.Store())
            parts.append(part)
            after += self.assigned(element, _name(name))
        return [ast.Assign([type(target)(parts, ast.Store())], value), *after]

    def _place(self, target: ast.expr) -> ast.expr:
        if isinstance(target, ast.Attribute | ast.Subscript):
            target.value = self.visit(target.value)
        if isinstance(target, ast.Subscript):
            target.slice = self.visit(target.slice)
        return target

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        value = self.temporary()
        done: list[ast.stmt] = [ast.Assign([_name(value, store=True)], self.visit(node.value))]
        for target in node.targets:
            done += self.assigned(target, _name(value))
        return done

    def visit_AnnAssign(self, node: ast.AnnAssign) -> list[ast.stmt]:
        done: list[ast.stmt] = []
        if node.value is not None:
            done += self.assigned(node.target, self.visit(node.value))
        elif not isinstance(node.target, ast.Name):
            done.append(ast.Expr(self.visit(node.target.value)))
        elif not self.in_class:  # the annotation still makes the name local
            return [node]
        if self.in_class:
            done.append(ast.Expr(self.visit(node.annotation)))
        return done or [ast.Pass()]

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        """`b.c += v` as `b_ = b; t = b_.c; t += v; b_.c = t`."""
        target, old, done = node.target, self.temporary(), list[ast.stmt]()
        if isinstance(target, ast.Name):
            note = self._note(Event.BIND, target)
            current = self.after(Event.USE, target, _name(target.id))
            place: ast.expr = target
        else:
            note = self._note(Event.STORE, target)
            owner, place = self.temporary(), target
            done.append(ast.Assign([_name(owner, store=True)], self.visit(target.value)))
            target.value = _name(owner)
            if isinstance(target, ast.Subscript):
                index = self.temporary()
                done.append(ast.Assign([_name(index, store=True)], _slice(self.visit(target.slice))))
                target.slice = _name(index)
            current = copy.deepcopy(target)
            current.ctx = ast.Load()
        done.append(ast.Assign([_name(old, store=True)], current))
        done.append(ast.AugAssign(_name(old, store=True), node.op, self.visit(node.value)))
        return [*done, ast.Assign([place], _name(old)), note]

    def visit_Delete(self, node: ast.Delete) -> list[ast.stmt]:
        done: list[ast.stmt] = []
        for target in node.targets:
            event = Event.UNBIND if isinstance(target, ast.Name) else Event.STORE
            note = self._note(event, target)
            done += [ast.Delete([self._place(target)]), note]
        return done

    def imported(self, node: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
        done: list[ast.stmt] = []
        for alias in node.names:
            one = copy.copy(node)
            one.names = [alias]
            done += [one, self._note(Event.BIND, alias)]
        return done

    visit_Import = visit_ImportFrom = imported

    # -- statements ----------------------------------------------------------------------------------------------

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        number = self.key(Event.RETURN, node)
        node.value = _call("", number, self.visit(node.value) if node.value else None)
        return node

    def visit_For(self, node: ast.For | ast.AsyncFor) -> ast.stmt:
        item, step = self.temporary(), self.key(Event.STEP, node)
        node.iter = _call("steps" if isinstance(node, ast.For) else "async_steps", step, self.visit(node.iter))
        node.body = [*self.assigned(node.target, _name(item)), *self.block(node.body)]
        node.target = _name(item, store=True)
        node.orelse = self.block(node.orelse)
        return node

    visit_AsyncFor = visit_For

    def visit_While(self, node: ast.While) -> ast.stmt:
        step = _call("", self.key(Event.STEP, node))
        node.test = ast.BoolOp(ast.And(), [step, self.visit(node.test)])
        node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        return node

    def visit_If(self, node: ast.If) -> ast.stmt:
        node.test = self.visit(node.test)
        node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        return node

    def visit_With(self, node: ast.With | ast.AsyncWith) -> ast.stmt:
        item, inner = node.items[0], node.items[1:]
        numbers = self.key(Event.ENTER, item), self.key(Event.LEAVE, item)
        manager, entered = _call("managed", *numbers, self.visit(item.context_expr)), self.temporary()
        body = self.assigned(item.optional_vars, _name(entered)) if item.optional_vars else []
        body += [self.visit_With(type(node)(inner, node.body))] if inner else self.block(node.body)
        return type(node)([ast.withitem(manager, _name(entered, store=True))], body)

    visit_AsyncWith = visit_With

    def visit_Try(self, node: ast.Try | ast.TryStar) -> ast.stmt:
        node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        node.handlers = [self.handler(handler) for handler in node.handlers]
        node.finalbody = self.block(node.finalbody)
        return node

    visit_TryStar = visit_Try

    def handler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        node.type = self.visit(node.type) if node.type else None
        body = self.block(node.body)
        if node.name is not None:
            bound, gone = self._note(Event.BIND, node), self._note(Event.UNBIND, node)
            body = [bound, ast.Try(body, [], [], [gone])]
        node.body = body
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        captures = [] if any(isinstance(p, ast.MatchOr) for p in ast.walk(node.pattern)) else _captures(node.pattern)
        guards: list[ast.expr] = [_call("", self.key(Event.BIND, capture)) for capture in captures]
        if node.guard is not None:
            guards.append(self.visit(node.guard))
        node.guard = ast.BoolOp(ast.And(), [ast.Constant(True), *guards]) if guards else None
        node.body = self.block(node.body)
        return node

    def visit_TypeAlias(self, node: ast.AST) -> list[ast.AST]:
        return [node, self._note(Event.BIND, node.name)]  # type: ignore[attr-defined]


_EVENTS = {ast.Call: Event.CALL, ast.Await: Event.AWAIT}


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    named = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    return [argument for argument in named if argument is not None]


def _captures(pattern: ast.pattern) -> Iterator[ast.pattern]:
    """The patterns that bind a name, in the order in which they stand."""
    for child in ast.iter_child_nodes(pattern):
        if isinstance(child, ast.pattern):
            yield from _captures(child)
    if getattr(pattern, "name", None) is not None or getattr(pattern, "rest", None) is not None:
        yield pattern


def _slice(node: ast.expr) -> ast.expr:
    """`a:b` as an expression of its own."""
    if not isinstance(node, ast.Slice):
        return node
    return ast.Call(_name("slice"), [part or ast.Constant(None) for part in (node.lower, node.upper, node.step)], [])
