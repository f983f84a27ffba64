"""The tokens of a source, for fixes, which cannot do without: there is no fix where there are none."""

from __future__ import annotations

from cellophane.check.fix import Unfixable
from cellophane.source.text.source import Source
from cellophane.source.text.tokens import Place, Token, Tokens


def of(source: Source) -> Tokens:
    """The tokens of a source. Raises `Unfixable` where `tokenize` cannot read what the parser can."""
    if source.tokens is None:
        raise Unfixable("the file is not in tokens that Python's tokenizer knows")
    return source.tokens


def parameters(source: Source, start: Place) -> tuple[Token, Token]:
    """The tokens around the parameters of the `def` or lambda that begins at a place. Raises `Unfixable`."""
    found = of(source).parameters(start)
    if found is None:
        raise Unfixable("its parameters cannot be made out")
    return found
