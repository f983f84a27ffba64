"""The loader of the knowledge: which entry a name means, and what is said of files with mistakes in them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path

import pytest

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source import knowledge as knowledge_package
from cellophane.source.knowledge import Entry, Knowledge, KnowledgeError, ResultKind, Running, Trait, load
from cellophane.source.knowledge.entry import UNKNOWN, Generic, When
from cellophane.source.knowledge.reading import read_entry, read_tables
from cellophane.source.knowledge.running import UNTOLD, Passed, Pickler, Runner
from cellophane.source.knowledge.shelf import BETWEEN_PACKAGES, PLAIN_ENTRY, FolderShelf

FOLDER = Path(knowledge_package.__file__).parent
GENERATED_FOLDER = FOLDER / "generated"
GENERATED_FILES = sorted(path for path in GENERATED_FOLDER.glob("*.toml") if path.name != BETWEEN_PACKAGES)

Write = Callable[[str], Path]


def known(dotted: str) -> Entry:
    entry = load().callable(dotted)
    assert entry is not None
    return entry


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the file of a user."""

    def write(text: str) -> Path:
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


class TestCallable:
    def test_a_function_is_found_by_its_dotted_name(self) -> None:
        assert known("functools.reduce").fate("function") == {Fate.CONSUMED}

    def test_what_nobody_described_is_unknown(self) -> None:
        assert load().callable("functools.no_such_function") is None
        assert load().callable("sorted") is None

    def test_an_alias_means_the_same_entry(self) -> None:
        assert known("io.open") is not None
        assert known("io.open").name == "builtins.open"

    def test_methods_of_an_alias_of_a_class_are_those_of_the_class(self) -> None:
        alias = "concurrent.futures.thread.ThreadPoolExecutor.submit"
        assert known(alias).name == "concurrent.futures.ThreadPoolExecutor.submit"

    def test_methods_are_inherited(self) -> None:
        assert known("collections.deque.append").name == "builtins.list.append"

    def test_methods_are_inherited_over_several_steps_and_files(self) -> None:
        assert known("twisted.trial.unittest.TestCase.assertRaises").name == "unittest.TestCase.assertRaises"

    def test_an_own_method_comes_before_the_inherited_one(self) -> None:
        assert known("collections.Counter.update").name == "collections.Counter.update"

    def test_a_class_inherits_methods_and_not_the_constructor(self) -> None:
        assert load().callable("threading.Timer.no_such_method") is None

    def test_all_other_methods_of_a_class_may_have_one_entry(self) -> None:
        assert known("polars.Expr.map_elements").name == "polars.Expr.map_elements"
        assert known("polars.expr.expr.Expr.alias").name == "polars.Expr.*"
        assert known("reactivex.subject.Subject.pipe").name == "reactivex.Observable.pipe"
        assert known("reactivex.subject.Subject.share").name == "reactivex.Observable.*"
        assert load().callable("polars.Expr.__init__") is None

    def test_a_function_may_be_called_like_the_module_that_it_is_in(self) -> None:
        assert known("dask.delayed").name == "dask.delayed.delayed"
        assert known("dask.delayed.Delayed").name == "dask.delayed.Delayed"

    def test_the_result_of_a_function_may_name_its_class(self) -> None:
        assert known("asyncio.get_running_loop").makes == "asyncio.AbstractEventLoop"

    def test_the_result_of_a_class_is_of_that_class(self) -> None:
        assert known("threading.Thread").makes == "threading.Thread"

    def test_no_entry_of_a_library_is_a_convention(self) -> None:
        assert not known("builtins.list.append").convention


