"""Which findings of today are new, and which are those of before at another place.

A finding is one that was there before if its rule and its variable are the same, and it stands on the same line of the
file, or on one of the same text, or where that one's line was edited, or if all its lines went to another file. So a
row that moves, a file that is renamed and a function that goes elsewhere bring no news, and neither does who edits a
line that was wrong before. Each finding of before stands for one of today.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from cellophane.check.checked import Checked
from cellophane.check.engine import shown
from cellophane.check.since.alignment import Stretch, containing, stretches
from cellophane.model.finding import Certainty, Finding

_ALIKE = 0.75
"""So much of an edited line has to be as before, where lines came or went beside it."""


@dataclass(frozen=True, slots=True)
class Side:
    """One file at one time: what checking it came to, with findings of every certainty, and its lines."""

    checked: Checked
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A file today and before; nothing (`None`) where it was not there, or was not looked at."""

    after: Side | None
    before: Side | None
    certainty: Certainty = Certainty.LIKELY
    """What is less certain today is counted, not shown."""

    def stretches(self) -> list[Stretch]:
        """Which lines of before became which of today; nothing where there is nothing to compare."""
        if self.after is None or self.before is None or not (self.after.lines and self.before.lines):
            return []
        return stretches(self.before.lines, self.after.lines)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A finding, the number of the pair that it is in, and where it stands in that."""

    finding: Finding
    pair: int
    side: Side
    is_shown: bool
    """Whether it is certain enough."""
    stretch: Stretch | None
    offset: int
    """In which line of the stretch."""

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
        parts = pair.stretches()
        if pair.before is not None:
            before += _placed(pair, pair.before, number, parts, [each.before for each in parts])
        if pair.after is not None:
            after += _placed(pair, pair.after, number, parts, [each.after for each in parts])
    return after, before


def _placed(
    pair: Pair, side: Side, number: int, parts: Sequence[Stretch], bounds: Sequence[tuple[int, int]]
) -> Iterator[_Seen]:
    for finding in side.checked.findings:
        line = finding.span.row - 1
        place = containing(bounds, line) if finding.cell is None else None  # cells have rows of their own
        stretch, offset = (None, 0) if place is None else (parts[place], line - bounds[place][0])
        yield _Seen(finding, number, side, finding.certainty >= pair.certainty, stretch, offset)


def _new(today: list[_Seen], before: list[_Seen]) -> list[_Seen]:
    """What is left of today when each finding of before has been put together with one of today, the surest first."""
    for key in (_line_that_stayed, _text_in_its_file):
        today, before = _unlike(today, before, key)
    return _unlike(*_unedited(today, before), _all_its_lines)[0]


def _line_that_stayed(one: _Seen) -> Hashable | None:
    return (one.pair, one.kind, one.stretch, one.offset) if one.stretch is not None and one.stretch.same else None


def _text_in_its_file(one: _Seen) -> Hashable | None:
    return one.pair, one.kind, one.line


def _all_its_lines(one: _Seen) -> Hashable | None:
    return one.kind, one.lines


_Left = tuple[list[_Seen], list[_Seen]]
"""What is left of today, and of before."""


def _unlike(today: Iterable[_Seen], before: Iterable[_Seen], key: Callable[[_Seen], Hashable | None]) -> _Left:
    """What is left when those are put together, in the order of their places, whose key is the same; none has none in
    common with another."""
    known: dict[Hashable, deque[_Seen]] = defaultdict(deque)
    others: list[_Seen] = []
    for one in before:
        (others if (its := key(one)) is None else known[its]).append(one)
    left = []
    for one in today:
        if (its := key(one)) is not None and known[its]:
            known[its].popleft()
        else:
            left.append(one)
    return left, [*others, *(one for alike in known.values() for one in alike)]


def _unedited(today: Iterable[_Seen], before: Sequence[_Seen]) -> _Left:
    """The same of those whose line was edited: it says as much as before, and is no more certain to go wrong."""
    there: dict[Hashable, list[_Seen]] = defaultdict(list)
    for old in before:
        there[old.pair, old.kind, old.stretch].append(old)
    left = []
    for one in today:
        gone = there[one.pair, one.kind, one.stretch]
        was = next((number for number, old in enumerate(gone) if _is_edited(old, one)), None)
        if was is None:
            left.append(one)
        else:
            del gone[was]
    return left, [old for gone in there.values() for old in gone]


def _is_edited(old: _Seen, one: _Seen) -> bool:
    """Whether one is the other, given that both are in the same stretch."""
    if one.stretch is None or old.finding.certainty < one.finding.certainty:
        return False
    if one.stretch.is_as_long and old.offset == one.offset:
        return True
    return SequenceMatcher(None, old.line, one.line).ratio() >= _ALIKE
