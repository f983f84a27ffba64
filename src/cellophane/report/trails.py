"""Trails for people: one frame for each, every step at its line, numbered way by way in the order in which it happens.

the lambda reads `i` [safe]
  ╭─ jobs.py:3:27
  │
3 │     print(sorted(names, key=lambda n: (n, i)))
  │                             ━━━━━━━━━━━━━━━━ 1 made here
  │           ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 2 called by `sorted` here
  ╰─ safe: each way was seen to end before a later `i` could be read
     1 → 2: in time
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cellophane.check.checked import Place
from cellophane.model.finding import Evidence
from cellophane.model.trail import Trail, Way
from cellophane.report.endings import ENDS
from cellophane.report.full import Frame
from cellophane.report.screen import Screen
from cellophane.report.visible import visible
from cellophane.source.text.source import Source

_NOTHING = "what is made there captures no variable: nothing can be rebound under it"


def show(trails: Sequence[Trail], source: Source, screen: Screen) -> None:
    """Print the frames of the trails of a source, or that there are none."""
    if not trails:
        screen.print(_NOTHING)
    excerpt = {source.place(row): source.line(row) for row in range(1, len(source.lines) + 1)}
    for frame in render(trails, excerpt):
        screen.print(frame)


def render(trails: Iterable[Trail], excerpt: Mapping[Place, str]) -> Iterator[Frame]:
    """The frames. `excerpt` has the lines of source that trails touch."""
    return (_framed(trail, excerpt) for trail in trails)


def _framed(trail: Trail, excerpt: Mapping[Place, str]) -> Frame:
    numbers: dict[Evidence, int] = {}
    for way in trail.ways:
        for step in way.steps:
            numbers.setdefault(step, len(numbers) + 1)
    sure = "safe" if trail.certainty is None else trail.certainty.word
    verdict = visible(trail.verdict)
    return Frame(
        head=((f"{trail.closure} reads `{trail.name}` ", ""), (f"[{sure}]", "faint")),
        filename=trail.filename,
        cell=trail.cell,
        span=trail.read,
        name=trail.name,
        evidence=tuple(numbers),
        excerpt=excerpt,
        foot=((verdict, "help" if trail.is_safe else "code"),),
        below=tuple(_told(way, numbers) for way in trail.ways),
    )


def _told(way: Way, numbers: Mapping[Evidence, int]) -> str:
    """`1 → 3 → 4: in time`."""
    steps = " → ".join(str(numbers[step]) for step in way.steps)
    hint = f"; {way.hint} would tell" if way.hint else ""
    return f"{steps}: {ENDS[way.ending]}{hint}"
