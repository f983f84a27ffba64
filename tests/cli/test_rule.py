"""`cellophane rule`: the list and the pages."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Command


def test_the_list(command: Command) -> None:
    assert command("rule") == (
        0,
        "CEL901  lambda-read  A lambda reads a name.\n"
        "CEL902  crash        Fails in files that say CRASH, and makes the process die in files that say DIE.\n",
        "",
    )


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
