"""`OuterNames`: functions that read their own name, where that stood for something else before."""

from __future__ import annotations

import pytest

from tests.following import facts


def own(body: str) -> list[tuple[str, str]]:
    return [(one.variable.name, one.certainty.word) for one in facts(f"def main(f, x):\n{body}").own_names]


@pytest.mark.parametrize(
    ("body", "certainty"),
    [
        ("    f = lambda v: f(v, 0)\n", "certain"),
        ("    f = (lambda v: f(v, 0)) if x else f\n", "certain"),
        ("    f: object = lambda v: f(v, 0)\n", "certain"),
        ("    if f is not None:\n        f = lambda v: f(v)\n", "certain"),
        ("    @wraps(f)\n    def f(v): return f(v)\n", "certain"),
        ("    def f(v): return f % v\n", "likely"),
        ("    def f(v): return f(v)\n", "possible"),
    ],
)
def test_it_means_what_the_name_was_before(body: str, certainty: str) -> None:
    assert own(body) == [("f", certainty)]


@pytest.mark.parametrize(
    "body",
    [
        "    g = lambda v: g(v)\n",
        "    g = None\n    g = lambda v: g(v)\n",
        "    if x: g = x\n    g = lambda v: g(v)\n",
        "    if f is None:\n        f = lambda v: f(v)\n",
        "    if not f:\n        f = lambda v: f(v)\n",
        "    if f:\n        pass\n    else:\n        f = lambda v: f(v)\n",
        "    if not callable(f):\n        f = lambda v: f(v)\n",
        "    def g(): pass\n    def g(): return g\n",
        "    @x\n    def f(v): return f\n",
        "    f = lambda v: v\n",
        "    h = lambda v: f(v)\n",
        "    f, x = lambda v: f(v), 1\n",
    ],
)
def test_it_may_mean_itself_or_has_no_other_meaning(body: str) -> None:
    assert own(body) == []


def test_in_a_module_it_is_nobodys() -> None:
    assert facts("f = 1\nf = lambda: f()\n").own_names == ()
