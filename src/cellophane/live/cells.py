"""What a cell holds: the one place that reads cells, since an empty one raises.

Who holds a cell is told by `cell_holders`, and what of it is shown by `closure`.
"""

from __future__ import annotations

from types import CellType, CodeType
from typing import Any, Final, Protocol


class NoValue:
    """What stands for the value of an empty cell."""

    def __repr__(self) -> str:
        return "<no value>"


NO_VALUE: Final = NoValue()
"""Not `EMPTY`, which is public: a variable can hold that, and is not empty then."""


class InCell(Protocol):
    """A variable in a cell, as `look` gives them: see `live.closure.Captured`."""

    @property
    def name(self) -> str:
        """As the code has it."""

    @property
    def cell(self) -> CellType | None:
        """None for a code object, which has captured nothing yet."""

    @property
    def code(self) -> CodeType:
        """The code whose variable it is."""


def content(cell: CellType, empty: Any = NO_VALUE) -> Any:
    """What a cell holds now; `empty` if it holds nothing.

    >>> content(CellType(1)), content(CellType()), content(CellType(), None)
    (1, <no value>, None)
    """
    try:
        return cell.cell_contents
    except ValueError:
        return empty