class TestParameter:
    @pytest.mark.parametrize(
        ("dotted", "position", "keyword", "bound", "parameter"),
        [
            ("builtins.sorted", 0, None, False, "iterable"),
            ("builtins.sorted", None, "key", False, "key"),
            ("builtins.sorted", 1, None, False, None),
            ("builtins.sorted", None, "iterable", False, None),
            ("builtins.sorted", None, None, False, None),
            ("builtins.map", 3, None, False, "iterables"),
            ("builtins.list.append", 0, None, True, "object"),
            ("builtins.list.append", 0, None, False, "self"),
            ("builtins.list.append", 1, None, False, "object"),
            ("builtins.dict.fromkeys", 1, None, True, "value"),
            ("functools.partial", None, "anything", False, "keywords"),
        ],
    )
    def test_the_parameter_that_an_argument_fills(
        self, dotted: str, position: int | None, keyword: str | None, bound: bool, parameter: str | None
    ) -> None:
        assert known(dotted).parameter(position, keyword, bound) == parameter

    def test_a_parameter_of_which_nothing_is_said_is_unknown(self) -> None:
        assert known("builtins.sorted").fate("reverse") == UNKNOWN

    def test_a_parameter_called_like_a_key_of_the_format(self) -> None:
        assert known("concurrent.futures.Future.set_result").fate("result") == {Fate.RECEIVER}

    def test_the_receiver_is_self_of_a_method_and_the_first_argument_of_a_function(self) -> None:
        assert known("builtins.list.append").receiver == "self"
        assert known("heapq.heappush").receiver == "heap"


class TestConventions:
    def test_a_method_of_nobody_knows_what(self) -> None:
        entry = load().method("append")
        assert entry is not None
        assert entry.convention
        assert entry.fate("object") == {Fate.RECEIVER}

    @pytest.mark.parametrize(
        "method",
        ["on_commit", "add_update_handler", "addDropListener", "set_trace_callback", "register_forward_hook"],
    )
    def test_methods_by_pattern(self, method: str) -> None:
        entry = load().method(method)
        assert entry is not None
        assert entry.fate(entry.parameter(0, None, bound=True) or "") == {Fate.KEPT}

    def test_a_method_of_an_attribute(self) -> None:
        by_attribute, by_method = load().method("connect", "clicked"), load().method("connect", "database")
        assert by_attribute is not None
        assert by_attribute.runs("slot").passes == Passed(0, 1, fitted=True)
        assert by_method is not None
        assert by_method.name == "*.connect"
        assert load().method("connect") == by_method

    def test_an_exact_name_comes_before_a_pattern(self) -> None:
        entry = load().method("add_done_callback")
        assert entry is not None
        assert entry.name == "*.add_done_callback"

    @pytest.mark.parametrize(
        "method", ["apply", "map", "filter", "run", "visit", "transform", "execute", "call", "only", "add_node"]
    )
    def test_methods_that_may_as_well_call_at_once_are_unknown(self, method: str) -> None:
        assert load().method(method) is None

    @pytest.mark.parametrize("keyword", ["on_click", "command", "callback", "done_callback", "view_func", "onClick"])
    def test_keywords_whose_function_is_kept(self, keyword: str) -> None:
        assert load().keyword(keyword) == {Fate.KEPT}

    @pytest.mark.parametrize(
        "keyword",
        [
            "func",
            "predicate",
            "progress_callback",
            "inner_callback",
            "error_handler",
            "on_error",
            "once",
            "only",
            "name",
        ],
    )
    def test_keywords_that_say_nothing(self, keyword: str) -> None:
        assert load().keyword(keyword) == UNKNOWN

    def test_key_is_called_at_once(self) -> None:
        assert load().keyword("key") == {Fate.CONSUMED}

    def test_decorators_that_are_called_first(self) -> None:
        entry = load().method("route")
        assert entry is not None
        assert entry.applied == {Fate.KEPT, Fate.RETURNED}

    def test_join_reads_what_it_is_given_and_lets_go_of_what_it_waited_for(self) -> None:
        entry = load().method("join")
        assert entry is not None
        assert entry.fate("iterable") == {Fate.CONSUMED}
        assert entry.fate("self") == {Fate.RELEASED}


