"""Comments that silence findings: `# noqa`, and `# noqa: CEL101` for some rules only.

It decides which findings of a file somebody has answered already, reading the comments as flake8 and ruff do: in real
comments only, on the line where the finding stands, or where the string that it stands in ends. A `# noqa:` that is
followed by no code silences nothing, because whoever wrote it meant something else than everything.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cellophane.model.finding import Finding
from cellophane.source.text.source import Source

_NOQA = re.compile(r"#\s*noqa(?![-\w])(?P<some>\s*:)?", re.IGNORECASE)
_CODES = re.compile(r"[\s,]*([A-Z]+[0-9]+)(?![-\w])", re.IGNORECASE)
_EVERYTHING = ("",)
"""Beginnings of codes; every code begins so."""

# Since Python 3.12, f-strings come as several tokens.
_OPENING = {getattr(tokenize, name, None) for name in ("FSTRING_START", "TSTRING_START")} - {None}
_CLOSING = {getattr(tokenize, name, None) for name in ("FSTRING_END", "TSTRING_END")} - {None}


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of a file, and where those stand that speak of a row."""

    by_row: Mapping[int, str]
    ends: Mapping[int, int]
    """For the rows of strings of several lines, the row of their end."""

    def silence(self, finding: Finding) -> bool:
        """Whether a comment speaks of this finding. Its row counts in the text that was read."""
        row = finding.span.row
        comments = (self.by_row.get(one, "") for one in (row, self.row_for(row)))
        return any(finding.code.startswith(silenced_by(comment)) for comment in comments)

    def row_for(self, row: int) -> int:
        """The row at whose end a comment about this row stands."""
        return self.ends.get(row, row)


def unsuppressed(source: Source, findings: Iterable[Finding]) -> list[Finding]:
    """The findings that no comment silences. Their rows count in the source's text, not in a notebook's cells."""
    comments = read(source.text)
    return [finding for finding in findings if not comments.silence(finding)]


def silenced_by(comment: str) -> tuple[str, ...]:
    """The beginnings of the codes that a comment silences; an empty one silences all.

    >>> silenced_by("# noqa: CEL101, E501 - the loop ends here"), silenced_by("# noqa"), silenced_by("# see noqa")
    (('CEL101', 'E501'), ('',), ())
    """
    found = _NOQA.search(comment)
    if found is None:
        return ()
    if found["some"] is None:
        return _EVERYTHING
    return tuple(_codes(comment, found.end()))


def _codes(comment: str, at: int) -> Iterator[str]:
    while found := _CODES.match(comment, at):
        yield found[1].upper()
        at = found.end()


def read(text: str) -> Comments:
    """The comments of a text."""
    comments: dict[int, str] = {}
    ends: dict[int, int] = {}
    open_strings: list[int] = []
    for token in _tokens(text):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.string
        elif token.type in _OPENING:
            open_strings.append(token.start[0])
        elif token.type in _CLOSING or token.type == tokenize.STRING:
            first = open_strings.pop() if token.type in _CLOSING else token.start[0]
            if first < token.end[0]:
                ends.update(dict.fromkeys(range(first, token.end[0] + 1), token.end[0]))
    return Comments(comments, ends)


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):  # pickier than the parser in places; what came so far will do
        return
