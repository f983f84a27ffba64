"""Random small programs that make closures in loops, and what really becomes of their closures.

A program is a function, or a module, made of loops, branches, jumps and `try` statements, in which variables are bound
to new values and closures are called, named, gathered, handed on, dropped and returned. All that it does not decide
itself it asks for: `choose()`, `items()` and `value()`. `explore` runs it once for each sequence of answers, with every
binding, iteration and closure counted, and tells which closures ever read what a *later iteration* bound.

No path of a program is closed by what its lists hold: cellophane does not know which of them are empty. So what takes
something out of a list asks first, and the name of a loop over a list is not used behind the loop.

The text that cellophane reads and the tree that runs are the same program: what counts is added to a copy of the tree.
"""

from __future__ import annotations

import ast
import itertools
from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from hypothesis import strategies as st

VARIABLES = ("a", "b")
FUNCTIONS = ("f", "g")

# -- writing programs ------------------------------------------------------------------------------------------------

_CLOSURES = ("(lambda *_: {v})", "(lambda *_: ({v}, {w}))", "(lambda *_: (lambda: {v})())")
_USES = (
    "{c}()",
    "{f} = {c}",
    "fs.append({c})",
    "fs += [{c}]",
    "fs = [{c}]",
    "fs = [*fs, {c}]",
    "d[value()] = {c}",
    "{f} = {c} if choose() else {f}",
    "list(map({c}, [0]))",
    "{f} = partial({c}, 0)",
    "return {c}",
)
_LAZY_USES = ("list({e})", "gs.append({e})", "gs += [{e}]", "h = {e}", "any({e})", "return {e}")
_LAZY = ("({v} for _ in [0])", "map(lambda _: {v}, [0])", "(({v}, {w}) for _ in [0])")
_PLAIN = (
    "{v} = value()",
    "{f}()",
    "{f} = {g}",
    "fs.append({f})",
    "d[value()] = {f}",
    "for e in fs: e()",
    "[{g}() for {g} in fs]",
    "[call({g}) for {g} in fs]",
    "fs.clear()",
    "fs = []",
    "d = {{}}",
    "fs and fs.pop()",
    "fs and fs[0]()",
    "for e in d.values(): e()",
    "list(h)",
    "h = ()",
    "for e in gs: list(e)",
    "gs = []",
    "return fs",
    "return {f}",
    "return gs",
)
_HEAD = (
    "from functools import partial",
    "def call(function):",
    "    return function()",
)
_LEAVING = ("return", "raise", "break", "continue")
_FIRST = ("a = b = value()", "f = g = dict", "fs, gs, d, h = [], [], {}, ()")


def _lines(head: str, body: Iterable[str]) -> list[str]:
    return [head, *(f"    {line}" for line in body)]


def _named(draw: Callable[[st.SearchStrategy[str]], str], form: str) -> str:
    v, f = draw(st.sampled_from(VARIABLES)), draw(st.sampled_from(FUNCTIONS))
    w, g = next(n for n in VARIABLES if n != v), next(n for n in FUNCTIONS if n != f)
    return form.format(v=v, w=w, f=f, g=g, c="{c}", e="{e}")


@st.composite
def _simple(draw: st.DrawFn) -> list[str]:
    """A statement that takes one line, or a `def` and what becomes of it."""
    kind = draw(st.sampled_from(("plain", "plain", "use", "use", "def", "lazy")))
    if kind == "plain":
        return [_named(draw, draw(st.sampled_from(_PLAIN)))]
    if kind == "lazy":
        made = _named(draw, draw(st.sampled_from(_LAZY)))
        return [draw(st.sampled_from(_LAZY_USES)).replace("{e}", made)]
    use = _named(draw, draw(st.sampled_from(_USES)))
    if kind == "use":
        return [use.replace("{c}", _named(draw, draw(st.sampled_from(_CLOSURES))))]
    return [f"def k(*_): return {draw(st.sampled_from(VARIABLES))}", use.replace("{c}", "k")]


@st.composite
def _block(draw: st.DrawFn, depth: int, in_loop: bool) -> list[str]:
    kinds = ["simple"] * 4 + (["for", "for", "while", "if", "try"] if depth else [])
    kinds += ["jump"] if in_loop else []
    lines: list[str] = []
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3)):
        lines += draw(_simple()) if kind == "simple" else draw(_compound(kind, depth, in_loop))
        if lines[-1].startswith(_LEAVING):  # what comes behind it never runs
            break
    return lines


