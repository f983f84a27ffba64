"""The rows of a text in which names are looked for as words."""

from __future__ import annotations

import unicodedata

NAME = r"[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*"
"""A pattern of a name; whatever is no ASCII may belong to one, which makes no word too few."""


def rows(text: str) -> list[str]:
    """The rows with names as the tree has them; none if the tree may count rows in another way.

    >>> rows("x\\nﬁ = 1")
    ['x', 'fi = 1']
    """
    if "\r" in text or "\f" in text:
        return []
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).split("\n")
