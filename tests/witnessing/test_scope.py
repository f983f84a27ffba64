"""What is watched in a scope."""

from __future__ import annotations

from types import CodeType

from cellophane.source.text.source import Source
from cellophane.witnessing.places import Places
from cellophane.witnessing.scope import Program, Scope

TEXT = """\
def f(a, *rest, k=1):
    b = a
    def g(x=a, *, y=2):
        nonlocal b
        b = k, rest
        del b
        return watched, plain
    class C:
        kept = b, watched
        def m(self): return super(), a
    return g
"""


def scope_of(name: str) -> Scope:
    program = Program(Places(Source("a.py", TEXT)), frozenset({"watched"}), {})
    module = Scope(program, compile(TEXT, "a.py", "exec"), None, {})
    return _found(program, module, name)


def _found(program: Program, scope: Scope, name: str) -> Scope:
    for number, _ in scope.makings():
        inside = Scope(program, scope.made_code(number), scope.new_body(number), scope.names)
        if inside.code.co_name == name:
            return inside
    [only] = list(scope.makings())
    return _found(program, Scope(program, scope.made_code(only[0]), scope.new_body(only[0]), scope.names), name)


def sites(scope: Scope) -> list[tuple[str, str, bool]]:
    """What happens to which variable, and whether it is done for a closure."""
    return [(site.kind, site.variable.name, site.body is not None) for _, site, _ in scope.sites()]


def test_an_owner_binds_and_reads_for_nobody() -> None:
    assert sites(scope_of("f")) == [("read", "a", False), ("bound", "b", False), ("read", "a", False)]


def test_a_closure_does_it_for_itself() -> None:
    found = [("read", "k", True), ("read", "rest", True), ("bound", "b", True), ("deleted", "b", True)]
    assert sites(scope_of("g")) == [*found, ("read", "watched", True)]


def test_a_class_body_is_one_and_its_own_cell_is_not_watched() -> None:
    scope = scope_of("C")
    assert sites(scope) == [("read", "b", True), ("read", "watched", True)]
    assert list(scope.new_cells()) == []
    assert scope.body is not None
    assert [one and one.name for one in scope.body.cells] == ["a", "b"]
    [(making, _)] = scope.makings()
    assert [one and one.name for one in scope.new_body(making).cells] == [None, "a"]


def test_parameters_are_bound_when_a_call_begins() -> None:
    scope = scope_of("f")
    [(number, owner, cells)] = scope.new_cells()
    assert owner == "f"
    assert scope.operations[number].name == "RESUME"
    bound = [one.parameter.variable.name for one in cells if one.parameter is not None]
    assert sorted(bound) == ["a", "k", "rest"]
    assert len(cells) == 4
    assert {one.parameter.span.row for one in cells if one.parameter is not None} == {1}


def test_a_function_is_whole_when_it_has_its_closure() -> None:
    scope = scope_of("f")
    (_, last), _ = scope.makings()
    after = scope.operations[last + 1].name
    assert after == "STORE_FAST"
    assert type(scope.made_code(next(iter(scope.makings()))[0])) is CodeType
