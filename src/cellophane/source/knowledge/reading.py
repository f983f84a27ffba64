"""Turns a table of a knowledge file into an `Entry`, or says in words what is wrong with it.

Does not decide which files there are, nor which entry a name means.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.knowledge.entry import UNKNOWN, Entry, ResultKind
from cellophane.source.knowledge.signature import Signature
from cellophane.workspace.settings import FILE

ANY_CALLABLE = "*"
"""The name of the table whose keys are keywords of any callable."""

DESCRIPTION = frozenset(
    {"signature", "source", "aliases", "bases", "result", "makes", "applied", "with", "replaces", "inspects"}
)
"""Keys of an entry that are no parameter."""
PROOF = frozenset({"experiment", "cleanup", "use", "loop", "since", "until", "unverified", "leaving"})
"""Keys that only the tests of the entry read."""


class KnowledgeError(ValueError):
    """A knowledge file that says something it cannot say; the message names the file and the entry."""


Table = Mapping[str, Any]


def read_tables(path: Path) -> dict[str, Table]:
    """The tables of a knowledge file by the name of their entry; of a `pyproject.toml`, those under `callables`.

    Raises `KnowledgeError` where it cannot be read or is no TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path}: cannot be read: {error}") from None
    return _of_project(text, path) if path.name == FILE else parse_tables(text, path)


def _of_project(text: str, path: Path) -> dict[str, Table]:
    """The entries among the settings of a project, which need not say where they come from."""
    tables = parse_tables(text, path).get("tool", {}).get("cellophane", {}).get("callables", {})
    return {name: {"source": FILE, **table} for name, table in tables.items()}


def parse_tables(text: str, path: Path) -> dict[str, Table]:
    """The tables in the text of a knowledge file; `path` is named in errors."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{path}: not TOML: {error}") from None
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise KnowledgeError(f'{path}: {name} stands outside an entry; write ["{name}"] above its keys')
    return tables


def read_entry(name: str, table: Table, path: Path) -> Entry:
    """The entry that a table describes. Raises `KnowledgeError` where it describes none."""
    try:
        return _entry(name, table)
    except (ValueError, TypeError) as error:
        place = f'callables."{name}"' if path.name == FILE else f'{path}: ["{name}"]'
        raise KnowledgeError(f"{place}: {error}") from None


def names(table: Table, key: str) -> tuple[str, ...]:
    """The dotted names under `key`, which is `aliases` or `bases`."""
    return tuple(_words(table.get(key, ()), key))


def _entry(name: str, table: Table) -> Entry:
    _check_name(name)
    for key in ("aliases", "bases"):
        names(table, key)
    if not isinstance(table.get("source"), str):
        raise ValueError('an entry says where its truth is written: source = "…"')
    signature = Signature.parse("(**_)") if name == ANY_CALLABLE else _signature(table)
    return Entry(
        name=name,
        signature=signature,
        fates=_fates(name, table, signature),
        result=ResultKind(_one_of(table.get("result", "object"), [kind.value for kind in ResultKind], "result")),
        makes=str(table.get("makes", name)),
        applied=_fate(table.get("applied", "unknown"), "applied"),
        exit=Fate(_one_of(table["with"], ["released", "consumed"], "with")) if "with" in table else None,
        replaces=_replaces(table, signature),
        inspects=_flag(table, "inspects"),
        source=table["source"],
        convention=name.startswith("*"),
        certainty=Certainty.LIKELY if name.startswith("*") else Certainty.CERTAIN,
    )


def _replaces(table: Table, signature: Signature) -> tuple[str, ...] | None:
    if "replaces" not in table:
        return None
    parameters = _words(table["replaces"], "replaces")
    _check_parameters(parameters, signature)
    return parameters


def _flag(table: Table, key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"{key} is true or false, not {value!r}")
    return value


def _check_name(name: str) -> None:
    if name == ANY_CALLABLE or name.startswith("*."):
        return
    if "." not in name or not all(part.isidentifier() for part in name.split(".")):
        raise ValueError('the name of an entry is dotted, in quotes ("library.function"), "*.method" or "*"')


def _signature(table: Table) -> Signature:
    text = table.get("signature")
    if not isinstance(text, str):
        raise ValueError('an entry names its parameters: signature = "(…)"')
    try:
        return Signature.parse(text)
    except SyntaxError:
        raise ValueError(f"signature {text!r} is no list of parameters") from None


def _fates(name: str, table: Table, signature: Signature) -> dict[str, frozenset[Fate]]:
    keys = {key: key.removesuffix("=") for key in table if key not in DESCRIPTION and key not in PROOF}
    if name != ANY_CALLABLE:
        _check_parameters(keys.values(), signature)
    return {parameter: _fate(table[key], key) for key, parameter in keys.items()}


def _check_parameters(parameters: Iterable[str], signature: Signature) -> None:
    for parameter in parameters:
        if parameter.removesuffix("[]") not in signature.names:
            raise ValueError(
                f"{parameter} is neither a parameter in its signature nor a key that entries have"
                + _nearest(parameter, signature.names | DESCRIPTION | PROOF)
            )


def _fate(value: object, key: str) -> frozenset[Fate]:
    known = [fate.value for fate in Fate]
    fates = {Fate(_one_of(word, known, key)) for word in _words(value, key)}
    if Fate.UNKNOWN in fates:
        return UNKNOWN
    return frozenset(fates)


def _words(value: object, key: str) -> tuple[str, ...]:
    words = (value,) if isinstance(value, str) else value
    if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) for word in words):
        raise TypeError(f"{key} is a word or a list of words, not {value!r}")
    return tuple(words)


def _one_of(word: object, known: list[str], key: str) -> str:
    if not isinstance(word, str) or word not in known:
        raise ValueError(f"{key} cannot be {word!r}{_nearest(str(word), known)} (one of: {', '.join(known)})")
    return word


def _nearest(word: str, known: Iterable[str]) -> str:
    import difflib  # only for files with a mistake in them

    close = difflib.get_close_matches(word, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
