"""Findings for people: one frame each, with the evidence at its lines, numbered in the order in which it
happens.

    CEL101 the lambda reads `i` after the loop has rebound it [certain]
      ╭─ jobs.py:3:27
      │
    2 │ for i in range(3):
      │     ━ 3 rebound by the next iteration
    3 │     jobs.append(lambda: i)
      │                         ━ `i` is read here
      │                 ━━━━━━━━━ 1 made here
      │     ━━━━━━━━━━━━━━━━━━━━━━ 2 kept by `jobs`
      ╰─ help: bind it now: `lambda i=i: i`

It decides how a finding looks, not what is shown: lines of the file come with the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cellophane.check.outcome import Outcome, Place
from cellophane.model.finding import Finding
from cellophane.model.place import Span
from cellophane.report.columns import Line
from cellophane.report.paint import Canvas
from cellophane.report.visible import visible


@dataclass(frozen=True, slots=True)
class _Mark:
    """What is said about a stretch of one line."""

    place: Place
    span: Span
    style: str
    text: str


def render(outcomes: Iterable[Outcome], canvas: Canvas) -> Iterator[str]:
    """The frames, one piece of text each, with an empty line after each."""
    for outcome in outcomes:
        for finding in outcome.findings:
            yield "\n".join(_Frame(finding, outcome, canvas).lines()) + "\n\n"


class _Frame:
    """The lines of one finding."""

    def __init__(self, finding: Finding, outcome: Outcome, canvas: Canvas) -> None:
        self._finding = finding
        self._excerpt = outcome.excerpt
        self._canvas = canvas
        self._marks = _marks(finding)
        self._gutter = max(len(str(mark.place[1])) for mark in self._marks)
        self._draw = _DRAWN if canvas.drawn else _ASCII

    def lines(self) -> Iterator[str]:
        finding, paint = self._finding, self._canvas.paint
        certainty = paint("faint", f"[{finding.certainty.word}]")
        yield f"{paint('code', finding.code)} {visible(finding.message)} {certainty}"
        cell = "" if finding.cell is None else f"cell {finding.cell}:"
        place = visible(f"{finding.filename}:{cell}{finding.span.row}:{finding.span.column}")
        yield f"{self._edge(self._draw.top)} {paint('place', place)}"
        yield self._edge(self._draw.side)
        yield from self._body()
        if finding.advice:
            yield f"{self._edge(self._draw.bottom)} {paint('help', 'help:')} {visible(finding.advice)}"

    def _body(self) -> Iterator[str]:
        before: Place | None = None
        for place in self._shown():
            if before is not None and place[0] != before[0]:
                yield f"{self._edge(self._draw.side)} {self._canvas.paint('faint', f'cell {place[0]}:')}"
            elif before is not None and place[1] != before[1] + 1:
                yield self._edge(self._draw.gap)
            yield from self._line(place)
            before = place

    def _shown(self) -> list[Place]:
        """The marked lines, and lines between them that the excerpt holds, in the order of the source."""
        marked = {mark.place for mark in self._marks}
        rows = sorted(marked, key=lambda place: (place[0] or 0, place[1]))
        shown = [rows[0]]
        for (cell, row), place in pairwise(rows):
            between = [(cell, number) for number in range(row + 1, place[1])] if place[0] == cell else []
            if len(between) <= _SHORT and all(other in self._excerpt for other in between):
                shown.extend(between)
            shown.append(place)
        return shown

    def _line(self, place: Place) -> Iterator[str]:
        marks = [mark for mark in self._marks if mark.place == place]
        line = Line(self._excerpt.get(place, ""))
        stretches = [_stretch(mark.span, line) for mark in marks]
        window = line.window(stretches, self._canvas.width - self._gutter - 3)
        number = self._canvas.paint("frame", f"{place[1]:>{self._gutter}} {self._draw.side}")
        yield f"{number} {line.shown(window, self._draw.cut)}".rstrip()
        for mark, stretch in zip(marks, stretches, strict=True):
            before, label = self._label(mark, stretch, window)
            yield f"{self._edge(self._draw.side)} {before}{self._canvas.paint(mark.style, label)}"

    def _label(self, mark: _Mark, stretch: tuple[int, int], window: tuple[int, int]) -> tuple[str, str]:
        """The space before an underline, and the underline with its text: cut short where they would not fit."""
        text = visible(mark.text)
        start, end = stretch[0], max(stretch[1], stretch[0] + 1)
        first = min(max(start, window[0]), window[1] - 1)
        length = min(end, window[1]) - first
        room = window[1] - first - len(text) - 1
        if end <= window[0] or start >= window[1]:
            under = self._draw.cut
        elif length <= max(room, _SHORTEST):
            under = self._draw.under * length
        else:
            under = self._draw.under * (max(room, _SHORTEST) - 1) + self._draw.cut
        return " " * (first - window[0]), f"{under} {text}"

    def _edge(self, shape: str) -> str:
        return self._canvas.paint("frame", f"{'':{self._gutter}} {shape}")


@dataclass(frozen=True, slots=True)
class _Shapes:
    top: str
    side: str
    gap: str
    bottom: str
    under: str
    cut: str


_DRAWN = _Shapes("╭─", "│", "┆", "╰─", "━", "…")
_ASCII = _Shapes("-->", "|", ":", "=", "^", "~")
_SHORTEST = 4
"""So many columns of an underline are shown, whatever its text needs."""
_SHORT = 2
"""So many lines between two marked ones are shown rather than left out."""


def _marks(finding: Finding) -> Sequence[_Mark]:
    """The read first, then the evidence in the order in which it happens."""
    marks = [
        _Mark((item.cell, item.span.row), item.span, item.step.value, f"{number} {item.text}")
        for number, item in enumerate(finding.evidence, start=1)
    ]
    if not any(item.span == finding.span and item.cell == finding.cell for item in finding.evidence):
        read = _Mark((finding.cell, finding.span.row), finding.span, "read", f"`{finding.name}` is read here")
        marks.insert(0, read)
    return marks


def _stretch(span: Span, line: Line) -> tuple[int, int]:
    """The display columns of a span in its first line."""
    end = span.end_column if span.end_row == span.row else len(line.text.rstrip()) + 1
    return line.column(span.column), line.column(max(end, span.column))
