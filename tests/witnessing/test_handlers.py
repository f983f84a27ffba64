"""The ends of handlers, wherever they are left."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import pairwise
from types import CodeType

import pytest

from cellophane.source.text.source import Source
from cellophane.witnessing.assembling import taken_apart
from cellophane.witnessing.handlers import Handlers
from cellophane.witnessing.places import Places


def ends(body: str) -> list[int]:
    """The rows of the handlers that end, for each operation that ends one."""
    text = "def main(x):\n" + textwrap.indent(textwrap.dedent(body), "    ") + "\n    return lambda: (e, o)\n"
    source = Source("a.py", text)
    code = next(one for one in compile(text, "a.py", "exec").co_consts if hasattr(one, "co_code"))
    operations = taken_apart(code)
    handlers = Handlers(code, operations, Places(source))
    found = []
    for number in range(len(operations)):
        if handlers.is_ended_by(number):
            span = handlers.ended_by(number)
            assert span is not None
            found.append(span.row)
    return found


def test_at_its_last_statement_and_for_exceptions() -> None:
    assert ends("try: x()\nexcept OSError as e: x(e)") == [3, 3]


def test_where_it_returns() -> None:
    assert set(ends("try: x()\nexcept OSError as e:\n    if x: return x(e)\n    x()")) == {3}


@pytest.mark.parametrize("inner", ["e", "o"])
def test_one_in_another(inner: str) -> None:
    body = f"""\
    try: x()
    except OSError as e:
        x()
        try: x()
        except KeyError as {inner}:
            x()
    """
    found = ends(body)
    assert set(found) == {3, 6}
    assert found.count(6) == 2


def test_a_return_out_of_both_ends_the_inner_one_first() -> None:
    body = """\
    try: x()
    except OSError as e:
        try: x()
        except KeyError as e:
            return x()
    """
    found = ends(body)
    assert (5, 3) in pairwise(found)
    assert found.count(5) == 2


@pytest.mark.parametrize("body", ["e = None\ndel e", "e = None; del e", "e = 1\ndel e", "e = None"])
def test_what_a_program_does_itself_is_none(body: str) -> None:
    assert ends(body) == []


def test_twice_as_many_handlers_are_twice_the_work() -> None:
    def work(many: int) -> int:
        text = "def f():\n    g = lambda: e\n" + "    try: f()\n    except E as e: pass\n" * many
        searched = 0

        class Counted(Handlers):
            def _around(self, number: int) -> Iterator[int]:
                nonlocal searched
                for one in super()._around(number):
                    searched += 1
                    yield one

        code = next(one for one in compile(text, "a.py", "exec").co_consts if isinstance(one, CodeType))
        operations = taken_apart(code)
        handlers = Counted(code, operations, Places(Source("a.py", text)))
        ends = [number for number in range(len(operations)) if handlers.is_ended_by(number)]
        assert len({handlers.ended_by(number) for number in ends}) == many
        return searched

    assert 0 < work(80) < 2.5 * work(40)
