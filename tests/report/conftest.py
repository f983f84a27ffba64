"""What the tests of pages in a browser share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import Page, browser


@pytest.fixture(scope="module")
def chrome() -> Iterator[Page]:
    """A browser for the tests of a module."""
    with browser() as page:
        yield page
