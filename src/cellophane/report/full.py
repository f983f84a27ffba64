"""Findings for people, and whatever else has evidence: one frame each, the evidence at its lines, numbered in the order
in which it happens.

    CEL101 the lambda reads `i` after the loop has rebound it [certain]
      ╭─ jobs.py:3:27
      │
    2 │ for i in range(3):
      │     ━ 3 rebound by the next iteration
    3 │     later(lambda: i)
      │                   ━ `i` is read here
      │           ━━━━━━━━━ 1 made here
      │ 2 → kept by `queue.append`, queues.py:40: queue.append(job)
      ╰─ help: bind it now: `lambda i=i: i`
         unsafe: no late call was seen

It decides how a finding looks, not what is shown: lines of source come with the findings. Colours, the width of the
screen and whether it has the characters of a frame are for the `rich` console to say that prints it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.console import Console, ConsoleOptions
from rich.text import Text

from cellophane.check.checked import SHOWN_BETWEEN, Checked, Place
from cellophane.model.finding import Evidence, Finding
from cellophane.model.place import Span
from cellophane.report.columns import Line
from cellophane.report.remarks import remarks
from cellophane.report.visible import visible

_STYLES = {
    "code": "bold red",
    "place": "bold",
    "frame": "dim",
    "made": "cyan",
    "kept": "yellow",
    "rebound": "magenta",
    "called": "red",
    "passed": "yellow",
    "ended": "green",
    "lost": "bold yellow",
    "read": "bold red",
    "help": "bold green",
    "faint": "dim",
}
_NARROWEST = 40
"""In columns; what is cut narrower than this tells nothing."""
_SHORTEST = 4
"""So many columns of an underline are shown, whatever its text needs."""


@dataclass(frozen=True, slots=True)
class _Shapes:
    top: str
    side: str
    gap: str
    bottom: str
    under: str
    cut: str
    to: str


_DRAWN = _Shapes("╭─", "│", "┆", "╰─", "━", "…", "→")
_ASCII = _Shapes("-->", "|", ":", "=", "^", "~", "->")


@dataclass(frozen=True, slots=True)
class _Remark:
    """What is said about a stretch of one line: `━━━━ 1 made here`."""

    place: Place
    span: Span
    style: str
    text: str


Piece = tuple[str, str]
"""A text, and the style that it is printed in."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Lines of a file with what happens there, as something that a `rich` console can print."""

    head: tuple[Piece, ...]
    """What it is about, above the frame."""
    filename: str
    cell: int | None
    span: Span
    """Where the captured variable is read."""
    name: str
    """The captured variable."""
    evidence: tuple[Evidence, ...]
    excerpt: Mapping[Place, str]
    """The lines of source."""
    foot: tuple[Piece, ...] = ()
    """What closes the frame; it is left open without."""
    below: tuple[str, ...] = ()
    """Further lines, in faint type."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        shapes = _ASCII if options.ascii_only else _DRAWN
        yield from _FrameLines(self, shapes, max(options.max_width, _NARROWEST)).lines()
        yield Text()


def render(files: Iterable[Checked]) -> Iterator[Frame]:
    """The frames, each with an empty line after it."""
    for checked in files:
        for finding in checked.findings:
            yield framed(finding, checked)


def framed(finding: Finding, checked: Checked) -> Frame:
    """The frame of one finding. `checked` is what checking its file came to, for the lines of source."""
    message = f" {visible(finding.message)} "
    help_ = (("help:", "help"), (f" {visible(finding.advice)}", "")) if finding.advice else ()
    return Frame(
        head=((finding.code, "code"), (message, ""), (f"[{finding.certainty.word}]", "faint")),
        filename=finding.filename,
        cell=finding.cell,
        span=finding.span,
        name=finding.name,
        evidence=finding.evidence,
        excerpt=checked.excerpt,
        foot=help_,
        below=tuple(remarks(finding)),
    )


class _FrameLines:
    """The lines of one frame, for a screen of a certain width."""

    def __init__(self, frame: Frame, shapes: _Shapes, width: int) -> None:
        self._frame = frame
        self._draw = shapes
        self._width = width
        self._remarks = _remarks(frame)
        self._gutter = max(len(str(remark.place[1])) for remark in self._remarks)

    def lines(self) -> Iterator[Text]:
        frame = self._frame
        yield _painted(*frame.head)
        place = _place(frame.filename, frame.cell, frame.span.row, frame.span.column)
        yield self._edge(self._draw.top, (place, "place"))
        yield self._edge(self._draw.side)
        yield from self._body()
        for number, item in enumerate(frame.evidence, start=1):
            if item.filename is not None:
                yield self._elsewhere(number, item, item.filename)
        if frame.foot:
            yield self._edge(self._draw.bottom, *frame.foot)
        for text in frame.below:
            yield self._below(text)

    def _body(self) -> Iterator[Text]:
        before: Place | None = None
        for place in self._shown():
            if before is not None and place[0] != before[0]:
                yield self._edge(self._draw.side, (f"cell {place[0]}:", "faint"))
            elif before is not None and place[1] != before[1] + 1:
                yield self._edge(self._draw.gap)
            yield from self._line(place)
            before = place

    def _shown(self) -> list[Place]:
        """The marked lines, and lines between them that the excerpt holds, in the order of the source."""
        marked = {remark.place for remark in self._remarks}
        rows = sorted(marked, key=lambda place: (place[0] or 0, place[1]))
        shown = [rows[0]]
        for (cell, row), place in pairwise(rows):
            between = [(cell, number) for number in range(row + 1, place[1])] if place[0] == cell else []
            if len(between) <= SHOWN_BETWEEN and all(other in self._frame.excerpt for other in between):
                shown.extend(between)
            shown.append(place)
        return shown

    def _line(self, place: Place) -> Iterator[Text]:
        remarks = [remark for remark in self._remarks if remark.place == place]
        line = Line(self._frame.excerpt.get(place, ""))
        stretches = [_stretch(remark.span, line) for remark in remarks]
        window = line.window(stretches, self._width - self._gutter - 3)
        text = line.shown(window, self._draw.cut).rstrip()
        number = f"{place[1]:>{self._gutter}} {self._draw.side}"
        yield _painted((number, "frame"), (f" {text}" if text else "", ""))
        for remark, stretch in zip(remarks, stretches, strict=True):
            before, label = self._label(remark, stretch, window)
            yield self._edge(self._draw.side, (before, ""), (label, remark.style))

    def _label(self, remark: _Remark, stretch: tuple[int, int], window: tuple[int, int]) -> tuple[str, str]:
        """The space before an underline, and the underline with its text: cut short where they would not fit."""
        text = visible(remark.text)
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

    def _elsewhere(self, number: int, item: Evidence, filename: str) -> Text:
        """A step that happens in another file, with its line of source as far as there is room for it."""
        place = _place(_from_here(filename), item.cell, item.span.row)
        told = f"{number} {self._draw.to} {visible(item.text)}, {place}"
        text = self._edge(self._draw.side, (told, item.step.value))
        room = self._width - text.cell_len - len(": ")
        source = (item.line or "").strip()
        if source and room >= _SHORTEST:
            text.append(": " + Line(source).shown((0, room), self._draw.cut))
        return text

    def _below(self, remark: str) -> Text:
        """A line below the frame."""
        return _painted((f"{'':{self._gutter + 3}}{visible(remark)}", "faint"))

    def _edge(self, shape: str, *pieces: tuple[str, str]) -> Text:
        """A line of the frame that is no line of source: its shape, and behind it the pieces."""
        return _painted((f"{'':{self._gutter}} {shape}", "frame"), *((" ", "") for _ in pieces[:1]), *pieces)


def _painted(*pieces: tuple[str, str]) -> Text:
    """Texts in their styles, one behind the other."""
    return Text.assemble(*((text, _STYLES.get(style, "")) for text, style in pieces))


def _remarks(frame: Frame) -> Sequence[_Remark]:
    """The read first, then the evidence of the same file in the order in which it happens."""
    numbered = [(number, item) for number, item in enumerate(frame.evidence, start=1) if item.filename is None]
    remarks = [
        _Remark((item.cell, item.span.row), item.span, item.step.value, f"{number} {item.text}")
        for number, item in numbered
    ]
    if not any(item.span == frame.span and item.cell == frame.cell for _, item in numbered):
        read = _Remark((frame.cell, frame.span.row), frame.span, "read", f"`{frame.name}` is read here")
        remarks.insert(0, read)
    return remarks


def _stretch(span: Span, line: Line) -> tuple[int, int]:
    """The display columns of a span in its first line."""
    end = span.end_column if span.end_row == span.row else len(line.text.rstrip()) + 1
    return line.column(span.column), line.column(max(end, span.column))


def _place(filename: str, cell: int | None, *numbers: int) -> str:
    parts = [filename, *([] if cell is None else [f"cell {cell}"]), *map(str, numbers)]
    return visible(":".join(parts))


def _from_here(filename: str) -> str:
    """A path as a reader in the current directory would write it, if it is below there."""
    here = os.path.join(os.getcwd(), "")
    return filename.removeprefix(here)