class TestNamesakes:
    @pytest.mark.parametrize(
        ("name", "entries"),
        [
            ("dataclass", {"dataclasses.dataclass", "attr.dataclass", "pydantic.dataclasses.dataclass"}),
            ("mutable", {"attrs.define"}),
            ("List", {"builtins.list"}),
            ("no_such_name", set()),
            ("*", set()),
            ("", set()),
        ],
    )
    def test_entries_by_the_last_part_of_their_names(self, name: str, entries: set[str]) -> None:
        assert {entry.name for entry in load().namesakes(name)} == entries

    def test_conventions_are_none(self) -> None:
        assert not any(entry.convention for entry in load().namesakes("append"))


OWN = """
["mylib.later"]
signature = "(when, function)"
function = "kept"
result = "awaitable"
with = "released"
aliases = ["mylib.api.later"]
source = "docs: mylib"
"""


EVERY_KEY = """
["mylib.later"]
signature = "(delay, function, callbacks, done=None, *arguments)"
function = "kept"
"callbacks[]" = "kept"
done = "kept"
passes = { function = "1, *arguments", "callbacks[]" = "2.., each arguments", done = "..1" }
runs = { function = "process", done = ["thread", "loop"] }
pickles = { function = "cloudpickle" }
source = "docs: mylib"

["mylib.make"]
signature = "(object, times=None)"
object = "ignored"
applied = "result"
passes = { applied = 0 }
runs = "thread"
pickles = "pickle unless forked"
inspects = true
holds = "items"
gives = "pairs"
tells = "callable"
property = true
computed = true
fields = true
whole = true
shares = true
declares = true
manages = true
runs_out = true
in_rounds = true
early = true
withdraws = true
starts = "processes"
expects = "errors"
closes = true
endless = { without = "times" }
waits = { with = ["times", "object"] }
generic = { items = 1, wraps = 0 }
source = "docs: mylib"
"""


