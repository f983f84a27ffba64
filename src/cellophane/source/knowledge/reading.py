"""Turns a table of a knowledge file into an `Entry`, or says in words what is wrong with it.

Does not decide which files there are, nor which entry a name means.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.model.nearest import meant
from cellophane.source.knowledge.entry import UNKNOWN, Entry, Generic, ResultKind, Trait, When
from cellophane.source.knowledge.running import UNTOLD, Passed, Pickler, Runner, Running
from cellophane.source.knowledge.signature import Signature
from cellophane.workspace.settings import SHARED

_SETTING = "callables"
"""The table of entries among settings: no entry has this name, as it has no dot and is no builtin."""
ANY_CALLABLE = "*"
"""The name of the table whose keys are keywords of any callable."""

DESCRIPTION = frozenset(
    {
        "signature",
        "source",
        "aliases",
        "alike",
        "bases",
        "result",
        "makes",
        "applied",
        "with",
        "replaces",
        "endless",
        "generic",
    }
    | {"waits", "passes", "runs", "pickles"}
    | {trait.value[0] for trait in Trait}
)
"""Keys of an entry that are no parameter."""
PROOF = frozenset({"experiment", "trial", "cleanup", "use", "loop", "since", "until", "unverified", "leaving"})
"""Keys that only the tests of the entry read."""


class KnowledgeError(ValueError):
    """A knowledge file that says something it cannot say; the message names the file and the entry."""


Table = Mapping[str, Any]


def read_tables(path: Path) -> dict[str, Table]:
    """The tables of a knowledge file by the name of their entry; of a file of settings, those under `callables`.

    Raises `KnowledgeError` where it cannot be read or is no TOML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path}: cannot be read: {error}") from None
    settings = _document(text, path)
    if path.name == SHARED:
        settings = settings.get("tool", {}).get("cellophane", {})
    if _SETTING in settings or path.name == SHARED:
        return {name: {"source": path.name, **table} for name, table in settings.get(_SETTING, {}).items()}
    return parse_tables(text, path)


