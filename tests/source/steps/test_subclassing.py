"""Who else has a class as soon as it is made."""

from __future__ import annotations

import ast

import pytest

from tests.parts import Parts, form, told

KEEPING = """
kept = []
class Keeps:
    def __init_subclass__(cls): kept.append(cls)
class Looks:
    def __init_subclass__(cls): print(cls)
class Below(Keeps): pass
class Meta(type):
    def __new__(cls, *a): return super().__new__(cls, *a)
class Plain(type): pass
class Made(metaclass=Meta): pass
def keep(cls):
    kept.append(cls)
    return cls
def leave(cls): return cls
@unknown
class Marked: pass
"""


def said(definition: str) -> set[str]:
    """What becomes of the class `C` beside that it gets its name."""
    parts = Parts(f"{KEEPING}{definition}\n")
    made = parts.definition("C")
    assert isinstance(made, ast.ClassDef)
    return {told(outcome) for outcome in parts.fates.of_class(made, form("object call"))}


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ("class C: pass", set()),
        ("class C(object): pass", set()),
        ("class C(Exception): pass", set()),
        ("class C(Looks): pass", set()),
        ("class C(Keeps): pass", {"kept, likely"}),
        ("class C(Below): pass", {"kept, likely"}),
        ("class C(Keeps, Looks): pass", {"kept, likely"}),
        ("class C:\n    def __init_subclass__(cls): kept.append(cls)", set()),
        ("class C(metaclass=Meta): pass", {"unknown, possible"}),
        ("class C(metaclass=Plain): pass", set()),
        ("class C(Made): pass", {"unknown, possible"}),
        ("import abc\nclass C(metaclass=abc.ABCMeta): pass", set()),
        ("class C(metaclass=nowhere): pass", {"unknown, possible"}),
        ("class C(nowhere): pass", {"unknown, possible"}),
        ("import lost\nclass C(lost.Base): pass", {"unknown, possible"}),
        ("import lost\nclass C(lost.Base[int]): pass", {"unknown, possible"}),
        ("class C(Marked): pass", {"unknown, possible"}),
        ("@keep\nclass C: pass", {"kept, likely"}),
        ("@leave\nclass C: pass", set()),
        ("@nowhere\nclass C: pass", {"unknown, possible"}),
        ("import dataclasses\n@dataclasses.dataclass\nclass C: pass", set()),
        ("import functools\n@functools.total_ordering\nclass C: pass", set()),
    ],
)
def test_who_else_has_it(definition: str, expected: set[str]) -> None:
    assert said(definition) == expected
