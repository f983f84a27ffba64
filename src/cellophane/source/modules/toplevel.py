"""What the top level of one module leaves bound: each name, and what it may be bound to when the module has run.

It reads module-level statements, down into branches, and keeps what every branch that can end leaves behind. It
does not know other modules: an import stays an import. Nor does it see names that a function rebinds through
`global`, that are written into `globals()`, or that another module sets from outside.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cellophane.source.modules.verdicts import ANY_PYTHON, Pythons, dotted, verdict
from cellophane.source.text.unread import with_unread
from cellophane.source.tree.bodies import Definition


@dataclass(frozen=True, slots=True, eq=False)
class TopBinding:
    """One way in which a name is bound."""

    node: Definition | ast.expr | ast.alias | None
    """None: by a loop, a `with`, a `match` or unpacking, which do not tell to what."""
    statement: ast.stmt

    @property
    def row(self) -> int:
        """Where it happens; decides what was there before."""
        return self.statement.lineno


@dataclass(frozen=True, slots=True)
class Listed:
    """What `__all__` says."""

    names: frozenset[str]
    modules: tuple[tuple[str, ...], ...]
    """Dotted names, split, of modules whose `__all__` it takes in."""
    complete: bool
    """Whether all of it could be read."""


_State = dict[str, tuple[TopBinding | None, ...]]
"""What a stretch of code does to names. None stands for whatever the name was before it; an empty tuple says that
it is unbound."""


@dataclass(frozen=True, slots=True)
class TopLevel:
    """The names of a module.

    >>> import ast
    >>> top = read(ast.parse("def f(): pass\\ntry:\\n    from fast import f\\nexcept ImportError:\\n    pass\\n"))
    >>> [bound.row for bound in top.bindings("f")]
    [3, 1]
    """

    _last: _State
    _history: dict[str, list[TopBinding]]
    stars: tuple[ast.ImportFrom, ...]
    """`from x import *`, as they stand in the text."""
    _all: tuple[ast.expr, ...]
    replacement: ast.Assign | None
    """`sys.modules[__name__] = other`: what an import of the module gives instead of it."""

    def bindings(self, name: str, row: int | None = None) -> tuple[TopBinding, ...]:
        """All that a name may be bound to when the module has run; or, given a row, when that row begins."""
        last = tuple(b for b in self._last.get(name, ()) if b is not None)
        if row is None:
            return last
        # What the end of the module no longer knows, such as the first `f` in `g = f; f = wrap(f)`, was the
        # latest before the row.
        return tuple(b for b in last if b.row < row) or tuple(
            [b for b in self._history.get(name, ()) if b.row < row][-1:]
        )

    def stars_over(self, bindings: Sequence[TopBinding]) -> tuple[ast.ImportFrom, ...]:
        """The star imports which may have bound a name that is, apart from them, bound so."""
        first = min((b.row for b in bindings), default=0)
        return tuple(star for star in self.stars if star.lineno > first)

    def lazily(self, name: str) -> Iterator[tuple[ast.ImportFrom, ast.alias]] | None:
        """The imports of a name in the module's `__getattr__`; none if it has no such function."""
        getters = [b.node for b in self.bindings("__getattr__")]
        if not getters:
            return None
        nodes = (node for getter in getters if isinstance(getter, ast.FunctionDef) for node in ast.walk(getter))
        return ((n, alias) for n in nodes if isinstance(n, ast.ImportFrom) for alias in n.names if alias.name == name)

    def listed(self) -> Listed | None:
        """What `__all__` holds; none if the module has none."""
        if not self._all:
            return None
        names, modules, complete = set(), [], True
        agenda = list(self._all)
        while agenda:
            node = agenda.pop()
            parts = dotted(node)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
            elif isinstance(node, ast.List | ast.Tuple | ast.Set):
                agenda += node.elts
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                agenda += [node.left, node.right]
            elif isinstance(node, ast.Starred):
                agenda.append(node.value)
            elif isinstance(node, ast.Call) and _called(node) in ("list", "tuple", "sorted", "set") and node.args:
                agenda.append(node.args[0])
            elif parts and parts[-1] == "__all__":
                if len(parts) > 1:
                    modules.append(parts[:-1])
            else:
                complete = False
        return Listed(frozenset(names), tuple(modules), complete)


