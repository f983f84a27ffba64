"""Settings in force, as people read them."""

from __future__ import annotations

from cellophane.check.origins import Origin
from cellophane.report.settings import render


def test_columns_stand_below_each_other_and_nothing_moves_the_cursor() -> None:
    origins = [Origin("select", "CEL1", "default"), Origin("exclude", "a\x1b, long", "/p/cellophane.toml")]
    assert list(render("a.py", "/p/cellophane.toml", ("CEL101", "CEL102"), origins)) == [
        "a.py is governed by /p/cellophane.toml\n",
        "  select   CEL1         default\n",
        "  exclude  a\\x1b, long  /p/cellophane.toml\n",
        "  rules    CEL101, CEL102\n",
    ]
    assert next(render("a.py", None, (), origins)) == "a.py is governed by no file of settings\n"
