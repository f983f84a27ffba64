"""Which repair is taken, how safe it is called, and when there is none."""

from __future__ import annotations

import pytest

from tests.mended import after, fixes, left

MAIN = "def main(items):\n    late = []\n    for i in items:\n        {}\n    return [f() for f in late]\n"
LAZY = MAIN.replace("f()", "list(f)")


def titles(code: str) -> list[str]:
    return [fix.title for fix in fixes(code)]


@pytest.mark.parametrize(
    ("statement", "title"),
    [
        ("late.append(lambda: i)", "bind `i` when it is made: `lambda *, i=i: …`"),
        ("def f(x=0): return i\n        late.append(f)", "bind `i` when it is made: `def f(x=0, *, i=i): …`"),
        ("late.append(lambda **k: i)", "make the lambda in a function that takes `i`"),
        ("late.append(lambda self: i)", "make the lambda in a function that takes `i`"),
        ("late.append(lambda self=0, /: i)", "make the lambda in a function that takes `i`"),
        ("def f(**k): return i\n        late.append(f)", "make `f` in a function that takes `i`"),
        ("@same\n        def f(): return i\n        late.append(f)", "make `f` in a function that takes `i`"),
        (
            "class A:\n            def f(self): return i\n        late.append(A)",
            "make `A` in a function that takes `i`",
        ),
        ("late.append(lambda x: print(i, x))", "bind `i` when it is made: `lambda x, *, i=i: …`"),
        ("late.append(lambda x: main(i, x))", "use `partial(main, i)`"),
    ],
)
def test_what_is_done(statement: str, title: str) -> None:
    assert titles(MAIN.format(statement)) == [title]


def test_a_generator_expression_becomes_a_list() -> None:
    assert titles(LAZY.format("late.append(n * i for n in items)")) == ["make a list in its place"]
    assert "late.append([n * i for n in items])" in after(LAZY.format("late.append(n * i for n in items)"))


@pytest.mark.parametrize(
    "statement",
    [
        "app.add_api_route(f'/{i}', lambda: i)",
        "app.add_api_route(path=f'/{i}', endpoint=lambda: i)",
        "late.append(fastapi.Depends(lambda: i))",
    ],
)
def test_what_reads_signatures_gets_a_factory(statement: str) -> None:
    code = after(f"import fastapi\napp = fastapi.FastAPI()\n{MAIN.format(statement)}")
    assert "return lambda: i" in code


def test_what_does_not_read_them_gets_a_parameter() -> None:
    code = after(f"import flask\napp = flask.Flask()\n{MAIN.format('app.add_url_rule(str(i), str(i), lambda: i)')}")
    assert "lambda *, i=i: i" in code


def test_all_that_a_closure_reads_late_is_mended_at_once() -> None:
    code = MAIN.format("for j in items:\n            late.append(lambda: (j, i))")
    assert after(code) == code.replace("lambda:", "lambda *, j=j, i=i:")
    assert len(set(fixes(code))) == 1
    assert fixes(code)[0].title == "bind `j` and `i` when it is made: `lambda *, j=j, i=i: …`"


def test_what_must_stay_late_does_so_beside_what_is_mended() -> None:
    code = """\
        def main(items):
            late, count = [], 0
            for i in items:
                def f():
                    nonlocal count
                    count += 1
                    return i, count
                late.append(f)
                count = 0
            return late
        """
    assert "def f(*, i=i):" in after(code)
    assert "count=count" not in after(code)


# -- safe ------------------------------------------------------------------------------------------------------------


def safety(statement: str) -> list[bool]:
    return [fix.safe for fix in fixes(MAIN.format(statement))]


COUNT = MAIN.replace("    late = []", "    n = 0\n    late = []")


