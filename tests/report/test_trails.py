"""How a trail looks, and its JSON."""

from __future__ import annotations

import json
from io import StringIO

import pytest

from cellophane.check.asking import why
from cellophane.check.checked import Place
from cellophane.report import trails, trails_json
from cellophane.report.screen import Screen


def drawn(code: str, row: int) -> str:
    stream = StringIO()
    lines = code.split("\n")
    excerpt: dict[Place, str] = {(None, number): line for number, line in enumerate(lines, start=1)}
    for frame in trails.render(why("a.py", row, text=code), excerpt):
        Screen(stream).print(frame)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def test_a_safe_one() -> None:
    text = drawn("def main(xs):\n    for i in xs:\n        max(xs, key=lambda x: x - i)\n", 3)
    assert text.splitlines()[0] == "the lambda reads `i` [safe]"
    assert "1 made here" in text
    assert "2 called by `max` here" in text
    assert "safe: each way was seen to end before a later `i` could be read" in text
    assert "1 → 2: in time" in text


def test_a_lost_one_says_what_would_tell() -> None:
    text = drawn("import lost\nfor i in lost.xs:\n    lost.f(lambda: i)\n", 3)
    assert "[possible]" in text
    assert "lost: nobody can tell what becomes of it; an annotation that tells what `lost.f` is" in text


def test_a_step_is_numbered_once() -> None:
    text = drawn("def main(xs):\n    for i in xs:\n        f = lambda: i\n        f()\n", 3)
    assert text.count("bound to `f`") == 1
    assert "1 → 2 → 3" in text


def test_as_json() -> None:
    found = why("a.py", 3, text="def main(xs):\n    for i in xs:\n        max(xs, key=lambda x: x - i)\n")
    [document] = json.loads(trails_json.render(found))
    assert document["name"] == "i"
    assert document["certainty"] is None
    assert document["read"]["location"] == {"row": 3, "column": 35}
    [way] = document["ways"]
    assert way["ending"] == "in time"
    assert [step["step"] for step in way["steps"]] == ["made", "called"]
    assert json.loads(trails_json.render(())) == []
