"""Records come back from JSON as they went in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cellophane.model.picture import Bound, Default, DrawnVariable, Function, Picture
from cellophane.model.plain import FORMAT, plain, restored
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


class TestRestored:
    def test_it_is_the_record_that_it_was(self) -> None:
        seen = picture(text.from_bytes(b"def f(n):\n    return lambda: n\n", "a.py"))
        assert restored(Picture, json.loads(json.dumps(plain(seen)))) == seen

    @pytest.mark.parametrize(
        "wrong",
        [
            {"row": "1"},
            {"row": True},
            {"row": 1.0},
            {"row": None},
            {"how": ["x"]},
            {"more": 1},
            {"format": 2},
            {"format": True},
            {"format": None},
            {"repeated": 0},
        ],
    )
    def test_nothing_else_is_taken_for_one(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="Bound"):
            restored(Bound, {**plain(Bound(1, "assignment", "f")), **wrong})

    @pytest.mark.parametrize("data", [None, [], "x", 1, {}])
    def test_nor_what_is_no_record_at_all(self, data: object) -> None:
        with pytest.raises(ValueError, match="Picture has the format 1, and this has not"):
            restored(Picture, data)

    def test_a_field_that_is_missing_is_missed(self) -> None:
        made = plain(Bound(1, "assignment", "f"))
        del made["scope"]
        with pytest.raises(ValueError, match="Bound needs the fields row, how, scope, repeated, and no others"):
            restored(Bound, made)
