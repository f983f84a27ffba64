"""Holds the names that code uses to what `dis` shows and to what `symtable` resolves."""

from __future__ import annotations

import ast
import dis
import inspect
import json
import symtable
import textwrap
import typing
from types import CodeType, ModuleType

import pytest

from cellophane.live.bytecode import (
    attribute_names,
    bound_after,
    global_names,
    imported_names,
    written_globals,
    written_variables,
)

MODULES: list[ModuleType] = [ast, dis, inspect, json, symtable, textwrap, typing]


def compiled(text: str) -> CodeType:
    return compile(textwrap.dedent(text), "<test>", "exec")


def function(text: str) -> CodeType:
    """The code of the first function of a text."""
    return next(one for one in compiled(text).co_consts if isinstance(one, CodeType))


def nested(code: CodeType) -> list[CodeType]:
    found = [code]
    for one in code.co_consts:
        if isinstance(one, CodeType):
            found += nested(one)
    return found


def instructions(code: CodeType) -> list[dis.Instruction]:
    return [one for each in nested(code) for one in dis.get_instructions(each)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_globals_are_those_of_dis(module: ModuleType) -> None:
    for code in nested(compile(inspect.getsource(module), module.__name__, "exec")):
        if code.co_flags & inspect.CO_OPTIMIZED and not any(
            "build_class" in one.opname.lower() for one in instructions(code)
        ):
            expected = {one.argval for one in instructions(code) if one.opname.endswith("_GLOBAL")}
            assert set(global_names(code)) == expected, code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def f(r): return math.pi * r", {"math"}),
        ("def f(): return len(x.y.z)", {"len", "x"}),
        ("def f(): import os.path; os.sep", set()),
        ("def f(): from a import b; return b", set()),
        ("def f(): return lambda: [g(i) for i in h()]", {"g", "h"}),
        ("def f():\n global a\n a = 1", {"a"}),
        ("def f():\n global a\n del a", {"a"}),
        ("def f():\n class C:\n  x = y\n  z = x", {"y", "__name__"}),
        ("def f():\n class C:\n  x = x", {"x", "__name__"}),
        ("def f():\n class C:\n  def m(self): return name", {"name", "__name__"}),
        ("def f(): return super", {"super"}),
        ("async def f():\n async for x in y: await z(x)", {"y", "z"}),
        ("def f(a=d): return a", set()),
        ("def f(): x.attribute = len", {"x", "len"}),
        ("def f(): return print", {"print"}),
        ("def f(): pass", set()),
    ],
)
def test_names_from_outside(text: str, found: set[str]) -> None:
    assert set(global_names(function(text))) == found


def test_more_names_than_a_byte_counts() -> None:
    code = function("def f():\n" + "".join(f" name_{number}.attribute_{number}()\n" for number in range(400)))
    assert set(global_names(code)) == {f"name_{number}" for number in range(400)}
    assert set(attribute_names(code)) == {f"attribute_{number}" for number in range(400)}


def test_an_argument_that_looks_like_an_operation_is_none() -> None:
    """The constants and names reach every byte value, so that each opcode stands in an argument somewhere."""
    lines = [f" local_{number} = 'text {number}'; local_{number}.at_{number}" for number in range(250)]
    code = function("def f():\n" + "\n".join(lines) + "\n return known")
    assert set(global_names(code)) == {"known"}


def test_a_module_uses_all_its_names() -> None:
    assert set(global_names(compiled("a = 1\nb = a + c\ndef f(): return d"))) == {"a", "b", "c", "d", "f"}


def test_attributes_are_kept_apart() -> None:
    code = function("def f(x): return x.a.b + g.c(d=1)")
    assert set(attribute_names(code)) == {"a", "b", "c"}


def test_a_name_can_be_both() -> None:
    code = function("def f(x): return x.a + a")
    assert (attribute_names(code), global_names(code)) == (("a",), ["a"])


