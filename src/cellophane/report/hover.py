"""What is told of a name or a closure at a cursor, in Markdown or in plain text, and the hint behind a closure.

**`step`** — variable of the function `make` (line 3)

- bound: loop target, line 4
- captured by: the lambda, line 5
- `CEL101` certain, line 5: this lambda reads `step` when it is called …

Whoever shows it says how a row is called and where a click on it leads. In what others wrote nothing counts as Markdown
but code between backticks, as in all messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cellophane.model.hover import Captured, ClosureHover, Hint, Holder, NameHover, Owner, Unbound
from cellophane.model.picture import Bound
from cellophane.model.scope import BindingKind, ScopeKind
from cellophane.model.trail import Way
from cellophane.report.endings import ENDS
from cellophane.report.naming import short_name
from cellophane.report.visible import visible

_MOST = 8
"""So many bindings, closures or captured names are told; of more it says how many they are."""
_LONGEST_NAME = 60
_LONGEST = 400
"""Characters of one message."""

Link = Callable[[str | None, int], tuple[str, str]]
"""From a file, none for that of the cursor, and a row: what the place is called, and its address, empty for no link."""


def by_row(filename: str | None, row: int) -> tuple[str, str]:
    """Places as text alone.

    >>> by_row(None, 3), by_row("helper.py", 3)
    (('line 3', ''), ('line 3 of helper.py', ''))
    """
    return f"line {row}" + (f" of {filename}" if filename is not None else ""), ""


@dataclass(frozen=True, slots=True)
class _At:
    """A place that a line names."""

    row: int
    filename: str | None = None


_Part = str | _At


@dataclass(frozen=True, slots=True)
class _Line:
    parts: tuple[_Part, ...]
    mark: str = "-"
    """`-` or `1.`, as both forms write lists; empty for a heading."""
    depth: int = 0


def markdown(hover: NameHover | ClosureHover, link: Link = by_row) -> str:
    """A hover as Markdown."""
    heading, *items = _lines(hover)
    subject, rest = (_joined(some, _escaped, link) for some in (heading.parts[:1], heading.parts[1:]))
    return "\n".join([f"**{subject}**{rest}", "", *(_item(line, _escaped, link) for line in items)]).rstrip()


def plain(hover: NameHover | ClosureHover, link: Link = by_row) -> str:
    """The same as text, for clients that take no Markdown."""

    def unlinked(filename: str | None, row: int) -> tuple[str, str]:
        return link(filename, row)[0], ""

    heading, *items = _lines(hover)
    return "\n".join([_joined(heading.parts, str, unlinked), *(_item(line, str, unlinked) for line in items)])


def inlay(hint: Hint) -> str:
    """What stands in the text behind the parameters of a closure.

    >>> inlay(Hint(3, 12, ("step", "total")))
    ' ⟨captures step, total⟩'
    """
    names = [visible(_cut(name, _LONGEST_NAME)) for name in hint.names[:_MOST]]
    rest = [f"… {len(hint.names) - _MOST} more"] if len(hint.names) > _MOST else []
    return f" ⟨captures {', '.join(names + rest)}⟩"


# -- names -----------------------------------------------------------------------------------------------------------


def _lines(hover: NameHover | ClosureHover) -> Iterator[_Line]:
    return _of_name(hover) if isinstance(hover, NameHover) else _of_closure(hover)


_UNBOUND = {
    Unbound.PYTHON: "Python's own: no line of this file binds it",
    Unbound.CLASS_CELL: "the class itself, as `super()` finds it",
    Unbound.UNSEEN: "no line of this file binds it, but code that cannot be seen may",
    Unbound.NOWHERE: "no line of this file binds it",
}


def _of_name(hover: NameHover) -> Iterator[_Line]:
    is_mangled = hover.variable != hover.name and hover.variable.endswith(hover.name)
    mangled = f", which the compiler calls {_code(hover.variable)}" if is_mangled else ""
    owned = () if hover.unbound is Unbound.PYTHON else ("variable of ", *_owner(hover.owner))
    missing = "" if hover.unbound is None else f"{'; ' if owned else ''}{_UNBOUND[hover.unbound]}"
    yield _Line((_code(hover.name), " — ", *owned, f"{mangled}{missing}"), "")
    if hover.bindings:
        yield _Line(("bound: ", *_bindings(hover.bindings, hover.owner)))
    if hover.holders:
        word = "used in" if hover.owner.kind is ScopeKind.MODULE else "captured by"
        yield _Line((f"{word}: ", *_listed([_holder(one) for one in hover.holders])))
    elif hover.owner.kind not in (ScopeKind.MODULE, ScopeKind.CLASS):
        yield _Line(("captured by no closure",))
    for finding in hover.findings:
        yield _Line((f"`{finding.code}` {finding.certainty.word}, ", _At(finding.span.row), f": {finding.message}"))


def _holder(holder: Holder) -> tuple[_Part, ...]:
    if not holder.writes:
        return holder.closure, ", ", _At(holder.row)
    does = "reads and rebinds" if holder.reads else "rebinds"
    under = f", `{holder.declares}`" if holder.declares else ""
    return holder.closure, ", ", _At(holder.row), f" ({does}{under})"


# -- closures --------------------------------------------------------------------------------------------------------


def _of_closure(hover: ClosureHover) -> Iterator[_Line]:
    count = len(hover.captures)
    many = "no variable" if not count else "one variable" if count == 1 else f"{count} variables"
    yield _Line((hover.closure, f" — captures {many}"), "")
    for captured in hover.captures:
        yield _Line((_code(captured.name), f": {captured.trail.verdict}" if captured.trail is not None else ""))
        yield _Line(("of ", *_owner(captured.owner), *_known(captured)), depth=1)
        if captured.trail is not None and captured.trail.ways:
            way, others = captured.trail.ways[0], len(captured.trail.ways) - 1
            yield from _steps(way, f" ({others} more way{'s' if others > 1 else ''})" if others else "")


def _known(captured: Captured) -> Iterator[_Part]:
    if captured.bindings:
        yield from ("; bound: ", *_bindings(captured.bindings, captured.owner))
    if captured.writes:
        yield "; rebound by it"


def _steps(way: Way, more: str) -> Iterator[_Line]:
    """The way: in one line if its end was seen, else step by step."""
    told = [(f"{step.text.removesuffix(' here')}, ", _At(step.span.row, step.filename)) for step in way.steps]
    hint = f"; {way.hint} would tell" if way.hint else ""
    end = f"{ENDS[way.ending]}{hint}{more}"
    if way.ending.is_seen:
        yield _Line((*(part for step in told for part in (*step, " → ")), end), depth=1)
        return
    for number, step in enumerate([*told, (end,)], start=1):
        yield _Line(step, f"{number}.", 1)


# -- what both tell --------------------------------------------------------------------------------------------------

_KINDS = {
    ScopeKind.FUNCTION: "the function",
    ScopeKind.CLASS: "the class",
    ScopeKind.TYPE_PARAMETERS: "the type parameters of",
    ScopeKind.ANNOTATION: "the annotation of",
}


def _owner(owner: Owner) -> Iterator[_Part]:
    """As in "the function `make` (line 3)"; the module has no line."""
    if owner.row is None:
        yield "the module"
        return
    kind = _KINDS.get(owner.kind)
    named = f"the {owner.kind.value}" if kind is None else f"{kind} {_code(short_name(owner.name))}"
    yield from (f"{named} (", _At(owner.row), ")")


def _bindings(bindings: Iterable[Bound], owner: Owner) -> Iterator[_Part]:
    """As in "loop target, line 4; assignment by `bump`, line 7, line 9"."""
    return _listed([tuple(_alike(list(some), owner)) for _, some in groupby(bindings, _manner)])


_TARGETS = frozenset({BindingKind.LOOP_TARGET.value, BindingKind.COMPREHENSION_TARGET.value})


def _manner(bound: Bound) -> tuple[str, str, bool]:
    return bound.how, bound.scope, bound.repeated and bound.how not in _TARGETS


def _alike(bindings: list[Bound], owner: Owner) -> Iterator[_Part]:
    """Bindings of one manner, told together."""
    how, scope, again = _manner(bindings[0])
    yield how
    if scope != owner.name:
        yield f" by {_code(short_name(scope))}"
    if again:
        yield " in a loop"
    rows = list(dict.fromkeys(one.row for one in bindings))
    for row in rows[:_MOST]:
        yield from (", ", _At(row))
    if len(rows) > _MOST:
        yield f", … {len(rows) - _MOST} more"


def _listed(items: list[tuple[_Part, ...]]) -> Iterator[_Part]:
    """Items behind each other, those beyond the most counted only."""
    for number, item in enumerate(items[:_MOST]):
        yield from ("; ", *item) if number else item
    if len(items) > _MOST:
        yield f"; … {len(items) - _MOST} more"


def _code(name: str) -> str:
    return f"`{_cut(name, _LONGEST_NAME)}`"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


# -- Markdown and text -----------------------------------------------------------------------------------------------

_SPAN = re.compile("`([^`\n]+)`")
_MEANT = re.compile(r"([\\`*_{}\[\]<>|~&#])")
"""What Markdown takes for more than itself, somewhere in a line."""


def _item(line: _Line, written: Callable[[str], str], link: Link) -> str:
    return f"{'    ' * line.depth}{line.mark} {_joined(line.parts, written, link)}"


def _joined(parts: Iterable[_Part], written: Callable[[str], str], link: Link) -> str:
    return "".join(
        _linked(*link(part.filename, part.row), written) if isinstance(part, _At) else written(_safe(part))
        for part in parts
    )


def _safe(text: str) -> str:
    return visible(_cut(text, _LONGEST))


def _escaped(text: str) -> str:
    r"""Text as Markdown shows it as it is, but for code between backticks.

    >>> print(_escaped("`a_b` is *_x* | `"))
    `a_b` is \*\_x\* \| \`
    """
    pieces = _SPAN.split(text)  # every second one is code
    return "".join(f"`{piece}`" if number % 2 else _MEANT.sub(r"\\\1", piece) for number, piece in enumerate(pieces))


def _linked(text: str, address: str, written: Callable[[str], str]) -> str:
    shown = written(_safe(text))
    if not address:
        return shown
    return f"[{shown}]({re.sub('[()<> ]', lambda found: f'%{ord(found[0]):02X}', visible(address))})"
