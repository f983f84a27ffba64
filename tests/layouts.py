"""The same program laid out in another way: spacing, comments, continued lines, indentation, line ends.

What stays is the sequence of tokens, comments left out, and so the tree. `words` is that sequence, to tell whether
something else than layout was changed.
"""

from __future__ import annotations

import io
import re
import tokenize
from random import Random

from hypothesis import strategies as st

LINE_ENDS = ("\n", "\r\n", "\r")

_OPENING, _CLOSING = "([{", ")]}"
_INDENTS = ("    ", "\t", " ", "   ")
_BETWEEN = ("", " ", " ", "  ", "\t")
_IN_BRACKETS = (" \n", "\n\t", "  # wéll, (no): 'it'\n  ", "#\n", "\n\n ")
_CONTINUED = (" \\\n", "\\\n      ")
_ABOVE = ("", "", "", "\n", "\f\n", "# of its own\n", "   # further to the right\n")
_BEHIND = ("", "", "", " ", "  # behind", "#: lambda")
_WORD = re.compile(r"\w")
_LAYOUT = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


@st.composite
def layouts(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """Texts in which every line ends by a line feed, in a layout of their own."""
    return relaid(draw(texts), draw(st.randoms(use_true_random=False)))


def relaid(text: str, random: Random) -> str:
    """A program in another layout. Its comments are left out.

    >>> relaid("for i in x:\\n    f(i)\\n", Random(1)).split()[:2]
    ['for', 'i']
    """
    pieces: list[str] = []
    indent, wild = random.choice(_INDENTS), random.choice((0.0, 0.1, 0.4))
    level, depth, before = 0, 0, ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        level += (token.type == tokenize.INDENT) - (token.type == tokenize.DEDENT)
        if token.type == tokenize.NEWLINE:
            pieces += [random.choice(_BEHIND) if random.random() < wild else "", "\n"]
            before = ""
        if token.type in _LAYOUT or token.type == tokenize.COMMENT:
            continue
        if not before:
            pieces += [random.choice(_ABOVE) if random.random() < wild else "", indent * level]
        elif random.random() < wild:
            pieces.append(_gap(before, token, depth, random))
        else:
            pieces.append(_least(before, token))
        depth += (token.string in _OPENING) - (token.string in _CLOSING)
        pieces.append(token.string)
        before = token.string
    return "".join(pieces)


def _gap(before: str, token: tokenize.TokenInfo, depth: int, random: Random) -> str:
    broken = random.choice(_IN_BRACKETS if depth else _CONTINUED) if random.random() < 0.3 else ""
    return random.choice(_BETWEEN) + broken or _least(before, token)


def _least(before: str, token: tokenize.TokenInfo) -> str:
    """The least that has to stand between two tokens, or what stands between them if that is not much."""
    if _WORD.match(before[-1]) and (_WORD.match(token.string[0]) or token.type == tokenize.STRING):
        return " "
    return " " if token.line[: token.start[1]].endswith(" ") else ""


def with_ends(text: str, ends: tuple[str, ...], random: Random) -> str:
    """The text with line ends like these, and perhaps none behind its last line."""
    lines = text.split("\n")
    ended = "".join(line + random.choice(ends) for line in lines[:-1]) + lines[-1]
    return ended.rstrip("\r\n") if random.random() < 0.2 else ended


def words(text: str) -> list[str]:
    """The tokens of a program, comments with them, in whatever layout.

    >>> words("f( i )  # twice")
    ['f', '(', 'i', ')', '# twice']
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string.rstrip() for token in tokens if token.type not in _LAYOUT]
