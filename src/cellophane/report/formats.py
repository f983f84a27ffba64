"""The formats of findings: by which name each is asked for, which module writes it, and what it tells.

Nothing is imported here: a run imports the one module that it uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class Format:
    """One format. `render` in its module makes text of checked files, piece by piece.

    A plain class: `--help` names all of them, and neither `typing` nor `dataclasses` is imported for that.
    """

    __slots__ = ("counts", "drawn", "module", "summed_up", "tells_problems")

    def __init__(
        self,
        module: str,
        counts: str = "",
        *,
        tells_problems: bool = True,
        summed_up: bool = False,
        drawn: bool = False,
    ) -> None:
        self.module = module
        """The name of a module of this package."""
        self.counts = counts
        """Where `--statistics` finds a form for counts: a module and a function in it. Empty: there is none."""
        self.tells_problems = tells_problems
        """Whether what could not be checked is in the text; of others it is told beside it."""
        self.summed_up = summed_up
        """Whether people read it, who see the summary of the run below."""
        self.drawn = drawn
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
