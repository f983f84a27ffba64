"""Generates what cellophane knows of released packages: `src/cellophane/source/knowledge/generated/*.toml`.

`python -m tools.generate_knowledge` reads the sources of every release that `tools/releases.txt` pins (downloading them
once), asks the summaries what each public function, class and method does with a function handed to it, and
writes down what they are sure of. `python -m tools.generate_knowledge flask trio` does so for these alone. What is
described by hand is not described again. Nothing of a package is run.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import sys
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from cellophane.source.knowledge import FOLDER as BY_HAND
from cellophane.source.knowledge import Knowledge
from cellophane.source.knowledge.reading import names as names_under
from cellophane.source.knowledge.reading import read_tables
from cellophane.source.knowledge.shelf import BETWEEN_PACKAGES, PLAIN_ENTRY
from tools import public_names, releases
from tools.read_release import ReadRelease
from tools.releases import Release

FOLDER = BY_HAND / "generated"

Tables = dict[str, dict[str, object]]

_HEADER = """\
# What {release} does with the functions handed to it, as its source tells.
# Written by tools/generate_knowledge.py, not by hand: an entry in the folder above comes first.
"""
_ALIASES_HEADER = """\
# Names in one package for what the file of another package describes, and the names that they have there.
# Written by tools/generate_knowledge.py, not by hand.

"""
FRAME = frozenset({"signature", "source", "aliases", "bases", "makes"})
"""Keys that say nothing of a function."""
_PLAIN = ("builtins.object.", "builtins.str.", "builtins.bytes.", "builtins.int.", "builtins.float.")
"""Methods of what holds no functions lead nowhere."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate the files of the releases that are named, or of all; the exit code."""
    parser = argparse.ArgumentParser(description="Generate the knowledge of released packages.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a distribution of tools/releases.txt (default: all)")
    wanted = parser.parse_args(arguments).names
    every = releases.listed()
    unknown = sorted(set(wanted) - {release.name for release in every})
    if unknown:
        parser.error(f"not in tools/releases.txt: {', '.join(unknown)}")
    cache = releases.cache()
    for release in every:
        if releases.fetch(release, cache) is None:
            print(f"{release}: no wheel to be had", file=sys.stderr)
    chosen = [(r, releases.roots(r, every, cache)) for r in every if not wanted or r.name in wanted]
    stale = set() if wanted else set(_files(FOLDER))
    # A process for each: what is known of a large package takes gigabytes, which come back only so.
    with multiprocessing.Pool(1, maxtasksperchild=1) as pool:
        for (release, roots), tables in zip(chosen, pool.imap(_read, chosen), strict=True):
            print(f"{release}: {len(tables)} entries")
            stale.difference_update(write(release, tables, roots[0], FOLDER) if tables else ())
    for path in stale:
        path.unlink()
    link(FOLDER, Knowledge(BY_HAND))
    note_aliases(FOLDER)
    return 0


def _read(chosen: tuple[Release, tuple[Path, ...]]) -> Tables:
    release, roots = chosen
    return ReadRelease(release, roots, Knowledge(BY_HAND)).tables() if roots else {}


def write(release: Release, tables: Tables, root: Path, folder: Path) -> list[Path]:
    """Write the entries of a release, one file for each of its packages, which is named for the package."""
    by_package: dict[Path, Tables] = {}
    for name, table in tables.items():
        file = folder / f"{public_names.top_level(root, name)}.toml"
        by_package.setdefault(file, {})[name] = table
    folder.mkdir(exist_ok=True)
    for file, inside in by_package.items():
        header = _HEADER.format(release=f"{release.name} {release.version}")
        file.write_text(header + as_toml(inside), encoding="utf-8")
    return list(by_package)


def as_toml(tables: Mapping[str, Mapping[str, object]]) -> str:
    """The text of entries, in the order of their names.

    >>> print(as_toml({"a.f": {"signature": "(g)", "g": "kept", "source": "read"}}))
    <BLANKLINE>
    ["a.f"]
    signature = "(g)"
    g = "kept"
    source = "read"
    <BLANKLINE>
    """
    return "".join(f'\n["{name}"]\n{_lines(tables[name])}' for name in sorted(tables))


def _lines(table: Mapping[str, object]) -> str:
    return "".join(f"{_key(key)} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def link(folder: Path, knowledge: Knowledge) -> None:
    """Drop what leads nowhere: bases and results without entries, and classes of which nothing is left to say."""
    files = {path: read_tables(path) for path in _files(folder)}
    every = {name: table for tables in files.values() for name, table in tables.items()}
    leading = _leading(every, knowledge)
    for path, tables in files.items():
        useful = {name: table for name, table in tables.items() if _is_useful(name, table, leading)}
        header = "".join(line for line in path.read_text(encoding="utf-8").splitlines(True) if line.startswith("#"))
        if useful:
            linked = {name: _linked(table, leading) for name, table in useful.items()}
            path.write_text(header + as_toml(linked), encoding="utf-8")
        else:
            path.unlink()


def note_aliases(folder: Path) -> None:
    """Write down the aliases that are of another package than the file of their entry, for who opens that one first."""
    found = {
        alias: name
        for path in _files(folder)
        for name, table in read_tables(path).items()
        for alias in names_under(table, "aliases")
        if not f"{alias}.".startswith(f"{path.stem}.")
    }
    (folder / BETWEEN_PACKAGES).write_text(_ALIASES_HEADER + _lines(dict(sorted(found.items()))), encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.toml") if path.name != BETWEEN_PACKAGES)


def _is_useful(name: str, table: Mapping[str, object], leading: Set[str]) -> bool:
    return name in leading or bool(set(table) - FRAME) or table.get("makes") in leading


def _leading(every: Mapping[str, Mapping[str, object]], knowledge: Knowledge) -> frozenset[str]:
    """The names of the classes of which a method says something: of a function, or by making such a class."""
    known = {**every, **{name: knowledge.table(name) for name in knowledge.names() if not name.startswith(_PLAIN)}}
    telling = {_owner(name) for name, table in known.items() if set(table) - FRAME}
    told = _with_heirs(telling, known)
    return _with_heirs(told | {_owner(name) for name in known if known[name].get("makes") in told}, known)


def _owner(name: str) -> str:
    return name.rpartition(".")[0]


def _with_heirs(classes: Set[str], known: Mapping[str, Mapping[str, object]]) -> frozenset[str]:
    """Classes, those that derive from them, and the other names of all these."""
    found: set[str] = set(classes)
    names = {name: {name, *names_under(table, "aliases")} for name, table in known.items()}
    new = {name for name in known if names[name] & found or found.intersection(names_under(known[name], "bases"))}
    while not new <= found:
        found |= {other for name in new for other in names[name]}
        new = {name for name in known if found.intersection(names_under(known[name], "bases"))}
    return frozenset(found)


def _linked(table: Mapping[str, object], leading: frozenset[str]) -> dict[str, object]:
    """The table without bases and a class of the result that lead to no method."""
    linked = {key: value for key, value in table.items() if key != "makes" or value in leading}
    if "bases" in linked:
        linked["bases"] = [base for base in names_under(table, "bases") if base in leading]
    said = {key: value for key, value in linked.items() if value != []}
    return said if set(said) - FRAME else {key: said[key] for key in said if key not in PLAIN_ENTRY}


if __name__ == "__main__":
    sys.exit(main())
