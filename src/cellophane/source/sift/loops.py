"""Loops and comprehensions in which a closure may read what they bind, told from the text.

A loop statement is kept if it holds the word of a closure, and a function in it reads a name that is bound in it. A
comprehension is, if a closure stands in one logical line with it and reads what is bound there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from cellophane.source.sift import captures
from cellophane.source.sift.places import Place, Places, Untold

_SYMBOLS = 15
"""A table of symbols takes so many times as long as looking at the text."""


def kept(places: Places) -> Iterator[Place]:
    r"""The parts of a text in which a loop may be captured, in no order. Raises `Untold`.

    >>> places = Places("\nx = [lambda: i for i in y]\nfor i in y:\n    f(lambda: y)\n")
    >>> places.rows_of(kept(places))
    ((1, 1),)
    """
    yield from _loops(places)
    yield from _comprehensions(places)


def _loops(places: Places) -> Iterator[Place]:
    """The loops that are statements."""
    words = sorted((*places.lambdas, *places.fors, *places.defs))
    done = 0
    for start, word in places.loops if words else ():
        if start < done or (nearest := bisect_left(words, word)) == len(words):
            continue
        block = places.block(start, word)
        if block is None:
            if places.is_statement(start):
                raise Untold
            continue
        if words[nearest] >= block[1]:
            continue
        text = places.text[start : block[1]]
        places.spend(_SYMBOLS * len(text))
        if captures.of_block(text):
            yield block
            done = block[1]
        elif '"""' not in text and "'''" not in text and not _has(places.defs, block):
            done = block[1]  # for sure no text of a string, in which all would be taken for its contrary


def _has(starts: list[int], place: Place) -> bool:
    index = bisect_left(starts, place[0])
    return index < len(starts) and starts[index] < place[1]


def _comprehensions(places: Places) -> Iterator[Place]:
    """The logical lines, or rows, in which a comprehension may bind what a closure reads.

    Two words are looked at that follow each other: if a line has more, those are in the same line.
    """
    loops, text, alone = set(places.fors), places.text, 0
    seen = (0, 0)
    words = sorted((*loops, *places.lambdas)) if loops else []
    for one, other in pairwise(words):
        if other < alone or not (one in loops or other in loops):
            continue
        end = text.find("\n", one) + 1
        if other < end:
            start = text.rfind("\n", 0, one) + 1
            places.spend(_SYMBOLS * (end - start))
            captured = captures.of_line(text[start:end])
            if captured is not None:
                alone = end
                if captured:
                    yield start, end
                continue
            line = places.line(one)
        else:
            stop = places.onward(one)
            if stop < other and text.startswith("\n", stop):
                continue
            line = places.line_nearby(one, stop) or places.line(one)
        if other < line[1] and line != seen:
            seen = line
            places.spend(_SYMBOLS * (line[1] - line[0]))
            if captures.of_line(text[line[0] : line[1]]) is not False:
                yield line
