"""Findings as a reader of the file sees them: rows counted in the cells of a notebook, and the lines around them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from cellophane.check.checked import SHOWN_BETWEEN, Place
from cellophane.model.finding import Evidence, Finding
from cellophane.model.fix import MODULE, Fix
from cellophane.source.text.source import Source

if TYPE_CHECKING:
    from cellophane.model.trail import Trail


def placed(source: Source, finding: Finding) -> Finding:
    """The finding with its rows counted in its cell, if the source is a notebook."""
    if not source.cells:
        return finding
    cell, span = source.in_cell(finding.span)
    fix = _fix_in_cells(source, finding.fix) if finding.fix is not None else None
    return replace(finding, cell=cell, span=span, evidence=_in_cells(source, finding.evidence), fix=fix)


def in_source(source: Source, finding: Finding) -> Finding:
    """The way back: the finding with its rows counted in the source, as far as its own place goes."""
    row = source.row_of(finding.cell, finding.span.row)
    return replace(finding, span=replace(finding.span, row=row, end_row=finding.span.end_row - finding.span.row + row))


def placed_trail(source: Source, trail: Trail) -> Trail:
    """The same of a trail."""
    if not source.cells:
        return trail
    cell, made = source.in_cell(trail.made)
    ways = tuple(replace(way, steps=_in_cells(source, way.steps)) for way in trail.ways)
    return replace(trail, cell=cell, made=made, read=source.in_cell(trail.read)[1], ways=ways)


def _in_cells(source: Source, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    placed = []
    for item in evidence:
        if item.filename is None:
            cell, span = source.in_cell(item.span)
            item = replace(item, cell=cell, span=span)
        placed.append(item)
    return tuple(placed)


def _fix_in_cells(source: Source, fix: Fix) -> Fix:
    edits = []
    for edit in fix.edits:
        cell, span = source.in_cell(edit.span)
        edits.append(replace(edit, cell=cell, span=span))
    owner = source.in_cell(fix.owner)[1] if fix.owner not in (None, MODULE) else fix.owner
    return replace(fix, edits=tuple(edits), within=source.in_cell(fix.within)[1], owner=owner)


def excerpt(source: Source, findings: Iterable[Finding]) -> dict[Place, str]:
    """The lines that findings and their evidence touch, and those of short gaps between them."""
    rows: set[int] = set()
    for finding in findings:
        spans = (finding.span, *(item.span for item in finding.evidence if item.filename is None))
        own = sorted({span.row for span in spans} | {span.end_row for span in spans})
        rows.update(own)
        for before, after in pairwise(own):  # to leave out less than a mark for what is left out would take
            if after - before - 1 <= SHOWN_BETWEEN:
                rows.update(range(before, after))
    return {source.place(row): source.line(row) for row in sorted(rows)}
