"""What `--baseline` does with results: what is known is passed over, or recorded if nothing is known yet."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from cellophane.check.baseline import BadBaseline, Baseline
from cellophane.check.checked import Checked
from cellophane.model.problem import Problem
from cellophane.workspace.writing import Unwritable, create


def opened(path: Path) -> Baseline | None:
    """The baseline in a file; none if there is no such file. Raises `BadBaseline`."""
    try:
        return Baseline.read(path)
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise BadBaseline(f"{path}: there is no directory to make it in") from None
        return None


def recorded(files: Iterable[Checked], path: Path) -> Iterator[Checked]:
    """Record all findings of a run in a new baseline; nothing is left of them."""
    found = list(files)
    baseline = Baseline.of(path, found)
    try:
        create(str(path), baseline.text().encode())
    except Unwritable as error:
        yield Checked(str(path), problems=(Problem(str(path), str(error)),))
        yield from found
        return
    count = f"{len(baseline)} finding{'' if len(baseline) == 1 else 's'}"
    print(f"Recorded {count} in {path}; from now on only new ones are told.", file=sys.stderr)
    yield from (replace(checked, findings=()) for checked in found)
