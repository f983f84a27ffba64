"""A picture as a tree for terminals: each function, the variables that it captured, and who shares them.

    function counter.<locals>.step  counters.py:7
    ├── n = 5  int
    │   of counter · bound in line 6 · rebound in line 9 by step · can still change · shared with show
    └── defaults: by=1
    also holds n: function counter.<locals>.show  counters.py:11

It decides what is worth a line; guides, colours and the width of the screen are for `rich`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from cellophane.model.picture import Capture, DrawnVariable, Function, Picture
from cellophane.report import bindings
from cellophane.report.hanging import Hanging
from cellophane.report.naming import bytes_of, called, place_of, relations, short_name, times, valued
from cellophane.report.screen import plain_text
from cellophane.report.visible import visible

_MOST = 12
"""So many names of a list are shown."""
_DEEPEST = 6
"""So many levels of functions inside or beneath others are indented; deeper ones stand at the last of them."""
_BETWEEN = " · "


def render(picture: Picture) -> Group:
    """The notes, and the trees, one for each function that is beneath or inside no other."""
    notes = [Text(visible(note), "dim") for note in picture.notes]
    return Group(*notes, *_Trees(picture).all())


def text(picture: Picture, width: int = 100) -> str:
    """The same as plain text with a line end after each line."""
    return plain_text(render(picture), width)


class _Trees:
    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._variables = {one.key: one for one in picture.variables}
        self._names = {one.key: short_name(one.name) for one in picture.functions}
        self._beneath: dict[str, list[Function]] = defaultdict(list)
        self._holders: dict[str, list[Function]] = defaultdict(list)
        for function in picture.functions:
            if function.parent is not None:
                self._beneath[function.parent].append(function)
            for variable in dict.fromkeys(each.variable for each in function.captures):
                self._holders[variable].append(function)
        self._relations = relations(picture)
        self._shown: set[str] = set()

    def all(self) -> Iterator[RenderableType]:
        for function in self._picture.functions:
            if function.parent not in self._names:
                yield self._beside(function) if function.role in _BESIDE else self._tree(function)

    def _beside(self, function: Function) -> Hanging:
        """One line for a function that only owns or holds variables which are told elsewhere."""
        if function.role == "owns":
            return _heading(function, "owned by ")
        held = [self._variables[one.variable].name for one in function.captures if one.variable in self._variables]
        return _heading(function, f"also holds {visible(_listed(held))}: ")

    def _tree(self, function: Function) -> Tree:
        """A function, without recursion: a wrapper can have any number of layers."""
        relation = " ".join(self._relations.get(function.key, ())) if function.role == "value" else ""
        root = Tree(_heading(function, f"{visible(relation)}: " if relation else ""), guide_style="dim")
        waiting = [(function, root, root, 1)]
        while waiting:
            one, tree, below, depth = waiting.pop()
            self._fill(tree, one)
            inside = [(other, below.add(self._inner(other, depth))) for other in self._beneath[one.key]]
            # From some depth on they stand one below the other: `rich` leaves out what it has no room for.
            deep = depth >= _DEEPEST
            waiting += reversed([(other, node, below if deep else node, depth + 1) for other, node in inside])
        return root

    def _inner(self, function: Function, depth: int) -> Hanging:
        if depth <= _DEEPEST:
            return _heading(function)
        return _heading(function, f"in {visible(self._names[function.parent or ''])}: ")

    def _fill(self, tree: Tree, function: Function) -> None:
        for capture in function.captures:
            variable = self._variables.get(capture.variable)
            if variable is not None:
                tree.add(self._variable(variable, capture, function))
        if function.role == "asked" and not function.captures and not self._beneath[function.key]:
            tree.add(Text("captured nothing", "dim"))
        for label, words in _facts(function):
            tree.add(Text.assemble((f"{label}: ", "dim"), visible(words)))

    def _variable(self, variable: DrawnVariable, capture: Capture, function: Function) -> Text:
        """A variable: the first time with all that is known of it, then by its name, for it is the same cell."""
        line = Text.assemble((visible(variable.name), "bold cyan"), *_value(variable))
        if variable.key in self._shown:
            line.append("  the same cell", "dim")
            return line
        self._shown.add(variable.key)
        told = _BETWEEN.join(filter(None, (*_told(variable), self._shared(variable, function))))
        return line.append(f"\n{visible(told)}", "dim") if told else line

    def _shared(self, variable: DrawnVariable, function: Function) -> str:
        """Who else holds the cell."""
        others = [
            f"{called(one)}{' (' + one.kind + ')' if one.kind in _FRAMES else ''}"
            for one in self._holders[variable.key]
            if one.key != function.key
        ]
        return f"shared with {_listed(others)}" if others else ""


_BESIDE = ("owns", "shares")
_FRAMES = ("frame", "generator", "coroutine", "asynchronous generator")


def _heading(function: Function, before: str = "") -> Hanging:
    """What it is, where, and how heavy; a narrow screen has these one below the other."""
    name = Text.assemble((f"{before}{function.kind} ", "dim"), (visible(function.name), "bold"), times(function))
    place = place_of(function)
    more = [visible(place)] if place else []
    if function.weight:
        weight = function.weight
        more.append(f"{bytes_of(weight, weight.deep)}, {bytes_of(weight, weight.retained)} freed with it")
    return Hanging((name, *(Text(part, "dim") for part in more)))


def _value(variable: DrawnVariable) -> Iterator[tuple[str, str]]:
    if variable.state:
        yield f"  <{visible(variable.state)}>", "red"
    elif variable.value is not None:
        yield f" = {visible(variable.value)}", ""
        if variable.type and variable.type not in variable.value:
            yield f"  {visible(variable.type)}", "dim"


def _told(variable: DrawnVariable) -> Iterator[str]:
    """What is known of a variable beside its value."""
    if variable.owner:
        yield f"of {short_name(variable.owner)}"
    yield from bindings.told(variable)
    yield variable.changes or ""
    if variable.weight:
        yield f"{bytes_of(variable.weight, variable.weight.deep)}"


def _facts(function: Function) -> Iterator[tuple[str, str]]:
    """What else is known of a function: only what there is."""
    lists: dict[str, Sequence[str]] = {
        "holds": list(map(valued, function.holds)),
        "defaults": list(map(valued, function.defaults)),
        "annotations": function.annotations,
        "globals": function.globals,
        "builtins": function.builtins,
        "unresolved": function.unresolved,
        "attribute names": function.attributes,
        "not captured": function.left_behind,
        "note": [function.note] if function.note else [],
    }
    return ((label, _listed(names)) for label, names in lists.items() if names)


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    rest = f", …{len(every) - _MOST} more" if len(every) > _MOST else ""
    return ", ".join(every[:_MOST]) + rest
