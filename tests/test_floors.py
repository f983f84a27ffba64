"""Holds the imports of the package to the floors of the house: they go down only, and in no circle but those listed.

Reads every import statement: also those inside functions, and those that only a type checker runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import median

import pytest

HOUSE = Path(__file__).parents[1] / "src" / "cellophane"
MOST_LINES = 400
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}

FLOORS = (
    {"model", "versions"},
    {"workspace"},
    {"source.text", "source.fixpoint", "source.dependence", "source.garbage"},
    {"source.tree"},
    {"source.names", "source.sift", "source.knowledge", "source.reach"},
    {"source.flow", "source.modules"},
    {"source.meaning"},
    {"source.change", "source.steps"},
    {"source.following"},
    {"source.facts", "source.pictures"},
    {"source.project"},
    {"source.analysis"},
    {"live"},
    {"check", "rework", "carrying", "witnessing"},
    {"report"},
    {"server"},
    {"cli"},
    {"__main__"},
)
"""From the ground up. A room imports from floors below its own, and from nowhere else."""

FACTS = {"cellophane.__version__", "cellophane.__file__"}
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def dotted_name(path: Path, house: Path = HOUSE) -> str:
    """`cellophane.source` for `source/__init__.py`, `cellophane.source.text.source` for `source/text.py`."""
    parts = path.relative_to(house.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(code: str, package: str) -> Iterator[tuple[int, str]]:
    """The line and the dotted name of each thing that the code imports.

    `package` is what a relative import starts from. `import cellophane` alone imports nothing that matters:
    what is then taken from it does.
    """
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import():
                yield from ((node.lineno, each.name) for each in node.names if each.name != "cellophane")
            case ast.Attribute(value=ast.Name(id="cellophane")):
                yield node.lineno, f"cellophane.{node.attr}"
            case ast.ImportFrom():
                base = _base(node, package)
                for alias in node.names:
                    yield node.lineno, f"{base}.{alias.name}"
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def _base(node: ast.ImportFrom, package: str) -> str:
    parts = package.split(".")[: -(node.level - 1) or None] if node.level else []
    return ".".join([*parts, *([node.module] if node.module else [])])


def room(name: str) -> str:
    """The part of the house that a dotted name stands in: empty for the front door, `cellophane` itself.

    `source` is large enough to have floors of its own: there it is the package, or the module beside the packages.
    """
    parts = name.split(".")
    return ".".join(parts[1:3] if parts[1:2] == ["source"] else parts[1:2])


def offence(importer: str, imported: str) -> str | None:
    """Why this import goes against the floors, or none if it does not."""
    if imported.split(".")[0] != "cellophane" or imported in FACTS:
        return None
    here, there = room(importer), room(imported)
    if here in ("", there):
        return None  # The front door hands out what all floors make.
    if here not in FLOOR:
        return f"{here} stands on no floor: give it one here"
    if there not in FLOOR:
        return f"{here} imports the front door"
    if FLOOR[there] < FLOOR[here]:
        return None
    return f"{here} imports {there}, which is not below it"


MODULES = sorted(HOUSE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(HOUSE)) for path in MODULES])
def test_imports_go_down(path: Path) -> None:
    name = dotted_name(path)
    package = name if path.stem == "__init__" else name.rpartition(".")[0]
    offences = [
        f"{path.relative_to(HOUSE.parent)}:{line}: {reason}"
        for line, imported in imports(path.read_text("utf-8"), package)
        if (reason := offence(name, imported))
    ]
    assert not offences, "\n".join(offences)


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(HOUSE)) for path in MODULES])
def test_modules_answer_one_question(path: Path) -> None:
    lines = path.read_text("utf-8").count("\n")
    assert lines <= MOST_LINES, f"{lines} lines: which two questions does it answer?"
    assert path.stem not in NAMELESS, "name the thing that it holds"


def imported_modules(paths: Iterable[Path]) -> dict[str, set[str]]:
    """The modules of the house that each one imports: at the top, inside a function, or for a type checker only."""
    named = {dotted_name(path): path for path in paths}
    graph: dict[str, set[str]] = {}
    for name, path in named.items():
        package = name if path.stem == "__init__" else name.rpartition(".")[0]
        imported = {each for _, each in imports(path.read_text("utf-8"), package)} - FACTS
        modules = {each if each in named else each.rpartition(".")[0] for each in imported}
        graph[name] = (modules & set(named)) - {name}
    return graph


def circles(graph: Mapping[str, set[str]]) -> set[frozenset[str]]:
    """The groups of modules that all lead to each other.

    >>> [sorted(circle) for circle in circles({"a": {"b"}, "b": {"c"}, "c": {"b"}})]
    [['b', 'c']]
    """
    reached = {name: _reached(graph, name) for name in graph}
    groups = (frozenset(other for other in reached[name] if name in reached[other]) for name in graph)
    return {group for group in groups if len(group) > 1}


def _reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


CIRCLES = {
    # What a name means may be a class, whose members are callables, which are told by what names mean; and a
    # definition is handed around together with all that is known of its file. For type checkers only.
    frozenset(f"cellophane.source.meaning.{name}" for name in ("callees", "classes", "contents", "definitions")),
}
"""Circles of imports that are in the subject itself, each with the reason."""


def test_no_module_imports_itself_through_others_but_where_the_subject_is_a_circle() -> None:
    found = circles(imported_modules(MODULES))
    assert found == CIRCLES
    assert max(map(len, found)) <= 4


def test_circles_are_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == {frozenset("abc")}
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == set()
    assert circles({"a": {"b"}, "b": {"a", "c"}, "c": {"d"}, "d": {"c"}}) == {frozenset("ab"), frozenset("cd")}


def test_modules_are_short() -> None:
    lines = [path.read_text("utf-8").count("\n") for path in MODULES]
    assert median(lines) <= 100


def test_the_house_is_there() -> None:
    assert {"model", "source"} <= {room(dotted_name(path)) for path in MODULES}


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("cellophane.check.engine", "cellophane.source.text.source"),
        ("cellophane.check.engine", "cellophane.check.catalogue"),
        ("cellophane.report.full", "cellophane.check.checked"),
        ("cellophane.cli.main", "cellophane.model.finding.Finding"),
        ("cellophane.witnessing.trace", "cellophane.live.cells"),
        ("cellophane.source.names.scopes", "cellophane.versions"),
        ("cellophane.check.cache", "cellophane.__version__"),
        ("cellophane.source.text.source", "ast"),
        ("cellophane", "cellophane.live.look"),
        ("cellophane.__main__", "cellophane.cli.main.main"),
    ],
)
def test_down_is_allowed(importer: str, imported: str) -> None:
    assert offence(importer, imported) is None


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("cellophane.source.text.source", "cellophane.check"),
        ("cellophane.source.text.source", "cellophane.live.cells"),
        ("cellophane.model.finding", "cellophane.source.text.source"),
        ("cellophane.model.finding", "cellophane.versions"),
        ("cellophane.check.engine", "cellophane.report.full"),
        ("cellophane.check.engine", "cellophane.witnessing"),
        ("cellophane.report.full", "cellophane.cli.main"),
        ("cellophane.source.text.source", "cellophane"),
        ("cellophane.source.text.source", "cellophane.look"),
        ("cellophane.cellar.text", "cellophane.model"),
    ],
)
def test_up_and_sideways_are_not(importer: str, imported: str) -> None:
    assert offence(importer, imported)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import a.b, c", [(1, "a.b"), (1, "c")]),
        ("from a import b as c", [(1, "a.b")]),
        ("import cellophane", []),
        ("import cellophane; cellophane.look()", [(1, "cellophane.look")]),
        ("import cellophane.live", [(1, "cellophane.live")]),
        ("from cellophane import live", [(1, "cellophane.live")]),
        ("from . import b", [(1, "house.room.b")]),
        ("from .a import b", [(1, "house.room.a.b")]),
        ("from ..a import b", [(1, "house.a.b")]),
        ("def f():\n    import a", [(2, "a")]),
        ("if TYPE_CHECKING:\n    from a import b", [(2, "a.b")]),
        ("importlib.import_module('a.b')", [(1, "a.b")]),
        ("import_module(name)", []),
        ("'import a'", []),
    ],
)
def test_every_kind_of_import_is_read(code: str, found: list[tuple[int, str]]) -> None:
    assert list(imports(code, "house.room")) == found
