"""From a live closure to what is shown of it: texts and numbers, and no live object among them.

It brings together what the other modules tell: the anatomy, the layers beneath, who shares the cells, where the source
binds the variables, and, if it is asked for, what they weigh.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import CodeType, FunctionType
from typing import Any

from cellophane.live.anatomy import anatomy
from cellophane.live.cell_holders import Holder, holders
from cellophane.live.changes import changes
from cellophane.live.closure import Captured, Closure
from cellophane.live.constants import original
from cellophane.live.function_excerpts import DrawnFunction, excerpts
from cellophane.live.preview import preview
from cellophane.live.safely import class_name, is_a
from cellophane.live.sizes import Sizes
from cellophane.model.picture import Capture, Default, DrawnVariable, Excerpt, Function, Picture, Weight

_MOST = 40
"""So many functions are drawn; those that are alike count as one."""
_LEFT_OUT = f"more than {_MOST} functions: the others are not shown"


def picture(closure: Closure, *, seconds: float = 0.0) -> Picture:
    """What is shown of a closure. It is weighed for that many seconds at the most; by default it is not weighed."""
    sizes = closure.size(seconds=seconds) if seconds else None
    return _Gathering(f"{closure.kind} {closure.name}", closure, sizes).picture()


def picture_of(functions: Iterable[FunctionType], title: str) -> Picture:
    """What is shown of several functions: those of one code and with the same cells are drawn as one."""
    gathering = _Gathering(title)
    groups: dict[tuple[int, ...], list[FunctionType]] = {}
    for function in functions:
        groups.setdefault((id(function.__code__), *map(id, function.__closure__ or ())), []).append(function)
    for group in groups.values():
        gathering.ask_alike(group)
    return gathering.picture()


class _Gathering:
    """Gathers the functions and the variables, each under a key of its own."""

    def __init__(self, title: str, closure: Closure | None = None, sizes: Sizes | None = None) -> None:
        """`closure` is the one that is asked about, if it is one, and `sizes` what it weighs, if it was weighed."""
        self._title = title
        self._closure = closure
        self._sizes = sizes
        self._functions: list[Function] = []
        self._keys: dict[int, str] = {}
        self._codes: dict[str, CodeType] = {}
        self._cells: dict[int, tuple[str, Captured]] = {}
        self._notes: dict[str, None] = {}

    def ask_alike(self, functions: Sequence[FunctionType]) -> None:
        """Have functions drawn as one that are asked about."""
        if len(self._functions) >= _MOST:
            self._notes[_LEFT_OUT] = None
        elif id(functions[0]) not in self._keys:
            self._add_alike(functions, "asked")

    def picture(self) -> Picture:
        """All that was asked about, and what goes with it."""
        sizes = self._sizes
        if self._closure is not None:
            self._add(self._closure, "asked", None, sizes)
        self._add_values()
        found = holders(one for _, one in self._cells.values())
        self._add_holders(found)
        weights = _by_cell(self._closure, sizes) if self._closure is not None else {}
        variables = [self._variable(key, one, found, weights) for key, one in self._cells.values()]
        if sizes and not (sizes.complete and all(each.complete for each in weights.values())):
            self._notes[f"≥ means at least: weighing {sizes.note or 'stopped for lack of time'}"] = None
        return Picture(self._title, tuple(self._functions), tuple(variables), self._excerpts(), tuple(self._notes))

    # Functions

    def _add(self, closure: Closure, role: str, parent: str | None, sizes: Sizes | None = None) -> None:
        """The function of a closure, and those beneath it."""
        if len(self._functions) >= _MOST:
            self._notes[_LEFT_OUT] = None
            return
        key = self._key(closure.subject, closure.function)
        code = closure.code
        if code is not None:
            self._codes[key] = original(code)
        place = (_from_here(code.co_filename), code.co_firstlineno) if code else (None, None)
        name, note = _name(closure)
        within, beneath = _parted(closure)
        self._functions.append(
            Function(
                key=key,
                name=name,
                kind=closure.kind,
                role=role,
                parent=parent,
                module=closure.module,
                filename=place[0],
                row=place[1],
                captures=tuple(
                    Capture(self._variable_key(one), one.name in closure.written) for one in closure.captured
                ),
                defaults=_defaults(closure.defaults),
                holds=tuple(each for one in within for each in _defaults(one.holds)),
                annotations=tuple(f"{name}: {_annotation(value)}" for name, value in closure.annotations.items()),
                globals=tuple(sorted(closure.globals)),
                builtins=tuple(sorted(closure.builtins)),
                unresolved=closure.unresolved,
                attributes=closure.attributes,
                left_behind=closure.left_behind,
                note=note,
                weight=Weight(sizes.shallow, sizes.deep, sizes.retained, sizes.complete) if sizes else None,
            )
        )
        for layer in beneath:
            if id(layer.subject) not in self._keys and id(layer.function) not in self._keys:
                self._add(layer, "beneath", key)

    def _add_values(self) -> None:
        """The functions that captured variables hold: `fn` of a decorator whose wrapper has no `__wrapped__`, say."""
        values = [one.value for _, one in self._cells.values() if type(one.value) is FunctionType]
        for function in values:
            if id(function) not in self._keys:
                self._add(anatomy(function), "value", None)

    def _add_holders(self, found: Mapping[int, tuple[Holder, ...]]) -> None:
        """Who else holds the cells of those that were asked about; a function brings its other cells along."""
        for group in _groups(found, self._keys):
            if len(self._functions) >= _MOST:
                self._notes[_LEFT_OUT] = None
            elif type(group[0].holder.subject) is FunctionType:
                self._add_alike([each.holder.subject for each in group], "shares")
            else:
                self._add_frames(group)

    def _add_alike(self, functions: Sequence[FunctionType], role: str) -> None:
        """Functions of one code and with the same cells, drawn as one."""
        place = len(self._functions)
        self._add(anatomy(functions[0]), role, None)
        one = self._functions[place]
        self._functions[place] = replace(one, count=len(functions), defaults=_agreed(one.defaults, functions))
        self._keys |= {id(each): one.key for each in functions}

    def _add_frames(self, group: Sequence[_Sharer]) -> None:
        """Frames, or generators, drawn as one: of their cells only those that somebody else has as well."""
        holder, cells = group[0].holder, group[0].cells
        key, code = self._key(*(each.holder.subject for each in group)), holder.code
        self._codes[key] = code
        self._functions.append(
            Function(
                key=key,
                name=holder.name,
                kind=holder.kind,
                role="shares",
                filename=_from_here(code.co_filename),
                row=code.co_firstlineno,
                captures=tuple(Capture(self._cells[cell][0], writes) for cell, writes in cells.items()),
                count=len(group),
            )
        )

    def _key(self, *subjects: Any) -> str:
        key = f"f{len(self._functions) + 1}"
        self._keys |= {id(one): key for one in subjects if one is not None}
        return key

    # Variables

    def _variable_key(self, one: Captured) -> str:
        return self._cells.setdefault(_number(one), (f"v{len(self._cells) + 1}", one))[0]

    def _variable(
        self, key: str, one: Captured, found: Mapping[int, tuple[Holder, ...]], weights: Mapping[int, Weight]
    ) -> DrawnVariable:
        return DrawnVariable(
            key=key,
            name=one.name,
            owner=one.owner,
            bindings=one.bindings,
            type=class_name(type(one.value)) if one.is_bound else None,
            value=preview(one.value) if one.is_bound else None,
            function=self._keys.get(id(one.value)),
            state=None if one.is_bound or one.cell is None else "empty",
            changes=None if one.cell is None and not one.is_constant else changes(one, found.get(id(one.cell), ())),
            weight=weights.get(_number(one)),
        )

    # The source

    def _excerpts(self) -> tuple[Excerpt, ...]:
        above = {function.key: function for function in self._functions}
        drawn = [
            DrawnFunction(key, code, frozenset(each.variable for each in above[key].captures), _classes(above, key))
            for key, code in self._codes.items()
        ]
        found = excerpts(drawn, dict(self._cells.values()))
        return tuple(replace(each, filename=_from_here(each.filename)) for each in found)


@dataclass(slots=True)
class _Sharer:
    """Somebody who holds cells that are drawn, and whether it writes each, by the `id` of the cell."""

    holder: Holder
    cells: dict[int, bool] = field(default_factory=dict)

    def likeness(self) -> tuple[object, ...]:
        """What those have in common who are drawn as one: code, name, and all cells of a function."""
        subject = self.holder.subject
        own = tuple(map(id, subject.__closure__ or ())) if type(subject) is FunctionType else ()
        return id(self.holder.code), self.holder.kind, self.holder.name, own, tuple(self.cells.items())


def _groups(found: Mapping[int, tuple[Holder, ...]], known: Container[int]) -> list[list[_Sharer]]:
    """The holders that are not known yet, those who are alike together."""
    sharers: dict[int, _Sharer] = {}
    for cell, each in found.items():
        for holder in each:
            if id(holder.subject) not in known:
                sharers.setdefault(id(holder.subject), _Sharer(holder)).cells[cell] = holder.writes
    groups: dict[tuple[object, ...], list[_Sharer]] = {}
    for sharer in sharers.values():
        groups.setdefault(sharer.likeness(), []).append(sharer)
    return list(groups.values())


def _agreed(defaults: tuple[Default, ...], functions: Sequence[FunctionType]) -> tuple[Default, ...]:
    """The defaults of functions that are drawn as one: those of the first, without values in which they differ."""
    first, *others = (anatomy(each).defaults for each in functions)
    return tuple(
        one if all(each.get(one.name) is first[one.name] for each in others) else Default(one.name, None)
        for one in defaults
    )


def _classes(functions: Mapping[str, Function], key: str | None) -> frozenset[str]:
    """The names of the classes above a function."""
    found = set()
    while key is not None:
        if functions[key].kind == "class":
            found.add(functions[key].name)
        key = functions[key].parent
    return frozenset(found)


def _parted(closure: Closure) -> tuple[list[Closure], list[Closure]]:
    """What is drawn as one with a closure, itself first, and what stands beneath all of it.

    A `partial` of a method of an object runs one function, and each of the three holds something.
    """
    within, beneath = [closure], list[Closure]()
    for one in within:  # which grows meanwhile
        for layer in one.layers:
            same = layer.function is not None and layer.function is closure.function
            (within if same else beneath).append(layer)
    return within, beneath


def _name(closure: Closure) -> tuple[str, str]:
    """What a function is called, and what is to be remarked: a wrapper gives itself the name of what it wraps."""
    code, given = closure.code, closure.name
    if code is None or code.co_qualname == given:
        return given, closure.note
    if not closure.shell.name:
        name, remark = code.co_qualname, f"calls itself {given}"
    else:
        name, remark = given, f"runs {code.co_qualname}" if closure.function is not None else ""
    return name, "; ".join(filter(None, (remark, closure.note)))


def _from_here(filename: str) -> str:
    """A path as a reader in the current directory would write it, if it is below there."""
    try:
        return filename.removeprefix(os.path.join(os.getcwd(), ""))
    except OSError:  # the directory is gone
        return filename


def _by_cell(closure: Closure, sizes: Sizes | None) -> dict[int, Weight]:
    return {_number(one): sizes[one.name] for one in closure.captured if one.name in sizes.variables} if sizes else {}


def _number(one: Captured) -> int:
    """What tells a variable from others: its cell, if it has one."""
    return id(one.cell) if one.cell is not None else id(one)


def _defaults(values: Mapping[str, Any]) -> tuple[Default, ...]:
    return tuple(Default(name, preview(value)) for name, value in values.items())


def _annotation(value: Any) -> str:
    if type(value) is str:
        return value
    return class_name(value) if is_a(value, type) else preview(value)


Closure.draw = staticmethod(picture)
