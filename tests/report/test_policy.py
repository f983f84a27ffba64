"""The policy names exactly what stands in the page."""

from __future__ import annotations

import base64
import hashlib

from cellophane.report.policy import policy


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_styles_and_script_are_named_by_their_hashes_and_nothing_else_is_allowed() -> None:
    told = dict(part.split(" ", 1) for part in policy(["a {}", "b {}"], "0").split("; "))
    assert told == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest('a {}')}' 'sha256-{digest('b {}')}'",
        "script-src": f"'sha256-{digest('0')}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
