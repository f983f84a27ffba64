"""Where the words stand in a text that make loops and closures, in which logical line, and how far blocks go.

All of it is told from the text, as `lines.normal` has it: each part is made when it is first asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from cellophane.source.text import lines

Place = tuple[int, int]
"""From one offset up to another."""

_B = r"[ \t]*+"
_LETTER = r"[^\x00-@\[-^`{-\x7f]"
_WORD = rf"{_LETTER}[^\x00-/:-@\[-^`{{-\x7f]*+"
"""A name: whatever is no ASCII may belong to one."""
_NAME = rf"(?!in\b){_WORD}"
_DOTTED = rf"(?:\*{_B})?+{_NAME}(?:{_B}\.{_B}{_NAME})*+"
_PROSE = rf"[ \t]++(?!(?:not|await|lambda|yield)\b){_WORD}[ \t]++(?!(?:and|or|in|is|if|not|for|async|else)\b){_LETTER}"
"""As no expression begins: with two names."""
_TARGET = rf"(?={_B}(?:{_DOTTED}(?:{_B},{_B}{_DOTTED})*+{_B},?+{_B})?+(?:in\b(?!{_PROSE})|[(\[\\\n#*]))"
"""After the `for` of a loop or comprehension, if it is no prose."""
_FOR = re.compile(rf"for\b(?<![^\W\dj]for){_TARGET}")
"""A number may touch it: `[0for x in y]`, and `1jfor`."""
_LAMBDA = re.compile(rf"lambda\b(?={_B}(?:[*:\\\n#]|{_WORD}{_B}[,:=\\\n#]))")
_ASYNC = r"(?:async\b[ \t\\\n]*+)?"
_DEF = re.compile(r"def\b(?<![^\W\d]def)")
_LOOP = re.compile(rf"\n *+{_ASYNC}(?:for\b{_TARGET}|while\b(?!{_PROSE}))")
_CONTINUED = re.compile(r"\\\n *+(?:async|for|while|def|class|with|try|if|else|elif|except|finally|match|case)\b")
"""A statement that may be indented as a row above is, with nothing but a backslash in it."""
_HEADER = re.compile(
    rf"(?:(?!lambda\b)[^\n\"'#()\[\]{{}}\\:]|{lines.STRING}|\\\n|{lines.BRACKETED})*+",
    re.DOTALL,
)
"""A loop behind its first word up to its colon. Behind the `for` of a comprehension there is none but a `lambda`'s."""

_LONG_STRING = re.compile("\"{3}|'{3}")
_INDENTATION = re.compile(r" *+")
_CLOSING = (")", "]", "}")
_OFTEN = 40
"""How often all of a text may be looked at: more is for texts that are made to take long."""
_SMALL = 1000
"""So many characters more of a text: one may be small."""


class Untold(Exception):
    """It cannot be told from the text what stands where."""


