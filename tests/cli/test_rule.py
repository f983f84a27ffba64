"""`cellophane rule`: the list and the pages."""

from __future__ import annotations

import json
import sys

import pytest

from cellophane.check import catalogue
from tests.cli.conftest import Command

_LIST = (
    "  CEL901  lambda-read  A lambda reads a name.\n"
    "  CEL902  crash        Fails in files that say CRASH, and makes the process die in files that say DIE.\n"
)


def test_the_list(command: Command) -> None:
    assert command("rule") == (0, f"CEL9\n{_LIST}", "")


@pytest.mark.parametrize("family", ["CEL9", "cel9"])
def test_a_family(command: Command, monkeypatch: pytest.MonkeyPatch, family: str) -> None:
    monkeypatch.setattr(catalogue, "FAMILIES", {"CEL9": "rules of the tests"})
    assert command("rule", family) == (0, f"CEL9  rules of the tests\n{_LIST}", "")


def test_each_family_has_a_heading(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    families = {"CEL8": ("CEL902",), "CEL9": ("CEL901",)}
    monkeypatch.setattr(catalogue, "FAMILIES", {"CEL8": "one", "CEL9": "another"})
    monkeypatch.setattr(catalogue, "families", lambda: families)
    _, out, _ = command("rule")
    heads = [line for line in out.splitlines() if not line.startswith("  ")]
    assert heads == ["CEL8  one", "", "CEL9  another"]


def test_a_family_that_is_none(command: Command) -> None:
    assert command("rule", "CEL8") == (2, "", "error: no rule is called 'CEL8'\n")


@pytest.mark.parametrize("code", ["CEL901", "cel901"])
def test_a_page(command: Command, code: str) -> None:
    exit_code, out, _ = command("rule", code)
    assert exit_code == 0
    assert out.startswith("# CEL901: lambda-read\n\nA lambda reads a name.\n\n## What it does\n")
    assert "jobs.append(lambda i=i: i)" in out


def test_an_unknown_code(command: Command) -> None:
    assert command("rule", "CEL911") == (2, "", "error: no rule is called 'CEL911'; did you mean CEL901?\n")


def test_an_unknown_code_is_told_as_it_was_typed(command: Command) -> None:
    assert command("rule", "lambda-raed") == (2, "", "error: no rule is called 'lambda-raed'; did you mean CEL901?\n")


def test_a_code_that_is_none(command: Command) -> None:
    assert command("rule", "\x1b[2J") == (2, "", "error: no rule is called '\\x1b[2J'\n")


class Terminal:
    """Standard output that says that it is a terminal."""

    def __init__(self) -> None:
        self._stream = sys.stdout

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def isatty(self) -> bool:
        return True


def in_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on; a fixture would come too early, before the output of the test is captured."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(sys, "stdout", Terminal())


def test_a_page_in_a_terminal_is_drawn_for_its_width(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    in_terminal(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    _, out, _ = command("rule", "CEL901")
    assert "CEL901: lambda-read" in out
    assert not any(mark in out for mark in ("\x1b", "##", "```", "# CEL"))
    assert all(len(line) <= 60 for line in out.splitlines())
    assert "jobs.append(lambda i=i: i)" in out


def test_its_colours_are_those_of_the_terminal(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    in_terminal(monkeypatch)
    _, out, _ = command("rule", "CEL901")
    assert "\x1b[1mCEL901: lambda-read\x1b[0m" in out
    assert "\x1b[1;36;40m" not in out


def test_a_page_that_is_piped_is_markdown_whatever_colours_are_wanted(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = command("rule", "CEL901")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert command("rule", "CEL901") == plain


def test_all_pages(command: Command) -> None:
    pages = [command("rule", code)[1].rstrip("\n") for code in catalogue.codes()]
    assert command("rule", "--all") == (0, "\n\n".join(pages) + "\n", "")
    assert command("rule", "--all", "CEL901")[0] == 2


def test_json(command: Command) -> None:
    one = json.loads(command("rule", "CEL901", "--output-format", "json")[1])
    assert (one["code"], one["name"], one["family"]) == ("CEL901", "lambda-read", "CEL9")
    assert one["summary"] == "A lambda reads a name."
    assert one["explanation"].startswith("A lambda reads a name.\n\n## What it does\n")
    every = json.loads(command("rule", "--output-format", "json")[1])
    assert [each["code"] for each in every] == ["CEL901", "CEL902"]
    assert every == json.loads(command("rule", "CEL9", "--output-format", "json")[1])
    assert every == json.loads(command("rule", "--all", "--output-format", "json")[1])


def test_the_list_in_a_narrow_terminal_goes_on_indented(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    in_terminal(monkeypatch)
    assert command("rule")[1].splitlines() == [
        "CEL9",
        "  CEL901  lambda-read  A lambda reads a name.",
        "  CEL902  crash",
        "    Fails in files that say CRASH, and makes the process die",
        "    in files that say DIE.",
    ]
