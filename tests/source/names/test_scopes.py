"""What `Names` answers, asked in the words of its callers."""

from __future__ import annotations

import ast
import sys
import textwrap

import pytest

from cellophane.model.scope import BindingKind, Scope, ScopeKind, Variable
from cellophane.source.names.scopes import Names, resolve


class Program:
    """A small program, its names, and ways to point at its parts."""

    def __init__(self, text: str) -> None:
        self.tree = ast.parse(textwrap.dedent(text))
        self.names: Names = resolve(self.tree)

    def scope(self, name: str) -> Scope:
        return next(scope for scope in self.names.scopes if scope.name == name)

    def reads(self, name: str) -> list[ast.Name]:
        """The places that read a name, whatever it means, in source order."""
        nodes = [node for node in ast.walk(self.tree) if isinstance(node, ast.Name) and node.id == name]
        return sorted((n for n in nodes if isinstance(n.ctx, ast.Load)), key=lambda n: (n.lineno, n.col_offset))

    def owner(self, name: str, which: int = -1) -> str:
        variable = self.names.variable(self.reads(name)[which])
        assert variable is not None
        return variable.scope.name

    def owned(self, name: str, scope: str) -> Variable:
        return next(v for v in self.names.variables(self.scope(scope)) if v.name == name)

    def captured(self, scope: str) -> list[tuple[str, str]]:
        return [(v.name, v.scope.name) for v in self.names.captures(self.scope(scope))]

    def kinds(self, name: str, scope: str) -> list[BindingKind]:
        return [binding.kind for binding in self.names.bindings(self.owned(name, scope))]

    def use_lines(self, name: str, scope: str) -> list[int]:
        return [use.node.lineno for use in self.names.uses(self.owned(name, scope))]  # type: ignore[attr-defined]


class TestOwners:
    def test_nearest_function_wins(self) -> None:
        program = Program("""
            def outer(x):
                def middle(x):
                    def inner(): return x
        """)
        assert program.owner("x") == "middle"

    def test_unbound_names_are_the_module_s(self) -> None:
        program = Program("def f(): return len")
        variable = program.names.variable(program.reads("len")[0])
        assert variable is not None
        assert variable.scope is program.names.module
        assert program.names.bindings(variable) == ()

    def test_function_skips_the_class_around_it(self) -> None:
        program = Program("""
            def outer(x):
                class C:
                    x = 1
                    def method(self): return x
        """)
        assert program.owner("x") == "outer"

    def test_class_body_reads_its_own(self) -> None:
        program = Program("""
            def outer(x):
                class C:
                    x = x
        """)
        assert program.owner("x") == "C"

    def test_class_body_reads_around_it(self) -> None:
        program = Program("""
            def outer(x):
                class C:
                    y = x
        """)
        assert program.owner("x") == "outer"

    def test_global_hides_the_function_around(self) -> None:
        program = Program("""
            def outer(x):
                def middle():
                    global x
                    def inner(): return x
        """)
        assert program.owner("x") == "top"

    def test_global_of_a_class_hides_nothing(self) -> None:
        program = Program("""
            def outer(x):
                class C:
                    global x
                    def inner(): return x
        """)
        assert program.owner("x") == "outer"

    def test_nonlocal_write_belongs_to_the_owner(self) -> None:
        program = Program("""
            def outer():
                x = 0
                def inner():
                    nonlocal x
                    x = 1
        """)
        first, second = program.names.bindings(program.owned("x", "outer"))
        assert (first.scope.name, second.scope.name) == ("outer", "inner")

    def test_global_write_belongs_to_the_module(self) -> None:
        program = Program("""
            def f():
                global x
                x = 1
        """)
        (binding,) = program.names.bindings(program.owned("x", "top"))
        assert binding.scope.name == "f"
        assert "x" not in [variable.name for variable in program.names.variables(program.scope("f"))]

    def test_private_name_is_mangled(self) -> None:
        program = Program("""
            def outer(__x):
                class C:
                    def m(self): return __x
        """)
        variable = program.names.variable(program.reads("__x")[0])
        assert variable is not None
        assert (variable.name, variable.scope.name) == ("_C__x", "top")

    def test_class_cell(self) -> None:
        program = Program("""
            class C:
                def a(self): return super().a()
                def b(self): return lambda: __class__
        """)
        assert program.owner("__class__") == "C"
        assert program.captured("a") == [("super", "top"), ("__class__", "C")]
        assert program.captured("lambda") == [("__class__", "C")]
        assert program.captured("C") == [("super", "top")]

    def test_class_cell_is_not_the_class_s_own_name(self) -> None:
        program = Program("""
            class C:
                __class__ = 1
                def m(self): return __class__
        """)
        variable = program.names.variable(program.reads("__class__")[0])
        assert variable is not None
        assert program.names.bindings(variable) == ()