class Places:
    r"""Those of one text.

    >>> places = Places("\nfor i in y:\n    f(lambda: i)\n")
    >>> places.lambdas, places.rows_of(places.loops)
    ([19], ((1, 1),))
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._left = _OFTEN * (len(text) + _SMALL)
        self._starts = [0]

    @cached_property
    def lambdas(self) -> list[int]:
        """Where each `lambda` begins."""
        return [found.start() for found in _LAMBDA.finditer(self.text)]

    @cached_property
    def defs(self) -> list[int]:
        """Where each `def` begins."""
        return [found.start() for found in _DEF.finditer(self.text)]

    @cached_property
    def _loops(self) -> tuple[list[Place], set[int]]:
        """The statements, and where the `for` stands of those that are no comprehensions for sure."""
        found, words = [], set()
        for match in _LOOP.finditer(self.text):
            end = self._matched(_HEADER, match.end())
            if self.text.startswith(":", end):
                words.add(match.end() - 3)
            elif self.text.startswith(_CLOSING, self._matched(lines.IN_BRACKET, match.end())):
                continue
            found.append((match.start() + 1, match.end()))
        return found, words

    def _matched(self, pattern: re.Pattern[str], start: int) -> int:
        """How far something goes, within what may be spent on looking."""
        found = pattern.match(self.text, start)
        if found is None:
            raise Untold
        self.spend(found.end() - start)
        return found.end()

    def spend(self, length: int) -> None:
        """Take so many characters of what may be looked at."""
        self._left -= length
        if self._left < 0:
            raise Untold

    def onward(self, place: int) -> int:
        """Up to where a statement begins for sure, behind a place outside of strings."""
        return self._matched(lines.ONWARD, place)

    @property
    def loops(self) -> list[Place]:
        """The first words of what may be loops that are statements: from the beginning of a row."""
        return self._loops[0]

    @cached_property
    def fors(self) -> list[int]:
        """Where each `for` begins that may be one of a comprehension."""
        headers = self._loops[1]
        return [place for found in _FOR.finditer(self.text) if (place := found.start()) not in headers]

    @cached_property
    def are_told(self) -> bool:
        """Whether each statement is indented as the row is in which its first word stands."""
        text = self.text
        ends = (found.start() for found in _CONTINUED.finditer(text))
        return all(text[text.rfind("\n", 0, end) + 1 : end].strip(" ") for end in ends)

    def rows_of(self, parts: Iterable[Place]) -> tuple[tuple[int, int], ...]:
        """The first and last rows of parts, in the order of the text: what overlaps is put together."""
        joined: list[tuple[int, int]] = []
        row = seen = 0
        for start, end in sorted(parts):
            row += self.text.count("\n", seen, start)
            seen = start
            last = row + self.text.count("\n", start, max(start, end - 1))
            if joined and row <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(last, joined[-1][1])
            else:
                joined.append((row, last))
        return tuple(joined)

    def block(self, start: int, word: int) -> Place | None:
        """The statement with its blocks whose first row begins at `start`: none if that cannot be told.

        `word` is any place of its first logical line outside of strings and brackets.
        """
        header = lines.LINE.match(self.text, word)
        if header is None:
            return None
        first = _INDENTATION.match(self.text, start)
        assert first is not None
        indentation = first.end() - start
        end = self._matched(lines.body(indentation), header.end())
        self.spend(end - start)
        rest = _INDENTATION.match(self.text, end)
        assert rest is not None
        if rest.end() < len(self.text) and rest.end() - end > indentation:
            return None
        return start, end

    def is_statement(self, start: int) -> bool:
        """Whether a logical line may begin at the beginning of this row."""
        return self.line(start)[0] == start

    def line(self, place: int) -> Place:
        """The logical line in which something stands."""
        start = self._line_of(place)
        found = lines.LINE.match(self.text, start)
        if found is None or found.end() <= place:
            raise Untold
        self._note(found.end())
        return start, found.end()

    def line_nearby(self, place: int, stop: int) -> Place | None:
        """The same of a place outside of strings, told from near by, if it can be.

        Up to `stop`, where a statement begins for sure, all brackets end. Where none does that has begun before the
        row of the place, none is open there, and the row begins a logical line.
        """
        text, start = self.text, self.text.rfind("\n", 0, place) + 1
        if text.endswith("\\\n", 0, start) or _LONG_STRING.search(text, start, place):
            return None
        if not text.startswith("\n", stop) or lines.LINES.match(text, start, stop + 1).end() <= stop:  # type: ignore[union-attr]
            return None
        self.spend(stop - start)
        first = lines.LINES.match(text, start, place)
        found = lines.LINE.match(text, first.end()) if first is not None else None
        return found.span() if found is not None else None

    def _line_of(self, place: int) -> int:
        """Where the logical line begins in which something stands."""
        known = self._starts[bisect_right(self._starts, place) - 1]
        found = lines.LINES.match(self.text, known, place)
        assert found is not None  # as it matches nothing as well
        self.spend(found.end() - known)
        self._note(found.end())
        return found.end()

    def _note(self, start: int) -> None:
        if start > self._starts[-1]:
            self._starts.append(start)
