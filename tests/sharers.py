"""Which cells of the process several functions, generators and frames have in common."""

from __future__ import annotations

from types import CellType
from typing import Any

from cellophane.live.cell_holders import everyone


def sharing() -> list[tuple[CellType, list[Any]]]:
    """All cells that more than one function, generator or frame holds, each with those that do."""
    found: dict[int, tuple[CellType, dict[int, Any]]] = {}
    for subject, _, _, cells in everyone():
        for cell in cells:
            found.setdefault(id(cell), (cell, {}))[1][id(subject)] = subject
    return [(cell, list(held.values())) for cell, held in found.values() if len(held) > 1]
