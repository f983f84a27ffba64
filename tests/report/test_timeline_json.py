"""The time line as data."""

from __future__ import annotations

import json
from dataclasses import fields, replace

from cellophane.model.plain import FORMAT
from cellophane.model.timeline import Timeline
from cellophane.report.timeline_json import render
from tests.timelines import loop


def test_it_has_the_fields_of_the_model_and_what_follows_from_them() -> None:
    told = json.loads(render(loop()))
    assert list(told) == ["format", *(each.name for each in fields(Timeline)), "late", "outdated", "made_with"]
    assert told["format"] == FORMAT
    assert told["late"] == told["outdated"] == [6, 7]
    assert told["made_with"] == [{"closure": number, "variable": 0, "value": number} for number in range(3)]
    event = loop().events[6]
    assert told["events"][6] == {
        "kind": "read",
        "span": {each.name: getattr(event.span, each.name) for each in fields(event.span)},
        "variable": 0,
        "closure": 0,
        "value": 2,
        "maker": None,
        "look": None,
        "elsewhere": False,
    }
    assert [told["values"][each["value"]] for each in told["made_with"]] == ["'Ann'", "'Bo'", "'Cy'"]


def test_it_is_ascii_whatever_is_in_it() -> None:
    odd = replace(loop(), filename="caf\udce9.py", values=("'é'", "\ud800", "'Cy'"))
    assert render(odd).isascii()
    assert json.loads(render(odd))["values"][0] == "'é'"