def _document(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{path}: not TOML: {error}") from None


def parse_tables(text: str, path: Path) -> dict[str, Table]:
    """The tables in the text of a knowledge file; `path` is named in errors."""
    tables = _document(text, path)
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise KnowledgeError(f'{path}: {name} stands outside an entry; write ["{name}"] above its keys')
    return tables


def read_entry(name: str, table: Table, path: Path) -> Entry:
    """The entry that a table describes. Raises `KnowledgeError` where it describes none."""
    try:
        return _entry(name, table)
    except (ValueError, TypeError) as error:
        among_settings = table.get("source") == path.name  # they need not say where they come from
        place = f'callables."{name}"' if among_settings else f'{path}: ["{name}"]'
        raise KnowledgeError(f"{place}: {error}") from None


def names(table: Table, key: str) -> tuple[str, ...]:
    """The dotted names under `key`, which is `aliases`, `alike` or `bases`."""
    return tuple(_words(table.get(key, ()), key))


def _entry(name: str, table: Table) -> Entry:
    _check_name(name)
    for key in ("aliases", "alike", "bases"):
        names(table, key)
    if not isinstance(table.get("source"), str):
        raise ValueError('an entry says where its truth is written: source = "…"')
    signature = Signature.parse("(**_)") if name == ANY_CALLABLE else _signature(table)
    _check_keys(table, signature)
    fates = _fates(name, table, signature)
    applied = _fate(table.get("applied", "unknown"), "applied")
    takers = [*fates, *(["applied"] if applied else [])]
    return Entry(
        name=name,
        signature=signature,
        fates=fates,
        running=_running(table, takers, None if name == ANY_CALLABLE else signature),
        result=ResultKind(_one_of(table.get("result", "object"), [kind.value for kind in ResultKind], "result")),
        makes=str(table.get("makes", name)),
        applied=applied,
        exit=Fate(_one_of(table["with"], ["released", "consumed"], "with")) if "with" in table else None,
        replaces=_replaces(table, signature),
        traits=frozenset(trait for trait in Trait if _has(table, *trait.value)),
        endless=_when(table, "endless", signature),
        waits=_when(table, "waits", signature),
        generic=_generic(table),
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


def _has(table: Table, key: str, value: str | bool) -> bool:
    """Whether a key that says one thing or nothing says it."""
    if isinstance(value, str):
        return key in table and bool(_one_of(table[key], [value], key))
    said = table.get(key, False)
    if not isinstance(said, bool):
        raise ValueError(f"{key} is true or false, not {said!r}")
    return said


def _when(table: Table, key: str, signature: Signature) -> When | None:
    said = table.get(key, False)
    if isinstance(said, bool):
        return When() if said else None
    if not isinstance(said, dict) or len(said) != 1 or not said.keys() <= {"with", "without"}:
        raise ValueError(f'{key} is true, or a table such as {{ without = "times" }}, not {said!r}')
    [(word, value)] = said.items()
    parameters = _words(value, f"{key}.{word}")
    _check_parameters(parameters, signature)
    return When(only_with=parameters) if word == "with" else When(without=parameters)


def _generic(table: Table) -> Generic | None:
    said = table.get("generic")
    if said is None:
        return None
    positions = said.values() if isinstance(said, dict) and said.keys() <= {"items", "wraps"} else ()
    if not positions or any(isinstance(place, bool) or not isinstance(place, int) or place < 0 for place in positions):
        raise ValueError(f"generic is a table such as {{ items = 0 }} or {{ wraps = 0 }}, not {said!r}")
    return Generic(**said)


# -- how it runs functions -----------------------------------------------------------------------------------------


_Said = TypeVar("_Said")


def _running(table: Table, takers: Collection[str], signature: Signature | None) -> dict[str, Running]:
    """How it runs a function that fills one of its parameters; without a signature, one given by any keyword."""
    passes = _of_each(table, "passes", (), signature, lambda said, key: _passed(said, key, signature))
    runs = _of_each(table, "runs", takers, signature, _runners)
    pickles = _of_each(table, "pickles", takers, signature, _pickler)
    return {
        name: Running(passes.get(name), runs.get(name, UNTOLD.where), pickles.get(name))
        for name in (passes | runs | pickles)
    }


def _of_each(
    table: Table,
    key: str,
    takers: Collection[str],
    signature: Signature | None,
    read: Callable[[object, str], _Said],
) -> dict[str, _Said]:
    """What a key says of each parameter: in a table of some, or in a word of all the `takers` of functions."""
    said = table.get(key, {})
    if isinstance(said, dict):
        found = {name.removesuffix("="): read(value, f"{key}.{name}") for name, value in said.items()}
    elif takers:
        found = dict.fromkeys(takers, read(said, key))
    else:
        raise ValueError(f"{key} is a table, which says it of each parameter by name, not {said!r}")
    if signature is not None:
        for name in found:
            _check_taker(name, key, signature)
    return found


def _check_taker(name: str, key: str, signature: Signature) -> None:
    known = signature.names | {"applied"}
    if name.removesuffix("[]") not in known:
        raise ValueError(f"{key} speaks of {name}, which is no parameter in its signature{meant(name, known)}")


def _passed(said: object, key: str, signature: Signature | None) -> Passed:
    try:
        passed = Passed.parse(said)
    except ValueError as error:
        raise ValueError(f'{key}: {error} (such as 1, "0..1", "2..", "..1", "*args" or "each iterables")') from None
    names = signature.names if signature else frozenset()
    for name in (*passed.handed_on, *passed.one_each):
        if name not in names:
            raise ValueError(f"{key}: {name} is no parameter in its signature{meant(name, names)}")
    if signature and set(passed.one_each) - {signature.rest}:
        raise ValueError(f"{key}: `each` stands before the parameter with the star, *{signature.rest or 'args'}")
    return passed


def _runners(said: object, key: str) -> frozenset[Runner]:
    return frozenset(Runner(_one_of(word, [runner.value for runner in Runner], key)) for word in _words(said, key))


def _pickler(said: object, key: str) -> Pickler:
    return Pickler(_one_of(said, [pickler.value for pickler in Pickler], key))


# -- names and words -----------------------------------------------------------------------------------------------


def _check_keys(table: Table, signature: Signature) -> None:
    """Whether each key means what it says, and not the parameter of that name."""
    for key in (DESCRIPTION - {"applied"}) & signature.names & table.keys():
        words = table[key] if isinstance(table[key], list) else [table[key]]
        if all(word in [fate.value for fate in Fate] for word in words):
            raise ValueError(f'{key} is a key of its own here: what becomes of the parameter stands under "{key}="')


def _check_name(name: str) -> None:
    if name == ANY_CALLABLE or name.startswith("*."):
        return
    if "." not in name or not all(part.isidentifier() for part in name.removesuffix(".*").split(".")):
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
                + meant(parameter, signature.names | DESCRIPTION | PROOF)
            )


def _fate(value: object, key: str) -> frozenset[Fate]:
    known = [fate.value for fate in Fate]
    fates = {Fate(_one_of(word, known, key)) for word in _words(value, key)}
    return UNKNOWN if fates == {Fate.UNKNOWN} else frozenset(fates)


def _words(value: object, key: str) -> tuple[str, ...]:
    words = (value,) if isinstance(value, str) else value
    if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) for word in words):
        raise TypeError(f"{key} is a word or a list of words, not {value!r}")
    return tuple(words)


def _one_of(word: object, known: list[str], key: str) -> str:
    if not isinstance(word, str) or word not in known:
        raise ValueError(f"{key} cannot be {word!r}{meant(str(word), known)} (one of: {', '.join(known)})")
    return word
