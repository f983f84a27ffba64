"""What library callables do with the functions, iterators and awaitables handed to them.

Decides what is known of a callable under its dotted name, of a method under its bare name when nobody knows
whose it is, and of a keyword of any callable. Does not decide which callable a piece of source means, nor
what follows for a closure.

The knowledge is data: every `*.toml` file beside this one, files that users add, and what stands under
`callables` in their settings. One table describes one callable::

    ["builtins.map"]
    signature = "(function, /, *iterables)"
    function = "result"
    iterables = "result"
    result = "lazy"
    source = "docs: library/functions.html#map"
    experiment = "map(f, [1])"

**The name** is the dotted name of a function or class (its constructor, described without `self`), or of
a method, whose first parameter is `self`. `"library.Class.*"` describes all methods of a class, or of one that has it
as a base, for which there is no entry: those of a query, say, each of which makes another query; and in the same way
all functions of a module. `"*.append"` describes every method of that name whose owner nobody knows, and may be a
pattern (`"*.on_*"`); `"*.clicked.connect"` that method of any attribute `clicked`, and
`"*.registration.remove"` also that of what a call returned which keeps a function; `"*"` describes keywords of any
callable that is not known, again by patterns. These are conventions: they have to hold in the overwhelming majority of
real code. A callable that might as well call the function at once and forget it has no place there. What a convention
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
unknown   nobody knows; takes away what a convention would say; with other words: perhaps something else as well
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
            awaited, `callable` when it is called, `object` (if nothing is said) otherwise; `maker` if calling the
            result makes the object that holds them, and runs none: `dask.delayed(f)(1)`
makes       the dotted name of the class of the result; the name of the entry if nothing is said
applied     what becomes of a function to which the result is applied: `lru_cache(maxsize=None)(f)`
with        what leaving a `with` block on the result does with the functions it holds: `released`
replaces    the parameters (a list, perhaps empty) by which what it keeps is told apart: a later call with the same
            arguments for them drops what an earlier one kept, as `signal.signal(number, …)` does
inspects    `true` if it reads the signatures of the functions that it is given, as `inspect.signature` does: a fix
            must not add a parameter to them
holds       `items` if what it keeps with the receiver comes out of that as items: by iterating, by index, by `pop`
gives       `pairs` if the result gives pairs, of which the second is an item of what it holds: `enumerate`
in_rounds   `true` if the result gives pairs, of which the second is an iterator that is at its end as soon as the
            next pair is asked for: `itertools.groupby`
whole       `true` if its result gives the items as they are, so that what was a pair still is one: `sorted`
endless     `true` if the result is an iterator that may never end; `{ without = "times" }` if it may where nothing
            fills that parameter, `{ with = "sentinel" }` where something does
computed    `true` for a decorator of methods that run when the attribute is read: `property`
tells       `callable` if it tells whether what it is given can be called; of what takes the name of an attribute as
            well, if that is `__call__`
withdraws   `true` if it drops a function that is equal to the one it is given, as `signal.disconnect(f)` does
early       `true` if it, or its result, may leave off before an iterator that it is given has come to its end: `any`,
            `islice`
runs_out    `true` if its result is an iterator that gives its items once, and is easily taken for a collection of
            them: `map`, `zip`; not `iter`, which is asked for where the place in it matters
starts      `processes` if its first argument says how processes are started: `fork`, `spawn` or `forkserver`
expects     `errors` if it expects that what it calls, or a `with` on its result, raises: `pytest.raises`
waits       `true` if the jobs among the items that it is given have finished when it returns, or, if its result is
            lazy, when that has come to its end; `{ without = ["timeout"] }` if so where nothing fills that parameter
fields      `true` for a decorator that makes parameters of `__init__` of the annotated fields of a class, and keeps
            what fills them: `dataclass`
shares      `true` if others have its result as well, as that of an accessor: who hands a function to that hands it
            to them (`logging.getLogger`)
declares    `true` for a decorator of functions whose bodies are for others to fill in: `abc.abstractmethod`
property    `true` for a method that is called by reading the attribute, as properties are
manages     `true` for a decorator that makes a context manager of a generator function: `contextmanager`
generic     of a class, what `X[…]` says in an annotation, by the position in the brackets: `{ items = 1 }` where the
            class of the items, or of the values, stands, `{ wraps = 0 }` where that of the object itself does
            (`Optional[Desk]`), or of what it gives when it is awaited or called
aliases     other dotted names of it; for a convention, other names and patterns
alike       other callables of which the same is said, though their other parameters may be called differently
bases       the classes in whose entries methods are looked up that have no entry of their own
==========  ===========================================================================================

What a decorator or an annotation means that nobody can look up, or of which there is no entry, is taken for what is
called so: any `dataclass` makes fields.

**How a function is run** is said by three more keys, for the parameters that take one (and `applied`)::

    ["threading.Thread"]
    signature = "(group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None)"
    target = "result"
    passes = { target = "*args" }
    runs = "thread"

=======  ==============================================================================================
passes   a table of how many positional arguments each is called with: `1`; `"0..1"`, by what else the callable is
         given; `"2.."` or more; `"..1"`, as many of them as the function takes; `"*args"`, all that fills the parameter
         `*args`, or that is in the sequence for the parameter `args`; `"each iterables"`, one for each argument that
         fills `*iterables`; or several of these: `"1, *args"`. Of what is not listed nobody knows, and of arguments
         that are passed by keyword nothing is said.
runs     where: in another `thread`; in another `process`, with copies of what it captured; in an event `loop`, when its
         turn comes; a list of these if it depends on what else the callable is given. If nothing is said: in the thread
         of the caller.
pickles  what makes bytes of it, which are carried to another process if it runs in one: `pickle`, which refuses lambdas
         and local functions; `pickle unless forked`, if the start method decides; `cloudpickle`, which takes any
         function. If nothing is said: nothing does.
=======  ==============================================================================================

A word for `runs` or `pickles` speaks of all parameters of which it is said what becomes of a function there, a table of
some: `runs = { func = "process", callback = "thread" }`.

**The proof.** `experiment` is code (or a list of it) that the tests run with `f`, a function that is watched:
the last statement is the call, and `r` is the receiver if there is one. `steps(f)` makes a generator,
`stream(f)` an asynchronous one and `work(f)` a coroutine that call `f`; `f` in a list display speaks of
items. `use` says how the `result` runs the function where iterating, awaiting or calling it bare will not do,
`cleanup` undoes what the experiment left behind, `loop = true` runs it in an event loop, `leaving` is code
with a `with` block after which nothing holds `f` although `r` is held, `since` and `until` name the first
Python that has it and the first that has it no more. `unverified` says why there is no experiment. `trial` is code
(or a list of it) at whose end `f` has been called, to see how it was run: with which arguments and where, and whether
it can be a local function. It hands `f` over as it is wherever it can.

**Generated entries.** The files in `generated/` are written by `tools/generate_knowledge.py`, which reads the sources
of released packages; their first line says of which version, their `source` where in it. An entry that says nothing
of functions, but only what something makes or derives from, has neither `signature` nor `source`. They serve where a
package is not installed, so that its source cannot be read. Nobody has tried them out, and a version may differ from
the one in use, so they are `likely` at best. How functions are run they do not say. What is written by hand comes
first.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.knowledge.entry import UNKNOWN, Entry, ResultKind, Trait
from cellophane.source.knowledge.reading import (
    ANY_CALLABLE,
    KnowledgeError,
    Table,
    names,
    read_entry,
    read_tables,
)
from cellophane.source.knowledge.running import UNTOLD, Running
from cellophane.source.knowledge.shelf import FolderShelf, Shelf

__all__ = ["Entry", "Knowledge", "KnowledgeError", "ResultKind", "Running", "Trait", "load"]

FOLDER = Path(__file__).parent
"""Where the files are that come with cellophane."""


class Knowledge:
    """Everything that is known about library callables. Made by `load`; answers are remembered.

    >>> knowledge = load()
    >>> knowledge.callable("collections.OrderedDict.setdefault").name
    'builtins.dict.setdefault'
    >>> knowledge.callable("nowhere.to_be_seen") is None
    True
    """

    def __init__(self, folder: Path, extra: Sequence[Path] = (), generated: Path | None = None) -> None:
        self._written = Shelf()
        self._shelves = [self._written, *([FolderShelf(generated)] if generated else [])]
        self._entries: dict[str, Entry | None] = {}
        self._released: dict[str, Entry | None] = {}
        self._methods: dict[str, Entry | None] = {}
        self._keywords: dict[str, frozenset[Fate]] = {}
        self._telling: dict[tuple[str, ...], tuple[dict[str, bool], list[str]]] = {}
        for path in extra:
            self._written.add(_checked(read_tables(path), path), path)
        for path in sorted(folder.glob("*.toml")):
            self._written.index(path.read_text(encoding="utf-8"), path)

    def callable(self, dotted: str) -> Entry | None:
        """What is known of the callable with that dotted name: `builtins.list.append`.

        Follows aliases, and the bases of a class for its methods; then asks for what holds of all its other methods.
        """
        if dotted not in self._entries:
            found = _lineage(dotted, [self._written])
            self._entries[dotted] = next((shelf.entry(name) for name, shelf in found), None)
            if self._entries[dotted] is None and (others := _others(dotted)):
                self._entries[dotted] = self.callable(others)
        return self._entries[dotted]

    def released(self, dotted: str) -> Entry | None:
        """The same, with what was told from the sources of releases added to it: likely, and no more.

        Asked for where the source cannot be seen: what is told from that is of the right version.

        >>> entry = load().released("toolz.groupby")
        >>> entry is not None and entry.certainty
        <Certainty.LIKELY: 2>
        """
        if dotted not in self._released:
            found = _lineage(dotted, self._shelves)
            entry = next((shelf.entry(name) for name, shelf in found), None)
            if entry is None and (others := _others(dotted)):
                entry = self.released(others)
            self._released[dotted] = entry and replace(entry, certainty=Certainty.LIKELY)
        return self._released[dotted]

    def method(self, name: str, owner: str = "") -> Entry | None:
        """What convention says about a method called `name`, whoever's it is. Exact names come first.

        `owner` is the name of the attribute, if it is one, whose method is meant: `button.clicked.connect`.

        >>> load().method("append").name, load().method("connect", "clicked").name
        ('*.append', '*.clicked.connect')
        """
        conventions = self._conventions
        asked = f"{owner}.{name}" if f"{owner}.{name}" in conventions else name
        if asked not in self._methods:
            found = _matching(asked, conventions)
            self._methods[asked] = self._written.entry(conventions[found]) if found else None
        return self._methods[asked]

    def keyword(self, name: str) -> frozenset[Fate]:
        """What convention says about an argument given by keyword to a callable that is not known.

        >>> load().keyword("on_click")
        frozenset({<Fate.KEPT: 'kept'>})
        """
        if name not in self._keywords:
            found = _matching(name, self._any_callable.fates)
            self._keywords[name] = self._any_callable.fate(found) if found else UNKNOWN
        return self._keywords[name]

    def keyword_runs(self, name: str) -> Running:
        """What convention says about how a function is run that is given by keyword to such a callable.

        >>> load().keyword_runs("default_factory").passes
        Passed(least=0, most=0, handed_on=(), one_each=(), fitted=False)
        """
        found = _matching(name, self._any_callable.running)
        return self._any_callable.runs(found) if found else UNTOLD

    def namesakes(self, name: str) -> tuple[Entry, ...]:
        """The entries written by hand whose dotted name, or an alias of it, ends in `name`; no conventions.

        For what a decorator or an annotation means that nobody can look up: it is taken for what is called so.

        >>> [entry.name for entry in load().namesakes("contextmanager")]
        ['contextlib.contextmanager']
        """
        entries = (self.callable(dotted) for dotted in self._by_last_name.get(name, ()))
        return tuple({entry.name: entry for entry in entries if entry is not None}.values())

    def may_tell(self, name: str, *words: str) -> bool:
        """Whether one of these words stands in an entry of what has this last name, whoever's it is.

        >>> load().may_tell("groupby", "in_rounds"), load().may_tell("sorted", "in_rounds")
        (True, False)
        """
        if words not in self._telling:
            last = {dotted.rpartition(".")[2] for dotted in self._written.mentioning(*words)}
            self._telling[words] = dict.fromkeys(last, True), [name for name in sorted(last) if "*" in name]
        known, patterns = self._telling[words]
        if name not in known:
            known[name] = _matching(name, patterns) is not None
        return known[name]

    def names(self) -> tuple[str, ...]:
        """The name of every entry that is written by hand, sorted."""
        return tuple(sorted(self._written.names()))

    def table(self, name: str) -> Table:
        """The table of such an entry as it stands in its file, with its proof. Raises `KeyError` without one."""
        return self._written.read(name)[0]

    @functools.cached_property
    def _any_callable(self) -> Entry:
        return self._written.entry(ANY_CALLABLE)

    @functools.cached_property
    def _by_last_name(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for dotted in (*self._written.names(), *self._written.aliases):
            if "*" not in dotted:
                found.setdefault(dotted.rpartition(".")[2], []).append(dotted)
        return found

    @functools.cached_property
    def _conventions(self) -> Mapping[str, str]:
        """The entry for each method name or pattern of method names, those of users first."""
        entries = {name: name for name in self._written.names()} | self._written.aliases
        return {name.removeprefix("*."): entries[name] for name in entries if name.startswith("*.")}


def _lineage(dotted: str, shelves: Sequence[Shelf], seen: frozenset[str] = frozenset()) -> Iterator[tuple[str, Shelf]]:
    """The entries that speak for `dotted`, each with the shelf it is on: its own, then those of its class's bases."""
    for shelf in shelves:
        shelf.open(dotted)
    for name in dict.fromkeys(shelf.canonical(dotted) for shelf in shelves):
        owner, _, attribute = name.rpartition(".")
        for shelf in shelves if name not in seen else ():
            shelf.open(name)
            if shelf.knows(name):
                yield name, shelf
            bases = names(shelf.read(owner)[0], "bases") if shelf.knows(owner) else ()
            for base in bases:
                yield from _lineage(f"{base}.{attribute}", shelves, seen | {name})


def _others(dotted: str) -> str:
    """The name of the entry for all methods of which the class of this one has none, if it may be a method."""
    owner, _, attribute = dotted.rpartition(".")
    return f"{owner}.*" if owner and not attribute.startswith("_") and attribute != "*" else ""


def load(extra: Sequence[Path] = ()) -> Knowledge:
    """The knowledge that comes with cellophane, and that of the files `extra`, which is believed first.

    Raises `KnowledgeError` where a file of `extra` cannot be read or says what it cannot say.
    """
    return Knowledge(FOLDER, tuple(extra), FOLDER / "generated")


def _checked(tables: Mapping[str, Table], path: Path) -> Mapping[str, Table]:
    for name, table in tables.items():
        read_entry(name, table, path)
    return tables


def _matching(name: str, patterns: Collection[str]) -> str | None:
    """The name itself if it is among the patterns, else the first that fits it."""
    return name if name in patterns else next((pattern for pattern in patterns if fnmatchcase(name, pattern)), None)