@pytest.mark.parametrize(
    ("code", "risk"),
    [
        (MAIN.format("late.append(lambda: i)"), ""),
        (MAIN.format("keep(lambda: i)"), "nobody can tell whether it is too late"),
        (MAIN.format("items.connect(lambda: i)"), "no late call was seen"),
        ("import atexit\n" + MAIN.format("atexit.register(lambda: i)"), "no late call was seen"),
        (
            "@unknown\ndef call(f): f()\n" + MAIN.format("late.append(lambda: i)").replace("f()", "call(f)"),
            "that the late call comes to pass is not certain",
        ),
        (
            LAZY.format("late.append(n * i for n in items)"),
            "a list has all its items at once, and can be iterated again",
        ),
        (
            COUNT.format("if i: n = i\n        late.append(lambda: n)"),
            "an iteration may leave `n` as it was, or bind it later",
        ),
        (
            COUNT.format("n += 1\n        late.append(lambda: n)"),
            "`n` is made from the value before, and the last one may be meant",
        ),
        (
            COUNT.format("keep(lambda: (i, n))\n        if i: n = max(i, n)"),
            "nobody can tell whether it is too late; an iteration may leave `n` as it was, or bind it later; "
            "`n` is made from the value before, and the last one may be meant",
        ),
    ],
)
def test_an_unsafe_fix_says_why(code: str, risk: str) -> None:
    assert {fix.risk for fix in fixes(code)} == {risk}
    assert {fix.safe for fix in fixes(code)} == {not risk}


@pytest.mark.parametrize("statement", ["late.append(lambda: i)", "def f(): return i\n        late.append(f)"])
def test_what_is_seen_to_go_wrong_is_mended_safely(statement: str) -> None:
    assert safety(statement) == [True]


@pytest.mark.parametrize(
    "statement",
    [
        "keep(lambda: i)",  # nobody knows whether it is ever called
        "items.x = lambda: i",
        "unknown.append(lambda: i)",
    ],
)
def test_what_is_a_guess_is_not_safe(statement: str) -> None:
    assert safety(statement) == [False]


def test_a_list_is_no_generator() -> None:
    assert [fix.safe for fix in fixes(LAZY.format("late.append(n * i for n in items)"))] == [False]


def test_a_count_may_be_meant_to_be_read_late() -> None:
    code = MAIN.replace("    late = []", "    n = 0\n    late = []").format("n += 1\n        late.append(lambda: {})")
    assert [fix.safe for fix in fixes(code.format("n"))] == [False]
    assert {fix.safe for fix in fixes(code.format("(i, n)"))} == {False}


def test_a_variable_that_only_some_iterations_bind_is_not_safe() -> None:
    code = """\
        def main(items):
            late, last = [], None
            for item in items:
                if item:
                    last = item
                late.append(lambda: last)
            return [f() for f in late]
        """
    assert [fix.safe for fix in fixes(code)] == [False]


# -- none ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("late.append(f'{late.append(lambda: i)}')", "it stands inside an f-string"),
        (
            "late.append(lambda: i); i = 2",
            "which `i` is meant cannot be told: line 4 binds it again in the same iteration",
        ),
        (
            "def f():\n            nonlocal i\n            i += 1\n            return i\n        late.append(f)",
            "`i` is shared state: `f` changes it in line 6",
        ),
    ],
)
def test_why_there_is_none(statement: str, reason: str) -> None:
    assert left(MAIN.format(statement)) == [reason]


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("def g(): nonlocal j; j = 1\n        j = 0", "`j` is shared state: `g` changes it in line 4"),
        ("if i: j = 0", "`j` may have no value yet where the closure is made"),
    ],
)
def test_no_list_reads_early_what_is_meant_to_be_late(before: str, reason: str) -> None:
    assert set(left(LAZY.format(f"{before}\n        late.append(n + i + j for n in items)"))) == {reason}


def test_a_list_may_read_early_what_stays_as_it_is() -> None:
    code = "import os\n" + LAZY.format("late.append(os.path.join(n, str(i), helper(late)) for n in items)")
    assert "late.append([os.path.join(n, str(i), helper(late)) for n in items])" in after(code + "def helper(x): ...\n")
