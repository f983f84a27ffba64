"""What the knowledge files say of the standard library is held to the list of its callables that take functions."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from tools.standard_callables import Parameter, Takes, Told, listed, told

UNTOLD = {
    ("*", "sequence"): "values of a system call, which make themselves",
    ("*.from_bytes", "bytes"): "inherited by an enumeration, which nobody asks for numbers",
    ("*.join", "iterable"): "inherited by an enumeration, which nobody asks for strings",
    ("ast.ExtSlice", "dims"): "deprecated, and made by the parser",
    ("asyncio.*run", "loop_factory"): "new in Python 3.12, and an entry says nothing of single parameters' versions",
    ("dis.findlinestarts", "code"): "a code object, which has methods that no function has",
    ("dis.findlabels", "code"): "takes the bytes of a code object, whatever the stubs say",
    ("doctest.DebugRunner.report_*", "out"): "raises instead",
    ("email.headerregistry.*.init", "*"): "a step of parsing, which the registry takes",
    ("enum.EnumDict.update", "members"): "what it does with mappings stands beside what it does with pairs",
    ("functools.update_wrapper", "*ed"): "names of attributes, written as a tuple",
    ("functools.wraps", "*ed"): "names of attributes, written as a tuple",
    ("logging.config.Converting*", "iterable"): "made of the configuration",
    ("logging.config.*.add_filters", "filters"): "a step of reading the configuration",
    ("importlib.metadata.*", "iterable"): "made of what is installed",
    ("mailbox.*.update", "arg"): "what it does with mappings stands beside what it does with iterables",
    ("nntplib.*", "data"): "what it does with bytes stands beside what it does with iterables",
    ("pkgutil.extend_path", "path"): "a list, which is copied; anything else is given back",
    ("urllib.parse.quote*", "safe"): "characters, which are encoded",
    ("xml.dom.*getDOMImplementation", "features"): "what it does with a text stands beside what it does with pairs",
    ("multiprocessing.managers.*", "*"): "sent to another process, for which it has to be pickled",
    ("multiprocessing.reduction.*", "*"): "how processes talk to each other",
    ("sched.Event", "action"): "made by the scheduler",
    ("sre_parse.Tokenizer.getwhile", "charset"): "a step of parsing",
    ("types.SimpleNamespace", "mapping_or_iterable"): "new in Python 3.13, as that of asyncio.run",
    ("types.*", "bases"): "classes, written as a tuple",
    ("typing.NamedTuple", "iterable"): "a base of classes, no class",
    ("urllib.request.build_opener", "handlers"): "classes and objects; a function is no handler",
    ("urllib.request.urlretrieve", "data"): "goes where that of urlopen goes, and cannot be tried without a server",
    ("wsgiref.validate.validator", "applied"): "an application, which servers call",
    ("xml.etree.ElementPath.*", "*"): "a step of parsing",
    ("xml.etree.*ElementTree.C14NWriterTarget", "*"): "names of attributes and tags; canonicalize makes it",
    ("xml.etree.*ElementTree.Element.makeelement", "tag"): "a tag that says that it is no element",
    ("xmlrpc.client.Marshaller.dump_*", "write"): "a step of writing, which dumps takes",
}
"""By callable and parameter, both patterns: what nothing tells of, and why nobody misses it."""

DROPPED = {
    ("asyncio.*iscoroutinefunction", "func"): "looked at",
    ("copyreg.constructor", "object"): "looked at",
    ("copyreg.pickle", "constructor_ob"): "looked at",
    ("inspect.formatargvalues", "formatarg"): "called by a function that it is a default of, and gone with that",
    ("inspect.*", "obj*"): "looked at",
    ("inspect.get*", "func"): "looked at",
    ("inspect.get*", "agen"): "looked at",
    ("inspect.get*", "generator"): "looked at",
    ("inspect.get*", "coroutine"): "looked at",
    ("tkinter.PhotoImage.*", "*"): "unpacked",
    ("typing.get_*", "func"): "looked at",
    ("xml.etree.ElementPath.prepare_*", "*"): "a step of parsing",
}
"""Where no use of an argument is seen in the source, and there is none."""


@pytest.fixture(scope="module")
def everything() -> dict[Parameter, Told]:
    return told(listed())


def matches(parameter: Parameter, pattern: tuple[str, str]) -> bool:
    return fnmatchcase(parameter.callable, pattern[0]) and fnmatchcase(parameter.name, pattern[1])


@pytest.mark.parametrize(
    ("way", "exceptions"),
    [pytest.param(Told.NOBODY, UNTOLD, id="nothing tells"), pytest.param(Told.DROPPED, DROPPED, id="no use is seen")],
)
class TestKnowledgeOfTheStandardLibrary:
    def test_is_complete(
        self, everything: dict[Parameter, Told], way: Told, exceptions: dict[tuple[str, str], str]
    ) -> None:
        """What fails here wants an entry in a knowledge file, or a reason above why it wants none."""
        missing = {parameter for parameter, seen in everything.items() if seen is way}
        assert not {p[:3] for p in missing if not any(matches(p, pattern) for pattern in exceptions)}

    def test_has_no_exception_of_which_an_entry_speaks(
        self, everything: dict[Parameter, Told], way: Told, exceptions: dict[tuple[str, str], str]
    ) -> None:
        """What another Python has is left alone, and what is told from the source today may not be so tomorrow."""
        for pattern in exceptions:
            ways = {seen for parameter, seen in everything.items() if matches(parameter, pattern)}
            assert ways != {Told.ENTRY}, pattern


TAKEN: dict[tuple[str, str], set[Takes]] = {
    ("builtins.sorted", "key"): {Takes.FUNCTION},  # a parameter like any other
    ("builtins.map", "func"): {Takes.FUNCTION},  # one that no keyword fills
    ("builtins.staticmethod.__call__", "args"): set(),  # it is handed on, and may be anything
    ("builtins.sum", "iterable"): {Takes.ITERATOR},
    ("builtins.list.append", "object"): set(),
    ("contextlib.ExitStack.callback", "callback"): {Takes.FUNCTION},
    ("csv.writer", "csvfile"): set(),
    ("asyncio.create_subprocess_exec", "preexec_fn"): {Takes.FUNCTION},
    ("asyncio.run_coroutine_threadsafe", "coro"): {Takes.AWAITABLE},
    ("contextlib.aclosing", "thing"): {Takes.ASYNC_ITERATOR},  # an object with a method that generators have
    ("configparser.RawConfigParser", "converters"): {Takes.FUNCTIONS},  # values of a mapping
    ("functools.lru_cache", "applied"): {Takes.FUNCTION},  # the result takes it
    ("random.shuffle", "x"): set(),  # a sequence
    ("random.choices", "weights"): set(),
    ("threading.Timer", "function"): {Takes.FUNCTION},
    ("tkinter.Button", "command"): {Takes.FUNCTION},  # a string or a function
    ("tkinter.Button.bind", "func"): {Takes.FUNCTION},  # inherited
    ("tkinter.Wm.protocol", "func"): {Takes.FUNCTION},  # another name of a method
    ("unittest.TestCase.assertEqual", "first"): set(),
    ("unittest.mock.patch", "applied"): set(),
}


def test_what_a_parameter_takes(everything: dict[Parameter, Told]) -> None:
    """In one test, because workers that share the cases would each make the list."""
    found = {name: {parameter.takes for parameter in everything if parameter[:2] == name} for name in TAKEN}
    assert found == TAKEN


def test_only_public_names_are_listed(everything: dict[Parameter, Told]) -> None:
    parts = {part for parameter in everything for part in parameter.callable.split(".")}
    assert {part for part in parts if part.startswith("_")} == {"__call__"}


@pytest.mark.parametrize(
    ("callable_", "parameter", "position", "receiver", "way"),
    [
        ("builtins.sorted", "key", None, "", Told.ENTRY),
        ("builtins.sorted", "reverse", None, "", Told.NOBODY),  # the entry says nothing of it
        ("builtins.list.append", "object", 0, "builtins.list", Told.ENTRY),
        ("collections.deque.append", "x", 0, "collections.deque", Told.ENTRY),  # of the entry of a base
        ("functools.lru_cache", "applied", 0, "", Told.ENTRY),
        ("bdb.Bdb.runcall", "func", 0, "bdb.Bdb", Told.SOURCE),
        ("reprlib.recursive_repr", "applied", 0, "", Told.SOURCE),
        ("inspect.isgeneratorfunction", "obj", 0, "", Told.DROPPED),
        ("doctest.DebugRunner.report_failure", "out", 0, "doctest.DebugRunner", Told.NOBODY),
        ("xml.etree.ElementTree.Element.append", "no such thing", None, "xml.etree.ElementTree.Element", Told.NOBODY),
        ("_thread.no_such_thing", "function", 0, "", Told.NOBODY),
    ],
)
def test_how_it_is_told(callable_: str, parameter: str, position: int | None, receiver: str, way: Told) -> None:
    asked = Parameter(callable_, parameter, Takes.FUNCTION, position, receiver, callable_)
    assert told([asked]) == {asked: way}
