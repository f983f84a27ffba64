"""Which callable a name means, seen in what becomes of the function that it is given."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from cellophane.source.meaning.definitions import Known
from cellophane.source.steps.outcomes import End, form_of
from tests.following import ends, first_site
from tests.neighbours import facts_of, last_expression, plant

RUN, UNKNOWN = (End.RUN, "certain"), (End.UNKNOWN, "possible")


@pytest.mark.parametrize(
    "code",
    [
        "sorted(x, key=lambda: 1)",
        "from functools import reduce\nreduce(lambda: 1, x)",
        "from functools import reduce as fold\nfold(lambda: 1, x)",
        "import functools\nfunctools.reduce(lambda: 1, x)",
        "import functools as ft\nft.reduce(lambda: 1, x)",
        "import functools\nreduce = functools.reduce\nreduce(lambda: 1, x)",
        "import os.path, functools\nfunctools.reduce(lambda: 1, x)",
        "def main():\n    import functools\n    functools.reduce(lambda: 1, x)",
        "import functools\ndef main():\n    functools.reduce(lambda: 1, x)",
        "import builtins\nbuiltins.sorted(x, key=lambda: 1)",
        "def call(f): f()\ncall(lambda: 1)",
        "def call(f): f()\nagain = call\nagain(lambda: 1)",
        "class A:\n    @staticmethod\n    def call(f): f()\nA.call(lambda: 1)",
        "class A:\n    def __init__(self, f): f()\nA(lambda: 1)",
    ],
)
def test_a_name_that_is_bound_once_means_what_it_is_bound_to(code: str) -> None:
    assert ends(code) == {RUN}


@pytest.mark.parametrize(
    "code",
    [
        "from .functools import reduce\nreduce(lambda: 1, x)",
        "from functools import *\nreduce(lambda: 1, x)",
        "def main(reduce):\n    reduce(lambda: 1, x)",
        "def main(functools):\n    functools.reduce(lambda: 1, x)",
        "from elsewhere import sorted\nsorted(lambda: 1)",
        "def main():\n    for call in x:\n        call(lambda: 1)",
        "call = x[0]\ncall(lambda: 1)",
        "call = call\ncall(lambda: 1)",
    ],
)
def test_otherwise_nobody_can_tell(code: str) -> None:
    assert ends(code) == {UNKNOWN}


@pytest.mark.parametrize(
    "code",
    [
        "x = [2, 1]\nx.sort(key=lambda: 1)",
        "x = sorted(y)\nx.sort(key=lambda: 1)",
        "x = [y for y in z]\nx.sort(key=lambda: 1)",
        "x = None\nx = [1]\nx.sort(key=lambda: 1)",
        "(x := [1]).sort(key=lambda: 1)",
        "import re\nx = re.compile('a')\nx.sub(lambda: 1, 'b')",
        "import re\nre.compile('a').sub(lambda: 1, 'b')",
        "class A:\n    def call(self, f): f()\nA().call(lambda: 1)",
        "class A:\n    def call(self, f): f()\na = A()\na.call(lambda: 1)",
        "class A:\n    def call(self, f): f()\n    def main(self): self.call(lambda: 1)",
        "class A:\n    def call(self, f): f()\nclass B(A): pass\nB().call(lambda: 1)",
        "class A:\n    @staticmethod\n    def call(f): f()\nA().call(lambda: 1)",
        "class A:\n    @classmethod\n    def call(cls, f): f()\nA.call(lambda: 1)",
    ],
)
def test_methods_are_looked_up_in_the_class_that_the_file_shows(code: str) -> None:
    assert RUN in ends(code)


@pytest.mark.parametrize(
    "code",
    [
        "def main(x):\n    x.call(lambda: 1)",
        "class A:\n    def call(self, f): f()\ndef main(a):\n    a.call(lambda: 1)",
        "class A(Base):\n    def main(self): self.call(lambda: 1)",
        "class A:\n    @staticmethod\n    def main(self): self.call(lambda: 1)\n    def call(self, f): f()",
    ],
)
def test_or_not(code: str) -> None:
    assert (End.RUN, "certain") not in ends(code)


def test_a_name_may_mean_one_of_several() -> None:
    code = "try:\n    from fast import fold\nexcept ImportError:\n    from functools import reduce as fold\n"
    assert RUN in ends(code + "fold(lambda: 1)")


# -- in other files ------------------------------------------------------------------------------------------------

SHOP = {
    "shop/__init__.py": "from shop.desk import call, Desk as Counter\nfrom . import desk\n",
    "shop/desk.py": """\
        import functools
        kept = []
        def call(f): f()
        def keep(f): kept.append(f)
        fold = functools.reduce
        class Desk:
            def take(self, f): f()
            def hold(self, f): self.f = f
            @staticmethod
            def now(f): f()
            @classmethod
            def soon(cls, f): cls.now(f)
            def __call__(self, f): f()
        desk = Desk()
        def current() -> Desk: return desk
    """,
}


def away(folder: Path, code: str) -> set[tuple[End, str]]:
    """What becomes of the first closure of a file beside the package `shop`."""
    plant(folder, {**SHOP, "main.py": code})
    known = facts_of(folder / "main.py")
    site = first_site(known.tree)
    return {(outcome.end, outcome.certainty.word) for outcome in known.fates.of(site, form_of(site, known.parents))}


@pytest.mark.parametrize(
    "code",
    [
        "from shop.desk import call\ncall(lambda: 1)",
        "from shop import call\ncall(lambda: 1)",
        "from shop import desk\ndesk.call(lambda: 1)",
        "import shop\nshop.call(lambda: 1)",
        "import shop.desk\nshop.desk.call(lambda: 1)",
        "import shop.desk as d\nd.call(f=lambda: 1)",
        "from shop.desk import *\ncall(lambda: 1)",
        "from shop.desk import fold\nfold(lambda: 1, x)",
        "from shop import call as use\nother = use\nother(lambda: 1)",
        "from shop import Counter\nCounter().take(lambda: 1)",
        "from shop import Counter\nCounter.now(lambda: 1)",
        "from shop import Counter\nCounter.soon(lambda: 1)",
        "from shop import Counter\nCounter.take(x, lambda: 1)",
        "from shop.desk import desk\ndesk.take(lambda: 1)",
        "from shop.desk import desk\ndesk(lambda: 1)",
        "from shop.desk import current\ncurrent().take(lambda: 1)",
        "import shop\nclass Hall(shop.Counter):\n    def f(self): self.take(lambda: 1)",
        "import shop\nclass Hall(shop.Counter):\n    def f(self): super().take(lambda: 1)",
        "import shop\nclass Hall(shop.Counter): ...\nHall().take(lambda: 1)",
    ],
)
def test_names_of_other_files_mean_what_they_mean_there(tmp_path: Path, code: str) -> None:
    assert away(tmp_path, code) == {RUN}


@pytest.mark.parametrize(
    "code",
    [
        "from shop.desk import nothing\nnothing(lambda: 1)",
        "from shop.no_such_module import call\ncall(lambda: 1)",
        "from .shop import nothing\nnothing(lambda: 1)",
        "from ....shop import call\ncall(lambda: 1)",
        "from missing import *\ncall(lambda: 1)",
        "import shop\nshop.desk.desk.no_such_method(lambda: 1)",
        "from shop.desk import kept\nkept[0](lambda: 1)",
        "def main(shop):\n    shop.call(lambda: 1)",
    ],
)
def test_or_nobody_can_tell_what(tmp_path: Path, code: str) -> None:
    assert away(tmp_path, code) == {UNKNOWN}


@pytest.mark.parametrize(
    "code",
    [
        "from shop.desk import keep\nkeep(lambda: 1)",
        "from shop.desk import desk\ndesk.hold(lambda: 1)",
        "from shop.desk import call, keep\nuse = call\nif x: use = keep\nuse(lambda: 1)",
        "if x:\n    from shop.desk import call as use\nelse:\n    from shop.desk import keep as use\nuse(lambda: 1)",
    ],
)
def test_one_that_keeps_is_seen(tmp_path: Path, code: str) -> None:
    assert {End.KEPT, End.HELD} & {end for end, _ in away(tmp_path, code)}


def test_of_several_none_is_certain(tmp_path: Path) -> None:
    code = "from shop.desk import call\ndef other(f): f()\nuse = call\nif x: use = other\nuse(lambda: 1)"
    assert away(tmp_path, code) == {(End.RUN, "likely")}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import shop\nshop.call(1)", ["desk:call"]),
        ("import shop\nshop.Counter(1)", ["desk:Desk"]),
        ("import shop.desk\nshop.desk.fold(1)", ["functools.reduce"]),
        ("from shop.desk import desk\ndesk.take(1)", ["desk:take"]),
        ("from shop.desk import desk\ndesk(1)", ["desk:__call__"]),
        ("sorted(1)", ["builtins.sorted"]),
        ("nobody_knows(1)", []),
    ],
)
def test_the_callables_themselves(tmp_path: Path, code: str, expected: list[str]) -> None:
    plant(tmp_path, {**SHOP, "main.py": code})
    known = facts_of(tmp_path / "main.py")
    call = last_expression(known)
    assert isinstance(call, ast.Call)
    callees = known.callees.callees(call.func)
    found = [c.entry.name if isinstance(c, Known) else f"desk:{c.dotted.rpartition('.')[2]}" for c in callees]
    assert found == expected
