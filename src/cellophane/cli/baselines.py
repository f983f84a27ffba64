"""What `--baseline` does with results: what is known is passed over, or recorded if nothing is known yet."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from cellophane.check.baseline import BadBaseline, Baseline
from cellophane.check.checked import Checked
from cellophane.model.problem import Problem
from cellophane.workspace.writing import Unwritable, create

_UNATTENDED = ("CI", "PRE_COMMIT")
"""Variables that are set by nearly all services that build, and by pre-commit."""


def opened(path: Path) -> Baseline | None:
    """The baseline in a file; none if there is no such file, and somebody is there to see it recorded.

    Raises `BadBaseline`.
    """
    try:
        return Baseline.read(path)
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise BadBaseline(f"{path}: there is no directory to make it in") from None
        if _is_unattended():  # it would pass now, whatever was found, and begin anew the next time
            advice = f"run `cellophane check --baseline {path}` where you work, and commit the file"
            raise BadBaseline(f"{path}: is not there, and hooks and builds record none: {advice}") from None
        return None


def _is_unattended() -> bool:
    """Whether this is a build on a server, or a hook, which is given a part of the files only."""
    return any(os.environ.get(name, "").lower() not in ("", "0", "false") for name in _UNATTENDED)


def passed_over(files: Iterable[Checked], known: Baseline, is_narrowed: bool) -> Iterator[Checked]:
    """What is new; and what is gone, unless the run is narrowed to some findings: others may be there as ever."""
    for checked in known.unknown(files):
        yield replace(checked, gone=0) if is_narrowed else checked


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
