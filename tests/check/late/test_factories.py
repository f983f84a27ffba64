"""Making a closure in a function of its own."""

from __future__ import annotations

from textwrap import dedent

import pytest

from cellophane.check.late.factories import unused
from cellophane.source.text.source import Source
from tests.mended import after, left


def both(before: str, expected: str) -> None:
    assert after(before) == dedent(expected)


# -- definitions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "@same\n        def f():",
        "@same  # why\n        # still\n        @app.route('/')\n        def f():",
        "@same\n        async def f():",
        "def f(**options):",
        "def f(x, *rest, **options):",
        "def f(self):",
        "def f(cls, x=0):",
    ],
)
def test_a_definition_moves_into_a_factory_as_it_is(head: str) -> None:
    before = f"""\
        for i in items:
            {head.replace(chr(10), chr(10) + "    ")}
                return i
            late.append(f)
        """
    lines = dedent(before).splitlines()
    *definition, last = lines[1:]
    expected = [lines[0], "    def make_f(i):", *(f"    {line}" for line in definition)]
    expected += ["        return f", "    f = make_f(i)", last]
    assert after(before) == "\n".join([*expected, ""])


def test_one_that_calls_itself() -> None:
    both(
        """\
        for i in items:
            def f(n):
                return f(n - 1) if n else i
            late.append(f)
        """,
        """\
        for i in items:
            def make_f(i):
                def f(n):
                    return f(n - 1) if n else i
                return f
            f = make_f(i)
            late.append(f)
        """,
    )


def test_one_that_reads_more_than_three() -> None:
    both(
        """\
        for a, b, c, d in items:
            def f(): return a, b, c, d
            late.append(f)
        """,
        """\
        for a, b, c, d in items:
            def make_f(a, b, c, d):
                def f(): return a, b, c, d
                return f
            f = make_f(a, b, c, d)
            late.append(f)
        """,
    )


def test_one_that_reads_three_has_parameters() -> None:
    code = "for a, b, c in items:\n    def f(): return a, b, c\n    late.append(f)\n"
    assert after(code) == code.replace("f():", "f(*, a=a, b=b, c=c):")


def test_methods_have_a_factory_for_their_class() -> None:
    both(
        """\
        for i in items:
            @register
            class Page(Base):
                '''A page.'''

                @property
                def name(self):
                    return i

                def twice(self): return i, i
            pages.append(Page)
        """,
        """\
        for i in items:
            def make_Page(i):
                @register
                class Page(Base):
                    '''A page.'''

                    @property
                    def name(self):
                        return i

                    def twice(self): return i, i
                return Page
            Page = make_Page(i)
            pages.append(Page)
        """,
    )


def test_the_outermost_class_of_an_iteration_has_it() -> None:
    code = """\
        for i in items:
            class A:
                class B:
                    def f(self):
                        return i
            late.append(A)
        """
    assert "def make_A(i):" in after(code)
    assert "make_B" not in after(code)


def test_strings_and_empty_lines_do_not_move() -> None:
    both(
        """\
        for i in items:
            def f(**options):
                '''One
              two

            three'''

                # four
                return i, f'''
          {i}'''
            late.append(f)
        """,
        """\
        for i in items:
            def make_f(i):
                def f(**options):
                    '''One
              two

            three'''

                    # four
                    return i, f'''
          {i}'''
                return f
            f = make_f(i)
            late.append(f)
        """,
    )


def test_continued_lines_move_and_mean_the_same() -> None:
    code = "for i in items:\n    def f(\n  x, **y): return i + \\\n1\n    late.append(f)\n"
    expected = (
        "for i in items:\n    def make_f(i):\n        def f(\n      x, **y): return i + \\\n    1\n"
        "        return f\n    f = make_f(i)\n    late.append(f)\n"
    )
    assert after(code) == expected


@pytest.mark.parametrize("indent", ["\t", " ", "   ", "        "])
def test_it_is_indented_as_the_rest_is(indent: str) -> None:
    code = f"for i in items:\n{indent}def f(**y):\n{indent * 2}return i\n{indent}late.append(f)\n"
    expected = (
        f"for i in items:\n{indent}def make_f(i):\n{indent * 2}def f(**y):\n{indent * 3}return i\n"
        f"{indent * 2}return f\n{indent}f = make_f(i)\n{indent}late.append(f)\n"
    )
    assert after(code) == expected


