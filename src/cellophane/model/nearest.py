"""What was meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known name that is most like the wrong one; none if none is like it.

    >>> nearest("degres", ["base", "degrees"]), nearest("x", ["base", "degrees"])
    ('degrees', None)
    """
    import difflib  # only for who misspelled something

    found = difflib.get_close_matches(str(word), list(known), n=1)
    return found[0] if found else None


def meant(word: object, known: Iterable[str]) -> str:
    """The same as the end of a sentence; empty if none is like it.

    >>> meant("degres", ["base", "degrees"])
    "; did you mean 'degrees'?"
    """
    found = nearest(word, known)
    return f"; did you mean {found!r}?" if found else ""