class TestFilesOfUsers:
    def test_an_entry_is_added(self, write: Write) -> None:
        entry = load([write(OWN)]).callable("mylib.api.later")
        assert entry is not None
        assert entry.fate("function") == {Fate.KEPT}
        assert entry.result is ResultKind.AWAITABLE
        assert entry.exit is Fate.RELEASED

    def test_the_default_knowledge_is_left_alone(self, write: Write) -> None:
        load([write(OWN)])
        assert load().callable("mylib.later") is None

    def test_what_a_user_says_comes_first(self, write: Write) -> None:
        text = '["builtins.sorted"]\nsignature = "(key)"\nkey = "kept"\nsource = "I know better"'
        entry = load([write(text)]).callable("builtins.sorted")
        assert entry is not None
        assert entry.fate("key") == {Fate.KEPT}

    def test_a_convention_can_be_taken_away(self, write: Write) -> None:
        text = '["*.append"]\nsignature = "(self, x)"\nx = "unknown"\nsource = "ours is odd"'
        entry = load([write(text)]).method("append")
        assert entry is not None
        assert entry.fate("x") == UNKNOWN

    def test_it_may_use_every_key(self, write: Write) -> None:
        knowledge = load([write(EVERY_KEY)])
        later, make = knowledge.callable("mylib.later"), knowledge.callable("mylib.make")
        assert later is not None
        assert later.runs("function") == Running(
            Passed(1, 1, ("arguments",)), frozenset({Runner.PROCESS}), Pickler.CLOUDPICKLE
        )
        assert later.runs("done") == Running(Passed(0, 1, fitted=True), frozenset({Runner.THREAD, Runner.LOOP}))
        assert later.runs("callbacks[]") == Running(Passed(2, None, (), ("arguments",)))
        assert later.runs("delay") == UNTOLD
        assert make is not None
        assert make.runs("applied") == Running(Passed(0, 0), frozenset({Runner.THREAD}), Pickler.UNLESS_FORKED)
        assert make.traits == set(Trait)
        assert (make.endless, make.waits) == (When(without=("times",)), When(only_with=("times", "object")))
        assert make.generic == Generic(items=1, wraps=0)

    def test_what_is_not_so_may_be_said(self, write: Write) -> None:
        text = '["a.b"]\nsignature = "()"\nsource = "s"\nfields = false\nendless = false'
        entry = load([write(text)]).callable("a.b")
        assert entry is not None
        assert (entry.traits, entry.endless) == (frozenset(), None)

    def test_how_keywords_are_run_is_added_to_what_there_is(self, write: Write) -> None:
        knowledge = load(
            [write('["*"]\nsource = "ours"\npasses = { "when_*" = 2, key = 3 }\nruns = { key = "thread" }')]
        )
        assert knowledge.keyword_runs("when_done").passes == Passed(2, 2)
        assert knowledge.keyword_runs("key") == Running(Passed(3, 3), frozenset({Runner.THREAD}))
        assert knowledge.keyword_runs("default_factory").passes == Passed(0, 0)
        assert knowledge.keyword_runs("nothing_of_that_name") == UNTOLD

    def test_keywords_are_added_to_the_ones_there_are(self, write: Write) -> None:
        knowledge = load([write('["*"]\nkey = "unknown"\nwhen_done = "kept"\nsource = "ours"')])
        assert knowledge.keyword("when_done") == {Fate.KEPT}
        assert knowledge.keyword("key") == UNKNOWN
        assert knowledge.keyword("on_click") == {Fate.KEPT}

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('["a.b"', "not TOML"),
            ('name = "x"', 'name stands outside an entry; write ["name"] above its keys'),
            ('["a.b"]\nsignature = "(f)"', '["a.b"]: an entry says where its truth is written'),
            ('["a.b"]\nsource = "s"', '["a.b"]: an entry names its parameters'),
            ('["a.b"]\nsignature = "f)("\nsource = "s"', "signature 'f)(' is no list of parameters"),
            ('["a.b"]\nsignature = "(f)"\nsource = "s"\ng = "kept"', "g is neither a parameter"),
            ('["a.b"]\nsignature = "(f)"\nsource = "s"\nresutl = "lazy"', "did you mean 'result'?"),
            ('["a.b"]\nsignature = "(f)"\nsource = "s"\nf = "kpet"', "f cannot be 'kpet'; did you mean 'kept'?"),
            ('["a.b"]\nsignature = "(f)"\nsource = "s"\nf = 3', "f is a word or a list of words, not 3"),
            ('["a.b"]\nsignature = "(f)"\nsource = "s"\nresult = "slow"', "result cannot be 'slow'"),
            ('["a.b"]\nsignature = "(f)"\nsource = "s"\naliases = [1]', "aliases is a word or a list of words"),
            ('["b"]\nsignature = "(f)"\nsource = "s"', "the name of an entry is dotted"),
            ('["a.b"]\nsignature = "(runs)"\nsource = "s"\nruns = "kept"', 'parameter stands under "runs="'),
        ],
    )
    def test_a_mistake_is_named_with_its_file_and_entry(self, write: Write, text: str, message: str) -> None:
        path = write(text)
        with pytest.raises(KnowledgeError) as caught:
            load([path])
        assert str(caught.value).startswith(f"{path}: ")
        assert message in str(caught.value)

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("fields = 3", "fields is true or false, not 3"),
            ('holds = "things"', "holds cannot be 'things' (one of: items)"),
            ("gives = true", "gives cannot be True (one of: pairs)"),
            ("endless = 3", 'endless is true, or a table such as { without = "times" }, not 3'),
            ('endless = { by = "f" }', "endless is true, or a table such as"),
            ('endless = { without = "g" }', "g is neither a parameter in its signature nor a key"),
            ("endless = { without = 3 }", "endless.without is a word or a list of words, not 3"),
            ("waits = 3", 'waits is true, or a table such as { without = "times" }, not 3'),
            ('waits = { without = "g" }', "g is neither a parameter in its signature nor a key"),
            ("generic = 0", "generic is a table such as { items = 0 } or { wraps = 0 }, not 0"),
            ("generic = {}", "generic is a table such as"),
            ("generic = { items = true }", "generic is a table such as"),
            ("generic = { items = -1 }", "generic is a table such as"),
            ("generic = { item = 0 }", "generic is a table such as"),
            ("passes = 1", "passes is a table, which says it of each parameter by name, not 1"),
            ("passes = { f = true }", "passes.f: True is neither a number nor text (such as 1,"),
            (
                'passes = { f = "one" }',
                "passes.f: 'one' says no number of arguments, and names no parameter (such as 1,",
            ),
            ('passes = { f = "*res" }', "passes.f: res is no parameter in its signature; did you mean 'rest'?"),
            ('passes = { f = "each f" }', "passes.f: `each` stands before the parameter with the star, *rest"),
            ("passes = { g = 1 }", "passes speaks of g, which is no parameter in its signature"),
            ('runs = "htread"', "runs cannot be 'htread'; did you mean 'thread'? (one of: thread, process, loop)"),
            ('runs = { f = "here" }', "runs.f cannot be 'here' (one of: thread, process, loop)"),
            ("runs = { f = 1 }", "runs.f is a word or a list of words, not 1"),
            ('runs = { g = "loop" }', "runs speaks of g, which is no parameter in its signature"),
            ('pickles = "dill"', "pickles cannot be 'dill'"),
            ('pickles = { f = ["pickle"] }', "pickles.f cannot be ['pickle']"),
        ],
    )
    def test_a_mistake_in_a_key_is_named(self, write: Write, line: str, message: str) -> None:
        text = f'["a.b"]\nsignature = "(f, *rest)"\nf = "kept"\nsource = "s"\n{line}'
        with pytest.raises(KnowledgeError) as caught:
            load([write(text)])
        assert message in str(caught.value)

    def test_a_word_needs_a_parameter_to_speak_of(self, write: Write) -> None:
        with pytest.raises(
            KnowledgeError, match="runs is a table, which says it of each parameter by name, not 'loop'"
        ):
            load([write('["a.b"]\nsignature = "(f)"\nsource = "s"\nruns = "loop"')])

    def test_keywords_of_any_callable_name_no_parameter(self, write: Write) -> None:
        with pytest.raises(KnowledgeError, match=r"passes\.key: args is no parameter"):
            load([write('["*"]\nsource = "s"\npasses = { key = "*args" }')])

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(KnowledgeError, match=r"none\.toml: cannot be read"):
            load([tmp_path / "none.toml"])

    def test_bases_that_go_in_a_circle_end(self, write: Write) -> None:
        text = "\n".join(
            f'["a.{one}"]\nsignature = "()"\nbases = ["a.{other}"]\nsource = "s"' for one, other in ("xy", "yx")
        )
        assert load([write(text)]).callable("a.x.method") is None


