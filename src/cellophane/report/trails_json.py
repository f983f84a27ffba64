"""Trails as a JSON list, their places as in the JSON of findings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cellophane.model.trail import Trail, Way
from cellophane.report.json import evidence_document, filename_of, place_of


def render(trails: Iterable[Trail]) -> str:
    """The list, in pure ASCII, so that any encoding carries it."""
    return json.dumps([document(trail) for trail in trails], indent=2) + "\n"


def document(trail: Trail) -> dict[str, Any]:
    """The fields of one trail."""
    return {
        "filename": filename_of(trail.filename),
        "cell": trail.cell,
        "closure": trail.closure,
        "name": trail.name,
        **place_of(trail.made),
        "read": place_of(trail.read),
        "certainty": trail.certainty.word if trail.certainty is not None else None,
        "code": trail.code,
        "verdict": trail.verdict,
        "ways": [_way(way, trail) for way in trail.ways],
    }


def _way(way: Way, trail: Trail) -> dict[str, Any]:
    return {
        "ending": way.ending.value,
        "certainty": way.certainty.word if way.certainty is not None else None,
        "hint": way.hint or None,
        "steps": [evidence_document(step, trail.filename) for step in way.steps],
    }
