"""Pages of what the worker of a program says: whatever that is, no text becomes markup, and nonsense is refused."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from seen.drawing import drawn
from tests.playground.runs import in_worker

HOSTILE = "\"'`><script>alert(1)</script><link rel=preconnect href=//a><img src=x onerror=y>{{ 1 }}"
TEXT = """\
def power(n):
    return lambda x: x ** n

measured, measured_with = power(2), (3,)
late = [power(i) for i in range(3)]
late[0](1)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is told of a program, part by part."""
    _, shown = in_worker(TEXT, tmp_path_factory.mktemp("run"), show=("look", "timeline", "cost"))
    return {part: shown[part]["data"] for part in ("look", "timeline", "cost")}


class _Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


def forged(record: Any, text: str) -> Any:
    """The same with this text in the place of each."""
    match record:
        case dict():
            return {key: forged(value, text) if key not in ("kind", "role") else value for key, value in record.items()}
        case list():
            return [forged(each, text) for each in record]
        case str():
            return text
    return record


@pytest.mark.parametrize("part", ["look", "timeline", "cost"])
class TestParts:
    def test_are_drawn(self, part: str, told: dict[str, str]) -> None:
        page = drawn(part, told[part])["page"]
        assert "power" in re.sub("<style.*?</style>|<script.*?</script>|<[^>]*>", "", page, flags=re.DOTALL)

    def test_texts_become_no_markup(self, part: str, told: dict[str, str]) -> None:
        pages = [
            drawn(part, json.dumps(forged(json.loads(told[part]), text)))["page"] for text in (HOSTILE, "harmless")
        ]
        names = [{*_Elements(page).found} for page in pages]
        assert {tag for tag, _ in names[0]} <= {tag for tag, _ in names[1]} | {"wbr", "span"}
        assert {name for _, has in names[0] for name in has} <= {name for _, has in names[1] for name in has}
        assert pages[0].count("<script") == pages[1].count("<script") == (part != "cost")

    @pytest.mark.parametrize("data", ["", "null", "[]", "1", "{}", '{"format": 1}', "[" * 100_000, '"' + "x" * 100])
    def test_nonsense_is_refused(self, data: str, part: str) -> None:
        assert drawn(part, data)["reason"].startswith("This could not be drawn: ")

    def test_a_record_with_numbers_that_lead_nowhere(self, part: str, told: dict[str, str]) -> None:
        def elsewhere(record: Any) -> Any:
            match record:
                case dict():
                    return {key: value if key == "format" else elsewhere(value) for key, value in record.items()}
                case list():
                    return [elsewhere(each) for each in record]
            return 10**9 if type(record) is int else record

        assert drawn(part, json.dumps(elsewhere(json.loads(told[part])))).keys() <= {"page", "reason"}
