"""The progress bar: after a second, on a terminal, and then gone."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cellophane.cli import progress
from tests.cli.conftest import HAZARD, Command


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


Open = Callable[[], Terminal]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Makes standard error a terminal: within the test, because pytest sets it anew when the test begins."""

    def opened() -> Terminal:
        stream = Terminal()
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setenv("TERM", "xterm")
        return stream

    return opened


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is a second later each time it is looked at."""
    ticks: Iterator[float] = iter(range(10**9))
    monkeypatch.setattr(progress, "_now", lambda: next(ticks))


def test_a_quick_run_shows_no_bar(terminal: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_now", lambda: 0.0)
    shown = terminal()
    assert list(progress.followed(range(100), 100)) == list(range(100))
    assert shown.getvalue() == ""


@pytest.mark.usefixtures("ticking")
def test_a_slow_run_shows_a_bar_that_goes_away(terminal: Open) -> None:
    shown = terminal()
    assert list(progress.followed(range(10), 10)) == list(range(10))
    assert "checking" in shown.getvalue()
    assert "/10" in shown.getvalue()
    assert shown.getvalue().endswith("\x1b[2K")


@pytest.mark.usefixtures("ticking")
def test_what_is_followed_may_fail(terminal: Open) -> None:
    def broken() -> Iterator[int]:
        yield from range(5)
        raise ZeroDivisionError

    shown = terminal()
    with pytest.raises(ZeroDivisionError):
        list(progress.followed(broken(), 10))
    assert shown.getvalue().endswith("\x1b[2K")


@pytest.mark.usefixtures("ticking")
@pytest.mark.parametrize(
    ("arguments", "hook", "shown"), [([], None, True), (["--quiet"], None, False), ([], "1", False)]
)
def test_the_command_shows_it_on_a_terminal_that_somebody_watches(
    command: Command,
    terminal: Open,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    hook: str | None,
    shown: bool,
) -> None:
    if hook:  # as pre-commit says to hooks, whose terminal nobody sees until they are done
        monkeypatch.setenv("PRE_COMMIT", hook)
    for name in "abcd":
        (project / f"{name}.py").write_text(HAZARD, encoding="utf-8")
    screen = terminal()
    code, out, _ = command("check", "--output-format", "concise", *arguments)
    assert code == 1
    assert out.count("CEL901") == 4
    assert ("checking" in screen.getvalue()) is shown


@pytest.mark.usefixtures("ticking")
def test_the_command_shows_none_elsewhere(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("followed")

    monkeypatch.setattr(progress, "followed", refuse)
    assert command("check")[0] == 0
