"""Lines as pylint prints them in its form for other programs: `path:row: [CODE] message`.

Files are named from where the run is, as pylint does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cellophane.check.checked import Checked
from cellophane.report.paths import Base
from cellophane.report.results import results
from cellophane.report.visible import visible


def render(files: Iterable[Checked]) -> Iterator[str]:
    """The lines, each with its end, for each problem and each finding."""
    base = Base.here()
    for result in results(files):
        spot = result.spot
        row = 1 if spot.span is None else spot.span.row  # whoever reads the form wants a number
        yield visible(f"{base.path(spot.filename)}:{row}: [{result.code}] {spot.text}") + "\n"
