"""`SpentIterators`: what has run out, and is iterated again."""

from __future__ import annotations

import pytest

from tests.following import facts


def spent(code: str) -> list[tuple[str, str]]:
    return [(one.variable.name, one.certainty.word) for one in facts(code).spent_iterators]


@pytest.mark.parametrize(
    ("code", "certainty"),
    [
        ("v = map(f, x)\nfor i in y:\n    print(i in v)", "certain"),
        ("v = (i for i in x)\nfor i in y:\n    for j in v:\n        print(i, j)", "certain"),
        ("v = zip(x, y)\nwhile f():\n    g(list(v), *v)", "certain"),
        ("from itertools import chain\nv = chain(x, y)\n[sum(v) for i in x]", "certain"),
        ("def main(x):\n    v = filter(None, x)\n    return [(i, j) for i in x for j in v]", "certain"),
        ("v = map(f, x)\n[i for i in y if any(j == i for j in v)]", "likely"),
        ("v = map(f, x)\ndef g(i):\n    return i in v", "likely"),
        ("def main(x):\n    v = map(f, x)\n    return lambda i: i in v", "likely"),
        ("def main(x):\n    v = map(f, x)\n    def g(): return list(v)\n    g()\n    g()", "likely"),
    ],
)
def test_it_is_iterated_again(code: str, certainty: str) -> None:
    assert spent(code) == [("v", certainty)]


@pytest.mark.parametrize(
    "code",
    [
        "v = list(map(f, x))\nfor i in y:\n    print(i in v)",
        "v = iter(x)\nfor i in y:\n    print(i in v)",
        "import itertools\nv = itertools.count()\nfor i in y:\n    print(i in v)",
        "v = map(f, x)\nfor i in v:\n    print(i)",
        "v = map(f, x)\nfor i in y:\n    for j in v:\n        if j: break",
        "v = map(f, x)\nfor i in v:\n    print(i, next(v))",
        "v = map(f, x)\nfor i in y:\n    print(list(zip(i, v)))",
        "v = map(f, x)\nfor i in v:\n    if i:\n        for j in v:\n            print(j)",
        "for i in y:\n    v = map(f, x)\n    print(list(v))",
        "v = map(f, x)\nv = list(v)\nfor i in y:\n    print(i in v)",
        "v = map(f, x)\nunknown(v)\nfor i in y:\n    print(i in v)",
        "def main(x):\n    v = map(f, x)\n    for i in x:\n        return list(v)",
        "def main(x):\n    v = map(f, x)\n    def g(): return list(v)\n    return g()",
        "v = map(f, x)\ndef main():\n    return list(v)\nmain()",
        "class A:\n    v = map(f, x)\n    w = [list(v) for i in x]",
    ],
)
def test_it_is_not_or_only_a_part_of_it(code: str) -> None:
    assert spent(code) == []