@st.composite
def _compound(draw: st.DrawFn, kind: str, depth: int, in_loop: bool) -> list[str]:
    def block(looping: bool = in_loop) -> list[str]:
        return draw(_block(depth - 1, looping))

    if kind == "jump":
        jump = draw(st.sampled_from(("break", "continue", "raise OSError")))
        return _lines("if choose():", [jump]) if draw(st.booleans()) else [jump]
    if kind == "for":
        loop = _lines(f"for {draw(st.sampled_from(VARIABLES))} in items():", block(True))
        return loop + (_lines("else:", block()) if draw(st.integers(0, 4)) == 0 else [])
    if kind == "while":
        return _lines("while choose():", block(True))
    if kind == "if":
        return _lines("if choose():", block()) + (_lines("else:", block()) if draw(st.booleans()) else [])
    handled = _lines("except Exception:", block()) if draw(st.booleans()) else []
    final = _lines("finally:", draw(_simple())) if not handled or draw(st.integers(0, 4)) == 0 else []
    return _lines("try:", block()) + handled + final


@st.composite
def programs(draw: st.DrawFn) -> str:
    """The text of a program."""
    loop = draw(_compound("for", 2, False))
    body = [*_FIRST, *loop, *draw(_block(1, False)), "return f, fs, d, gs, h"]
    return "\n".join([*_HEAD, *_lines("def main():", body), ""])


# -- running them ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Moment:
    """When something was bound or made, and in which iteration of each loop around it."""

    time: int
    iterations: dict[int, int]

    def is_of_later_iteration(self, other: _Moment) -> bool:
        """Whether some loop around both was in different iterations."""
        shared = self.iterations.keys() & other.iterations.keys()
        return any(self.iterations[loop] != other.iterations[loop] for loop in shared)


class _Over(BaseException):
    """The answers have run out: this run ends here, whatever the program would catch."""


Stale = tuple[int, str]
"""The row of a closure site, and the name of a variable that it read too late."""


@dataclass(slots=True)
class _Run:
    """One run of a program, which answers from `answers` first, and by zero after that."""

    answers: list[int]
    most: int
    """Questions after which a run ends."""
    asked: list[int] = field(default_factory=list)
    """How many answers each question has."""
    stale: set[Stale] = field(default_factory=set)
    bound: dict[str, list[_Moment]] = field(default_factory=dict)
    time: int = 0
    now: dict[int, int] = field(default_factory=dict)
    """The running number of the iteration that each loop is in."""

    def tick(self) -> int:
        self.time += 1
        return self.time

    def ask(self, ways: int) -> int:
        number = len(self.asked)
        if number >= self.most:
            raise _Over
        self.asked.append(ways)
        return self.answers[number] if number < len(self.answers) else 0

    def choose(self) -> bool:
        return bool(self.ask(2))

    def items(self) -> range:
        return range((2, 0, 3)[self.ask(3)])

    def mark(self, loops: tuple[int, ...]) -> _Moment:
        return _Moment(self.tick(), {loop: self.now[loop] for loop in loops})

    def bind(self, name: str, loops: tuple[int, ...]) -> int:
        moment = self.mark(loops)
        self.bound.setdefault(name, []).append(moment)
        return moment.time

    def iterate(self, loop: int) -> bool:
        self.now[loop] = self.tick()
        return True

    def read(self, row: int, name: str, value: object, made: _Moment) -> object:
        """A closure reads a variable: has a later iteration bound it since the closure was made?"""
        if any(bound.time > made.time and bound.is_of_later_iteration(made) for bound in self.bound[name]):
            self.stale.add((row, name))
        return value

    def interrupt(self) -> None:
        """Anything in a `try` may raise."""
        if self.ask(2):
            raise OSError


def explore(
    program: str, most_runs: int = 600, most_questions: int = 13, sought: Collection[Stale] = ()
) -> tuple[set[Stale], bool]:
    """What is ever read too late, and whether every sequence of answers was tried to its end.

    Runs that answer few questions with anything but the first answer come first. With `sought`, there are no more runs
    once all of that was read too late.

    >>> text = "def main():\\n    fs = []\\n    for a in items():\\n        fs.append(lambda: a)\\n    return fs"
    >>> explore(text)
    ({(4, 'a')}, True)
    """
    code = compile(_counted(program), "<program>", "exec")
    stale: set[Stale] = set()
    waiting: deque[list[int]] = deque([[]])
    complete = True
    for _ in range(most_runs):
        if not waiting:
            return stale, complete
        answers = waiting.popleft()
        run = _Run(answers, most_questions)
        complete &= _perform(code, run)
        stale |= run.stale
        if sought and stale.issuperset(sought):
            return stale, False
        for number in range(len(answers), len(run.asked)):
            before = [*answers, *[0] * (number - len(answers))]
            waiting += [[*before, other] for other in range(1, run.asked[number])]
    return stale, False


def _perform(code: CodeType, run: _Run) -> bool:
    """Whether it came to its end before the answers did."""
    space: dict[str, Any] = {"choose": run.choose, "items": run.items, "value": run.tick}
    space |= {
        "_bind": run.bind,
        "_mark": run.mark,
        "_iterate": run.iterate,
        "_read": run.read,
        "_interrupt": run.interrupt,
    }
    try:
        exec(code, space)
        _use(space["main"]())
    except _Over:
        return False
    except Exception:  # a program may well call what is not there
        return True
    return True


