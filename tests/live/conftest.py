"""What tests of the whole process need."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture
def alone() -> Iterator[None]:
    """The process seems to hold only what the test makes: a long run of tests has made a great deal."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
