"""Which rules there are, which of them a selection means, and what a rule's file says about it.

It finds rules by the names of their files and imports one only when it is asked for: a rule that nobody selected costs
nothing. It does not run rules.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from cellophane.check import rules as _rules
from cellophane.model.finding import Finding
from cellophane.model.nearest import nearest
from cellophane.source.sift.needs import Needs

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

ALL = "ALL"
"""The selector that means every rule."""

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "CEL0": "comments for cellophane",
        "CEL1": "late reads",
        "CEL2": "values that are gone",
        "CEL3": "scopes",
        "CEL4": "arguments",
        "CEL5": "withdrawals",
        "CEL6": "other processes",
    }
)
"""What the rules are about whose codes begin so."""

_FILE = re.compile(r"(cel\d{3})_[a-z0-9_]+")
_BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


class UnknownCode(ValueError):
    """A selector that means no rule. The message names the nearest one that does."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One hazard: what its file says about it, and how it is found."""

    code: str
    name: str
    summary: str
    """One sentence: the first line of the documentation."""
    documentation: str
    """The docstring of the rule's file, in Markdown."""
    needs: Needs
    """What a file has to hold for the rule to find anything."""
    find: Callable[[Facts], Iterator[Finding]]

    @property
    def bad(self) -> str:
        """The first example of the documentation: code in which the rule finds its hazard."""
        return self._examples()[0]

    @property
    def good(self) -> str:
        """The second example: the same code, mended."""
        return self._examples()[1]

    def _examples(self) -> tuple[str, str]:
        blocks = _BLOCK.findall(self.documentation.partition("## Example")[2])
        if len(blocks) < 2:
            raise ValueError(f"{self.code} needs two ```python blocks under `## Example`: the bad and the good code")
        return blocks[0], blocks[1]


def _listed(folders: Iterable[str]) -> Mapping[str, str]:
    """The name of each rule's file by its code."""
    names = (module.name for module in pkgutil.iter_modules(folders))
    found = {match[1].upper(): name for name in names if (match := _FILE.fullmatch(name))}
    return MappingProxyType(dict(sorted(found.items())))


_MODULES = _listed(_rules.__path__)


def codes() -> tuple[str, ...]:
    """The codes of all rules, in order, read off the names of their files."""
    return tuple(_MODULES)


def families() -> Mapping[str, tuple[str, ...]]:
    """The codes of all rules by the beginning that those of one family have in common, in order."""
    beginnings = dict.fromkeys(code[: len("CEL1")] for code in codes())
    return {beginning: tuple(code for code in codes() if code.startswith(beginning)) for beginning in beginnings}


def load(code: str) -> Rule:
    """The rule with this code. Raises `UnknownCode` if there is none.

    A file that does not hold what a rule's file must hold raises `AttributeError` or `ValueError`: that is a bug.
    """
    try:
        name = _MODULES[code]
    except KeyError:
        raise UnknownCode(unknown(code)) from None
    module = importlib.import_module(f"{_rules.__name__}.{name}")
    if code != module.CODE:
        raise ValueError(f"{name}.py calls itself {module.CODE}")
    documentation = (module.__doc__ or "").strip()
    summary = documentation.partition("\n")[0]
    return Rule(module.CODE, module.NAME, summary, documentation, module.NEEDS, module.find)


def needs(codes: tuple[str, ...]) -> frozenset[Needs]:
    """What these rules need of a file."""
    return frozenset(load(code).needs for code in codes)


def select(selected: Iterable[str], ignored: Iterable[str] = ()) -> tuple[str, ...]:
    """The codes that selectors mean: whole codes, beginnings of codes (`CEL1`) or `ALL`.

    A code that is both selected and ignored goes with the longer selector, and is ignored if both are as long.
    Raises `UnknownCode` for a selector that means no rule.

    >>> select(["CEL9"])
    Traceback (most recent call last):
    cellophane.check.catalogue.UnknownCode: ...
    """
    wanted, unwanted = list(selected), list(ignored)
    for selector in (*wanted, *unwanted):
        if selector.upper() != ALL and all(_weight(code, [selector]) < 0 for code in codes()):
            raise UnknownCode(unknown(selector))
    return tuple(code for code in codes() if _weight(code, wanted) > _weight(code, unwanted))


def _weight(code: str, selectors: Iterable[str]) -> int:
    """How closely the best selector fits a code: its length, 0 for `ALL`, -1 if none fits."""
    weight = -1
    for selector in selectors:
        if selector.upper() == ALL:
            weight = max(weight, 0)
        elif selector and code.startswith(selector.upper()):
            weight = max(weight, len(selector))
    return weight


def unknown(selector: str) -> str:
    """What is said of a selector that means no rule; one that is the name of a rule is near to its code.

    >>> unknown("CEL1O1")
    "no rule is called 'CEL1O1'; did you mean CEL101?"
    >>> unknown("loop-capture")
    "no rule is called 'loop-capture'; did you mean CEL101?"
    """
    known = {code: code for code in (*codes(), ALL)}
    known |= {name[len("cel101_") :]: code for code, name in _MODULES.items()}
    near = nearest(selector, known)
    return f"no rule is called {selector!r}" + (f"; did you mean {known[near]}?" if near else "")
