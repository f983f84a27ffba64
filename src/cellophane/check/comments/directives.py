"""What one comment says about findings: `# noqa: CEL101`, `# cellophane: ignore[CEL101]`, `# cellophane: file-ignore`.

It decides which texts are such words, and what is wrong with one that was meant to be. A `# noqa:` that is followed by
no code silences nothing, because whoever wrote it meant something else than everything; the same goes for `ignore` with
codes behind it that are in no brackets. Which lines a comment speaks for, and which rules there are, is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cellophane.model.nearest import nearest
from cellophane.model.silencing import Form

ALL = "ALL"


_FORMS = {form.value: form for form in (Form.IGNORE, Form.FILE_IGNORE)}
_OF_OTHERS = {
    "noqa": "ignore",
    "disable": "ignore",
    "skip": "ignore",
    "off": "ignore",
    "skip-file": "file-ignore",
    "ignore-file": "file-ignore",
    "ignore-errors": "file-ignore",
    "disable-file": "file-ignore",
}
"""What other tools, and those who know them, call the same."""

_NOQA = re.compile(r"#\s*noqa(?![-\w])(?P<some>\s*:)?", re.IGNORECASE)
_NOQA_CODE = re.compile(r"[\s,]*([A-Z]+[0-9]+)(?![-\w])", re.IGNORECASE)
_OWN = re.compile(r"#\s*cellophane(?P<colon>\s*:\s*|\s+)(?P<word>[a-z][\w-]*)", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\[(?P<codes>[^\]#]*)(?P<end>\])?")
_LOOSE = re.compile(r"\s*[:=(,]?\s*CEL\d\w*", re.IGNORECASE)
_NOTHING_ELSE = re.compile(r"\s*(?:#|$)")
_WORD = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Code:
    """A code, or the beginning of codes, as it stands in a comment."""

    text: str
    start: int
    end: int
    """Characters from the beginning of the comment."""

    def means(self, code: str) -> bool:
        """Whether it means this rule.

        >>> Code("cel1", 0, 4).means("CEL101"), Code("ALL", 0, 3).means("CEL101"), Code("CEL2", 0, 4).means("CEL101")
        (True, True, False)
        """
        return self.text.upper() == ALL or self.names(code)

    def names(self, code: str) -> bool:
        """Whether it is this rule's code, or the beginning of it."""
        return code.startswith(self.text.upper())


@dataclass(frozen=True, slots=True)
class Directive:
    """What a comment, or a part of one, silences."""

    form: Form
    start: int
    end: int
    """Where its words begin and end, in characters from the beginning of the comment."""
    codes: tuple[Code, ...] | None = None
    """None: all rules."""
    wrong: str = ""
    """Why it silences nothing, whatever is found: how it is written has no meaning."""

    def means(self, code: str) -> bool:
        """Whether it silences this rule where it speaks."""
        return not self.wrong and (self.codes is None or any(one.means(code) for one in self.codes))

    def names(self, code: str) -> bool:
        """Whether it does so by name, not among all others."""
        return not self.wrong and any(one.names(code) for one in self.codes or ())


def read(comment: str) -> tuple[Directive, ...]:
    """What a comment says, in the order in which it says it.

    >>> [one.form.value for one in read("# noqa: E501  # cellophane: ignore[CEL101] it ends here")]
    ['noqa', 'ignore']
    >>> read("# cellophane: the film"), read("# see noqa")
    ((), ())
    """
    found = [_noqa(comment, match) for match in _NOQA.finditer(comment)]
    found += filter(None, (_own(comment, match) for match in _OWN.finditer(comment)))
    return tuple(sorted(found, key=lambda one: one.start))


def _noqa(comment: str, found: re.Match[str]) -> Directive:
    if found["some"] is None:
        return Directive(Form.NOQA, found.start(), found.end())
    codes = tuple(_noqa_codes(comment, found.end()))
    return Directive(Form.NOQA, found.start(), codes[-1].end if codes else found.end(), codes)


def _noqa_codes(comment: str, at: int) -> Iterator[Code]:
    while found := _NOQA_CODE.match(comment, at):
        yield Code(found[1], *found.span(1))
        at = found.end()


def _own(comment: str, found: re.Match[str]) -> Directive | None:
    """None for a comment that merely begins with the name of cellophane."""
    word, start, end = found["word"], found.start(), found.end()
    bracket, loose = _BRACKET.match(comment, end), _LOOSE.match(comment, end)
    meant = bracket or loose or _NOTHING_ELSE.match(comment, end)
    closed = bracket.end() if bracket and bracket["end"] else end
    if found["colon"].isspace():
        wrong = f"a colon is missing: `# cellophane: {word}`"
        return Directive(_FORMS[word], start, closed, (), wrong) if meant and word in _FORMS else None
    if word not in _FORMS:
        alike = _alike(word) if meant else None
        if alike is None:
            return None
        return Directive(_FORMS[alike], start, closed, (), f"`{word}` means nothing; did you mean `{alike}`?")
    form = _FORMS[word]
    if bracket and bracket["end"]:
        first = bracket.start("codes")
        words = _WORD.finditer(bracket["codes"])
        codes = tuple(Code(one[0], first + one.start(), first + one.end()) for one in words)
        return Directive(form, start, bracket.end(), codes, "" if codes else "no rule is named in its brackets")
    if bracket:
        return Directive(form, start, end, (), "its bracket is not closed")
    if loose:
        return Directive(form, start, end, (), f"codes stand in brackets: `{word}[CEL101]`")
    return Directive(form, start, end)


def _alike(word: str) -> str | None:
    return _OF_OTHERS.get(word.lower().replace("_", "-")) or nearest(word, _FORMS)
