r"""Logical lines, brackets and blocks of a text that nobody has parsed.

A logical line goes on inside strings and brackets and behind a backslash, at any indentation. So each is taken apart as
far as that takes, by regular expressions that never go back: whatever is in a text, each of its characters is looked at
a few times. What they cannot match (brackets ten deep, a string without an end, an f-string that has its own quotes
inside it) cannot be told, and whoever asks has to take that for anything.

All of it is asked of text that ends its lines with `\n` and indents them by blanks: see `normal`.
"""

from __future__ import annotations

import re

from cellophane.source.text.blocks import COMMENT, bracketed, inside, rest


def _string(quote: str) -> str:
    """A string; in an f-string whose quotes may stand inside it, from Python 3.12 on, what has none of them."""
    formatted = r"(?:(?<=[fF])|(?<=[fF][rR]))"
    inner = rf"[^{{}}{quote}\\]++|\{{[^{{}}{quote}\\]*+\}}"
    escape = r"\{\{|\}\}|\\[^{}]|\\(?=[{}])"
    text = rf"[^{quote}\\\n{{}}]++|{escape}|\{{(?:{inner})*+\}}"
    alone = rf"{quote}(?!{quote}{quote})"
    long = rf"[^{quote}\\{{}}]++|{escape}|{alone}|\{{(?:{inner}|{alone})*+\}}"
    plain = (
        rf"{quote}(?:{quote}{quote}(?:[^{quote}\\]++|\\.|{quote}(?!{quote}{quote}))*+{quote}{quote}{quote}"
        rf"|(?!{quote}{quote})(?:[^{quote}\\\n]++|\\.)*+{quote}|{quote}(?!{quote}))"
    )
    f_string = (
        rf"{quote}(?:{quote}{quote}(?:{long})*+{quote}{quote}{quote}"
        rf"|(?!{quote}{quote})(?:{text})*+{quote}|{quote}(?!{quote}))"
    )
    return rf"(?:{formatted}{f_string}|(?<![fF])(?<![fF][rR]){plain})"


STRING = rf"{_string(chr(34))}|{_string(chr(39))}"
_INSIDE = inside(STRING)
BRACKETED = bracketed(STRING)
REST = rest(STRING)
"""A logical line from anywhere in it, outside of strings and brackets, to its end."""
LINE = re.compile(REST, re.DOTALL)
LINES = re.compile(rf"(?:{REST})*+", re.DOTALL)
IN_BRACKET = re.compile(rf"(?:{_INSIDE}|{BRACKETED})*+", re.DOTALL)
"""From within a bracket, outside of strings, up to its end."""
ONWARD = re.compile(rf"(?:{_INSIDE}|{BRACKETED}|[)\]}}}}])*+", re.DOTALL)
"""From anywhere in a logical line, outside of strings, beyond its end, up to where a statement begins for sure."""


def body(indentation: int) -> re.Pattern[str]:
    """The lines of a block below a header that is indented so."""
    return re.compile(rf"(?: {{{indentation + 1}}}(?! *+(?:#|\n)){REST}| *+(?:{COMMENT})?\n)*+", re.DOTALL)


_INDENTED_BY_TABS = re.compile(r"\n *+\t")
_FORM_FEEDS = re.compile(r"\n[ \t]*+\f[ \t\f]*+")


def normal(text: str) -> str | None:
    r"""The text with `\n` before, between and behind its lines, indented by blanks alone; none if it cannot be told.

    Strings and comments may come out otherwise, but everything stays in its row, of which the first is empty.

    >>> normal("if a:\r\n\tb")
    '\nif a:\n        b\n'
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "\n" + text.removeprefix("\ufeff") + ("" if text.endswith("\n") else "\n")
    if "\f" in text:  # which sets the indentation back to none
        text = _FORM_FEEDS.sub(lambda found: "\n" + found.group().rpartition("\f")[2], text).replace("\f", " ")
    if "\t" in text and _INDENTED_BY_TABS.search(text):
        text = text.expandtabs(8)
    return None if "\0" in text else text
