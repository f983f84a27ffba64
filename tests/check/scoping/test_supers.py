from __future__ import annotations

import pytest

from cellophane.check.scoping.supers import findings
from cellophane.source.facts import alone
from cellophane.source.text.source import Source
from cellophane.versions import COMPREHENSIONS_ARE_INLINED

CLASS = "class A(B):\n    def f(self):\n        {}\n"


def test_the_advice_for_a_method_is_another_one() -> None:
    [found] = findings(alone(Source("a.py", "class A(B):\n    def f(*args):\n        super()\n")), "CEL305")
    assert found.advice == "give it a first parameter for the object"


def test_comprehensions_are_those_of_the_running_python() -> None:
    found = list(findings(alone(Source("a.py", CLASS.format("[super().f() for _ in x]"))), "CEL305"))
    assert len(found) == (0 if COMPREHENSIONS_ARE_INLINED else 1)


@pytest.mark.parametrize("inside", ["(lambda: [super() for _ in x])", "([super() for _ in y] for y in x)"])
def test_a_comprehension_in_a_function_without_the_object_raises_in_all(inside: str) -> None:
    assert len(list(findings(alone(Source("a.py", CLASS.format(inside))), "CEL305"))) == 1