def read(tree: ast.Module, pythons: Pythons = ANY_PYTHON) -> TopLevel:
    """The names that a module binds at its top level."""
    walk = _Walk(pythons)
    last = walk.block(tree.body)
    return TopLevel(last, walk.history, tuple(walk.stars), tuple(walk.listed), walk.replacement)


class _Walk:
    """One walk over the statements of a module. Each method answers what its statement does to names."""

    def __init__(self, pythons: Pythons) -> None:
        self._pythons = pythons
        self.history: dict[str, list[TopBinding]] = {}
        self.stars: list[ast.ImportFrom] = []
        self.listed: list[ast.expr] = []
        self.replacement: ast.Assign | None = None

    def block(self, body: Iterable[ast.stmt]) -> _State:
        state: _State = {}
        for statement in body:
            visit = _VISITS.get(type(statement))
            if visit is not None:
                _after(state, visit(self, statement))
        return state

    def definition(self, statement: Definition) -> _State:
        return self._bind(statement.name, TopBinding(statement, statement))

    def imports(self, statement: ast.Import | ast.ImportFrom) -> _State:
        state: _State = {}
        for alias in statement.names:
            if alias.name == "*" and isinstance(statement, ast.ImportFrom):
                self.stars.append(statement)
            else:
                name = alias.asname or alias.name.partition(".")[0]
                state |= self._bind(name, TopBinding(alias, statement))
        return state

    def assignment(self, statement: ast.Assign) -> _State:
        state: _State = {}
        for target in statement.targets:
            self._note_all(target, statement.value)
            if _is_own_entry(target):
                self.replacement = statement
            state |= self._targets(target, statement.value, statement)
        return state

    def annotated(self, statement: ast.AnnAssign) -> _State:
        if statement.value is None:
            return {}
        self._note_all(statement.target, statement.value)
        return self._targets(statement.target, statement.value, statement)

    def augmented(self, statement: ast.AugAssign) -> _State:
        self._note_all(statement.target, statement.value)
        return self._targets(statement.target, None, statement)

    def expression(self, statement: ast.Expr) -> _State:
        call = statement.value
        if isinstance(call, ast.Call) and dotted(call.func) in (("__all__", "extend"), ("__all__", "append")):
            self.listed += call.args
        return {}

    def deletion(self, statement: ast.Delete) -> _State:
        return {target.id: () for target in statement.targets if isinstance(target, ast.Name)}

    def alias(self, statement: ast.stmt) -> _State:  # a `type` statement
        name = getattr(statement, "name", None)
        return self._targets(name, None, statement) if isinstance(name, ast.expr) else {}

    def condition(self, statement: ast.If) -> _State:
        branches: list[_State] = []
        before: _State = {}
        while True:  # `elif` after `elif` nests as deep as it is long
            _after(before, self._walruses(statement.test, statement))
            holds = verdict(statement.test, self._pythons)
            if holds is not False and not _leaves(statement.body):
                branches.append(self.block(statement.body))
            if holds is True:
                break
            rest = statement.orelse
            if len(rest) == 1 and isinstance(rest[0], ast.If):
                statement = rest[0]
                continue
            if not _leaves(rest):
                branches.append(self.block(rest))
            break
        _after(before, _either(branches))
        return before

    def attempt(self, statement: ast.Try) -> _State:
        done = self.block(statement.body)
        half = _maybe(done)
        _after(done, self.block(statement.orelse))
        ends = [] if _leaves([*statement.body, *statement.orelse]) else [done]
        for handler in statement.handlers:
            caught = dict(half)
            _after(caught, self.block(handler.body))
            if handler.name:
                _after(caught, {handler.name: ()})
            if not _leaves(handler.body):
                ends.append(caught)
        state = _either(ends)
        _after(state, self.block(statement.finalbody))
        return state

    def loop(self, statement: ast.For | ast.AsyncFor | ast.While) -> _State:
        if isinstance(statement, ast.While):
            first = self._walruses(statement.test, statement)
        else:
            first = self._targets(statement.target, None, statement)
        _after(first, self.block(statement.body))
        state = _maybe(first)
        _after(state, self.block(statement.orelse))
        return state

    def within(self, statement: ast.With | ast.AsyncWith) -> _State:
        state: _State = {}
        for item in statement.items:
            if item.optional_vars is not None:
                _after(state, self._targets(item.optional_vars, None, statement))
        body = self.block(statement.body)
        calls = [item.context_expr for item in statement.items]
        suppressed = any(isinstance(call, ast.Call) and _called(call) == "suppress" for call in calls)
        _after(state, _maybe(body) if suppressed else body)
        return state

    def match(self, statement: ast.Match) -> _State:
        ends: list[_State] = [{}]
        for case in statement.cases:
            state: _State = {}
            for node in ast.walk(case.pattern):
                name = getattr(node, "rest" if isinstance(node, ast.MatchMapping) else "name", None)
                if isinstance(name, str):
                    state |= self._bind(name, TopBinding(None, statement))
            _after(state, self.block(case.body))
            ends.append(state)
        return _either(ends)

    def _walruses(self, test: ast.expr, statement: ast.stmt) -> _State:
        state: _State = {}
        for node in ast.walk(test):
            if isinstance(node, ast.NamedExpr):
                state |= self._targets(node.target, node.value, statement)
        return _maybe(state)

    def _targets(self, target: ast.expr, value: ast.expr | None, statement: ast.stmt) -> _State:
        if isinstance(target, ast.Name):
            return self._bind(target.id, TopBinding(value, statement))
        if isinstance(target, ast.Starred):
            return self._targets(target.value, None, statement)
        state: _State = {}
        if isinstance(target, ast.Tuple | ast.List):
            for element, part in zip(target.elts, _parts(target, value), strict=True):
                state |= self._targets(element, part, statement)
        return state

    def _bind(self, name: str, bound: TopBinding) -> _State:
        self.history.setdefault(name, []).append(bound)
        return {name: (bound,)}

    def _note_all(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name) and target.id == "__all__":
            self.listed.append(value)


