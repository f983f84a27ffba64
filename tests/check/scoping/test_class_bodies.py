from __future__ import annotations

from cellophane.check.scoping.class_bodies import findings
from cellophane.source.facts import alone
from cellophane.source.text.source import Source


def test_it_tells_what_is_meant_instead() -> None:
    text = "size = 1\nclass Box:\n    size = 2\n    cells = [size for _ in ()]\n"
    [found] = findings(alone(Source("a.py", text)), "CEL303")
    assert found.message.endswith("it means the one of line 1")
    assert [(item.step.value, item.span.row) for item in found.evidence] == [("bound", 3), ("bound", 1), ("read", 4)]
    assert found.unfixed


def test_one_finding_for_each_name_and_scope() -> None:
    text = "class Box:\n    size = 2\n    def area(self):\n        return size * size\n"
    [found] = findings(alone(Source("a.py", text)), "CEL303")
    assert "`self.size`" in found.advice
