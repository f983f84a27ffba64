"""Which functions and classes a released package offers, and under which dotted names its users reach them.

A name belongs to its users if neither it nor the modules that it stands in begin with an underscore, and if it is
defined there or offered again: by a package's `__init__`, by an `__all__`, by a star import, as another spelling of a
private module's name. What a module merely imports for itself it does not offer. Tests, examples and copies of other
packages are left out.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cellophane.source.modules import toplevel

_NOBODYS = frozenset(
    {"tests", "testing_utils", "conftest", "examples", "example", "docs", "doc", "benchmarks", "benchmark", "demos"}
    | {"vendor", "vendored", "extern", "externals", "thirdparty", "third_party", "packages", "migrations", "locale"}
    | {"sandbox", "setup", "internal", "internals"}
)
"""Directories and modules that no user of a package imports from."""


Parsed = Callable[[str, Path], ast.Module | None]
"""The tree of a module, by its name and its file; none if it cannot be read."""


@dataclass(frozen=True, slots=True)
class PublicModule:
    """A module below a root, and the names that it offers."""

    name: str
    """Dotted."""
    file: Path
    offers: tuple[str, ...]


def modules(root: Path, parsed: Parsed) -> list[PublicModule]:
    """The modules of an unpacked wheel whose names are public, sorted by name."""
    files = {_dotted(path.relative_to(root)): path for path in sorted(root.rglob("*.py")) if _is_module(path, root)}
    known = _Known(files, parsed)
    return [PublicModule(name, files[name], known.offered(name)) for name in sorted(files) if _is_public(name)]


def top_level(root: Path, name: str) -> str:
    """The part of a dotted name that tells which package it is of; two parts in a namespace package."""
    first, *rest = name.split(".")
    if rest and (root / first).is_dir() and not (root / first / "__init__.py").exists():
        return f"{first}.{rest[0]}"
    return first


def _is_module(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).with_suffix("").parts
    if not all(part.isidentifier() for part in parts) or _NOBODYS & set(parts):
        return False
    return not (parts[-1].startswith("test_") or parts[-1] == "__main__" or _is_of_tests(parts, root))


def _is_of_tests(parts: tuple[str, ...], root: Path) -> bool:
    """Whether it is below a directory `test` that holds tests; others help to test."""
    directory = root.joinpath(*parts[: parts.index("test") + 1]) if "test" in parts else None
    return directory is not None and any(any(directory.glob(name)) for name in ("test_*.py", "*_test.py"))


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_public(name: str) -> bool:
    return bool(name) and not any(part.startswith("_") for part in name.split("."))


@dataclass(frozen=True, slots=True)
class _Outline:
    """What a module binds, and from where."""

    defined: frozenset[str]
    imported: dict[str, str]
    """The module that each name comes from."""
    renamed: frozenset[str]
    """Those of them that are imported as what they are called: `from a import b as b` offers `b`."""
    stars: tuple[str, ...]
    listed: frozenset[str] | None


class _Known:
    """The outlines of a package's modules, each made once."""

    def __init__(self, files: dict[str, Path], parsed: Parsed) -> None:
        self._files = files
        self._parsed = parsed
        self._outlines: dict[str, _Outline | None] = {}

    def offered(self, name: str) -> tuple[str, ...]:
        """The public names that a module offers, sorted."""
        outline = self._outline(name)
        if outline is None:
            return ()
        is_package = self._files[name].name == "__init__.py"
        listed = outline.listed or frozenset()
        again = {
            own
            for own, origin in outline.imported.items()
            if own in listed or own in outline.renamed or self._is_inner(origin, is_package)
        }
        starred = {own for star in outline.stars for own in self._starred(star, frozenset({name}))}
        return tuple(sorted(own for own in outline.defined | again | starred if not own.startswith("_")))

    def _is_inner(self, origin: str, to_package: bool) -> bool:
        """Whether what comes from a module of the same release is offered without saying so.

        What comes from elsewhere is not: a package uses it as anybody does.
        """
        return origin in self._files and (to_package or not _is_public(origin))

    def _starred(self, name: str, seen: frozenset[str]) -> Iterator[str]:
        outline = self._outline(name) if name not in seen else None
        if outline is None:
            return
        if outline.listed is not None:
            yield from outline.listed
            return
        yield from (own for own in (*outline.defined, *outline.imported) if not own.startswith("_"))
        for star in outline.stars:
            yield from self._starred(star, seen | {name})

    def _outline(self, name: str) -> _Outline | None:
        if name not in self._outlines:
            self._outlines[name] = self._read(name) if name in self._files else None
        return self._outlines[name]

    def _read(self, name: str) -> _Outline | None:
        file = self._files[name]
        tree = self._parsed(name, file)
        if tree is None:
            return None
        listed = toplevel.read(tree).listed()
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        imports = [
            (statement, alias)
            for statement in _statements(tree.body)
            if isinstance(statement, ast.ImportFrom)
            for alias in statement.names
        ]
        return _Outline(
            defined=frozenset(_definitions(tree.body)),
            imported={a.asname or a.name: _origin(s, package) for s, a in imports},
            renamed=frozenset(a.name for _, a in imports if a.asname == a.name),
            stars=tuple(_origin(s, package) for s, a in imports if a.name == "*"),
            listed=listed.names if listed else None,
        )


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, those in its branches too."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If | ast.Try | ast.With):
            for field in ("body", "orelse", "finalbody"):
                yield from _statements(getattr(statement, field, ()))
            for handler in getattr(statement, "handlers", ()):
                yield from _statements(handler.body)


def _definitions(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Names that are defined, or that rename something: `f = module.g`."""
    for statement in _statements(body):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name | ast.Attribute):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _origin(statement: ast.ImportFrom, package: str) -> str:
    """The absolute name of the module that is imported from."""
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    above = parts[: len(parts) - statement.level + 1]
    return ".".join([*above, *([statement.module] if statement.module else [])])
