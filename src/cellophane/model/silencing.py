"""The forms that a comment has which silences findings."""

from __future__ import annotations

import enum

from cellophane.model.nearest import one_of


class Form(enum.Enum):
    """The word with which a comment silences findings."""

    NOQA = "noqa"
    """`# noqa: CEL101`, as many tools read and write it."""
    IGNORE = "ignore"
    """`# cellophane: ignore[CEL101]`, which is cellophane's alone."""
    FILE_IGNORE = "file-ignore"
    """`# cellophane: file-ignore[CEL101]`, for the whole file."""

    @classmethod
    def of_a_line(cls, word: object) -> Form:
        """The form of comments for one line that a word means. Raises `ValueError`, in words that can follow the name
        of a setting.

        >>> Form.of_a_line("ignore")
        <Form.IGNORE: 'ignore'>
        """
        return cls(one_of((cls.NOQA.value, cls.IGNORE.value), word))
