"""What library callables do with the functions, iterators and awaitables handed to them.

Decides what is known of a callable under its dotted name, of a method under its bare name when nobody knows
whose it is, and of a keyword of any callable. Does not decide which callable a piece of source means, nor
what follows for a closure.

The knowledge is data: every `*.toml` file beside this one, and files that users add. One table describes
one callable::

    ["builtins.map"]
    signature = "(function, /, *iterables)"
    function = "result"
    iterables = "result"
    result = "lazy"
    source = "docs: library/functions.html#map"
    experiment = "map(f, [1])"

**The name** is the dotted name of a function or class (its constructor, described without `self`), or of
a method, whose first parameter is `self`. `"*.append"` describes every method of that name whose owner
nobody knows, and may be a pattern (`"*.on_*"`); `"*"` describes keywords of any callable that is not known,
again by patterns. These two are conventions: they have to hold in the overwhelming majority of real code.
A callable that might as well call the function at once and forget it has no place there. What a convention
says of `kept` it says of functions and awaitables; nobody registers a generator expression.

**A parameter** (the keys that the signature names) tells what becomes of a function, an iterator or an
awaitable which fills it; `"parameter[]"` speaks of functions among its items, or among its values if it is
a mapping; `self` speaks of the functions that the receiver holds already. A parameter that is not listed is
unknown. The words:

========  =============================================================================================
consumed  called, iterated or awaited before the callable returns, and dropped by it
kept      kept somewhere that outlives the call and runs it without further ado: a registry, a thread
receiver  kept by the receiver: `self` of a method, the first argument of a function (`heapq.heappush`)
result    kept by the result, for as long as that lives
returned  it is, or may be, the result itself
released  of what `self` holds: dropped, or run to its end, before this method returns (`Thread.join`);
          of a parameter: whoever kept it lets go of it (`atexit.unregister`, `signal.disconnect`)
ignored   neither called nor kept
unknown   nobody knows; takes away what a convention would say
========  =============================================================================================

A list of words says that all of them apply. Where `kept` stands with `receiver` or `result`, these are
handles on the work (the pool it runs in, its future): as soon as a handle is released or awaited, the
function is dropped. A parameter that is called like one of the keys below is written with a `=`:
`"result=" = "receiver"`.

**The other keys** are all optional but the first two:

==========  ===========================================================================================
signature   the parameters, written as in a `def`
source      where it is written that it is so; for a convention, whose convention it is
result      when functions that the result holds run: `lazy` when it is iterated, `awaitable` when it is
            awaited, `callable` when it is called, `object` (if nothing is said) otherwise
makes       the dotted name of the class of the result; the name of the entry if nothing is said
applied     what becomes of a function to which the result is applied: `lru_cache(maxsize=None)(f)`
with        what leaving a `with` block on the result does with the functions it holds: `released`
replaces    the parameters (a list, perhaps empty) by which what it keeps is told apart: a later call with the same
            arguments for them drops what an earlier one kept, as `signal.signal(number, …)` does
aliases     other dotted names of it; for a convention, other names and patterns
bases       the classes in whose entries methods are looked up that have no entry of their own
==========  ===========================================================================================

**The proof.** `experiment` is code (or a list of it) that the tests run with `f`, a function that is watched:
the last statement is the call, and `r` is the receiver if there is one. `steps(f)` makes a generator,
`stream(f)` an asynchronous one and `work(f)` a coroutine that call `f`; `f` in a list display speaks of
items. `use` says how the `result` runs the function where iterating, awaiting or calling it bare will not do,
`cleanup` undoes what the experiment left behind, `loop = true` runs it in an event loop, `leaving` is code
with a `with` block after which nothing holds `f` although `r` is held, `since` and `until` name the first
Python that has it and the first that has it no more. `unverified` says why there is no experiment.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from cellophane.model.fate import Fate
from cellophane.source.knowledge.entry import UNKNOWN, Entry, ResultKind
from cellophane.source.knowledge.reading import (
    ANY_CALLABLE,
    KnowledgeError,
    Table,
    names,
    parse_tables,
    read_entry,
    read_tables,
)

__all__ = ["Entry", "Knowledge", "KnowledgeError", "ResultKind", "load"]

_HEADER = re.compile(r'^\["([^"\n]+)"\]$', re.MULTILINE)
_ALIASES = re.compile(r"^aliases = \[(.*?)\]$", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r'"([^"]+)"')


class Knowledge:
    """Everything that is known about library callables. Made by `load`; answers are remembered.

    >>> knowledge = load()
    >>> knowledge.callable("collections.OrderedDict.setdefault").name
    'builtins.dict.setdefault'
    >>> knowledge.callable("nowhere.to_be_seen") is None
    True
    """

    def __init__(self, folder: Path, extra: Sequence[Path] = ()) -> None:
        self._tables: dict[str, tuple[Table, Path]] = {}
        self._unread: dict[str, tuple[str, Path]] = {}
        self._aliases: dict[str, str] = {}
        self._entries: dict[str, Entry | None] = {}
        self._methods: dict[str, Entry | None] = {}
        self._keywords: dict[str, frozenset[Fate]] = {}
        for path in extra:
            self._add(_checked(read_tables(path), path), path)
        for path in sorted(folder.glob("*.toml")):
            self._index(path.read_text(encoding="utf-8"), path)

    def callable(self, dotted: str) -> Entry | None:
        """What is known of the callable with that dotted name: `builtins.list.append`.

        Follows aliases, and the bases of a class for its methods.
        """
        if dotted not in self._entries:
            self._entries[dotted] = next((self._entry(name) for name in self._lineage(dotted)), None)
        return self._entries[dotted]

    def method(self, name: str) -> Entry | None:
        """What convention says about a method called `name`, whoever's it is. Exact names come first.

        >>> load().method("append").name
        '*.append'
        """
        if name not in self._methods:
            conventions = self._conventions
            found = name if name in conventions else _first_match(name, conventions)
            self._methods[name] = self._entry(conventions[found]) if found else None
        return self._methods[name]

    def keyword(self, name: str) -> frozenset[Fate]:
        """What convention says about an argument given by keyword to a callable that is not known.

        >>> load().keyword("on_click")
        frozenset({<Fate.KEPT: 'kept'>})
        """
        if name not in self._keywords:
            fates = self._entry(ANY_CALLABLE).fates
            found = name if name in fates else _first_match(name, fates)
            self._keywords[name] = fates[found] if found else UNKNOWN
        return self._keywords[name]

    def names(self) -> tuple[str, ...]:
        """The name of every entry, sorted."""
        return tuple(sorted({*self._tables, *self._unread}))

    def table(self, name: str) -> Table:
        """The table of an entry as it stands in its file, with its proof. Raises `KeyError` without one."""
        return self._read(name)[0]

    @functools.cached_property
    def _conventions(self) -> Mapping[str, str]:
        """The entry for each method name or pattern of method names, those of users first."""
        entries = {name: name for name in (*self._tables, *self._unread)} | self._aliases
        return {name.removeprefix("*."): entries[name] for name in entries if name.startswith("*.")}

    def _entry(self, name: str) -> Entry:
        return read_entry(name, *self._read(name))

    def _lineage(self, dotted: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        """The entries that speak for `dotted`: its own, then those of the bases of its class."""
        name = self._canonical(dotted)
        if name in seen:
            return
        if self._knows(name):
            yield name
        owner, _, attribute = name.rpartition(".")
        if self._knows(owner):
            for base in names(self.table(owner), "bases"):
                yield from self._lineage(f"{base}.{attribute}", seen | {name})

    def _canonical(self, dotted: str) -> str:
        """The name under which `dotted` has its entry; an alias of a class also stands before its methods."""
        if dotted in self._aliases:
            return self._aliases[dotted]
        owner, _, attribute = dotted.rpartition(".")
        return f"{self._aliases[owner]}.{attribute}" if owner in self._aliases else dotted

    def _knows(self, name: str) -> bool:
        return name in self._tables or name in self._unread

    def _read(self, name: str) -> tuple[Table, Path]:
        if name in self._unread:
            text, path = self._unread.pop(name)
            self._add(parse_tables(text, path), path)
        return self._tables[name]

    def _add(self, tables: Mapping[str, Table], path: Path) -> None:
        """Add what is not there yet: the files of users come first and are believed."""
        for name, table in tables.items():
            known, _ = self._tables.setdefault(name, (table, path))
            if name == ANY_CALLABLE:
                missing = {key: table[key] for key in table if key not in known}
                self._tables[name] = ({**known, **missing}, path)
            self._alias(names(table, "aliases"), name)

    def _index(self, text: str, path: Path) -> None:
        """Note where the entries of a file stand, and their aliases, without parsing it.

        tomllib takes some fifty times as long for a file as this, and a run asks for a few dozen entries out
        of hundreds. The files of users may be written in any way that TOML allows; they are parsed at once.
        """
        headers = list(_HEADER.finditer(text))
        ends = [header.start() for header in headers[1:]] + [len(text)]
        for header, end in zip(headers, ends, strict=True):
            name, block = header[1], text[header.start() : end]
            if name == ANY_CALLABLE:
                self._add(parse_tables(block, path), path)
            elif name not in self._tables:
                self._unread[name] = (block, path)
                if "\naliases = " in block:
                    self._alias(_QUOTED.findall("".join(_ALIASES.findall(block))), name)

    def _alias(self, aliases: Iterable[str], name: str) -> None:
        for alias in aliases:
            self._aliases.setdefault(alias, name)


def load(extra: Sequence[Path] = ()) -> Knowledge:
    """The knowledge that comes with cellophane, and that of the files `extra`, which is believed first.

    Raises `KnowledgeError` where a file of `extra` cannot be read or says what it cannot say.
    """
    return _load(tuple(extra))


@functools.cache
def _load(extra: tuple[Path, ...]) -> Knowledge:
    return Knowledge(Path(__file__).parent, extra)


def _checked(tables: Mapping[str, Table], path: Path) -> Mapping[str, Table]:
    for name, table in tables.items():
        read_entry(name, table, path)
    return tables


def _first_match(name: str, patterns: Iterable[str]) -> str | None:
    return next((pattern for pattern in patterns if fnmatchcase(name, pattern)), None)
