"""How the programs of each family of rules are cured of what is found in them, without cellophane's own fixes.

A cure shows that a finding is what a program's assertions speak of: cured where the finding is, the program fails, and
cured where nothing was found, it holds. `CURES` names a module for the beginning of the codes of a family, or for one
code; it has `cured(program, *findings)` and `cured_everywhere(program)`, which give trees. What is not there has no
cure.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Protocol

from cellophane.model.finding import Finding
from tests import declared, early_binding, filled_defaults, kept_exceptions, listed, outer_binding
from tests.early_binding import Program


class Cure(Protocol):
    """What such a module has."""

    def cured(self, program: Program, *found: Finding) -> ast.Module:
        """The program, cured of these findings."""

    def cured_everywhere(self, program: Program) -> ast.Module:
        """The program, cured of all that the family could be about, be it a hazard or not."""


CURES: dict[str, Cure | None] = {
    "CEL1": early_binding,
    "CEL201": kept_exceptions,
    "CEL301": declared,
    "CEL302": declared,
    "CEL401": filled_defaults,
    "CEL103": outer_binding,
    "CEL104": listed.GROUPS,
    "CEL105": listed.ITERATORS,
}
"""A longer beginning outranks a shorter one; none says that a rule of a family with a cure has none."""


def of(code: str) -> Cure | None:
    """The cure of the family that a rule belongs to, if it has one. `code` may be in lower case.

    >>> of("cel101") is early_binding, of("CEL999") is None
    (True, True)
    """
    beginnings = [begin for begin in CURES if code.upper().startswith(begin)]
    return CURES[max(beginnings, key=len)] if beginnings else None


def all_cured(program: Program, found: Iterable[Finding]) -> ast.Module:
    """The program, cured of findings that are of one family. What has been mended must have a cure, unless it was a
    comment: of these a program knows nothing."""
    findings = [one for one in found if not one.code.startswith("CEL0")]
    if not findings:
        return ast.parse(program.text)
    [cure] = {id(cure): cure for cure in (of(one.code) for one in findings) if cure is not None}.values()
    return cure.cured(program, *findings)
