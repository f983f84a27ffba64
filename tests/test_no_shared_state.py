"""Holds the code that looks at source to what it promises: all state of a run is in its `Analysis`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "src" / "cellophane"
MODULES = sorted(path for room in ("source", "check", "workspace") for path in (HOUSE / room).rglob("*.py"))

CACHES = {"cache", "lru_cache"}
CONTAINERS = {"dict", "list", "set", "defaultdict", "deque", "Counter", "OrderedDict", "WeakKeyDictionary", "count"}
CHANGES = {"append", "add", "update", "setdefault", "pop", "clear", "extend", "insert", "remove", "discard", "popitem"}


def state(code: str) -> Iterator[str]:
    """What a module keeps from one call to the next.

    >>> list(state("_SEEN = set()"))
    ['_SEEN = set()']
    >>> list(state("import functools\\n@functools.cache\\ndef f(): ..."))
    ['@functools.cache']
    >>> list(state("_WORDS = {'a': 1}\\ndef f(): return _WORDS['a']"))
    []
    """
    tree = ast.parse(code)
    constants = {name for statement in tree.body for name in _bound(statement)}
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from (f"@{ast.unparse(d)}" for d in node.decorator_list if _name(d) in CACHES)
            case ast.Global():
                yield ast.unparse(node)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)):
                if name in constants and attribute in CHANGES:
                    yield ast.unparse(node)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                if name in constants and not _is_at_top(tree, node):
                    yield ast.unparse(node)
    yield from (ast.unparse(statement) for statement in tree.body if _keeps(statement))


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a module-level assignment binds."""
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
        yield from (name.id for name in names if isinstance(name.ctx, ast.Store))


def _keeps(statement: ast.stmt) -> bool:
    """Whether it binds a name to a container that is there to be filled, or to a function that remembers."""
    value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    if isinstance(value, ast.Call):
        called = {_name(node) for node in ast.walk(value) if isinstance(node, ast.Call)}
        return _name(value) in CONTAINERS or bool(called & CACHES)
    return isinstance(value, ast.List | ast.Dict) and ast.unparse(value) in ("[]", "{}")


def _name(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _is_at_top(tree: ast.Module, node: ast.AST) -> bool:
    simple = (s for s in tree.body if not isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef))
    return any(node in set(ast.walk(statement)) for statement in simple)


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(HOUSE)) for path in MODULES])
def test_no_module_keeps_state(path: Path) -> None:
    assert list(state(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "code",
    [
        "@lru_cache(maxsize=1)\ndef f(): ...",
        "class A:\n    @functools.cache\n    def f(self): ...",
        "def f():\n    global n\n    n = 1",
        "SEEN = {1}\ndef f(): SEEN.add(2)",
        "KNOWN = {1: 2}\ndef f(): KNOWN[3] = 4",
        "KNOWN: dict[int, int] = {}",
        "_of = lru_cache(maxsize=None)(_roots)",
        "from collections import Counter\nN = Counter()",
    ],
)
def test_state_is_seen(code: str) -> None:
    assert list(state(code))


@pytest.mark.parametrize(
    "code",
    [
        "TABLE = {ast.For: 1}\nif hasattr(ast, 'TypeAlias'):\n    TABLE[ast.TypeAlias] = 2",
        "def f():\n    seen = set()\n    seen.add(1)",
        "class A:\n    def __init__(self):\n        self._known = {}",
        "@cached_property\ndef f(self): ...",
        "WORDS = frozenset({'a'})",
    ],
)
def test_what_is_none(code: str) -> None:
    assert list(state(code)) == []
