"""A picture as one JSON object, whose fields are those of `model.picture`; what is not known is null."""

from __future__ import annotations

import json
from dataclasses import asdict

from cellophane.model.picture import Picture


def render(picture: Picture) -> str:
    """The object, with a line end after it. It is pure ASCII, so any encoding carries it."""
    return json.dumps(asdict(picture), indent=2) + "\n"
