"""What a definition is called."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from cellophane.source.facts import Facts
from cellophane.source.meaning.definitions import Written
from cellophane.source.tree.bodies import Definition
from tests.following import facts
from tests.neighbours import facts_of, plant

CODE = """\
def function(): ...
async def coroutine_function(): ...
class Desk:
    def method(self): ...
    class Inner: ...
def outer():
    def inner(): ...
if outer:
    def conditional(): ...
"""


def dotted(known: Facts, name: str) -> str:
    found = next(n for n in ast.walk(known.tree) if isinstance(n, Definition) and n.name == name)
    return Written(found, known).dotted


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("function", "shop.desk.function"),
        ("coroutine_function", "shop.desk.coroutine_function"),
        ("Desk", "shop.desk.Desk"),
        ("method", "shop.desk.Desk.method"),
        ("Inner", "shop.desk.Desk.Inner"),
        ("conditional", "shop.desk.conditional"),
    ],
)
def test_modules_and_classes_are_parts_of_the_name(tmp_path: Path, name: str, expected: str) -> None:
    plant(tmp_path, {"shop/__init__.py": "", "shop/desk.py": CODE})
    assert dotted(facts_of(tmp_path / "shop/desk.py"), name) == expected


def test_a_package_is_named_without_its_file(tmp_path: Path) -> None:
    plant(tmp_path, {"shop/__init__.py": CODE})
    assert dotted(facts_of(tmp_path / "shop/__init__.py"), "method") == "shop.Desk.method"


def test_a_file_that_cannot_be_imported_has_no_dotted_name() -> None:
    assert dotted(facts(CODE), "function").lstrip(".") == "function"


def test_what_is_bound_is_another_one() -> None:
    known = facts(CODE)
    method = next(n for n in ast.walk(known.tree) if isinstance(n, ast.FunctionDef) and n.name == "method")
    assert Written(method, known) == Written(method, known)
    assert Written(method, known) != Written(method, known, bound=True)
