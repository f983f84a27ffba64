"""The tokens of a source: for places that the tree does not tell, such as brackets, commas and the insides of strings.

Places are rows and columns from 1, as in spans.
"""

from __future__ import annotations

import io
import tokenize
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

Place = tuple[int, int]

_CLOSERS = {"(": ")", "[": "]", "{": "}", "lambda": ":"}
_SILENT = {tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT}
_OPENING = {getattr(tokenize, name, None) for name in ("FSTRING_START", "TSTRING_START")} - {None}
_CLOSING = {getattr(tokenize, name, None) for name in ("FSTRING_END", "TSTRING_END")} - {None}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of the source; comments and line ends are left out."""

    text: str
    start: Place
    end: Place


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a file in order."""

    all: tuple[Token, ...]
    inside_strings: frozenset[int]
    """The rows that begin inside a string."""

    def since(self, start: Place) -> Iterator[Token]:
        """The tokens from this place on."""
        first = bisect_left(self.all, start, key=lambda token: token.start)
        for index in range(first, len(self.all)):  # a slice would copy the rest of the file for each fix
            yield self.all[index]

    def before(self, place: Place) -> Token | None:
        """The last token that begins before this place."""
        first = bisect_left(self.all, place, key=lambda token: token.start)
        return self.all[first - 1] if first else None

    def parameters(self, start: Place) -> tuple[Token, Token] | None:
        """The tokens around the parameters of the `def` or lambda that begins here: `(` and `)`, `lambda` and `:`."""
        open_ones: list[Token] = []
        for token in self.since(start):
            if token.text in _CLOSERS:
                open_ones.append(token)
            elif open_ones and token.text == _CLOSERS[open_ones[-1].text]:
                opening = open_ones.pop()
                if not open_ones and opening.text in ("lambda", "("):  # not the `[` of type parameters
                    return opening, token
        return None


def read(text: str) -> Tokens | None:
    """The tokens of a text; none where `tokenize` cannot read what the parser can.

    >>> read("f(a, b)").before((1, 6)).text
    ','
    """
    found: list[Token] = []
    inside: set[int] = set()
    open_strings: list[int] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in _OPENING:
                open_strings.append(token.start[0])
            elif token.type == tokenize.STRING or token.type in _CLOSING:
                first = open_strings.pop() if token.type in _CLOSING else token.start[0]
                inside.update(range(first + 1, token.end[0] + 1))
            if token.type not in _SILENT and token.string:
                found.append(Token(token.string, _place(token.start), _place(token.end)))
    except (tokenize.TokenError, SyntaxError):
        return None
    return Tokens(tuple(found), frozenset(inside))


def _place(place: tuple[int, int]) -> Place:
    return place[0], place[1] + 1
