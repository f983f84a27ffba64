"""A picture as one JSON object, whose fields are those of `model.picture`; what is not known is null."""

from __future__ import annotations

import json

from cellophane.model.picture import Picture
from cellophane.model.plain import plain


def render(picture: Picture) -> str:
    """The object, with a line end after it. It is pure ASCII, so any encoding carries it."""
    return json.dumps(plain(picture), indent=2) + "\n"
