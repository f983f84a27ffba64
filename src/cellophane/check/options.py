"""What to look for in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cellophane.model.finding import Certainty
from cellophane.model.silencing import Form


@dataclass(frozen=True, slots=True)
class Options:
    """What to look for in a file."""

    codes: tuple[str, ...]
    """The rules to run."""
    certainty: Certainty = Certainty.LIKELY
    """Findings less certain than this are counted, not shown."""
    knowledge: tuple[Path, ...] = ()
    """Knowledge files beside cellophane's own."""
    thorough: bool = True
    """Whether to parse also what cannot hold a hazard, only to tell about its syntax errors: that takes most of the
    time of a large run."""
    python: Path | None = None
    """The interpreter, or the directory of the environment, in whose packages imports are looked up; the nearest one
    if none is named."""
    silence_with: Form = Form.NOQA
    """The form of the comments that are put into a file to silence its findings."""
