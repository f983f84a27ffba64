"""Where names and the ends of headers stand in the text."""

from __future__ import annotations

import ast
import sys
import sysconfig
from pathlib import Path

import pytest

from cellophane.model.place import Span
from cellophane.source.text.source import Source, from_bytes
from cellophane.source.tree.bodies import Function, Site
from cellophane.source.tree.identifiers import declared, header_end, identifier, keyword, signs

_LIBRARY = Path(sysconfig.get_paths()["stdlib"])
LIBRARY = [*sorted(_LIBRARY.glob("*.py"))[3::11], *sorted((_LIBRARY / "test").glob("test_[lps]*.py"))[::37]]
generics = pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with 3.12")


def names(code: str) -> dict[str, list[str]]:
    """The text at the place of each name, by the kind of the node, and where it begins."""
    source = Source("a.py", code)
    found: dict[str, list[str]] = {}
    for node in ast.walk(source.parse()):
        span = identifier(source, node)
        if span is not None and not isinstance(node, ast.Name):
            text = source.line(span.row)[span.column - 1 : span.end_column - 1]
            found.setdefault(type(node).__name__, []).append(f"{span.row}:{span.column} {text}")
    return found


@pytest.mark.parametrize(
    ("code", "kind", "expected"),
    [
        ("def f(): ...", "FunctionDef", ["1:5 f"]),
        ("async  def  f(): ...", "AsyncFunctionDef", ["1:13 f"]),
        ("@f\ndef \\\n  f(): ...", "FunctionDef", ["3:3 f"]),
        ("class C(C): ...", "ClassDef", ["1:7 C"]),
        ("lambda a, *b, **c: 0", "arg", ["1:8 a", "1:12 b", "1:17 c"]),
        ("import a . b", "alias", ["1:8 a"]),
        ("import a.b as a", "alias", ["1:15 a"]),
        ("from q import (a as  # a\n  a, b)", "alias", ["2:3 a", "2:6 b"]),
        ("from q import *", "alias", []),
        ("try: ...\nexcept (e, e) as e: e", "ExceptHandler", ["2:18 e"]),
        ("try: ...\nexcept (e  # e\n) as e: ...", "ExceptHandler", ["3:6 e"]),
        ("try: ...\nexcept e: ...", "ExceptHandler", []),
        ("match x:\n  case [a, *b]: ...", "MatchStar", ["2:13 b"]),
        ("match x:\n  case {1: a, **  # b\n    b,  # b\n    }: ...", "MatchMapping", ["3:5 b"]),
        ("match x:\n  case {'a': 1, **a}: ...", "MatchMapping", ["2:19 a"]),
        ("match x:\n  case {**a}: ...", "MatchMapping", ["2:11 a"]),
        ("match x:\n  case q.a | (1) as a: ...", "MatchAs", ["2:21 a"]),
        ("match x:\n  case K(a=a): ...", "MatchAs", ["2:12 a"]),
        ("match x:\n  case _: ...", "MatchAs", []),
        ("a.a(a=1)", "Attribute", []),
        ("a.a(a=1)", "keyword", []),
        ("def \N{LATIN SMALL LIGATURE FI}(): ...", "FunctionDef", ["1:5 \N{LATIN SMALL LIGATURE FI}"]),
        ("x = '\N{PILE OF POO}'; import e\N{COMBINING ACUTE ACCENT}", "alias", ["1:17 e\N{COMBINING ACUTE ACCENT}"]),
    ],
)
def test_names_in_nodes_that_are_more_than_their_names(code: str, kind: str, expected: list[str]) -> None:
    assert names(code).get(kind, []) == expected


@generics
def test_type_parameters() -> None:
    found = names("def f[T: T, *Ts, **P](): ...\ntype A[T] = T")
    assert sorted(found["TypeVar"]) == ["1:7 T", "2:8 T"]
    assert (found["TypeVarTuple"], found["ParamSpec"]) == (["1:14 Ts"], ["1:20 P"])


def test_a_name_that_is_not_where_the_tree_says_has_no_place() -> None:
    source = Source("a.py", "f'{x}'")
    [name] = (node for node in ast.walk(source.parse()) if isinstance(node, ast.Name))
    assert identifier(source, name) is not None
    name.col_offset -= 1
    assert identifier(source, name) is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("global a, b", [("a", 8), ("b", 11)]),
        ("global a ,\\\n  nonlocal_", [("a", 8), ("nonlocal_", 3)]),
        ("global globa, a", [("globa", 8), ("a", 15)]),
    ],
)
def test_declared_names(code: str, expected: list[tuple[str, int]]) -> None:
    source = Source("a.py", code)
    [statement] = source.parse().body
    assert isinstance(statement, ast.Global)
    assert [(name, span.column) for name, span in declared(source, statement)] == expected


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("lambda: 0", "lambda"),
        ("async def f(): ...", "async def f"),
        ("(fork for fork in x)", "for"),
        ("(x  # for\n  for x in y for z in y)", "for"),
        ("async def f(): return (x async for x in y)", "for"),
    ],
)
def test_keywords_of_closures(code: str, words: str) -> None:
    source = Source("a.py", code)
    site = [node for node in ast.walk(source.parse()) if isinstance(node, Site)][-1]
    span = keyword(source, site)
    assert span is not None
    assert source.line(span.row)[span.column - 1 : span.end_column - 1] == words


@pytest.mark.parametrize(
    "code",
    [
        "def f()| -> int: ...",
        "def f(  # )\n )|: ...",
        "def f(a=(1), )|: ...",
        "def f(a: (int) = (lambda: (1)), /, *, b=')')| -> '()': ...",
        "def f(*a: int, **b  # ->\n)|: ...",
        "def f()|: return (1)",
        "lambda:| 0",
        "lambda a=(':'), *b  :| (a)",
        "(lambda a={1: 2}[1:2], b=(lambda: 0)\n:| 0)",
    ],
)
def test_the_end_of_a_header(code: str) -> None:
    before = code.partition("|")[0]
    source = Source("a.py", code.replace("|", ""))
    site = next(node for node in ast.walk(source.parse()) if isinstance(node, Function))
    assert header_end(source, site) == (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)


@generics
def test_the_end_of_a_generic_header() -> None:
    source = Source("a.py", "def f[T: (int), *U](): ...")
    [site] = source.parse().body
    assert isinstance(site, ast.FunctionDef)
    assert header_end(source, site) == (1, 22)


def test_headers_end_where_the_tokenizer_says() -> None:
    count = 0
    for path in LIBRARY:
        source = from_bytes(path.read_bytes(), path.name)
        for function in (node for node in ast.walk(source.parse()) if isinstance(node, Function)):
            span = source.span(function)
            around = source.tokens.parameters((span.row, span.column)) if source.tokens is not None else None
            assert around is not None
            assert header_end(source, function) == around[1].end
            count += 1
    assert count > 500


def test_signs_of_a_stretch() -> None:
    source = Source("a.py", "f(a,  # b\n  c) -> d")
    assert [word for word, _ in signs(source, (1, 3), (2, 9))] == ["a", ",", "c", ")", "->"]
    assert list(signs(source, (2, 9)))[-1] == ("d", Span(2, 9, 2, 10))