class TestReading:
    def test_an_entry_is_parsed_when_it_is_asked_for(self) -> None:
        knowledge = Knowledge(FOLDER)
        knowledge.callable("functools.partial")
        assert set(knowledge._written._tables) == {"*", "functools.partial"}

    def test_files_say_the_same_entry_by_entry_as_on_the_whole(self) -> None:
        whole: dict[str, object] = {}
        for path in FOLDER.glob("*.toml"):
            whole |= tomllib.loads(path.read_text(encoding="utf-8"))
        knowledge = Knowledge(FOLDER)
        assert {name: knowledge.table(name) for name in knowledge.names()} == whole

    def test_aliases_are_found_without_parsing(self) -> None:
        knowledge = Knowledge(FOLDER)
        found = dict(knowledge._written.aliases)
        for name in knowledge.names():
            table = knowledge.table(name)
            assert {*table.get("aliases", ()), *table.get("alike", ())} == {a for a in found if found[a] == name}

    def test_every_entry_can_be_read(self) -> None:
        knowledge = Knowledge(FOLDER)
        for name in knowledge.names():
            if name.startswith("*."):
                assert knowledge.method(name.removeprefix("*.")) is not None
            elif name != "*":
                assert knowledge.callable(name) is not None

    @pytest.mark.parametrize("path", GENERATED_FILES, ids=lambda path: path.stem)
    def test_every_generated_entry_can_be_read(self, path: Path) -> None:
        for name, table in read_tables(path).items():
            assert read_entry(name, {**PLAIN_ENTRY, **table}, path).name == name

    def test_aliases_between_packages_lead_to_entries(self) -> None:
        aliases = tomllib.loads((GENERATED_FOLDER / BETWEEN_PACKAGES).read_text(encoding="utf-8"))
        shelf = FolderShelf(GENERATED_FOLDER)
        for alias, name in aliases.items():
            shelf.open(name)
            assert shelf.canonical(alias) == name
            assert alias in shelf.read(name)[0]["aliases"]

    def test_nothing_is_described_twice(self) -> None:
        """A name in two files would mean what the file that sorts first says, and nobody would see it."""
        headers = [
            line
            for path in sorted(FOLDER.glob("*.toml"))
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.startswith('["')
        ]
        assert sorted(headers) == sorted(set(headers))

    def test_every_alias_and_base_leads_somewhere(self) -> None:
        knowledge = Knowledge(FOLDER)
        for name in knowledge.names():
            table = knowledge.table(name)
            for other in (*table.get("bases", ()), table.get("makes", name)):
                assert knowledge.callable(other) or name.startswith("*") or is_made_by_methods(other), (name, other)