class TestComprehensions:
    def test_first_iterable_is_evaluated_outside(self) -> None:
        program = Program("""
            def f(x):
                return [x for x in x]
        """)
        value, iterable = program.reads("x")
        assert program.names.holder(iterable) is program.scope("f")
        assert program.names.holder(value) is program.scope("listcomp")
        assert (program.owner("x", 0), program.owner("x", 1)) == ("listcomp", "f")

    def test_second_iterable_is_evaluated_inside(self) -> None:
        program = Program("[y for x in z for y in x]")
        assert program.names.holder(program.reads("x")[0]) is program.scope("listcomp")

    def test_in_a_class_only_the_first_iterable_sees_it(self) -> None:
        program = Program("""
            class C:
                x = []
                y = [x for _ in x]
        """)
        assert (program.owner("x", 0), program.owner("x", 1)) == ("top", "C")

    def test_walrus_binds_around_all_comprehensions(self) -> None:
        program = Program("""
            def f(rows):
                [[(last := cell) for cell in row] for row in rows]
                return last
        """)
        assert program.owner("last") == "f"
        (binding,) = program.names.bindings(program.owned("last", "f"))
        assert binding.kind is BindingKind.WALRUS
        assert binding.scope.kind is ScopeKind.COMPREHENSION

    def test_walrus_in_a_lambda_stays_there(self) -> None:
        program = Program("[lambda: (x := 1) for _ in y]")
        assert [v.name for v in program.names.variables(program.scope("lambda"))] == ["x"]

    def test_walrus_at_module_level(self) -> None:
        program = Program("any((hit := line) for line in lines)")
        assert program.kinds("hit", "top") == [BindingKind.WALRUS]


class TestEvaluatedOutside:
    @pytest.mark.parametrize(
        "text",
        [
            "@x\ndef f(x): ...",
            "def f(x=x): ...",
            "def f(*, x=x): ...",
            "def f(x: x): ...",
            "def f(x) -> x: ...",
            "f = lambda x=x: 0",
            "@x\nclass f:\n  x = 1",
            "class f(x):\n  x = 1",
            "class f(k=x):\n  x = 1",
        ],
    )
    def test_read_in_the_module(self, text: str) -> None:
        program = Program(text)
        assert program.owner("x") == "top"
        assert program.names.holder(program.reads("x")[0]) is program.names.module

    def test_definitions_and_lambdas_are_held_by_what_is_around(self) -> None:
        program = Program("""
            def outer():
                def inner(): return lambda: 0
        """)
        for scope, holder in (("inner", "outer"), ("lambda", "inner")):
            assert program.names.holder(program.scope(scope).node) is program.scope(holder)
            assert program.names.scope(program.scope(scope).node) is program.scope(scope)


