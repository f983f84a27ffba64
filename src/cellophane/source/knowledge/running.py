"""How a callable runs a function that it is given: with which arguments, where, and what carries it there.

Decides what the words of an entry about this mean. Does not decide whether it runs it at all, which is its fate.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass

_PART = re.compile(
    r"(?P<least>\d+)(?P<range>\.\.(?P<most>\d+)?)?|\.\.(?P<fitting>\d+)"
    r"|\*(?P<handed_on>[^\W\d]\w*)|each +(?P<one_each>[^\W\d]\w*)"
)


class Runner(enum.Enum):
    """Where a function runs, if not in the thread of the caller."""

    THREAD = "thread"
    """In another thread of this process."""
    PROCESS = "process"
    """In another process, where it has copies of all that it captured."""
    LOOP = "loop"
    """In an event loop: when its turn comes, in the thread of the loop."""


class Pickler(enum.Enum):
    """What makes bytes of a function, to carry it to where it runs."""

    PICKLE = "pickle"
    """`pickle`, which refuses what cannot be imported by its name: lambdas, and functions inside of functions."""
    UNLESS_FORKED = "pickle unless forked"
    """The same, but not for a process that is forked, which has everything already: the start method decides."""
    CLOUDPICKLE = "cloudpickle"
    """`cloudpickle`, which copies any function together with what it captured."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The positional arguments with which a function is called.

    >>> Passed.parse("1, *args")
    Passed(least=1, most=1, handed_on=('args',), one_each=(), fitted=False)
    """

    least: int
    """How many there are at least, beside those of the parameters below."""
    most: int | None
    """How many at most; none: any number."""
    handed_on: tuple[str, ...] = ()
    """The parameters whose items are further arguments: all that fills `*args`, or is in the tuple for `args`."""
    one_each: tuple[str, ...] = ()
    """The `*iterables` of which each gives one argument more."""
    fitted: bool = False
    """It gets as many as it takes, at most those: what is optional is filled as long as there are arguments."""

    @classmethod
    def parse(cls, written: object) -> Passed:
        """What is written as a number, `1`, or as parts with commas between them: `"0..1, ..1, *args, each iterables"`.

        Raises `ValueError` for anything else.

        >>> Passed.parse("2..").least
        2
        """
        if isinstance(written, bool) or not isinstance(written, int | str):
            raise ValueError(f"{written!r} is neither a number nor text")
        parts = [(part.strip(), _PART.fullmatch(part.strip())) for part in str(written).split(",")]
        for part, found in parts:
            if found is None or (found["most"] and int(found["most"]) < int(found["least"])):
                raise ValueError(f"{part!r} says no number of arguments, and names no parameter")
        matches = [found for _, found in parts if found is not None]
        mosts = [_most(found) for found in matches]
        return cls(
            least=sum(int(found["least"] or 0) for found in matches),
            most=None if None in mosts else sum(most for most in mosts if most is not None),
            handed_on=tuple(found["handed_on"] for found in matches if found["handed_on"]),
            one_each=tuple(found["one_each"] for found in matches if found["one_each"]),
            fitted=any(found["fitting"] for found in matches),
        )

    def count(self, filled: Mapping[str, int]) -> tuple[int, int | None]:
        """How many arguments there are at least and at most, none if there is no end to them.

        `filled` says how many arguments, or items, there are for a parameter, as far as that can be told.

        >>> Passed.parse("1, *args").count({"args": 2})
        (3, 3)
        >>> Passed.parse("1, *args").count({})
        (1, None)
        """
        names = (*self.handed_on, *self.one_each)
        further = sum(filled.get(name, 0) for name in names)
        is_open = self.most is None or any(name not in filled for name in names)
        return self.least + further, None if is_open or self.most is None else self.most + further


def _most(part: re.Match[str]) -> int | None:
    if part["range"]:
        return int(part["most"]) if part["most"] else None
    return int(part["least"] or part["fitting"] or 0)


@dataclass(frozen=True, slots=True)
class Running:
    """How a callable runs a function that fills one parameter, as far as its entry tells."""

    passes: Passed | None = None
    """With which positional arguments; none if nobody says."""
    where: frozenset[Runner] = frozenset()
    """In one of these, by what else the callable is given; with none, in the thread of the caller."""
    pickler: Pickler | None = None
    """What carries it there; none if nothing has to."""


UNTOLD = Running()
"""The entry says nothing of it."""
