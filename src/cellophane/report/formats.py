"""The formats of findings: by which name each is asked for, which module writes it, and what it tells.

Nothing is imported here: a run imports the one module that it uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Format(NamedTuple):
    """One format. `render` in its module makes text of checked files, piece by piece."""

    module: str
    """The name of a module of this package."""
    counts: str = ""
    """Where `--statistics` finds a form for counts: a module and a function in it. Empty: there is none."""
    tells_problems: bool = True
    """Whether what could not be checked is in the text; of others it is told beside it."""
    summed_up: bool = False
    """Whether people read it, who see the summary of the run below."""
    drawn: bool = False
    """Whether `render` makes frames for a console, in the place of text."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "full": Format("full", "statistics.render", tells_problems=False, summed_up=True, drawn=True),
        "concise": Format("concise", "statistics.render", tells_problems=False, summed_up=True),
        "json": Format("json", "json.statistics"),
        "json-lines": Format("json_lines"),
        "github": Format("github", summed_up=True),
        "gitlab": Format("gitlab"),
        "junit": Format("junit"),
        "pylint": Format("pylint"),
        "rdjson": Format("rdjson"),
        "sarif": Format("sarif"),
    }
)
