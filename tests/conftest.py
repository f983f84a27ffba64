"""What holds for every test: the same examples in each run, an end, and nothing left behind."""

from __future__ import annotations

import importlib
import signal
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from types import FrameType

import pytest
from hypothesis import settings

# No deadline: how long an example takes on a busy machine says nothing about it.
settings.register_profile("same in each run", derandomize=True, database=None, deadline=None)
settings.load_profile("same in each run")

# What a terminal and its owner may have said, and what would change the output that tests compare.
_MOODS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "COLUMNS", "LINES", "TTY_COMPATIBLE")


# By name: the package has a function `hoard`, which hides the module of that name.
_TIMED = [importlib.import_module(f"cellophane.live.{name}") for name in ("hoard", "lasting", "reach", "sizes")]

# Seconds; several times what the slowest test takes on a busy machine.
_PATIENCE = 180


@pytest.fixture(autouse=True)
def an_end() -> Iterator[None]:
    """A test that hangs fails where it hangs, on systems that have an alarm clock."""

    def ring(number: int, frame: FrameType | None) -> None:
        pytest.fail(f"not done after {_PATIENCE} seconds")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The user's directories are empty ones of the test's own, and no variable asks for colours or widths."""
    home = tmp_path_factory.getbasetemp() / "home"
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(home / name))
        for name in _MOODS:
            patch.delenv(name, raising=False)
        yield home


@pytest.fixture(autouse=True)
def slow_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a budget of seconds is enough for must not depend on how busy the machine is."""
    for module in _TIMED:
        monkeypatch.setattr(module, "perf_counter", lambda: perf_counter() / 20)
