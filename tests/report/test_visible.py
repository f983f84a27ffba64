"""Text that is safe to show."""

import pytest

from cellophane.report.visible import PLAINLY, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("a\nb\tc\r\0", "a\\nb\\tc\\r\\x00"),
        ("\x9b31m\x7f", "\\x9b31m\\x7f"),
        ("\u202etxt.py", "\\u202etxt.py"),
        ("\u2028\u2066\u200f", "\\u2028\\u2066\\u200f"),
        ("caf\udce9", "caf\\xe9"),
        ("\ud800", "\\ud800"),
        ("\ufffe\uffff", "\\ufffe\\uffff"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_a_terminal_would_act_on(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["", "plain", "é囲😀", "a\u0301", "\\x1b", "👩\u200d💻"])
def test_what_is_only_text(text: str) -> None:
    assert visible(text) == text


def test_characters_that_an_encoding_lacks() -> None:
    assert "a · b… → é".encode("ascii", PLAINLY) == b"a - b... -> \\xe9"
    assert "a · é".encode("latin-1", PLAINLY) == "a · é".encode("latin-1")
    assert b"a\xff".decode("utf-8", PLAINLY) == "a\\xff"