GENERATED = """
["boxes.Box"]
bases = ["boxes.Base", "builtins.list"]
aliases = ["boxes.inner.Box"]

["boxes.Base.each"]
signature = "(self, function)"
function = "consumed"
source = "boxes/__init__.py:9"

["boxes.Lid"]
signature = "()"
aliases = ["boxes.inner.Lid"]
source = "boxes/__init__.py:15"

["boxes.sorted"]
signature = "(key)"
key = "kept"
aliases = ["builtins.sorted"]
source = "boxes/__init__.py:20"
"""

BY_HAND = """
["boxes.Lid.turn"]
signature = "(self, function)"
function = "kept"
source = "docs: boxes"
"""


class TestReleased:
    @pytest.fixture
    def knowledge(self, tmp_path: Path) -> Knowledge:
        folder = tmp_path / "generated"
        folder.mkdir()
        (folder / "boxes.toml").write_text(GENERATED, encoding="utf-8")
        part = GENERATED.replace("boxes.", "space.part.").replace("builtins.sorted", "nobody")
        (folder / "space.part.toml").write_text(part, encoding="utf-8")
        (folder / "broken.toml").write_bytes(b"\xff")
        for path in FOLDER.glob("builtins.toml"):
            (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        (tmp_path / "own.toml").write_text(BY_HAND, encoding="utf-8")
        (folder / BETWEEN_PACKAGES).write_text('"shop.Crate" = "boxes.Box"\n', encoding="utf-8")
        (folder / "shop.toml").write_text('["shop.sell"]\nsignature = "()"\n', encoding="utf-8")
        return Knowledge(tmp_path, generated=folder)

    @pytest.mark.parametrize(
        ("dotted", "name"),
        [
            ("boxes.Box", "boxes.Box"),
            ("shop.Crate", "boxes.Box"),
            ("shop.Crate.each", "boxes.Base.each"),
            ("shop.sell", "shop.sell"),
            ("boxes.inner.Box", "boxes.Box"),
            ("boxes.Box.each", "boxes.Base.each"),
            ("boxes.inner.Box.each", "boxes.Base.each"),
            ("boxes.Box.append", "builtins.list.append"),
            ("space.part.Box.each", "space.part.Base.each"),
            ("builtins.map", "builtins.map"),
            ("boxes.inner.Lid.turn", "boxes.Lid.turn"),
        ],
    )
    def test_what_was_generated_is_added_to_what_is_written(self, knowledge: Knowledge, dotted: str, name: str) -> None:
        entry = knowledge.released(dotted)
        assert entry is not None
        assert entry.name == name

    @pytest.mark.parametrize("dotted", ["boxes.no_such", "space.other.Box", "nowhere.f", "boxes", "space"])
    def test_what_is_in_no_file_is_unknown(self, knowledge: Knowledge, dotted: str) -> None:
        assert knowledge.released(dotted) is None

    def test_it_is_asked_for_apart(self, knowledge: Knowledge) -> None:
        assert knowledge.released("boxes.Box.each") is not None
        assert knowledge.callable("boxes.Box.each") is None
        assert "boxes.Box" not in knowledge.names()

    def test_what_is_written_by_hand_comes_first(self, knowledge: Knowledge) -> None:
        knowledge.released("boxes.sorted")
        entry = knowledge.released("builtins.sorted")
        assert entry is not None
        assert entry.fate("key") == {Fate.CONSUMED}

    @pytest.mark.parametrize("dotted", ["boxes.Box.each", "boxes.Box.append", "boxes.Lid.turn"])
    def test_it_is_likely_at_best(self, knowledge: Knowledge, dotted: str) -> None:
        entry = knowledge.released(dotted)
        assert entry is not None
        assert entry.certainty is Certainty.LIKELY

    def test_files_of_packages_that_nobody_asks_for_are_not_opened(self, knowledge: Knowledge) -> None:
        with pytest.raises(UnicodeDecodeError):
            knowledge.released("broken.f")
        assert knowledge.released("boxes.Box") is not None

    NAMES = ("shop.Crate", "nobody", "space.part.sorted", "boxes.Box.each", "shop.sell", "builtins.sorted")

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_which_files_are_open_already_changes_nothing(self, knowledge: Knowledge, order: Sequence[int]) -> None:
        for asked in order:
            knowledge.released(("boxes.Box", "space.part.Box", "shop.sell")[asked])
        found = [knowledge.released(name) for name in self.NAMES]
        names = ["boxes.Box", None, "space.part.sorted", "boxes.Base.each", "shop.sell", "builtins.sorted"]
        assert [entry and entry.name for entry in found] == names

    def test_a_file_is_opened_once(self, knowledge: Knowledge, tmp_path: Path) -> None:
        assert knowledge.released("boxes.no_such") is None
        (tmp_path / "generated" / "boxes.toml").unlink()
        assert knowledge.released("boxes.Box") is not None

    def test_without_the_folder_there_is_nothing(self, tmp_path: Path) -> None:
        assert Knowledge(tmp_path, generated=tmp_path / "gone").released("boxes.Box") is None
        assert Knowledge(tmp_path).released("boxes.Box") is None


class TestOfProjects:
    """Entries among the settings of a project."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "pyproject.toml"

    def test_they_need_not_say_where_they_come_from(self, file: Path) -> None:
        file.write_text(IN_SETTINGS + 'f = "kept"\n', encoding="utf-8")
        entry = load([file]).callable("my.pkg.run_later")
        assert entry is not None
        assert entry.fate("f") == {Fate.KEPT}
        assert entry.source == "pyproject.toml"

    def test_they_come_before_what_comes_with_cellophane(self, file: Path) -> None:
        text = '[tool.cellophane.callables."builtins.sorted"]\nsignature = "(key)"\nkey = "kept"\n'
        file.write_text(text, encoding="utf-8")
        entry = load([file]).callable("builtins.sorted")
        assert entry is not None
        assert entry.fate("key") == {Fate.KEPT}

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ('f = "kep"', "f cannot be 'kep'; did you mean 'kept'?"),
            (
                'ff = "kept"',
                "ff is neither a parameter in its signature nor a key that entries have; did you mean 'f'?",
            ),
            ("f = 3", "f is a word or a list of words, not 3"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_place(self, file: Path, line: str, message: str) -> None:
        file.write_text(f"{IN_SETTINGS}{line}\n", encoding="utf-8")
        with pytest.raises(KnowledgeError) as error:
            load([file])
        assert str(error.value).startswith(f'callables."my.pkg.run_later": {message}')

    def test_a_name_without_quotes(self, file: Path) -> None:
        file.write_text(IN_SETTINGS.replace('"my.pkg.run_later"', "my.pkg.run_later"), encoding="utf-8")
        with pytest.raises(KnowledgeError, match="the name of an entry is dotted, in quotes"):
            load([file])


IN_SETTINGS = '[tool.cellophane.callables."my.pkg.run_later"]\nsignature = "(f)"\n'


def is_made_by_methods(owner: str) -> bool:
    """A class that nobody calls by its name has no entry but those of its methods."""
    return any(name.startswith(f"{owner}.") for name in load().names())