def _use(result: object) -> None:
    """Whoever gets the result calls, iterates and looks into all of it."""
    if isinstance(result, dict):
        _use(list(result.values()))
    elif callable(result):
        _use(result())
    elif not isinstance(result, str) and hasattr(result, "__iter__"):
        for part in itertools.islice(iter(result), 9):
            _use(part)


# -- counting --------------------------------------------------------------------------------------------------------


def _counted(program: str) -> ast.Module:
    """The program as it runs: bindings, iterations and closures counted, and `try` blocks that may fail anywhere."""
    tree = _Counter().visit(ast.parse(program))
    assert isinstance(tree, ast.Module)
    return ast.fix_missing_locations(tree)


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _statements(text: str) -> list[ast.stmt]:
    return ast.parse(text).body


def _may_fail(statement: ast.stmt) -> bool:
    """Whether an exception can come out of this very statement, not of one inside it: out of a call, a loop's step or
    a store into something. Making, binding and reading a name do not fail."""
    if isinstance(statement, ast.For | ast.While | ast.Raise):
        return True
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) or (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)):
            return True
        if not isinstance(node, ast.Lambda | ast.GeneratorExp | ast.FunctionDef):
            waiting += (part for part in ast.iter_child_nodes(node) if not isinstance(part, ast.stmt))
    return False


class _Counter(ast.NodeTransformer):
    def __init__(self) -> None:
        self._loops: tuple[int, ...] = ()
        self._rows: list[int] = []
        """Of the closures around the current expression."""
        self._trying = 0
        self._numbers = itertools.count(1)

    def _bind(self, name: str) -> str:
        return f"_bind({name!r}, {self._loops!r})"

    def _mark(self) -> ast.expr:
        return _expression(f"_mark({self._loops!r})")

    # -- statements --

    def _body(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for statement in statements:
            if self._trying and _may_fail(statement):
                found += _statements("_interrupt()")
            changed = self.visit(statement)
            found += changed if isinstance(changed, list) else [changed]
        return found

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.stmt]:
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        if set(names) & set(VARIABLES):
            return [part for name in names for part in _statements(f"{name} = {self._bind(name)}")]
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST:
        node.body, node.orelse = self._body(node.body), self._body(node.orelse)
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        node.iter = self.visit(node.iter)
        outer, number = self._loops, next(self._numbers)
        self._loops = (*outer, number)
        begin = _statements(f"_iterate({number})")
        if isinstance(node.target, ast.Name) and node.target.id in VARIABLES:
            begin += _statements(f"{node.target.id} = {self._bind(node.target.id)}")
            node.target = ast.Name("_item", ast.Store())
        node.body = begin + self._body(node.body)
        self._loops = outer
        node.orelse = self._body(node.orelse)
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        outer, number = self._loops, next(self._numbers)
        self._loops = (*outer, number)
        node.test = _expression(f"_iterate({number}) and {ast.unparse(node.test)}")
        node.body = self._body(node.body)
        self._loops = outer
        node.orelse = self._body(node.orelse)
        return node

    def visit_Try(self, node: ast.Try) -> ast.AST:
        self._trying += 1
        parts = (part for statement in node.body for part in ast.walk(statement) if isinstance(part, ast.stmt))
        never_fails = not any(_may_fail(part) for part in parts)
        node.body = self._body(node.body)
        if node.handlers and never_fails:  # whoever writes a handler knows of an exception
            node.body = _statements("_interrupt()") + node.body
        self._trying -= 1
        for handler in node.handlers:
            handler.body = self._body(handler.body)
        node.finalbody = self._body(node.finalbody)
        return node

    # -- closures --

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if node.name in ("main", "call"):
            return self.generic_visit(node)
        self._closure(node.args)
        node.body = self._inside(node, node.body)
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self._closure(node.args)
        [node.body] = self._inside(node, [node.body])
        return node

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        stamp = ast.comprehension(ast.Name(self._stamp(), ast.Store()), ast.List([self._mark()], ast.Load()), [], 0)
        [node.elt] = self._inside(node, [node.elt])
        node.generators.insert(0, stamp)
        return node

    def _stamp(self) -> str:
        return f"_made{len(self._rows)}"

    def _closure(self, arguments: ast.arguments) -> None:
        arguments.kwonlyargs.append(ast.arg(self._stamp()))
        arguments.kw_defaults.append(self._mark())

    def _inside(self, site: ast.stmt | ast.expr, body: list[Any]) -> list[Any]:
        outer, trying = self._loops, self._trying
        self._rows.append(site.lineno)
        self._trying = 0
        found = [self.visit(part) for part in body]
        self._rows.pop()
        self._loops, self._trying = outer, trying
        return found

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if not self._rows or node.id not in VARIABLES or not isinstance(node.ctx, ast.Load):
            return node
        text = node.id
        for depth, row in enumerate(self._rows):
            text = f"_read({row}, {node.id!r}, {text}, _made{depth})"
        return _expression(text)
