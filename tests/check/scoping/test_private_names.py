from __future__ import annotations

from cellophane.check.scoping.private_names import findings
from cellophane.source.facts import alone
from cellophane.source.text.source import Source


def test_it_tells_the_mangled_name_and_where_the_other_one_is() -> None:
    text = "__n = 1\nclass _Box:\n    def get(self):\n        return __n\n"
    [found] = findings(alone(Source("a.py", text)), "CEL306")
    assert "`_Box__n`" in found.message
    assert [item.span.row for item in found.evidence] == [1, 4]
