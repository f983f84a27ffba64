"""Which changes to files a run may ask for, and who makes them."""

from __future__ import annotations

import enum

from cellophane.check.checked import Checked
from cellophane.check.options import Options
from cellophane.source.analysis import Analysis


class Change(enum.Enum):
    """What is to be done with the findings of a file."""

    SAFE_FIXES = "safe fixes"
    ALL_FIXES = "all fixes"
    COMMENTS = "comments"
    """Comments that silence them."""


def made(change: Change, data: bytes, checked: Checked, options: Options, analysis: Analysis) -> Checked:
    """What checking a file comes to with the change, which is told beside that. Nothing is written.

    `data` is the content of the file, which may have been another when it was checked.
    """
    if change is Change.COMMENTS:
        from cellophane.check.fix import silencing

        return silencing.silenced(data, checked, options, analysis)
    from cellophane.check.fix import mending

    return mending.mended(data, checked, options, analysis, unsafe=change is Change.ALL_FIXES)