class TestAnnotations:
    def test_local_annotation_is_never_evaluated(self) -> None:
        program = Program("""
            def outer(T):
                def inner():
                    x: T = 1
        """)
        assert program.owner("T") == "outer"
        assert program.names.uses(program.owned("T", "outer")) == ()
        assert program.captured("inner") == [("T", "outer")]
        assert program.names.first_use(program.owned("T", "outer"), program.scope("inner")) is None

    def test_annotation_of_a_class_is_evaluated(self) -> None:
        program = Program("""
            def outer(T):
                class C:
                    x: T
        """)
        assert program.use_lines("T", "outer") == [4]

    def test_bare_annotation_owns_and_does_not_bind(self) -> None:
        program = Program("""
            x = 1
            def f():
                x: int
                return x
        """)
        assert program.owner("x") == "f"
        assert program.kinds("x", "f") == []

    def test_postponed_annotations_name_nothing(self) -> None:
        program = Program("""
            from __future__ import annotations
            def f(x: T) -> T:
                y: T = 1
            z: T
        """)
        assert [program.names.variable(node) for node in program.reads("T")] == [None] * 4
        with pytest.raises(KeyError):
            program.names.holder(program.reads("T")[0])

    def test_future_import_must_come_first(self) -> None:
        program = Program("""
            import first
            def f(x: T): ...
        """)
        assert program.owner("T") == "top"


class TestBindings:
    @pytest.mark.parametrize(
        ("text", "kinds"),
        [
            ("x = 1", [BindingKind.ASSIGNMENT]),
            ("(y, [*x]) = z", [BindingKind.ASSIGNMENT]),
            ("x += 1", [BindingKind.AUGMENTED]),
            ("x: int = 1", [BindingKind.ANNOTATED]),
            ("(x := 1)", [BindingKind.WALRUS]),
            ("for x in y: pass", [BindingKind.LOOP_TARGET]),
            ("with y as (x, z): pass", [BindingKind.WITH_TARGET]),
            ("try: pass\nexcept E as x: pass", [BindingKind.EXCEPT_TARGET, BindingKind.EXCEPT_END]),
            ("import x.y", [BindingKind.IMPORT]),
            ("from y import z as x", [BindingKind.IMPORT]),
            ("def x(): pass", [BindingKind.FUNCTION]),
            ("async def x(): pass", [BindingKind.FUNCTION]),
            ("class x: pass", [BindingKind.CLASS]),
            ("match y:\n  case [x, *_]: pass", [BindingKind.MATCH_CAPTURE]),
            ("match y:\n  case [*x]: pass", [BindingKind.MATCH_CAPTURE]),
            ("match y:\n  case {**x}: pass", [BindingKind.MATCH_CAPTURE]),
            ("del x", [BindingKind.DELETION]),
            ("x = 1\ndel (x)", [BindingKind.ASSIGNMENT, BindingKind.DELETION]),
        ],
    )
    def test_kind(self, text: str, kinds: list[BindingKind]) -> None:
        program = Program(text)
        assert program.kinds("x", "top") == kinds
        for binding in program.names.bindings(program.owned("x", "top")):
            assert program.names.variable(binding.node) is binding.variable

    @pytest.mark.parametrize(
        "text", ["x", "y.x", "y[x]", "f(x=1)", "x.y = 1", "x[0] = 1", "del x[0]", "from y import *"]
    )
    def test_no_binding(self, text: str) -> None:
        program = Program(text)
        bound = [v for v in program.names.variables(program.names.module) if program.names.bindings(v)]
        assert bound == []

    def test_parameters(self) -> None:
        program = Program("def f(a, /, b, *c, d, **e): pass")
        for name in "abcde":
            assert program.kinds(name, "f") == [BindingKind.PARAMETER]

    def test_source_order_over_scopes(self) -> None:
        program = Program("""
            def outer():
                def inner():
                    nonlocal x
                    x = 1
                try: x = 2
                except E as x: x = 3
                x = 4
        """)
        assert program.kinds("x", "outer") == [
            BindingKind.ASSIGNMENT,
            BindingKind.ASSIGNMENT,
            BindingKind.EXCEPT_TARGET,
            BindingKind.ASSIGNMENT,
            BindingKind.EXCEPT_END,
            BindingKind.ASSIGNMENT,
        ]

    def test_augmented_target_is_read_too(self) -> None:
        program = Program("x = 0\nx += x")
        assert program.use_lines("x", "top") == [2, 2]


