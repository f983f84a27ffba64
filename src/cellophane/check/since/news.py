"""Which findings of today are new, and which are those of before at another place.

A finding is one that was there before if its rule and its variable are the same, and it stands on the same line of the
file, or on one of the same text, or where that one's line was edited, or if all its lines went to another file. So a
row that moves, a file that is renamed and a function that goes elsewhere bring no news, and neither does who edits a
line that was wrong before. Each finding of before stands for one of today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from cellophane.check.checked import Checked
from cellophane.check.engine import shown
from cellophane.model.finding import Certainty, Finding


@dataclass(frozen=True, slots=True)
class Side:
    """One file at one time: what checking it came to, with findings of every certainty, and its lines."""

    checked: Checked
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Lines that were the same before, or were edited, with the numbers of the first and of the one behind the last,
    from 0, on either side."""

    tag: str
    before: tuple[int, int]
    after: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A file today and before; nothing (`None`) where it was not there, or was not looked at."""

    after: Side | None
    before: Side | None
    certainty: Certainty = Certainty.LIKELY
    """What is less certain today is counted, not shown."""

    def stretches(self) -> list[_Stretch]:
        """Which lines of before became which of today; nothing where there is nothing to compare."""
        if self.after is None or self.before is None or not (self.after.lines and self.before.lines):
            return []
        matcher = SequenceMatcher(None, self.before.lines, self.after.lines)
        return [_Stretch(tag, (a, b), (c, d)) for tag, a, b, c, d in matcher.get_opcodes()]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A finding, the number of the pair that it is in, and where it stands among the stretches of that pair."""

    finding: Finding
    pair: int
    side: Side
    is_shown: bool
    """Whether it is certain enough."""
    same: tuple[int, int] | None = None
    """In which stretch of lines that stayed as they were, and in which of its lines."""
    edited: int | None = None
    """In which stretch of lines that were edited."""

    @property
    def kind(self) -> tuple[str, str]:
        return self.finding.code, self.finding.name

    @property
    def line(self) -> str:
        return self._text(self.finding.cell, self.finding.span.row)

    @property
    def lines(self) -> tuple[str, ...]:
        """Those of all its places in this file."""
        places = [(item.cell, item.span.row) for item in self.finding.evidence if item.filename is None]
        return (self.line, *(self._text(*place) for place in places))

    def _text(self, cell: int | None, row: int) -> str:
        return self.side.checked.excerpt.get((cell, row), "").strip()


_KEYS: Sequence[Callable[[_Seen], Hashable]] = (
    lambda one: one.same and (one.pair, one.kind, one.same),
    lambda one: (one.pair, one.kind, one.line),
    lambda one: one.edited is not None and (one.pair, one.kind, one.edited),
    lambda one: (one.kind, one.lines),
)
"""What two findings have in common that are the same one, the surest first; nothing where that cannot be said."""


def news(pairs: Sequence[Pair]) -> list[Checked]:
    """The files of today with those findings that are new among what is certain enough to be shown; of what is not,
    what is new is counted."""
    after, before = _seen(pairs)
    visible = _new([one for one in after if one.is_shown], [one for one in before if one.is_shown])
    hidden = _new([one for one in after if not one.is_shown], before)
    found: dict[int, list[Finding]] = defaultdict(list)
    for one in (*visible, *hidden):
        found[one.pair].append(one.finding)
    return [_told(pair, found[number]) for number, pair in enumerate(pairs) if pair.after is not None]


def _told(pair: Pair, findings: Sequence[Finding]) -> Checked:
    assert pair.after is not None
    return shown(replace(pair.after.checked, findings=tuple(findings)), pair.certainty)


def _seen(pairs: Sequence[Pair]) -> tuple[list[_Seen], list[_Seen]]:
    """All findings of today, and all of before."""
    after: list[_Seen] = []
    before: list[_Seen] = []
    for number, pair in enumerate(pairs):
        stretches = pair.stretches()
        if pair.before is not None:
            before += _placed(pair, pair.before, number, [(each.tag, *each.before) for each in stretches])
        if pair.after is not None:
            after += _placed(pair, pair.after, number, [(each.tag, *each.after) for each in stretches])
    return after, before


_Bounds = tuple[str, int, int]
"""What became of some lines, and their bounds on one side."""


def _placed(pair: Pair, side: Side, number: int, stretches: Sequence[_Bounds]) -> Iterator[_Seen]:
    for finding in side.checked.findings:
        yield _Seen(finding, number, side, finding.certainty >= pair.certainty, *_place(finding, stretches))


def _place(finding: Finding, stretches: Iterable[_Bounds]) -> tuple[tuple[int, int] | None, int | None]:
    """Where a finding stands in lines that stayed the same, and in which lines that were edited; a cell of a notebook
    has rows of its own."""
    row = finding.span.row
    for number, (tag, begin, end) in enumerate(stretches if finding.cell is None else ()):
        if begin < row <= end:
            return (number, row - begin) if tag == "equal" else None, number if tag == "replace" else None
    return None, None


def _new(today: list[_Seen], before: list[_Seen]) -> list[_Seen]:
    """What is left of today when each finding of before has been put together with one of today."""
    for key in _KEYS:
        today, before = _unlike(today, before, key)
    return today


def _unlike(
    today: Iterable[_Seen], before: Iterable[_Seen], key: Callable[[_Seen], Hashable]
) -> tuple[list[_Seen], list[_Seen]]:
    """What is left on both sides when those that are alike are put together, one with one, in the order of places."""
    known: dict[Hashable, list[_Seen]] = defaultdict(list)
    for one in before:
        known[key(one)].append(one)
    left = []
    for one in today:
        alike = known[key(one)] if key(one) else []
        if alike:
            alike.pop(0)
        else:
            left.append(one)
    return left, [one for alike in known.values() for one in alike]
