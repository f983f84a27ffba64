"""What was meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_ALIKE = 0.65
"""How much of two names has to be the same: one letter in four may be wrong, but `CEL999` is not like `CEL601`."""


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known name that is most like the wrong one; none if none is like it. Case counts for nothing, and neither
    does `_` in the place of `-`.

    >>> nearest("degres", ["base", "degrees"]), nearest("x", ["base", "degrees"])
    ('degrees', None)
    """
    import difflib  # only for who misspelled something

    names = {_plain(name): name for name in known}
    found = difflib.get_close_matches(_plain(str(word)), names, n=1, cutoff=_ALIKE)
    return names[found[0]] if found else None


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def meant(word: object, known: Iterable[str]) -> str:
    """The same as the end of a sentence; empty if none is like it.

    >>> meant("degres", ["base", "degrees"])
    "; did you mean 'degrees'?"
    """
    found = nearest(word, known)
    return f"; did you mean {found!r}?" if found else ""


def one_of(words: Sequence[str], word: object) -> str:
    """The word, if it is one of these. Raises `ValueError`, in words that can follow the name of a setting.

    >>> one_of(["noqa", "ignore"], "ignor")
    Traceback (most recent call last):
    ValueError: has to be one of noqa, ignore, not 'ignor'; did you mean 'ignore'?
    """
    if isinstance(word, str) and word in words:
        return word
    raise ValueError(f"has to be one of {', '.join(words)}, not {word!r}{meant(word, words)}")
