"""The comments of a file that silence findings, and which rows each of them speaks for.

One rule for all forms: a comment behind code speaks for the line that it ends, and for the whole statement where that
line is the first or the last of it, where formatters put comments when they break a statement. A line is what Python
takes for one: it goes on behind a backslash and inside a string. A comment on a line of its own speaks for what comes
next in the same manner, a statement or a line of one; a `# noqa` there for nothing, as for all who read `# noqa`, and a
`file-ignore`, which has to stand so, for the file. The body of a compound statement is none of its lines.
"""

from __future__ import annotations

import io
import tokenize
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from cellophane.check.comments import directives
from cellophane.check.comments.directives import Directive
from cellophane.model.finding import Finding
from cellophane.model.silencing import Form
from cellophane.source.text.source import Source

UNUSED = "CEL001"
"""The rule about comments in vain. One of cellophane's own comments silences it only by name: else a blanket one that
is in vain would hide that it is, and others behind it."""

_UNPRINTED = {tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
_ENDS = {tokenize.NL, tokenize.NEWLINE}
# Since Python 3.12, f-strings come as several tokens, with line ends between them.
_OPENING = {getattr(tokenize, name, None) for name in ("FSTRING_START", "TSTRING_START")} - {None}
_CLOSING = {getattr(tokenize, name, None) for name in ("FSTRING_END", "TSTRING_END")} - {None}


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that says something about findings."""

    text: str
    row: int
    column: int
    alone: bool
    """Whether nothing else is in its row."""
    rows: range
    """Those that it speaks for; of the whole file, if it says so."""
    directives: tuple[Directive, ...]

    def silences(self, finding: Finding) -> bool:
        """Whether it speaks of this finding. Its row counts in the text that was read."""
        return any(self.by(one, finding) for one in self.directives)

    def by(self, directive: Directive, finding: Finding) -> bool:
        """Whether this part of it does."""
        row = finding.span.row
        if finding.code == UNUSED and directive.form is not Form.NOQA:
            return directive.names(UNUSED) and (row == self.row or self._reaches(directive, row))
        return directive.means(finding.code) and self._reaches(directive, row)

    def _reaches(self, directive: Directive, row: int) -> bool:
        match directive.form:
            case Form.FILE_IGNORE:
                return self.alone
            case Form.NOQA:
                return not self.alone and row in self.rows
            case Form.IGNORE:
                return row in self.rows


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as Python takes it, be it of several rows, and the first and last row of the statement that it is of."""

    rows: range
    statement: range

    @property
    def spoken_for(self) -> range:
        """The rows that a comment behind it speaks for."""
        is_edge = self.rows[0] == self.statement[0] or self.rows[-1] == self.statement[-1]
        return self.statement if is_edge else self.rows


@dataclass(frozen=True)
class Comments:
    """The comments of a file that say something about findings."""

    all: tuple[Comment, ...]
    texts: dict[int, str]
    """Every comment, whatever it says, by its row."""
    _lines: Sequence[_Line]

    def silencer(self, finding: Finding) -> Comment | None:
        """The first comment that silences a finding; none if none does."""
        able = chain(self._of_rows.get(finding.span.row, ()), self._of_file)
        return next((comment for comment in able if comment.silences(finding)), None)

    def row_for(self, row: int) -> int:
        """The row at whose end a comment about this row stands."""
        line = _line_at(self._lines, row)
        return line.rows[-1] if line is not None and row in line.rows else row

    @cached_property
    def _of_rows(self) -> Mapping[int, Sequence[Comment]]:
        """The comments that can say something of a row: those that speak for it, and that which stands there."""
        found: dict[int, list[Comment]] = {}
        for comment in self.all:
            for row in {*comment.rows, comment.row}:
                found.setdefault(row, []).append(comment)
        return found

    @cached_property
    def _of_file(self) -> Sequence[Comment]:
        return [one for one in self.all if any(said.form is Form.FILE_IGNORE for said in one.directives)]


def read(source: Source) -> Comments:
    """The comments of a source. Their rows count in its text, not in a notebook's cells."""
    lines, found = _read(source.text)
    comments = []
    for token, alone in found:
        row, column = token.start
        line = _line_at(lines, row)
        if line is not None and source.place(line.rows[0])[0] == source.place(row)[0]:
            rows = line.spoken_for
        else:
            rows = range(row, row if alone else row + 1)
        said = directives.read(token.string)
        if said:
            comments.append(Comment(token.string, row, column + 1, alone, rows, said))
    return Comments(tuple(comments), {token.start[0]: token.string for token, _ in found}, lines)


def _line_at(lines: Sequence[_Line], row: int) -> _Line | None:
    """The line that holds a row, or else the next one below it."""
    at = bisect_left(lines, row, key=lambda line: line.rows[-1])
    return lines[at] if at < len(lines) else None


def _read(text: str) -> tuple[list[_Line], list[tuple[tokenize.TokenInfo, bool]]]:
    """The lines that hold code, and each comment with whether it is alone in its row."""
    lines: list[_Line] = []
    comments: list[tuple[tokenize.TokenInfo, bool]] = []
    statement: list[range] = []
    line: list[int] = []
    strings = 0
    for token in _tokens(text):
        strings += (token.type in _OPENING) - (token.type in _CLOSING)
        if token.type == tokenize.COMMENT:
            comments.append((token, not line or line[-1] < token.start[0]))
        elif token.type not in _ENDS:
            line += (token.start[0], token.end[0])
        elif not strings:
            statement += [range(line[0], line[-1] + 1)] if line else []
            line = []
            if token.type == tokenize.NEWLINE:
                lines += _of_statement(statement)
                statement = []
    statement += [range(line[0], line[-1] + 1)] if line else []
    return lines + _of_statement(statement), comments


def _of_statement(rows: Sequence[range]) -> list[_Line]:
    return [_Line(line, range(rows[0][0], rows[-1][-1] + 1)) for line in rows]


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in _UNPRINTED:
                yield token
    except (tokenize.TokenError, SyntaxError):  # pickier than the parser in places; what came so far will do
        return
