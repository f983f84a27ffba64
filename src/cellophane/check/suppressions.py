"""Which findings of a file somebody has answered already, in a comment.

`# noqa: CEL101` is read as flake8 and ruff do, in real comments only; `# cellophane: ignore[CEL101]` and
`# cellophane: file-ignore[CEL101]` are cellophane's own, which nobody else takes away.
"""

from __future__ import annotations

from collections.abc import Sequence

from cellophane.model.finding import Finding
from cellophane.source.text.source import Source


def unsuppressed(source: Source, findings: Sequence[Finding]) -> Sequence[Finding]:
    """The findings that no comment silences. Their rows count in the source's text, not in a notebook's cells."""
    if not findings or not may_silence(source.text):
        return findings
    from cellophane.check.comments import reading  # few files hold such a comment

    comments = reading.read(source)
    return [finding for finding in findings if comments.silencer(finding) is None]


def may_silence(text: str) -> bool:
    """Whether a text can hold such a comment at all, told at a glance.

    >>> may_silence("x = 1  # NOQA"), may_silence("x = 1  # fine")
    (True, False)
    """
    lowered = text.lower()
    return "cellophane" in lowered or "noqa" in lowered
