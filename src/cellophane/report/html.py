"""A picture as one HTML page: the source beside the drawing, and a list of the variables.

Hovering, focusing or clicking a variable lights it up in all three. The page needs no network and lets nothing into
it: its policy names its own script and style sheets by their hashes, and forbids all else. What is said of a variable
is decided here, what the drawing shows is in `svg`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from cellophane.model.picture import Bound, Excerpt, Function, Picture, Variable
from cellophane.report import svg
from cellophane.report.cards import bytes_of, called, place_of, relations, short_name
from cellophane.report.highlight import Stretch, highlighted
from cellophane.report.template import fill


@dataclass(frozen=True)
class _Row:
    """A line of the list: a variable and all that is said about it."""

    variable: Variable
    holders: tuple[Function, ...]
    function: Function | None
    """What the value is, if the picture has it."""

    @cached_property
    def value(self) -> str:
        """A function goes by what the picture calls it: what it calls itself it may have from another one."""
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
        return short_name(self.variable.owner or "")

    @cached_property
    def bindings(self) -> tuple[tuple[Bound, str], ...]:
        """Each with the scope that does it, if that is another than the owner."""
        owner = self.variable.owner
        return tuple((each, "" if each.scope == owner else short_name(each.scope)) for each in self.variable.bindings)

    @cached_property
    def changes(self) -> str:
        return self.variable.changes or ""

    @cached_property
    def weight(self) -> str:
        weight = self.variable.weight
        return "" if weight is None else bytes_of(weight, weight.deep)

    @cached_property
    def freed(self) -> str:
        weight = self.variable.weight
        return "" if weight is None else bytes_of(weight, weight.retained)


@dataclass(frozen=True)
class _File:
    """The excerpts of one file."""

    name: str
    anchor: str
    """What the number of a line follows in its address."""
    excerpts: tuple[Excerpt, ...]

    @property
    def parts(self) -> Iterator[tuple[int, Iterator[tuple[int, tuple[Stretch, ...]]]]]:
        """The lines of each, cut into stretches, and how many are left out before them."""
        end = None
        for excerpt in self.excerpts:
            yield 0 if end is None else excerpt.first_row - end, highlighted(excerpt)
            end = excerpt.first_row + len(excerpt.lines)


def render(picture: Picture) -> str:
    """The page, the same for the same picture."""
    files = tuple(_files(picture))
    styles = fill("page.css").strip(), svg.style()
    script = fill("page.js").strip()
    page = fill(
        "page.html",
        title=picture.title,
        policy=_policy(styles, script),
        style=styles[0],
        script=script,
        drawing=svg.drawing(picture),
        files=files,
        lines=sum(len(excerpt.lines) for excerpt in picture.excerpts),
        bound_here=_bound_here(files),
        variables=tuple(_rows(picture)),
        functions=tuple(_entries(picture)),
        notes=picture.notes,
        called=called,
    )
    # No `Markup`, which would escape all that a caller puts into it.
    return str(page)


def _files(picture: Picture) -> Iterator[_File]:
    """The source, with no marks but those of the picture's variables."""
    known = {variable.key for variable in picture.variables}
    for number, (name, group) in enumerate(groupby(picture.excerpts, key=lambda excerpt: excerpt.filename), start=1):
        excerpts = [replace(each, marks=tuple(mark for mark in each.marks if mark.variable in known)) for each in group]
        yield _File(name, "L" if number == 1 else f"F{number}-L", tuple(excerpts))


def _bound_here(files: Iterable[_File]) -> dict[tuple[str, int], str]:
    """The lines to which a binding can lead. Not by its row alone: a variable may be bound in another file."""
    return {
        (mark.variable, mark.span.row): f"{file.anchor}{mark.span.row}"
        for file in files
        for excerpt in file.excerpts
        for mark in excerpt.marks
        if mark.role == "bound"
    }


def _rows(picture: Picture) -> Iterator[_Row]:
    holders: dict[str, dict[str, Function]] = {variable.key: {} for variable in picture.variables}
    for function in picture.functions:
        for capture in function.captures:
            if capture.variable in holders:
                holders[capture.variable][function.key] = function
    known = {function.key: function for function in picture.functions}
    for variable in picture.variables:
        yield _Row(variable, tuple(holders[variable.key].values()), known.get(variable.function or ""))


def _entries(picture: Picture) -> Iterator[tuple[Function, tuple[tuple[str, str], ...], tuple[str, ...]]]:
    """The functions, what is said of each, and the keys of the variables that are its concern."""
    owned: dict[str | None, list[str]] = {}
    for variable in picture.variables:
        owned.setdefault(variable.owner, []).append(variable.key)
    told = relations(picture)
    for function in picture.functions:
        keys = [each.variable for each in function.captures]
        keys += owned.get(function.name, ()) if function.role == "owns" else ()
        yield function, _facts(function, told.get(function.key)), tuple(dict.fromkeys(keys))


def _facts(function: Function, relation: tuple[str, str] | None) -> tuple[tuple[str, str], ...]:
    """What is said of a function besides what it captured, each with a word for what it is."""
    defaults = (each.name if each.value is None else f"{each.name}={each.value}" for each in function.defaults)
    weight = function.weight
    told = (
        ("place", place_of(function) or ""),
        relation or ("", ""),
        ("defaults", ", ".join(defaults)),
        ("annotations", ", ".join(function.annotations)),
        ("globals", ", ".join(function.globals)),
        ("builtins", ", ".join(function.builtins)),
        ("unresolved", ", ".join(function.unresolved)),
        ("attributes", ", ".join(function.attributes)),
        ("left behind", ", ".join(function.left_behind)),
        ("size", "" if weight is None else bytes_of(weight, weight.deep)),
        ("freed with it", "" if weight is None else bytes_of(weight, weight.retained)),
        ("note", function.note),
    )
    return tuple((word, text) for word, text in told if text)


def _policy(styles: tuple[str, ...], script: str) -> str:
    """What a browser may let the page do: its own styles and script, byte by byte, and nothing else."""
    allowed = " ".join(map(_hash, styles))
    return f"default-src 'none'; style-src {allowed}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
