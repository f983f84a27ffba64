"""What `*args` and `**kwargs` stand for in a body, where one argument among them is followed."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.steps.inside import Argument
from cellophane.source.steps.star_arguments import Passed, PassingOn
from tests.parts import Parts

NOBODY_KNOWS = Argument()


def passing(line: str, name: str | None, followed: Argument) -> tuple[Parts, PassingOn]:
    """That of a file in which an argument of `args` or `kwargs` is followed, or none."""
    parts = Parts(f"def main(*args, **kwargs):\n    {line}\n")
    return parts, PassingOn(parts.names, Passed(parts.variable(name), followed) if name is not None else None)


def handed_on(line: str, name: str | None, followed: Argument = NOBODY_KNOWS) -> Argument:
    """The argument that the last `*` or `**` of a call becomes."""
    parts, asked = passing(line, name, followed)
    call = parts.call(line)
    stars: list[ast.Starred | ast.keyword] = [a for a in call.args if isinstance(a, ast.Starred)]
    stars += [keyword for keyword in call.keywords if keyword.arg is None]
    return asked.handed_on(call, stars[-1])


@pytest.mark.parametrize(
    ("line", "name", "followed", "becomes"),
    [
        ("h(*args)", "args", Argument(position=0), Argument(position=0)),
        ("h(*args)", "args", Argument(position=2), Argument(position=2)),
        ("h(1, *args)", "args", Argument(position=0), Argument(position=1)),
        ("h(1, 2, *args, k=3)", "args", Argument(position=1), Argument(position=3)),
        ("h(*args)", "args", Argument(position=16), Argument(position=16)),
        ("h(**kwargs)", "kwargs", Argument(keyword="k"), Argument(keyword="k")),
        ("h(1, *x, **kwargs)", "kwargs", Argument(keyword="k"), Argument(keyword="k")),
        # it goes too far, or somewhere behind what nobody can count
        ("h(1, *args)", "args", Argument(position=16), NOBODY_KNOWS),
        ("h(*x, *args)", "args", Argument(position=0), NOBODY_KNOWS),
        # one of them, of which nobody says which
        ("h(*args)", "args", NOBODY_KNOWS, NOBODY_KNOWS),
        # another one
        ("h(*x)", "args", Argument(position=0), Argument(after=0)),
        ("h(1, *x)", "args", Argument(position=0), Argument(after=1)),
        ("h(*x, *y)", "args", Argument(position=0), NOBODY_KNOWS),
        ("h(**x)", "kwargs", Argument(keyword="k"), NOBODY_KNOWS),
        ("h(**kwargs)", "args", Argument(position=0), NOBODY_KNOWS),
        # none is followed
        ("h(*args)", None, NOBODY_KNOWS, Argument(after=0)),
        ("h(1, 2, *args)", None, NOBODY_KNOWS, Argument(after=2)),
        ("h(*x, *args)", None, NOBODY_KNOWS, NOBODY_KNOWS),
        ("h(**kwargs)", None, NOBODY_KNOWS, NOBODY_KNOWS),
    ],
)
def test_which_argument_they_become(line: str, name: str | None, followed: Argument, becomes: Argument) -> None:
    assert handed_on(line, name, followed) == becomes


def test_a_variable_of_the_same_name_in_another_function_is_another_one() -> None:
    parts = Parts("def main(*args): pass\ndef other(*args): h(1, *args)\n")
    asked = PassingOn(parts.names, Passed(parts.variable("args", 1), Argument(position=0)))
    call = parts.call("h(1, *args)")
    starred = call.args[-1]
    assert isinstance(starred, ast.Starred)
    assert asked.handed_on(call, starred) == Argument(after=1)


@pytest.mark.parametrize(
    ("key", "name", "followed", "is_other"),
    [
        ("'style'", "kwargs", Argument(keyword="key"), True),
        ("'key'", "kwargs", Argument(keyword="key"), False),
        ("key", "kwargs", Argument(keyword="key"), False),
        ("0", "kwargs", Argument(keyword="key"), False),
        ("'style'", "args", Argument(position=0), False),
        ("'style'", "kwargs", NOBODY_KNOWS, False),
        ("'style'", None, NOBODY_KNOWS, False),
    ],
)
def test_which_item_is_another_one(key: str, name: str | None, followed: Argument, is_other: bool) -> None:
    parts, asked = passing(f"kwargs[{key}]", name, followed)
    assert asked.is_other_item(parts.expression("kwargs"), parts.expression(key)) is is_other


def test_without_a_key_any_item_may_be_meant() -> None:
    parts, asked = passing("kwargs.popitem()", "kwargs", Argument(keyword="key"))
    assert not asked.is_other_item(parts.expression("kwargs"), None)


def test_an_item_of_something_else_is_not_asked_about() -> None:
    parts, asked = passing("x['style']", "kwargs", Argument(keyword="key"))
    assert not asked.is_other_item(parts.expression("x"), parts.expression("'style'"))
