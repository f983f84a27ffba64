"""Records come back from JSON as they went in."""

from __future__ import annotations

import json

from cellophane.model.picture import Bound, Default, DrawnVariable, Function, Picture
from cellophane.model.plain import FORMAT, plain
from cellophane.source.pictures.file_picture import picture
from cellophane.source.text import source as text


def test_what_json_gives_back_is_the_same() -> None:
    bound = Bound(1, "assignment", "f")
    function = Function("f1", "f", "function", "asked", defaults=(Default("a", None),))
    made = plain(Picture("f", (function,), (DrawnVariable("v1", "n", None, (bound,)),)))
    assert made["format"] == FORMAT
    assert made["functions"][0]["defaults"] == [{"name": "a", "value": None}]
    assert json.loads(json.dumps(made)) == made


def test_names_that_are_no_text() -> None:
    seen = picture(text.from_bytes(b"def f(n): return lambda: n\n", "\udcff.py"))
    told = json.dumps(plain(seen), ensure_ascii=False)
    assert "\\\\udcff.py" in told
    told.encode("utf-8")