class TestCaptures:
    def test_first_use_order_through_nested_scopes(self) -> None:
        program = Program("""
            def outer(a, b, c):
                def f():
                    def g(): return c
                    return print(b, a, c)
        """)
        assert program.captured("f") == [("c", "outer"), ("print", "top"), ("b", "outer"), ("a", "outer")]

    def test_what_is_owned_inside_is_no_capture(self) -> None:
        program = Program("""
            def outer(a):
                def f(b):
                    c = [d for d in b]
                    def g(): return b, c
        """)
        assert program.captured("f") == []
        assert program.captured("g") == [("b", "f"), ("c", "f")]

    def test_written_only(self) -> None:
        program = Program("""
            def outer():
                n = 0
                def f():
                    nonlocal n
                    n = 1
        """)
        assert program.captured("f") == [("n", "outer")]
        assert program.names.first_use(program.owned("n", "outer"), program.scope("f")) is None

    def test_first_use_is_inside_the_scope(self) -> None:
        program = Program("""
            def outer(n):
                print(n)
                def f():
                    def g(): return n
                    return n
        """)
        n = program.owned("n", "outer")
        for scope, line in (("outer", 3), ("f", 5), ("g", 5)):
            use = program.names.first_use(n, program.scope(scope))
            assert use is not None
            assert use.node.lineno == line  # type: ignore[attr-defined]

    @pytest.mark.parametrize("body", ["return x, y", "nonlocal x", "x: y", "return [x for _ in y]", "return 1"])
    def test_same_as_the_code_object(self, body: str) -> None:
        text = f"def outer(x, y):\n  def inner():\n    {body}"
        program = Program(text)
        outer = compile(text, "", "exec", dont_inherit=True).co_consts[0]
        inner = next(const for const in outer.co_consts if hasattr(const, "co_freevars"))
        captures = program.names.captures(program.scope("inner"))
        assert {v.name for v in captures if v.scope.kind is ScopeKind.FUNCTION} == set(inner.co_freevars)


class TestScopes:
    def test_source_order_module_first(self) -> None:
        program = Program("""
            def f(a=lambda: 0): return [lambda: 1 for _ in ()]
            class C: pass
        """)
        names = [scope.name for scope in program.names.scopes]
        assert names == ["top", "f", "lambda", "listcomp", "lambda", "C"]

    def test_children(self) -> None:
        program = Program("""
            def f():
                def g(): return lambda: 0
                class C: pass
        """)
        assert [scope.name for scope in program.names.children(program.scope("f"))] == ["g", "C"]
        assert program.names.children(program.scope("C")) == ()

    def test_empty_module(self) -> None:
        program = Program("")
        assert program.names.scopes == (program.names.module,)
        assert program.names.variables(program.names.module) == ()

    @pytest.mark.parametrize("depth", [2000])
    def test_deep_trees(self, depth: int) -> None:
        # Built by hand: how deep the parser goes differs between versions.
        node: ast.expr = ast.Name("x", ast.Load(), lineno=1, col_offset=0)
        for _ in range(depth):
            node = ast.UnaryOp(ast.Not(), node, lineno=1, col_offset=0)
        names = resolve(ast.Module([ast.Expr(node)], []))
        assert [v.name for v in names.variables(names.module)] == ["x"]


@pytest.mark.parametrize(
    "text",
    [
        "nonlocal x",
        "def f(): nonlocal x; x",
        "def f(x): global x; return x",
        "[(x := 1) for x in y]",
        "class C: [(x := 1) for _ in y]",
        "def f(): from x import *",
        "def f(x):\n  global x\n  nonlocal x\n  def g(): return x",
        "return yield_",
    ],
)
def test_what_the_compiler_rejects_is_resolved_all_the_same(text: str) -> None:
    program = Program(text)
    for node in ast.walk(program.tree):
        if isinstance(node, ast.Name):
            assert program.names.variable(node) is not None


