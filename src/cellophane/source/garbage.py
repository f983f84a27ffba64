"""When the interpreter looks for garbage, in a process that stays and has to answer at once.

What was found out about a text goes in circles: nodes, scopes and facts know each other, so only the collector frees
it. By itself it runs in the middle of an answer, and looks through all that the process knows about once in a while:
that takes longer than the answer. So it is kept from that, and works between the answers; in the midst of one only
where that makes so many objects that memory would run short, as of a text of tens of thousands of lines.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_ROOM = 1_000_000
"""Blocks of memory, some 80 megabytes, by which a run may grow before it looks for garbage."""

_SELDOM = 8
"""Collections of what is young, after which all is looked through."""


@contextmanager
def kept_small() -> Iterator[Callable[[], None]]:
    """Collect nothing meanwhile, but when what is given is called after a file and the process has grown by far.

    What is found out about a file lives until the file is done: looking through it again and again took a quarter of
    the time over 2 million lines.

    >>> with kept_small() as grown:
    ...     grown()
    ...     gc.isenabled()
    False
    """
    was_enabled = gc.isenabled()
    gc.disable()
    most, count = sys.getallocatedblocks() + _ROOM, 0

    def grown() -> None:
        nonlocal most, count
        if sys.getallocatedblocks() > most:
            count += 1
            gc.collect(2 if count % _SELDOM == 0 else 1)  # what outlived one collection is looked through seldom
            most = sys.getallocatedblocks() + _ROOM

    try:
        yield grown
    finally:
        if was_enabled:
            gc.enable()


class Garbage:
    """The collector in the hands of a process that answers. There is one for each interpreter.

    Call `answered` when an answer has been sent and nothing waits, and `rested` when nothing was asked for a second or
    so. `give_back` has the interpreter collect by itself again.

    >>> before = gc.get_threshold()
    >>> garbage = Garbage()
    >>> garbage.answered()
    >>> garbage.give_back()
    >>> gc.get_threshold() == before
    True
    """

    _MANY = 200_000
    """Objects, after which the young ones are looked at in the midst of an answer: tens of megabytes. Most answers make
    a tenth of that."""

    _OFTEN = 20
    """Answers, each with some ten thousand objects, after which those are looked at again that outlived one."""

    def __init__(self) -> None:
        """From now on hardly anything is collected in the midst. What was imported until now is never looked at
        again."""
        gc.collect()
        gc.freeze()
        self._before = gc.get_threshold()
        gc.set_threshold(self._MANY, 10, 1_000)
        self._answers = 0
        self._is_due = False

    def answered(self) -> None:
        """Free what only the last answer needed: takes some milliseconds, whatever the process knows."""
        self._answers += 1
        self._is_due = True
        gc.collect(1 if self._answers % self._OFTEN == 0 else 0)

    def rested(self) -> None:
        """Free all that nothing needs any more: takes tenths of a second. Does nothing if nothing was asked since."""
        if self._is_due:
            self._is_due = False
            gc.collect()

    def give_back(self) -> None:
        """Have the interpreter collect by itself again, as it does from the start."""
        gc.unfreeze()
        gc.set_threshold(*self._before)
