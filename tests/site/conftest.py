"""The site, built once for all tests that look at it, and served on loopback.

Tests elsewhere share it: `from tests.site.conftest import built, site`.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Page, browser, chromium
from tools import playground
from tools.site.building import replace
from tools.site.serving import served


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site. The first of the suite's processes that needs it builds it; the others wait for that."""
    if missing := playground.absent():
        pytest.skip(f"the site cannot be built: {missing}")
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "site").exists():
            replace(shared / "site", shared / "workshop")
    return shared / "site"


@pytest.fixture(scope="session")
def site(built: Path) -> Iterator[str]:
    """The address of the site."""
    with served(built) as address:
        yield address


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A browser for the tests of a module."""
    if chromium() is None:
        pytest.skip("needs Chromium, and none is on the path")
    with browser() as page:
        yield page
