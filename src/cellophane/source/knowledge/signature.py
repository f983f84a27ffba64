"""The parameters of a callable, as the entry of a knowledge file writes them down.

Decides which parameter an argument fills. Does not decide what becomes of it there.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from cellophane.source.text import parsing


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a callable, as far as naming the one that an argument fills needs them."""

    text: str
    """As it is written: `(function, /, *iterables)`."""
    positional: tuple[str, ...]
    """Those that a position can fill, in order."""
    keywords: frozenset[str]
    """Those that a keyword can fill."""
    rest: str | None
    """The name of `*args`."""
    others: str | None
    """The name of `**kwargs`."""

    @classmethod
    def parse(cls, text: str) -> Signature:
        """The parameters that stand in `text`, written as in a `def`.

        Raises `SyntaxError` where `text` is no parameter list.

        >>> Signature.parse("(iterable, /, *, key=None)").positional
        ('iterable',)
        """
        [function] = parsing.module(f"def f{text}: ...").body
        assert isinstance(function, ast.FunctionDef)
        arguments = function.args
        return cls(
            text=text,
            positional=tuple(argument.arg for argument in arguments.posonlyargs + arguments.args),
            keywords=frozenset(argument.arg for argument in arguments.args + arguments.kwonlyargs),
            rest=arguments.vararg.arg if arguments.vararg else None,
            others=arguments.kwarg.arg if arguments.kwarg else None,
        )

    @property
    def names(self) -> frozenset[str]:
        """Every parameter there is."""
        stars = {name for name in (self.rest, self.others) if name is not None}
        return self.keywords.union(self.positional, stars)

    def parameter(self, position: int | None, keyword: str | None, bound: bool) -> str | None:
        """The parameter that an argument fills, none where that cannot be told.

        `position` counts from 0 in the call; with `bound`, the callable is looked up on a receiver, which
        fills `self`.

        >>> Signature.parse("(self, object, /)").parameter(0, None, bound=True)
        'object'
        """
        if keyword is not None:
            return keyword if keyword in self.keywords else self.others
        if position is None:
            return None
        if bound and self.positional[:1] == ("self",):
            position += 1
        return self.positional[position] if position < len(self.positional) else self.rest
