"""Which files may see a change in others: those that import what is changed, and those that import these, and so on."""

from __future__ import annotations

from collections.abc import Mapping

from cellophane.source.reach.takers import Changed as Changed
from cellophane.source.reach.takers import Takers


def dependents(changed: Changed, texts: Mapping[str, str]) -> frozenset[str]:
    """The files that may see the change, without those that are changed themselves.

    `texts` has those of all files of the project by their absolute paths; of a file that is changed, those of before
    and after, one behind the other.

    >>> texts = {"/p/a.py": "def f(): ...", "/p/b.py": "from a import f", "/p/c.py": "import b; b.f()"}
    >>> sorted(dependents({"/p/a.py": frozenset({"f"})}, texts))
    ['/p/b.py', '/p/c.py']
    """
    takers = Takers(texts, texts.__getitem__)
    takers.include(texts)
    return frozenset(takers.seeing(changed)) - changed.keys()
