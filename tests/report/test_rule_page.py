"""The pages of rules, drawn for terminals."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from cellophane.check import catalogue
from cellophane.report.rule_page import RulePage


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("code", catalogue.codes())
def test_no_line_is_longer_than_the_screen_and_no_word_is_lost(code: str, width: int) -> None:
    rule, stream = catalogue.load(code), io.StringIO()
    Console(file=stream, width=width, color_system=None).print(RulePage(rule.documentation))
    drawn = stream.getvalue()
    assert all(len(line) <= width for line in drawn.splitlines())
    assert "```" not in drawn

    def letters(text: str) -> str:
        return "".join(filter(str.isalnum, text))

    assert letters(drawn) == letters(rule.documentation.replace("```python", ""))


def test_code_stands_on_the_ground_of_the_terminal() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, color_system="standard", width=80)
    console.print(RulePage("a `word`\n\n```python\nx = 1\n```\n"))
    assert "\x1b[1;36mword" in stream.getvalue()
    assert not any(f";4{number}" in stream.getvalue() for number in range(8))
