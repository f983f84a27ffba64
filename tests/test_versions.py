"""The experiments behind `cellophane.versions`, run on the interpreter that runs the tests."""

from __future__ import annotations

import _symtable  # type: ignore[import-not-found]
import dis
import sys
import types
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from cellophane import versions

generics = pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with 3.12")


def table(text: str) -> Any:
    return _symtable.symtable(text, "<experiment>", "exec")


def reach(entry: Any, name: str) -> int:
    return int(entry.symbols[name] >> _symtable.SCOPE_OFF & _symtable.SCOPE_MASK)


@pytest.mark.parametrize("decorated", ["def f(x: (lambda b: b)): ...", "class C(lambda b: b): ..."])
def test_order_of_decorators_and_what_follows(decorated: str) -> None:
    inside = table(f"@(lambda a: a)\n{decorated}").children
    order = ["b" if "b" in entry.symbols else "a" for entry in inside if entry.name == "lambda"]
    assert order == (["a", "b"] if versions.DECORATORS_BEFORE_BASES else ["b", "a"])


def test_order_of_handlers_and_else() -> None:
    inside = table("try: ...\nexcept (lambda a: a): ...\nelse: (lambda b: b)").children
    order = [next(iter(entry.symbols)) for entry in inside]
    assert order == (["a", "b"] if versions.HANDLERS_BEFORE_ELSE else ["b", "a"])


def test_inlined_comprehensions() -> None:
    text = "[x for x in y]"
    nested = [const for const in compile(text, "", "exec").co_consts if isinstance(const, types.CodeType)]
    assert (not table(text).children) is (not nested) is versions.COMPREHENSIONS_ARE_INLINED


@pytest.mark.parametrize("name", ["__class__", "__classdict__", "__qualname__"])
def test_cells_of_a_class(name: str) -> None:
    (method,) = table(f"class C:\n  def f(self): {name}").children[0].children
    assert (reach(method, name) == _symtable.FREE) is (name in versions.CLASS_CELLS)


def test_class_cell_in_a_comprehension_of_the_class() -> None:
    (body,) = table("class C: [__class__ for _ in ()]").children
    entry = body if versions.COMPREHENSIONS_ARE_INLINED else body.children[0]
    hidden = versions.CLASS_CELL_IS_HIDDEN_FROM_COMPREHENSIONS
    assert reach(entry, "__class__") == (_symtable.GLOBAL_IMPLICIT if hidden else _symtable.FREE)


@generics
def test_super_in_type_scopes() -> None:
    (alias,) = table("type A = super").children
    assert ("__class__" in alias.symbols) is versions.SUPER_IN_TYPE_SCOPES


@generics
def test_private_names_among_type_parameters() -> None:
    (parameters,) = table("class A[__T](__B): ...").children
    private = {name for name in parameters.symbols if name.endswith(("__T", "__B"))}
    only = versions.CLASS_TYPE_PARAMETERS_MANGLE_ONLY_THEMSELVES
    assert private == {"_A__T", "__B" if only else "_A__B"}


@generics
def test_private_names_after_a_generic_class() -> None:
    names = set(table("class A[T]: ...\n__x").symbols)
    assert names == {"A", "_A__x" if versions.PRIVATE_NAMES_LEAK else "__x"}


def call_operations(function: Callable[[int], int]) -> list[str]:
    """The operations that a loop calls it by, as the interpreter has specialised them."""
    space: dict[str, Any] = {}
    exec("def often(f):\n  for _ in range(200): f(1)", space)
    space["often"](function)
    found = [one.opname for one in dis.get_instructions(space["often"], adaptive=True)]
    return [name for name in found if name.startswith("CALL") and not name.endswith("ADAPTIVE")]


def test_calls_of_made_functions() -> None:
    def native(x: int) -> int:
        return x

    made = types.FunctionType(native.__code__, {})
    assert (call_operations(native) != call_operations(made)) is versions.FUNCTION_TYPE_MAKES_SLOW_CALLS


def test_variables_of_a_frame_that_was_asked() -> None:
    held = Held()
    frame = sys._getframe()
    assert frame.f_locals["held"] is held
    alive = weakref.ref(held)
    del held
    assert (alive() is not None) is versions.FRAME_LOCALS_ARE_COPIED


class Held:
    pass


def test_arguments_of_attributes() -> None:
    code = compile("x.first; x.second", "", "exec")
    found = {one.argval: one.arg for one in dis.get_instructions(code) if one.opname == "LOAD_ATTR"}
    assert {name: (argument or 0) >> versions.ATTRIBUTE_SHIFT for name, argument in found.items()} == {
        name: code.co_names.index(name) for name in ("first", "second")
    }


def test_what_stands_below_a_callable() -> None:
    operations = [one.opname for one in dis.get_instructions(lambda f: f())]
    first = "PUSH_NULL" if versions.NULL_BELOW_CALLABLE else "LOAD_FAST"
    assert next(name for name in operations if name != "RESUME") == first


def nested_operations(text: str) -> list[str]:
    """The operations of the only function in the text."""
    (function,) = (one for one in compile(text, "", "exec").co_consts if isinstance(one, types.CodeType))
    return [one.opname for one in dis.get_instructions(function)]


def test_how_many_operations_a_call_takes() -> None:
    operations = nested_operations("def f(g): g()")
    assert ("PRECALL" in operations) is versions.CALLS_TAKE_TWO_OPERATIONS
    assert "CALL" in operations


def test_how_closures_get_their_cells() -> None:
    operations = nested_operations("def f(x): return lambda: x")
    made = operations.index("MAKE_FUNCTION")
    cells = operations[operations.index("RESUME") + 1]
    assert (cells == "LOAD_FAST") is (cells != "LOAD_CLOSURE") is versions.CELLS_ARE_LOADED_AS_LOCALS
    assert (operations[made + 1] == "SET_FUNCTION_ATTRIBUTE") is versions.CLOSURES_ARE_ATTACHED
