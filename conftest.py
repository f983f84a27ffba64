"""What holds for every test and every example in a docstring.

The same examples in each run, the same answers on a machine that is busy, an end, and nothing left behind.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import settings

from cellophane.live import deadline

# No deadline: how long an example takes on a busy machine says nothing about it.
settings.register_profile(
    "same in each run",
    derandomize=True,
    database=None,
    deadline=None,
)
settings.load_profile("same in each run")

# What a terminal and its owner may have said, and what would change the output that tests compare.
_MOODS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "COLUMNS", "LINES", "TTY_COMPATIBLE")


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
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any time is enough for any measurement, but none: what it is enough for must not depend on the machine."""
    monkeypatch.setattr(deadline, "_now", lambda: 0.0)


@pytest.fixture(autouse=True)
def examples_are_alone(request: pytest.FixtureRequest) -> Iterator[None]:
    """For an example in a docstring, the process seems to hold only what the example makes.

    A run of tests has made a great deal, and an example that looks at the whole process would look at all of it.
    """
    if not isinstance(request.node, pytest.DoctestItem):
        yield
        return
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True, scope="session")
def no_way_to_the_session(doctest_namespace: dict[str, Any]) -> None:
    """By the name that pytest puts among the globals of an example, each function of one holds all that pytest has."""
    doctest_namespace["getfixture"] = None
