"""Parameters with a default that binds a value of the moment, in functions and lambdas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellophane.source.sift.parts import AROUND, Part, Parts
from cellophane.source.sift.text import NAMED_DEFAULT as _NAMED

_SAME = re.compile(r"([^\W\d]\w*+)[ \t\\\n]*+=[ \t\\\n(]*+\1\b(?!\s*\()")
"""`name=name`, as a default or an argument; a comment between the two does not stand there in practice."""
_LAMBDA = re.compile(r"lambda\b((?:#[^\n]*+|[^:#])*+:)")
_DEF = re.compile(r"def\b")
_END = re.compile(r":[ \t]*+(?:#[^\n]*+)?\n")
_LOOP = re.compile(r"\n[ \t]*+(?:async[ \t\\\n]++)?(?:for|while)\b|\bglobal\b")


def rows(parts: Parts) -> Iterator[tuple[int, int]]:
    """The functions that have such parameters, or have functions in them that do."""
    varies = _LOOP.search("\n" + parts.top) is not None or "global" in parts.text
    yield from (part.rows for part in parts.functions if _binds(part, varies))
    if _has_lambda(parts.top):
        yield AROUND


def _binds(part: Part, varies: bool) -> bool:
    end = _END.search(part.text)
    header = part.text[: end.start() + 1] if end is not None else part.text
    if varies and "=" in header and _NAMED.search(header) and part.text[0] not in " \t":
        return True
    if "=" in header and _binds_itself(header):
        return True
    inside = part.text[len(header) :]
    return _has_lambda(inside) or ("def" in inside and any(map(_binds_anything, _headers(inside))))


def _has_lambda(text: str) -> bool:
    return "lambda" in text and any("=" in found[1] and _NAMED.search(found[1]) for found in _LAMBDA.finditer(text))


def _headers(text: str) -> Iterator[str]:
    """The headers of functions in a text, each at least as long as it is."""
    for found in _DEF.finditer(text):
        end = _END.search(text, found.end())
        yield text[found.end() : end.start() + 1 if end is not None else len(text)]


def _binds_anything(header: str) -> bool:
    return "=" in header and _NAMED.search(header) is not None


def _binds_itself(header: str) -> bool:
    return _SAME.search(header) is not None
