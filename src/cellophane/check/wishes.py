"""What to look for in a file: the settings that govern it, and what was asked for on top of them.

What is asked for wins, except that `ignore` adds to what the settings ignore, and that what is ignored for some files
stays ignored there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cellophane.check import catalogue
from cellophane.check.options import Options
from cellophane.model.finding import Certainty
from cellophane.model.silencing import Form
from cellophane.workspace.settings import Settings


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for.

    >>> Wishes(select=("CEL102",)).options(Settings()).codes
    ('CEL102',)
    """

    select: Sequence[str] = ()
    """Beginnings of codes, as in `CEL1`; what the settings say if there are none."""
    ignore: Sequence[str] = ()
    certainty: Certainty | None = None
    python: Path | None = None
    silence_with: Form | None = None

    def options(self, settings: Settings, local: Sequence[str] = (), thorough: bool = True) -> Options:
        """What to look for where these settings govern, and in a file for which they ignore the codes `local`.

        Raises `ValueError` for codes that no rule has, and for knowledge files that say what they cannot say.
        """
        selected = [catalogue.ALL] if settings.select is None else settings.select
        wanted = catalogue.select(selected, settings.ignore)
        if self.select:
            wanted = catalogue.select(self.select, self.ignore)
        elif self.ignore:
            wanted = tuple(c for c in wanted if c in catalogue.select([catalogue.ALL], self.ignore))
        unwanted = catalogue.select(local) if local else ()
        _try_knowledge(settings)
        certainty = self.certainty or settings.certainty or Certainty.LIKELY
        codes = tuple(code for code in wanted if code not in unwanted)
        form = self.silence_with or settings.silence_with or Form.NOQA
        return Options(codes, certainty, settings.knowledge, thorough, self.python or settings.python, form)


def _try_knowledge(settings: Settings) -> None:
    """Read the knowledge files of a project once, to say here and not for each file what is wrong with them."""
    if settings.knowledge:
        from cellophane.source import knowledge  # most projects have none of their own

        knowledge.load(settings.knowledge)
