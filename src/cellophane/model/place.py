"""Where something stands in a file.

Rows and columns count from 1 and columns count characters, as editors show them; `ast` counts columns
from 0 and in UTF-8 bytes, so only `source.text.source` makes spans out of nodes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text, from its first character up to and not including its end.

    >>> Span(3, 1, 3, 5)
    Span(row=3, column=1, end_row=3, end_column=5)
    """

    row: int
    column: int
    end_row: int
    end_column: int
