"""Whether a slot is set for one call in the same round."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.flow.graph import Event
from cellophane.source.following.serving import Serving
from tests.parts import Parts

CLASS = """
class Base:
    def load(self):
        return list(self.rows())
    def items(self):
        yield from self.rows()
    async def fetch(self):
        return self.rows()
    def keep(self):
        self.jobs.append(self.rows)
    def both(self):
        self.keep.append(self.rows)
        return self.rows()
    @lazily
    def later(self):
        return self.rows()
    def nothing(self):
        pass

def load(loader):
    return loader.rows()

class Loader(Base):
    def run(self, x):
"""


def serves(body: str) -> bool:
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    parts = Parts(CLASS + lines)
    run = next(n for n in ast.walk(parts.tree) if isinstance(n, ast.FunctionDef) and n.name == "run")
    flow = parts.flow(run)
    kept = next(n for n, event in enumerate(flow.events) if event is Event.STORE)
    return Serving(parts.parents, parts.callees).is_for_one_call(flow, kept, flow.loops[kept])


def in_branch(then: str) -> bool:
    return serves(
        "for i in x:\n    if i:\n        self.rows = lambda: i\n" + "".join(f"        {t}\n" for t in then.split("; "))
    )


@pytest.mark.parametrize(
    "then",
    [
        "self.load()",
        "Base.load(self)",
        "super().load()",
        "load(self)",
        "load(loader=self)",
        "yield from self.items()",
        "for row in self.items(): print(row)",
        "print(i); print(self.load())",
    ],
)
def test_a_call_that_always_comes(then: str) -> None:
    assert in_branch(then)


@pytest.mark.parametrize(
    "then",
    [
        "print(i)",
        "if i > 1: self.load()",
        "if i > 1: break; self.load()",
        "load(i)",
        "unknown(self)",
        "self.keep()",
        "self.both()",
        "self.later()",
        "self.nothing()",
        "self.jobs.append(self.items())",
        "self.load(); print(self.rows)",
        "load(*self)",
    ],
)
def test_another_one_or_not_always(then: str) -> None:
    assert not in_branch(then)


def test_what_is_read_afterwards_or_is_no_slot() -> None:
    assert not serves("for i in x:\n    self.rows = lambda: i\n    self.load()\nself.rows()")
    assert not serves("for i in x:\n    x.y.rows = lambda: i\n    load(x.y)")
    assert not serves("for i in x:\n    x['rows'] = lambda: i\n    load(x)")
    assert not serves("self.rows = lambda: x\nself.load()")
