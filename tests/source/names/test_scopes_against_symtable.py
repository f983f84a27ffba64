"""Name resolution against `symtable` on real and on random code.

`benchmarks/names_against_symtable.py` compares everything there is; here is a slice of it.
"""

from __future__ import annotations

import ast
import sysconfig
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from cellophane.model.scope import ScopeKind
from cellophane.source.names.scopes import resolve
from tests.programs import programs
from tests.symtable_oracle import Miscompiled, Tally, compare, compare_apart

_LIBRARY = Path(sysconfig.get_paths()["stdlib"])
_TOO_LONG = 60_000
"""Bytes: longer files are left to the benchmark."""


def sample() -> list[Path]:
    """Each eleventh module of the library proper and what was written to be hard on compilers."""
    modules = [path for path in sorted(_LIBRARY.glob("*.py")) if path.stat().st_size < _TOO_LONG][::11]
    hard = [_LIBRARY / "test" / f"test_{name}.py" for name in ("scope", "named_expressions", "listcomps", "super")]
    return modules + [path for path in hard if path.exists()]


@pytest.mark.parametrize("check", [compare, compare_apart])
@pytest.mark.parametrize("path", sample(), ids=lambda path: path.name)
def test_standard_library(path: Path, check: Callable[[bytes, str], Tally]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tally = check(path.read_bytes(), path.name)
    assert tally.names > 0
    assert tally.differences == []


@settings(max_examples=150)
@given(programs())
def test_random_programs(program: str) -> None:
    assert _tried(compare, program).differences == []


@settings(max_examples=100)
@given(programs())
def test_random_programs_with_comprehensions_apart(program: str) -> None:
    assert _tried(compare_apart, program).differences == []


@settings(max_examples=100)
@given(programs())
def test_every_name_has_an_owner_around_it(program: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(program)
    names = resolve(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name) or (variable := names.variable(node)) is None:
            continue
        around = names.holder(node)
        while around is not variable.scope:
            assert around.parent is not None
            around = around.parent


@settings(max_examples=100)
@given(programs())
def test_captures_are_what_is_used_inside_and_owned_outside(program: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = resolve(ast.parse(program))
    for scope in names.scopes:
        captured = names.captures(scope)
        assert len(set(captured)) == len(captured)
        for variable in captured:
            assert variable not in names.variables(scope)
            use = names.first_use(variable, scope)
            assert use is None or use in names.uses(variable)
        if scope.kind is ScopeKind.MODULE:
            assert captured == ()


def _tried(check: Callable[[str], Tally], program: str) -> Tally:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return check(program)
        except (SyntaxError, Miscompiled):
            assume(False)
            raise


MISCOMPILED = """
def f(x):
    def g():
        [1 for x in ()]
        return lambda: x
"""


def test_the_language_holds_where_the_compiler_errs() -> None:
    names = resolve(ast.parse(MISCOMPILED))
    (captured,) = names.captures(next(scope for scope in names.scopes if scope.kind is ScopeKind.LAMBDA))
    assert captured.scope.name == "f"


def test_oracle_notices_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cellophane.source.names.blocks.Block.owns", lambda block, name: name in block.owned)
    text = "def f(x):\n  def g():\n    nonlocal x\n    x = 1"
    assert compare(text).differences != []
