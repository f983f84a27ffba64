"""Lines of source cut into stretches of one look: tokens, and the marks that lie over them.

It decides which tokens are told apart and how marks nest. Which names are marked comes with the picture, and what
a look is in colours is for the style sheet.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from pygments.lexers.python import PythonLexer
from pygments.token import Token

from cellophane.model.picture import Excerpt, Mark

# The first that a token is a kind of. Few, since the marks are what the reader is to see.
_LOOKS = (
    (Token.Comment, "comment"),
    (Token.Literal.String.Interpol, ""),
    (Token.Literal.String, "string"),
    (Token.Literal.Number, "number"),
    (Token.Keyword, "keyword"),
    (Token.Operator.Word, "keyword"),
    (Token.Name.Function, "defined"),
    (Token.Name.Class, "defined"),
    (Token.Name.Decorator, "decorator"),
)


@dataclass(frozen=True, slots=True)
class Tag:
    """The mark of a stretch that names a variable: to read it, to bind it, or both in one, as `n += 1` does.

    It has several variables and functions if the code around it ran several times: a name in a decorator that was used
    twice means two cells, of two wrappers.
    """

    variables: tuple[str, ...]
    roles: tuple[str, ...]
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text under the same marks."""

    tags: tuple[Tag, ...]
    pieces: tuple[tuple[str, str], ...]
    """Texts, each with the word for its look."""


def highlighted(excerpt: Excerpt) -> Iterator[tuple[int, tuple[Stretch, ...]]]:
    """The lines with their numbers; marks outside of them, or of no width, are passed over."""
    marks: dict[int, list[tuple[int, int, Mark]]] = {}
    for mark in excerpt.marks:
        for row in range(mark.span.row, mark.span.end_row + 1):
            start = mark.span.column - 1 if row == mark.span.row else 0
            stop = mark.span.end_column - 1 if row == mark.span.end_row else len(_line(excerpt, row))
            marks.setdefault(row, []).append((start, stop, mark))
    for row, looks in enumerate(_looks(excerpt.lines), start=excerpt.first_row):
        yield row, tuple(_stretches(_line(excerpt, row), looks, marks.get(row, [])))


def _line(excerpt: Excerpt, row: int) -> str:
    number = row - excerpt.first_row
    return excerpt.lines[number] if 0 <= number < len(excerpt.lines) else ""


def _looks(lines: tuple[str, ...]) -> Iterator[list[tuple[int, str]]]:
    """For each line, where looks change: pairs of a character and the look from there on."""
    text = "\n".join(lines)
    # Not `get_tokens`, which takes empty lines off and rewrites line ends, so that no offset would be right.
    tokens = [(offset, _look(kind)) for offset, kind, _ in PythonLexer().get_tokens_unprocessed(text)]
    begin, current, number = 0, "", 0
    for line in lines:
        found = [(0, current)]
        while number < len(tokens) and tokens[number][0] <= begin + len(line):
            offset, look = tokens[number]
            if look != current:  # most tokens look like the one before
                found.append((offset - begin, look))
            current = look
            number += 1
        yield found
        begin += len(line) + 1


@cache
def _look(kind: object) -> str:
    return next((look for parent, look in _LOOKS if kind in parent), "")


def _stretches(line: str, looks: list[tuple[int, str]], marks: list[tuple[int, int, Mark]]) -> Iterator[Stretch]:
    edges = {0, len(line), *(start for start, _ in looks)}
    edges.update(edge for start, stop, _ in marks for edge in (start, stop))
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(line))
    pieces = []
    for start, stop in pairwise(cuts):
        # The last of those that begin there: a token may be empty.
        look = looks[bisect(looks, start, key=lambda each: each[0]) - 1][1]
        pieces.append((_tags(marks, start) if marks else (), (line[start:stop], look)))
    for tags, group in groupby(pieces, key=lambda piece: piece[0]):
        yield Stretch(tags, tuple(piece for _, piece in group))


def _tags(marks: list[tuple[int, int, Mark]], column: int) -> tuple[Tag, ...]:
    """The marks over a character, the longest outside, those over the same stretch as one."""
    over: dict[tuple[int, int], list[Mark]] = {}
    for start, stop, mark in marks:
        if start <= column < stop:
            over.setdefault((start, stop), []).append(mark)
    return tuple(_tag(over[start, stop]) for start, stop in sorted(over, key=lambda each: each[0] - each[1]))


def _tag(marks: list[Mark]) -> Tag:
    functions = dict.fromkeys(mark.function for mark in marks if mark.function is not None)
    roles = {mark.role for mark in marks}
    return Tag(tuple(dict.fromkeys(mark.variable for mark in marks)), tuple(sorted(roles)), tuple(functions))
