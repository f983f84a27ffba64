"""What a rule needs before it can find anything: words in the text, and a kind of place that holds a closure.

A rule says so in data, and the sift passes over what cannot matter to any rule that is asked for. It must be sound: a
file in which a rule would find something has all that the rule says it needs.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

WHOLE = ((1, 1 << 60),)
"""The rows of a file of which nothing can be told, or nothing need be."""


class Region(enum.Enum):
    """Where a closure has to be made for a rule to care."""

    FILE = "file"
    """Anywhere; or the rule is about no closure."""
    FUNCTION = "function"
    """In the body of a function or lambda."""
    LOOP = "loop"
    """In a loop or a comprehension, again and again."""
    HANDLER_NAME = "handler name"
    """In the block of an `except … as name`, or elsewhere in the function around it, where the name stands too."""
    DELETION = "deletion"
    """In the body of a function that deletes a name."""
    EARLY = "early"
    """Where a name is bound for the first time after a closure that reads it has come to be, and may have run."""
    CLASS_NAME = "class name"
    """In the body of a class, which has a name that the closure reads."""
    SUPER = "super"
    """Anywhere, if a comprehension, or a function that is handed no object, calls `super()`."""
    PRIVATE = "private"
    """Nowhere, but a class is needed, and in it a name that it makes private."""
    WITHDRAWAL = "withdrawal"
    """Anywhere, if a method is handed something whose name begins as the first group of words says."""
    NAMESAKE = "namesake"
    """In a function that binds a name which an enclosing function, or the module, has as well."""
    DEFAULT = "default"
    """Anywhere, if a parameter that a position can fill has a default with a name in it; not in methods."""
    COMMENT = "comment"
    """Anywhere, if a comment speaks to cellophane."""
    REBOUND = "rebound"
    """In a function that binds a name twice which the closure reads."""
    BLOCK = "block"
    """In a `with … as name` block."""
    ITERATOR = "iterator"
    """Anywhere, if an iterator is given a name: a generator expression, or a call of what is called so as the first
    group of words says."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What has to be in a file.

    >>> Needs(words=(("del",), ("lambda", "def"))).words
    (('del',), ('lambda', 'def'))
    """

    region: Region = Region.FILE
    words: tuple[tuple[str, ...], ...] = ()
    """Of each of these groups one word at least, as it stands in the text: beginnings of words count."""
