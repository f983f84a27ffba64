"""What knowledge says of decorators, annotations and iterators, by what they mean, or else by what they are called."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.knowledge import Trait
from cellophane.source.knowledge.entry import Generic
from cellophane.source.tree.dotted import last_name
from tests.following import facts


def decorates(code: str, trait: Trait) -> bool:
    """Whether the decorator of the last definition in a file has a trait."""
    known = facts(code)
    definition = known.tree.body[-1]
    assert isinstance(definition, ast.ClassDef | ast.FunctionDef)
    return known.callees.entries.decorates(definition.decorator_list[0], trait)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("from dataclasses import dataclass\n@dataclass\nclass A: ...", True),
        ("from dataclasses import dataclass\n@dataclass(frozen=True)\nclass A: ...", True),
        ("from dataclasses import dataclass as record\n@record\nclass A: ...", True),
        ("import attr\n@attr.s(auto_attribs=True)\nclass A: ...", True),
        ("import attrs as a\n@a.mutable\nclass A: ...", True),
        ("from nowhere import dataclass\n@dataclass\nclass A: ...", True),
        ("import nowhere\n@nowhere.struct.dataclass\nclass A: ...", True),
        ("def dataclass(cls): return cls\n@dataclass\nclass A: ...", True),
        ("from nowhere import dataclass as record\n@record\nclass A: ...", False),
        ("from functools import total_ordering\n@total_ordering\nclass A: ...", False),
        ("from contextlib import contextmanager as dataclass\n@dataclass\nclass A: ...", False),
        ("@(lambda cls: cls)\nclass A: ...", False),
    ],
)
def test_who_makes_fields(code: str, found: bool) -> None:
    assert decorates(code, Trait.FIELDS) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import contextlib\n@contextlib.contextmanager\ndef a(): yield", True),
        ("from contextlib import asynccontextmanager as manager\n@manager\ndef a(): yield", True),
        ("from contextlib2 import contextmanager\n@contextmanager\ndef a(): yield", True),
        ("from nowhere import contextmanager\n@contextmanager\ndef a(): yield", True),
        ("import functools\n@functools.cache\ndef a(): yield", False),
    ],
)
def test_who_makes_context_managers(code: str, found: bool) -> None:
    assert decorates(code, Trait.MANAGES) == found


@pytest.mark.parametrize(
    ("code", "endless"),
    [
        ("import itertools\nitertools.count(1)", True),
        ("from itertools import count as numbers\nnumbers()", True),
        ("from itertools import repeat\nrepeat(1)", True),
        ("from itertools import repeat\nrepeat(1, 2)", False),
        ("from itertools import repeat\nrepeat(1, times=2)", False),
        ("from itertools import repeat\nrepeat(*[1, 2])", True),
        ("from itertools import repeat\nrepeat(1, **{})", True),
        ("iter(print, 1)", True),
        ("iter([1])", False),
        ("iter(*[1])", True),
        ("from nowhere import cycle\ncycle([1])", True),
        ("sorted([1])", False),
        ("[1]", False),
    ],
)
def test_what_may_never_end(code: str, endless: bool) -> None:
    known = facts(code)
    assert isinstance(statement := known.tree.body[-1], ast.Expr)
    assert known.callees.entries.may_never_end(statement.value) == endless


@pytest.mark.parametrize(
    ("code", "generic"),
    [
        ("x: list[int]", Generic(items=0)),
        ("from typing import Dict as D\nx: D[int, str]", Generic(items=1)),
        ("import collections.abc as c\nx: c.Mapping[int, str]", Generic(items=1)),
        ("import typing as t\nx: t.Optional[int]", Generic(wraps=0)),
        ("from typing_extensions import Annotated\nx: Annotated[int, 1]", Generic(wraps=0)),
        ("from nowhere import Sequence\nx: Sequence[int]", Generic(items=0)),
        ("import numpy.typing as n\nx: n.NDArray[int]", None),
        ("class Sequence: ...\nx: Sequence[int]", None),
        ("from typing import Callable\nx: Callable[[], int]", None),
        ("x: f()[int]", None),
    ],
)
def test_what_a_name_says_in_an_annotation(code: str, generic: Generic | None) -> None:
    known = facts(code)
    assert isinstance(statement := known.tree.body[-1], ast.AnnAssign)
    assert isinstance(statement.annotation, ast.Subscript)
    assert known.callees.entries.generic(statement.annotation.value) == generic


@pytest.mark.parametrize(("code", "name"), [("a", "a"), ("a.b.c", "c"), ("a()", ""), ("a[0]", "")])
def test_the_last_name(code: str, name: str) -> None:
    assert last_name(ast.parse(code, mode="eval").body) == name
