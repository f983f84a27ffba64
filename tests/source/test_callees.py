"""Which callable a name means, seen in what becomes of the function that it is given."""

from __future__ import annotations

import pytest

from cellophane.source.outcomes import End
from tests.following import ends

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