if sys.version_info >= (3, 12):

    class TestTypeParameters:
        def test_seen_by_annotations_and_body(self) -> None:
            program = Program("def f[T](x: T): return T")
            parameters = program.names.variable(program.reads("T")[0])
            assert parameters is not None
            assert parameters.scope.kind is ScopeKind.TYPE_PARAMETERS
            assert program.names.variable(program.reads("T")[1]) is parameters

        def test_not_seen_by_defaults_and_decorators(self) -> None:
            program = Program("@T\ndef f[T](x=T): ...")
            assert [program.owner("T", which) for which in (0, 1)] == ["top", "top"]

        def test_scope_is_the_body_s(self) -> None:
            program = Program("class C[T]: pass")
            scope = program.names.scope(program.tree.body[0])
            assert scope.kind is ScopeKind.CLASS
            assert program.names.holder(program.tree.body[0]) is program.names.module

        def test_sees_the_class(self) -> None:
            program = Program("""
                def outer(x):
                    class C:
                        x = 1
                        type A = x
                        def m[T: x](self): return x
            """)
            assert [program.owner("x", which) for which in range(3)] == ["C", "C", "outer"]

        def test_alias(self) -> None:
            program = Program("type A[T] = list[A, T]")
            assert program.kinds("A", "top") == [BindingKind.TYPE_ALIAS]
            assert program.owner("A") == "top"


# -- what a name would mean, and what is not seen ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "scope"),
    [
        ("n = 0\ndef f():\n    n = n + 1", "top"),
        ("def g():\n    n = 0\n    def f():\n        n = 1", "g"),
        ("def g():\n    n = 0\n    class C:\n        n = 1\n        def f(self):\n            n = 2", "g"),
        ("def g():\n    n = 0\n    def h():\n        global n\n        def f():\n            n = 2\nn = 1", "top"),
        ("def g(n):\n    return lambda n: n\ndef f(n): ...", None),
        ("def f():\n    n = 1", None),
        ("def f():\n    print = 1\nprint()", None),
        ("class C:\n    n = 0\n    def f(self):\n        n = 1", None),
    ],
)
def test_what_a_name_would_mean_if_its_scope_did_not_bind_it(code: str, scope: str | None) -> None:
    names = resolve(ast.parse(code))
    [own] = [v for s in names.scopes if s.name == "f" for v in names.variables(s) if v.name in ("n", "print")]
    meant = names.meant_without(own)
    assert (meant and meant.scope.name) == scope
    assert meant is not own


@pytest.mark.parametrize(
    ("code", "hidden"),
    [
        ("class C:\n    n = 1\n    def f(self): return n", ["C"]),
        ("class C:\n    n = 1\n    m = [n for i in x]", ["C"]),
        ("class C:\n    n = 1\n    m = [i for i in n]", []),
        ("class C:\n    n = 1\n    m = n", []),
        ("class C:\n    n = 1\n    m = (lambda: n)", ["C"]),
        ("n = 0\nclass C:\n    n = 1\n    def f(self): return n", ["C"]),
        ("class C:\n    n = 1\n    class D:\n        m = n", ["C"]),
        ("class C:\n    n = 1\n    def f(self, n): return n", []),
        ("class C:\n    n = 1\n    def f(self):\n        n = 2\n        return lambda: n", []),
        ("def f():\n    n = 1\n    class C:\n        def g(self): return n", []),
        ("class C:\n    def f(self): return n", []),
    ],
)
def test_what_a_class_body_hides(code: str, hidden: list[str]) -> None:
    names = resolve(ast.parse(code))
    found = [names.hidden_by_class(use) for use in names.all_uses() if use.variable.name == "n"]
    assert [variable.scope.name for variable in found if variable is not None] == hidden
