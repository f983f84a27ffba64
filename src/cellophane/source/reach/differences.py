"""Which names of a module's top level two texts of it define differently, be it by way of another name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cellophane.source.text.source import Source, Unreadable
from cellophane.source.tree.bodies import Definition

_WHOLE = frozenset(["__all__", "__getattr__", "__path__"])
"""Names that say what all others are."""


_NEWLINE = re.compile(r"\r\n|\r|\n")
"""What ends a line for Python."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement of the top level, as far as it matters what it says."""

    text: str
    binds: frozenset[str]
    """Names; with a dot before them, attributes: methods of a class, and what is assigned to."""
    mentions: frozenset[str]
    """The same, of all that it binds or reads."""
    imports: bool
    takes_all: bool
    """Whether a star is imported."""


def different(before: str, after: str) -> frozenset[str] | None:
    r"""The names that may mean another thing in one text than in the other; none (`None`) if that can be any name.

    Two statements of a module have to do with each other if one names what the other defines: who hands a closure to
    one function may see what another does with it.

    >>> sorted(different("def f(): g()\ndef g(): 1\ndef h(): 2\n", "def f(): g()\ndef g(): 3\ndef h(): 2\n"))
    ['f', 'g']
    >>> different("x = 1\n", "x = 1  # one\n")
    frozenset()
    """
    try:
        bodies = [_body(text) for text in (before, after)]
    except (Unreadable, RecursionError):
        return None
    first, last = _common(*bodies)
    same = [*bodies[0][:first], *bodies[0][len(bodies[0]) - last :]]
    old, new = (tuple(_statement(node) for node, _ in body[first : len(body) - last]) for body in bodies)
    if [one.text for one in old] == [one.text for one in new]:
        return frozenset()
    changed = {one.text for one in old} ^ {one.text for one in new}
    touched = [one for one in (*old, *new) if one.text in changed]
    if any(one.takes_all or one.binds & _WHOLE for one in touched):
        return None
    kept = [[one.text for one in side if one.text not in changed] for side in (old, new)]
    written = {text for _, text in same}
    again = any(text in written for body in bodies for _, text in body[first : len(body) - last])
    if kept[0] != kept[1] or again:  # in another order, or more often: the last one counts
        return None
    return _spread(touched, [*(_statement(*each) for each in same), *old, *new])


_Body = Sequence[tuple[ast.stmt, str]]
"""The statements of a top level, each with the lines that it stands in."""


def _body(text: str) -> _Body:
    lines = _NEWLINE.split(text)
    return [(node, "\n".join(lines[_first_row(node) - 1 : node.end_lineno])) for node in Source("", text).parse().body]


def _first_row(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, Definition) else []
    return min([node.lineno, *(each.lineno for each in decorators)])


def _common(one: _Body, other: _Body) -> tuple[int, int]:
    """With how many statements both begin, and with how many both end: most changes are in one place, and to look at
    what a statement means takes longer than all else."""
    least = min(len(one), len(other))
    pairs = zip(one, other, strict=False)
    first = next((number for number, (a, b) in enumerate(pairs) if a[1] != b[1]), least)
    backwards = zip(reversed(one[first:]), reversed(other[first:]), strict=False)
    return first, next((number for number, (a, b) in enumerate(backwards) if a[1] != b[1]), least - first)


def _statement(node: ast.stmt, text: str | None = None) -> _Statement:
    nodes = list(ast.walk(node))
    binds = frozenset([*_bound(node), *_attributes(nodes)])
    imports = isinstance(node, ast.Import | ast.ImportFrom)
    takes_all = any(alias.name == "*" for each in nodes if isinstance(each, ast.ImportFrom) for alias in each.names)
    said = ast.dump(node) if text is None else text
    return _Statement(said, binds, binds | frozenset(_mentioned(nodes)), imports, takes_all)


def _bound(node: ast.AST) -> Iterator[str]:
    """What a statement binds at the top level, or might: a little too much where comprehensions have names."""
    if isinstance(node, Definition):
        yield node.name
        return
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.alias(name=name, asname=bound):
            yield bound or name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case ast.Lambda():
            return
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


def _attributes(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The attributes that something in it gets: by them, those who have the object find what is put there."""
    for each in nodes:
        match each:
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield f".{name}"
            case ast.ClassDef(body=body):
                yield from (f".{name}" for member in body for name in _bound(member))


def _mentioned(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for each in nodes:
        match each:
            case ast.Name(id=name):
                yield name
            case ast.Attribute(attr=name):
                yield f".{name}"
            case ast.Global(names=names):
                yield from names
            case ast.Constant(value=str(text)) if text.isidentifier():  # `getattr(x, "name")`, `x: "Name"`
                yield from (text, f".{text}")


def _spread(touched: Sequence[_Statement], statements: Sequence[_Statement]) -> frozenset[str]:
    """The names that are bound by the statements which have to do with those that are touched."""
    words = {word for one in statements if not one.imports for word in one.binds}
    words.update(word for one in touched for word in one.binds)
    having: dict[str, list[_Statement]] = defaultdict(list)
    for one in statements:
        for word in one.mentions & words:
            having[word].append(one)
    reached: set[_Statement] = set()
    agenda = list(touched)
    while agenda:
        one = agenda.pop()
        if one not in reached:
            reached.add(one)
            agenda += (other for word in one.mentions & words for other in having.pop(word, ()))
    return frozenset(name for one in reached for name in one.binds if not name.startswith("."))
