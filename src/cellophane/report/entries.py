"""What the page says of each variable and each function, beside the source and the drawing.

It decides what is worth a word and what it is called. How that is laid out is for the template to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from cellophane.model.picture import Bound, DrawnVariable, Function, Picture
from cellophane.report.naming import bytes_of, called, place_of, relations, short_name, valued

_FEW = 3
"""So many are named in a line; of more it tells how many they are."""


@dataclass(frozen=True)
class VariableEntry:
    """A variable, and all that is said about it."""

    variable: DrawnVariable
    holders: tuple[Function, ...]
    writers: frozenset[str]
    """The keys of the holders that rebind it."""
    function: Function | None
    """The value, if it is a function of the picture."""

    @cached_property
    def value(self) -> str:
        """The value in a word: a function by its name in the picture, for a wrapper calls itself as what it wraps."""
        if self.function is not None:
            return short_name(self.function.name)
        return self.variable.state or self.variable.value or self.variable.type or ""

    @cached_property
    def kind(self) -> str:
        """What the value is, as far as that is not told by the value."""
        if self.function is not None:
            return " · ".join(filter(None, (self.function.kind, place_of(self.function))))
        return self.variable.type if self.variable.type and self.variable.type != self.value else ""

    @cached_property
    def owner(self) -> str:
        """The name of the scope that owns it."""
        return short_name(self.variable.owner or "")

    @cached_property
    def bindings(self) -> tuple[tuple[Bound, str], ...]:
        """Each with the scope that does it, if that is another than the owner."""
        owner = self.variable.owner
        return tuple((each, "" if each.scope == owner else short_name(each.scope)) for each in self.variable.bindings)

    @cached_property
    def changes(self) -> str:
        """Whether it can still change, and through whom."""
        return self.variable.changes or ""

    @cached_property
    def weight(self) -> str:
        """What its value weighs with all that it refers to."""
        weight = self.variable.weight
        return "" if weight is None else bytes_of(weight, weight.deep)

    @cached_property
    def freed(self) -> str:
        """What the memory would gain if it were let go."""
        weight = self.variable.weight
        return "" if weight is None else bytes_of(weight, weight.retained)

    @cached_property
    def told(self) -> str:
        """The variable in one line: `hits · of cached · rebound by 4 functions · read by info`."""
        writers = [each for each in self.holders if each.key in self.writers]
        readers = [each for each in self.holders if each.key not in self.writers]
        parts = ("of", self.owner), ("rebound by", _some(writers)), ("read by", _some(readers))
        return _line(self.variable.name, parts)


@dataclass(frozen=True)
class FunctionEntry:
    """A function, and what is said of it besides what it captured."""

    function: Function
    facts: tuple[tuple[str, str], ...]
    """Pairs: a word for the fact, and the fact, as `("defaults", "by=1")`."""
    variables: tuple[str, ...]
    """The keys of the variables that it captured; of an owner, also of those that it owns."""
    told: str
    """The function in one line: `step · counters.py:7 · rebinds hits · reads limit`."""


def variable_entries(picture: Picture) -> Iterator[VariableEntry]:
    """The variables, each with all functions that captured it."""
    holders: dict[str, dict[str, tuple[Function, bool]]] = {variable.key: {} for variable in picture.variables}
    for function in picture.functions:
        for capture in function.captures:
            if capture.variable in holders:
                held = holders[capture.variable]
                _, writes = held.get(function.key, (function, False))
                held[function.key] = function, writes or capture.writes
    known = {function.key: function for function in picture.functions}
    for variable in picture.variables:
        held = holders[variable.key]
        writers = frozenset(key for key, (_, writes) in held.items() if writes)
        functions = tuple(function for function, _ in held.values())
        yield VariableEntry(variable, functions, writers, known.get(variable.function or ""))


def function_entries(picture: Picture) -> Iterator[FunctionEntry]:
    """The functions."""
    names = {variable.key: variable.name for variable in picture.variables}
    owned: dict[str | None, list[str]] = {}
    for variable in picture.variables:
        owned.setdefault(variable.owner, []).append(variable.key)
    related = relations(picture)
    for function in picture.functions:
        captured = tuple(dict.fromkeys(each.variable for each in function.captures))
        own = owned.get(function.name, []) if function.role == "owns" else []
        relation = related.get(function.key, ("", ""))
        variables = tuple(dict.fromkeys((*captured, *own)))
        yield FunctionEntry(function, tuple(_facts(function, relation)), variables, _told(function, names, relation))


def _facts(function: Function, relation: tuple[str, str]) -> Iterator[tuple[str, str]]:
    weight = function.weight
    told = (
        ("place", place_of(function) or ""),
        relation,
        ("holds", ", ".join(map(valued, function.holds))),
        ("defaults", ", ".join(map(valued, function.defaults))),
        ("annotations", ", ".join(function.annotations)),
        ("globals", ", ".join(function.globals)),
        ("builtins", ", ".join(function.builtins)),
        ("unresolved", ", ".join(function.unresolved)),
        ("attribute names", ", ".join(function.attributes)),
        ("not captured", ", ".join(function.left_behind)),
        ("size", "" if weight is None else bytes_of(weight, weight.deep)),
        ("freed with it", "" if weight is None else bytes_of(weight, weight.retained)),
        ("note", function.note),
    )
    return ((word, text) for word, text in told if text)


def _told(function: Function, names: dict[str, str], relation: tuple[str, str]) -> str:
    known = [each for each in function.captures if each.variable in names]
    writes = dict.fromkeys(names[each.variable] for each in known if each.writes)
    reads = dict.fromkeys(names[each.variable] for each in known if not each.writes)
    captured = ("rebinds", ", ".join(writes)), ("reads", ", ".join(reads))
    return _line(called(function), (("", place_of(function) or ""), relation, *captured))


def _some(functions: list[Function]) -> str:
    """Their names, or how many there are."""
    counts: Counter[str] = Counter()
    for each in functions:
        counts[short_name(each.name)] += each.count
    if len(counts) > _FEW:
        return f"{counts.total()} functions"
    return ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in counts.items())


def _line(name: str, parts: Iterable[tuple[str, str]]) -> str:
    return " · ".join((name, *(f"{word} {text}".strip() for word, text in parts if text)))