def test_tabs_where_the_body_does_not_tell() -> None:
    code = "for i in items:\n\tdef f(**y): return i\n\tlate.append(f)\n"
    assert "\tdef make_f(i):\n\t\tdef f(**y): return i\n\t\treturn f\n\tf = make_f(i)\n" in after(code)


def test_form_feeds_stay() -> None:
    code = "for i in items:\n\f\n    def f(**y):\n\f\n        return i\n    late.append(f)\n\f\n"
    made = after(code)
    assert made.count("\f") == 3
    assert "    def make_f(i):\n        def f(**y):\n\f\n            return i\n        return f\n" in made


def test_at_the_end_of_a_file_without_an_end_of_line() -> None:
    code = "def keep(f):\n    kept.append(f)\n    return f\n\nfor i in items:\n    @keep\n    def f(): return i"
    assert after(code).endswith("        def f(): return i\n        return f\n    f = make_f(i)")


@pytest.mark.parametrize(
    "definition",
    [
        "def f(x=(yield), **y):\n return i",
        "def f(x=(z := 1), **y):\n return i",
        "def f(**y) -> (yield):\n return i",
        "@(yield)\ndef f(self):\n return i",
        "@(await one())\ndef f(self):\n return i",
        "class f((yield)):\n def f(self): return i",
    ],
)
def test_what_would_await_yield_or_bind_in_the_factory_stays(definition: str) -> None:
    lines = ["async def main():", "    for i in items:", *(f"        {line}" for line in definition.split("\n"))]
    assert left("\n".join([*lines, "        late.append(f)", ""])) == [
        "making it awaits, yields or binds a name, which no other function can do in its place"
    ]


def test_what_its_body_awaits_and_yields_moves_with_it() -> None:
    code = "for i in items:\n    async def f(**y):\n        yield await i\n    late.append(f)\n"
    assert "async def f(**y):\n            yield await i\n        return f\n" in after(code)


# -- lambdas ---------------------------------------------------------------------------------------------------------


def test_a_lambda_moves_before_its_statement() -> None:
    both(
        """\
        def main(items):
            for i in items:
                late.append(lambda **options: (i, options))  # kept
        """,
        """\
        def main(items):
            for i in items:
                def make_function(i):
                    return lambda **options: (i, options)
                late.append(make_function(i))  # kept
        """,
    )


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("late.append({})", "make_function"),
        ("f = {}; late.append(f)", "make_f"),
        ("button.clicked = {}", "make_clicked"),
        ("button._clicked_ = {}", "make_clicked"),
        ("_ = {}; late.append(_)", "make_function"),
        ("Button(command={})", "make_command"),
        ("late['x'] = {}", "make_function"),
    ],
)
def test_it_is_called_by_what_the_lambda_is(statement: str, name: str) -> None:
    code = f"for i in items:\n    {statement}\n"
    assert after(code.format("lambda self: i")) == (
        f"for i in items:\n    def {name}(i):\n        return lambda self: i\n    {statement}\n".format(f"{name}(i)")
    )


def test_a_lambda_of_several_lines_is_put_in_brackets() -> None:
    both(
        """\
        for i in items:
            late.append(  # one
                lambda **options: (  # two
                    i,
                )
            )
        """,
        """\
        for i in items:
            def make_function(i):
                return (lambda **options: (  # two
                    i,
                ))
            late.append(  # one
                make_function(i)
            )
        """,
    )


def test_before_the_whole_of_an_if() -> None:
    both(
        """\
        for i in items:
            if one:
                pass
            elif keep(lambda **y: i):
                pass
            elif keep(lambda **y: (i, i)):
                pass
        """,
        """\
        for i in items:
            def make_function(i):
                return lambda **y: i
            def make_function_2(i):
                return lambda **y: (i, i)
            if one:
                pass
            elif keep(make_function(i)):
                pass
            elif keep(make_function_2(i)):
                pass
        """,
    )


def test_before_the_class_whose_body_it_is_in() -> None:
    both(
        """\
        class Squares:
            readers = [lambda self: number for number in range(3)]
        """,
        """\
        def make_function(number):
            return lambda self: number
        class Squares:
            readers = [make_function(number) for number in range(3)]
        """,
    )