def test_what_is_imported_is_no_attribute() -> None:
    code = function("def f(x):\n import os.path as p, json\n from re import match\n def g(): import ast\n x.y = p.z")
    assert attribute_names(code) == ("y", "z") or attribute_names(code) == ("z", "y")
    assert imported_names(code) == ("os.path", "json", "re", "ast")


def test_names_of_a_class_inside_are_its_own() -> None:
    code = function("def f():\n class C(B):\n  x: int = 1\n  def m(self): return super().m\n  y = x")
    assert set(attribute_names(code)) == {"m"}
    assert set(global_names(code)) == {"B", "__name__", "super"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def f():\n global a, b\n a = 1\n del b", {"a", "b"}),
        ("def f(): return a", set()),
        ("def f():\n def g():\n  global a\n  a = 1", {"a"}),
    ],
)
def test_globals_that_are_written(text: str, found: set[str]) -> None:
    assert written_globals(function(text)) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("return n", set()),
        ("nonlocal n; n = 1", {"n"}),
        ("nonlocal n; n += 1", {"n"}),
        ("nonlocal n; del n", {"n"}),
        ("def h():\n   nonlocal n\n   n = 1\n  return h", {"n"}),
        ("m = 1\n  return lambda: (n, m)", set()),
        ("nonlocal n\n  for n in (): pass", {"n"}),
        ("nonlocal n\n  return [n := 1 for _ in ()]", {"n"}),
    ],
)
def test_captured_variables_that_are_written(body: str, found: set[str]) -> None:
    outer = function(f"def f(n):\n def g():\n  {body}\n return g")
    inner = next(one for one in outer.co_consts if isinstance(one, CodeType))
    assert written_variables(inner) == found


def offset_of(code: CodeType, line: int) -> int:
    """Where the code of a line ends, in bytes."""
    return max(one.offset for one in dis.get_instructions(code) if one.positions and one.positions.lineno == line)


def test_what_was_passed_is_bound_no_more() -> None:
    code = function("def f():\n n = 1\n lambda: n\n return n")
    assert bound_after(code, -1) == {"n"}
    assert bound_after(code, offset_of(code, 3)) == set()


def test_a_loop_leads_back() -> None:
    code = function("def f(items):\n for n in items:\n  n = 2\n  g(lambda: n)\n  h()\n return n")
    assert bound_after(code, offset_of(code, 5) - 2) == {"n"}
    assert bound_after(code, offset_of(code, 6)) == set()


WAYS = """\
def f(c):
 n = 1
 if c:
  yield lambda: n
 else:
  n = 2
  yield n
 if c:
  yield 9
  return
 try:
  yield 12
  while c:
   yield 14
 except ValueError:
  n = 3
  yield 17
 finally:
  yield 19
 yield 20
"""


@pytest.mark.parametrize(
    ("row", "can"), [(4, True), (7, True), (9, False), (12, True), (14, True), (17, False), (19, False), (20, False)]
)
def test_only_what_can_be_reached_counts(row: int, can: bool) -> None:
    code = function(WAYS)
    places = [one.offset for one in dis.get_instructions(code) if one.opname == "YIELD_VALUE"]
    rows = {place: row for start, end, row in code.co_lines() for place in places if start <= place < end}
    at = [place for place in places if rows[place] == row]
    assert at
    assert {bool(bound_after(code, place)) for place in at} == {can}


def test_the_other_way_of_a_condition_is_past() -> None:
    code = function("def g(c):\n n = 1\n if c: yield lambda: n\n else: n = 2\n")
    (place,) = (one.offset for one in dis.get_instructions(code) if one.opname == "YIELD_VALUE")
    assert bound_after(code, place) == set()
    assert bound_after(code, -1) == {"n"}


def test_a_writer_that_is_made_later_counts() -> None:
    code = function("def f():\n n = 1\n def g():\n  nonlocal n\n  n = 2\n return g")
    assert bound_after(code, offset_of(code, 6)) == {"n"}


def test_code_that_was_edited_beyond_sense_has_no_names() -> None:
    code = function("def f(): return a.b")
    broken = code.replace(co_names=())
    assert (global_names(broken), attribute_names(broken), imported_names(broken)) == ([], (), ())
