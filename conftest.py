"""What holds for every test and every example in a docstring.

The same examples in each run, the same answers on a machine that is busy, an end, and nothing left behind.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from cellophane.live import deadline
from cellophane.source.knowledge import shelf

# How long an example takes, or takes to be made up, on a busy machine says nothing about it.
settings.register_profile(
    "same in each run",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("same in each run")

# As in `cellophane.check`: trees are many objects, and all of them live until a test is done.
gc.set_threshold(50_000, 20, 50)

# Thousands of runs begin with the same thirty files of knowledge, and each would find out anew where in them the tables
# stand. What that comes to is told by the text alone, and cannot be changed.
shelf._blocks = cache(shelf._blocks)

# What a terminal, its owner and a code host may have said, and what would change the output that tests compare.
_MOODS = (
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "PY_COLORS",
    "COLUMNS",
    "LINES",
    "TTY_COMPATIBLE",
    "GITHUB_ACTIONS",
    "CI",
    "PRE_COMMIT",
)


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """While a test runs, no way leads from pytest's modules to all other tests: `hoard` would go it."""
    items, item.session.items = item.session.items, []
    try:
        return (yield)
    finally:
        item.session.items = items


@pytest.fixture(autouse=True, scope="module")
def little_to_collect() -> None:
    """The collector passes over what was made before the tests of a module, and most of that in collecting tests.

    It is millions of objects, all of which stay. Whoever collects garbage, or asks for all objects of the process,
    would go through them each time: that took a third of the time of the whole suite.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The user's directories are empty ones of the test's own, and no variable asks for colours, widths or formats.

    Processes that tests start keep what they compile: else each would compile all of cellophane, half of its time.
    """
    home = tmp_path_factory.getbasetemp() / "home"
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(home / name))
        for name in (*_MOODS, "PYTHONDONTWRITEBYTECODE"):
            patch.delenv(name, raising=False)
        yield home


@pytest.fixture(autouse=True)
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any time is enough for any measurement, but none: what it is enough for must not depend on the machine."""
    monkeypatch.setattr(deadline, "_now", lambda: 0.0)


@pytest.fixture
def alone() -> None:
    """The process seems to hold only what the test makes: a long run of tests has made a great deal."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def whole_process() -> Iterator[None]:
    """The process is seen to hold all that it does, for a test that looks at everything: see `little_to_collect`."""
    gc.unfreeze()
    yield
    gc.freeze()


@pytest.fixture(autouse=True)
def examples_are_alone(request: pytest.FixtureRequest) -> None:
    """So it is for an example in a docstring, which may look at the whole process."""
    if isinstance(request.node, pytest.DoctestItem):
        request.getfixturevalue("alone")


@pytest.fixture(autouse=True, scope="session")
def no_way_to_the_session(doctest_namespace: dict[str, Any]) -> None:
    """By the name that pytest puts among the globals of an example, each function of one holds all that pytest has."""
    doctest_namespace["getfixture"] = None