@pytest.mark.parametrize("body", ["self.__x + n", "__x(n)", "super().f(n)", "(__class__, n)"])
def test_what_only_means_something_in_its_class_stays_there(body: str) -> None:
    assert left(f"class A:\n    late = [lambda self: {body} for n in range(3)]\n") == [
        "it uses names that mean something in the class around it only"
    ]


def test_decorators_belong_to_the_statement() -> None:
    both(
        """\
        for i in items:
            @register
            @when(lambda **options: i)
            def f(): pass
        """,
        """\
        for i in items:
            def make_function(i):
                return lambda **options: i
            @register
            @when(make_function(i))
            def f(): pass
        """,
    )


def test_names_of_the_comprehensions_around_it_are_handed_over() -> None:
    both(
        """\
        for i in items:
            late += [(lambda y=x, **k: (i, y)) for x in range(3)]
        """,
        """\
        for i in items:
            def make_function(i, x):
                return lambda y=x, **k: (i, y)
            late += [(make_function(i, x)) for x in range(3)]
        """,
    )


@pytest.mark.parametrize(
    "code",
    [
        "for i in items: late.append(lambda **y: i)\n",
        "for i in items:\n    count += 1; late.append(lambda **y: i)\n",
        "for i in items:\n    with lock: late.append(lambda **y: i)\n",
    ],
)
def test_a_statement_that_does_not_begin_its_line(code: str) -> None:
    assert left(code) == ["its statement does not begin its line, so there is no place for a function before it"]


@pytest.mark.parametrize("default", ["(yield)", "(x := 1)", "[(yield from x)]"])
def test_defaults_that_do_something_to_the_function_around_stay_there(default: str) -> None:
    code = f"def main():\n    for i in items:\n        late.append(lambda x={default}, **y: i)\n"
    assert left(code) == ["making it awaits, yields or binds a name, which no other function can do in its place"]


# -- names -----------------------------------------------------------------------------------------------------------


def test_a_name_that_the_file_has_gets_a_number() -> None:
    code = "make_f = 'make_f_2'\nfor i in items:\n    def f(**y): return i\n    late.append(f)\n"
    assert "    def make_f_3(i):\n" in after(code)


def test_two_factories_never_have_one_name() -> None:
    # The generator expressions call theirs later, when one name would stand for the other one's.
    code = """\
        def main():
            late.append((lambda **y: x) for x in items)
            late.append((lambda **y: -x) for x in items)
        """
    made = after(code)
    assert "late.append((make_function(x)) for x in items)" in made
    assert "late.append((make_function_2(x)) for x in items)" in made


def test_a_definition_without_a_word_in_its_name() -> None:
    code = "for i in items:\n    def _(**y): return i\n    late.append(_)\n"
    assert "    def make_it(i):\n" in after(code)


def test_unused() -> None:
    assert unused("make_it", Source("a.py", "make_item = remake_it")) == "make_it"
    assert unused("make_größe", Source("a.py", "make_größe")) == "make_größe_2"


@pytest.mark.parametrize(
    "definition",
    [
        "@f.register\n    def f(**k):\n        return i",
        "def f(before=f, **k):\n        return i",
        "class f(f):\n        def get(self):\n            return i",
        "class f:\n        before = f\n        def get(self):\n            return i",
        "class f:\n        def get(self, before=f):\n            return i",
    ],
)
def test_what_uses_its_name_before_it_has_it_stays(definition: str) -> None:
    code = f"def main(items, f, late):\n    for i in items:\n        {indented(definition)}\n        late.append(f)\n"
    assert left(code) == ["it uses the `f` of before, which a function around it would not see"]


def indented(definition: str) -> str:
    return definition.replace("\n", "\n    ")


def test_comments_below_a_body_belong_to_it() -> None:
    body = "for i in items:\n    @same\n    def f():\n        return i\n\n        # of it\n"
    moved = "        @same\n        def f():\n            return i\n\n            # of it\n        return f\n"
    rest = "    # of the loop\n    late.append(f)\n"
    both(body + rest, "for i in items:\n    def make_f(i):\n" + moved + "    f = make_f(i)\n" + rest)


def test_tabs_and_spaces_in_one_file() -> None:
    rest = "\tlate.append(f)\n"
    both(
        "for i in items:\n\tdef f(**k):\n\t  return i\n" + rest,
        "for i in items:\n\tdef make_f(i):\n\t  def f(**k):\n\t    return i\n\t  return f\n\tf = make_f(i)\n" + rest,
    )
