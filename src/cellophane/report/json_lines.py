"""The entries of `json`, one a line, for programs that read them as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cellophane.check.checked import Checked
from cellophane.report.json import dumped, entries


def render(files: Iterable[Checked]) -> Iterator[str]:
    """The lines, each with its end."""
    return (dumped(entry) + "\n" for entry in entries(files))
