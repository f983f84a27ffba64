"""What the tests of the knowledge have in common."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def few_objects_to_collect() -> Iterator[None]:
    """Collecting garbage some thousand times over the objects of pytest itself would take a minute."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
