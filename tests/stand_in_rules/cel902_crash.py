"""Fails in files that say CRASH, and makes the process die in files that say DIE."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL902"
NAME = "crash"
NEEDS = Needs()


def find(facts: Facts) -> Iterator[Finding]:
    """Nothing, ever."""
    if "DIE" in facts.source.text:
        os._exit(9)
    if "CRASH" in facts.source.text:
        raise ZeroDivisionError("as asked")
    yield from ()
