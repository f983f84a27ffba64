"""What Sphinx's pages lack for those who use a keyboard or hear a page: added to each as it is made.

`tests/site/test_accessibility.py` tells whether anything is left.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

_MENDED = {
    "body": ("<pre>", '<pre tabindex="0">'),  # else code that is wider than the screen is scrolled by a pointer only
    "furo_navigation_tree": ('role="heading"', 'role="heading" aria-level="2"'),
}
_AFTER_THE_THEME = 900


def _mend(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: nodes.document | None) -> None:
    for part, (before, after) in _MENDED.items():
        if part in context:
            context[part] = context[part].replace(before, after)


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.connect("html-page-context", _mend, priority=_AFTER_THE_THEME)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
