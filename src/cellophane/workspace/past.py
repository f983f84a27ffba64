"""What files were like before they changed, as far as they are others today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Past:
    """The files of an earlier day, beside those that are still as they were.

    >>> past = Past({"/shop/desk.py": b"x = 1", "/shop/new.py": None})
    >>> [path for path, content in past.contents.items() if content is None]
    ['/shop/new.py']
    """

    contents: Mapping[str, bytes | None] = field(default_factory=dict)
    """By absolute path: what was in a file that has changed or gone; none (`None`) for a file or a directory that was
    not there."""
