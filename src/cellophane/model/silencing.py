"""The forms that a comment has which silences findings."""

from __future__ import annotations

import enum


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
        words = (cls.NOQA.value, cls.IGNORE.value)
        if isinstance(word, str) and word in words:
            return cls(word)
        import difflib  # only for who misspelled it

        near = difflib.get_close_matches(str(word), words, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"has to be one of {', '.join(words)}, not {word!r}{hint}")