_VISITS: dict[type[ast.AST], Callable[..., _State]] = with_unread(
    {
        ast.FunctionDef: _Walk.definition,
        ast.AsyncFunctionDef: _Walk.definition,
        ast.ClassDef: _Walk.definition,
        ast.Import: _Walk.imports,
        ast.ImportFrom: _Walk.imports,
        ast.Assign: _Walk.assignment,
        ast.AnnAssign: _Walk.annotated,
        ast.AugAssign: _Walk.augmented,
        ast.Expr: _Walk.expression,
        ast.Delete: _Walk.deletion,
        ast.If: _Walk.condition,
        ast.Try: _Walk.attempt,
        ast.TryStar: _Walk.attempt,
        ast.For: _Walk.loop,
        ast.AsyncFor: _Walk.loop,
        ast.While: _Walk.loop,
        ast.With: _Walk.within,
        ast.AsyncWith: _Walk.within,
        ast.Match: _Walk.match,
    }
)
if hasattr(ast, "TypeAlias"):
    _VISITS[ast.TypeAlias] = _Walk.alias


def _parts(target: ast.Tuple | ast.List, value: ast.expr | None) -> Sequence[ast.expr | None]:
    """The values that unpacking gives to each target, where both sides are written out."""
    unknown = [None] * len(target.elts)
    if not isinstance(value, ast.Tuple | ast.List) or len(value.elts) != len(target.elts):
        return unknown
    starred = any(isinstance(element, ast.Starred) for element in (*target.elts, *value.elts))
    return unknown if starred else value.elts


def _after(state: _State, then: _State) -> None:
    """Extends a state by what happens next."""
    for name, bounds in then.items():
        if None in bounds:
            before = state.get(name, (None,))
            bounds = tuple(dict.fromkeys(b for bound in bounds for b in ((bound,) if bound else before)))
        state[name] = bounds


def _either(states: Sequence[_State]) -> _State:
    """What is left behind when one of several stretches ran."""
    names = dict.fromkeys(name for state in states for name in state)
    return {name: tuple(dict.fromkeys(b for s in states for b in s.get(name, (None,)))) for name in names}


def _maybe(state: _State) -> _State:
    return _either([state, {}])


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether nothing after a block runs when it did. A loop's `break` and `continue` stay inside the module."""
    return bool(body) and isinstance(body[-1], ast.Raise)


def _is_own_entry(target: ast.expr) -> bool:
    """Whether this is `sys.modules[__name__]`."""
    if not isinstance(target, ast.Subscript) or dotted(target.slice) != ("__name__",):
        return False
    return (dotted(target.value) or ())[-2:] in (("sys", "modules"), ("_sys", "modules"))


def _called(call: ast.Call) -> str | None:
    parts = dotted(call.func)
    return parts[-1] if parts else None
