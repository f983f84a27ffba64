"""What holds for every test and every example in a docstring.

The same examples in each run, the same answers on a machine that is busy, an end, and nothing left behind.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from cellophane.live import deadline

# How long an example takes, or takes to be made up, on a busy machine says nothing about it.
settings.register_profile(
    "same in each run",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("same in each run")


# What a terminal and its owner may have said, and what would change the output that tests compare.
_MOODS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "COLUMNS", "LINES", "TTY_COMPATIBLE")


def pytest_configure(config: pytest.Config) -> None:
    """What a test forks ends as well, should it hang: see `faulthandler_timeout` in pyproject.toml.

    Else pytest-xdist waits forever for a worker that hung and was ended: what the worker forked holds its end of the
    pipe open. By an alarm that nobody listens to, which the system answers; nothing is raised in anybody's code.
    """
    if hasattr(signal, "setitimer") and hasattr(os, "register_at_fork"):
        patience = float(config.getini("faulthandler_timeout"))
        os.register_at_fork(after_in_child=partial(signal.setitimer, signal.ITIMER_REAL, patience))


def pytest_collection_finish() -> None:
    """From here on, Hypothesis takes constants from no further module: examples are the same on every worker.

    It tries those of all modules of a project that have been imported, among them those that some test made and another
    one has not yet removed; and which tests run on one worker depends on how quick the others are.
    """
    constants = providers._get_local_constants()
    providers._get_local_constants = lambda: constants


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
