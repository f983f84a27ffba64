"""What holds for the examples in docstrings."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True, scope="session")
def no_way_to_the_session(doctest_namespace: dict[str, Any]) -> None:
    """By the name that pytest puts among the globals of an example, each function of one holds all that pytest has."""
    doctest_namespace["getfixture"] = None
