"""`cellophane rule`: the list and the pages."""

from __future__ import annotations

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
    assert command("rule", "CEL8") == (2, "", "error: no rule is called 'CEL8'; did you mean CEL902?\n")


@pytest.mark.parametrize("code", ["CEL901", "cel901"])
def test_a_page(command: Command, code: str) -> None:
    exit_code, out, _ = command("rule", code)
    assert exit_code == 0
    assert out.startswith("# CEL901: lambda-read\n\nA lambda reads a name.\n\n## What it does\n")
    assert "jobs.append(lambda i=i: i)" in out


def test_an_unknown_code(command: Command) -> None:
    assert command("rule", "CEL911") == (2, "", "error: no rule is called 'CEL911'; did you mean CEL901?\n")


def test_a_code_that_is_none(command: Command) -> None:
    assert command("rule", "\x1b[2J") == (2, "", "error: no rule is called '\\x1b[2J'\n")
