"""The generator of knowledge, on small packages made up here."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent, indent

import pytest

from cellophane.source.knowledge import load
from cellophane.source.knowledge.reading import read_entry, read_tables
from cellophane.source.knowledge.shelf import BETWEEN_PACKAGES, PLAIN_ENTRY
from tools import public_names, releases
from tools.generate_knowledge import FOLDER, FRAME, as_toml, link, note_aliases, write
from tools.read_release import ReadRelease
from tools.releases import Release


def parsed(_: str, file: Path) -> ast.Module:
    return ast.parse(file.read_text())


TINY = Release("tiny", "1.0")

Read = Callable[..., dict[str, dict[str, object]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a package of the given files; a single text is its `tiny/__init__.py`."""

    def read(code: str = "", **files: str) -> dict[str, dict[str, object]]:
        root = tmp_path / "tiny==1.0"
        for name, text in {"tiny____init__": code, **files}.items():
            path = root / (name.replace("__", "/", 1) + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return ReadRelease(TINY, [root], load()).tables()

    return read


def said(table: Mapping[str, object]) -> dict[str, object]:
    """What a table says of functions, without what frames it."""
    return {key: value for key, value in table.items() if key not in ("signature", "source", "aliases", "bases")}


class TestFates:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("def f(g): g()", {"g": "consumed"}),
            ("def f(key): return sorted([], key=key)", {"key": "consumed"}),
            ("kept = []\ndef f(callback): kept.append(callback)", {"callback": "kept"}),
            ("import atexit\ndef f(callback): atexit.register(callback)", {"callback": "kept"}),
            ("def f(func): return func", {"func": "returned"}),
            ("def f(func): return lambda: func()", {"func": "result", "result": "callable"}),
            ("def f(g, xs):\n    for x in xs: yield g(x)", {"g": "result", "result": "lazy"}),
            ("async def f(g): g()", {"g": "result", "result": "awaitable"}),
            ("def f(iterable):\n    for x in iterable: print(x)", {"iterable": "consumed"}),
            ("def f(iterable): return (x for x in iterable)", {"iterable": "result", "result": "lazy"}),
            ("def f(*, g): g()", {"g": "consumed"}),
            ("def f(g, h): g(); unknown(h)", {"g": "consumed"}),
            ("kept = []\ndef f(g):\n    g()\n    kept.append(g)", {"g": ["consumed", "kept"]}),
            ("def f(result): result()", {"result=": "consumed"}),
            ("import atexit\ndef f(hook): atexit.unregister(hook)", {"hook": "released"}),
            ("import atexit\ndef f(hook):\n    atexit.unregister(hook)\n    atexit.register(hook)", {"hook": "kept"}),
            ("def f(func): return list(map(func, 'ab'))", {"func": "consumed"}),
            ("kept = []\ndef f(callback): kept.append((callback, 1))", {"callback": "kept"}),
            ("kept = []\ndef f(on_done: 'list[Callable] | None'): kept.extend(list(on_done))", {"on_done[]": "kept"}),
            ("def f(on_done: 'Sequence[t.Callable]'):\n    for each in on_done: each()", {"on_done[]": "consumed"}),
            ("def f(func: 'Callable[[list[int]], None]'): return list(map(func, []))", {"func": "consumed"}),
            (
                "def f(func):\n    def wrapper(): func()\n    wrapper.func = func\n    return wrapper",
                {"func": "result", "result": "callable"},
            ),
            ("def f(task): task()\ndef g(task): f(task)", {"task": "consumed"}),
        ],
    )
    def test_what_the_source_tells_is_written_down(self, read: Read, code: str, expected: object) -> None:
        assert said(read(code)["tiny.f"]) == expected

    @pytest.mark.parametrize(
        "code",
        [
            "def f(g): unknown(g)",
            "def f(g):\n    g()\n    unknown(g)",
            "def f(callback): pass",
            "def f(callback): raise NotImplementedError",
            "kept = []\ndef f(value): kept.append(value)",
            "kept = []\ndef f(callback: str): kept.append(callback)",
            "import nowhere\n@nowhere.changed\ndef f(g): g()",
            "def _f(g): g()",
            "def f(g):\n    def inner(): unknown(g)\n    inner()",
            "import nowhere\ndef f(callback): nowhere.f(on_done=callback)",
            "def f(xs): return list(xs)",
            "def f(key): return {}[key]",
            "def f(x, len=len): return len(x)",
            "def f(_hook): _hook()",
            "def f(on_done: 'list[Callable]'): unknown(list(on_done))",
            "async def g(x): print(x)\nasync def f(key): await g(key)",
        ],
    )
    def test_what_cannot_be_told_or_is_no_function_is_left_out(self, read: Read, code: str) -> None:
        assert read(code) == {}

    def test_a_decorator_that_is_called_first(self, read: Read) -> None:
        code = """
            kept = []
            def f(name):
                def register(g):
                    kept.append(g)
                    return g
                return register
        """
        assert said(read(code)["tiny.f"]) == {"applied": ["kept", "returned"]}

    def test_a_decorator_that_another_one_makes(self, read: Read) -> None:
        code = """
            from typing import Any, Callable
            kept = []
            class Router:
                def route(self, name) -> Callable[[Any], Any]:
                    def register(g):
                        kept.append(g)
                        return g
                    return register
            class App:
                def __init__(self):
                    self.router = Router()
                def get(self, name) -> Callable[[Any], Any]:
                    return self.router.route(name)
        """
        tables = read(code)
        assert tables["tiny.App.get"]["applied"] == ["kept", "returned"]

    def test_a_context_manager_lets_go_when_it_is_left(self, read: Read) -> None:
        code = """
            from contextlib import contextmanager
            @contextmanager
            def f(callback):
                yield
                callback()
        """
        assert said(read(code)["tiny.f"]) == {"callback": "result", "with": "released"}

    def test_a_wrapper_that_passes_everything_on_leaves_the_parameters_alone(self, read: Read) -> None:
        code = """
            from functools import wraps
            def noted(f):
                @wraps(f)
                def inner(*args, **kwargs):
                    return f(*args, **kwargs)
                return inner
            @noted
            def f(g): g()
        """
        assert said(read(code)["tiny.f"]) == {"g": "consumed"}

    def test_a_decorator_that_fills_a_parameter_does_not(self, read: Read) -> None:
        code = """
            def connected(f):
                def inner(*args, **kwargs):
                    return f(1, *args, **kwargs)
                return inner
            @connected
            def f(connection, g): g()
        """
        assert "tiny.f" not in read(code)


def holding(base: str, rest: str) -> str:
    """A class that holds a function, with something else in its constructor."""
    return f"""
import nowhere
class Listed:
    def __init__(self): register(self)
class C({base}):
    def __init__(self, func):
        self.func = func
        {rest}
    def go(self): ...
    def start(self): later(self.go)
"""


class TestClasses:
    CODE = """
        class Base:
            def inherited(self, g): g()
        class Box(Base):
            def __init__(self, on_done): self.on_done = on_done
            def add(self, callback): self.callback = callback
            def each(self, g): g()
            @staticmethod
            def now(g): g()
            @classmethod
            def made(cls, g): g()
            def _hidden(self, g): g()
    """

    def test_a_class_and_its_methods(self, read: Read) -> None:
        tables = read(self.CODE)
        assert {name: said(table) for name, table in tables.items()} == {
            "tiny.Base": {},
            "tiny.Base.inherited": {"g": "consumed"},
            "tiny.Box": {"on_done": "result"},
            "tiny.Box.add": {"callback": "receiver"},
            "tiny.Box.each": {"g": "consumed"},
            "tiny.Box.now": {"g": "consumed"},
            "tiny.Box.made": {"g": "consumed"},
        }
        assert tables["tiny.Box"]["bases"] == ["tiny.Base"]

    @pytest.mark.parametrize(
        ("body", "holds"),
        [
            ("def add(self, callback): self.append(callback)", True),
            ("def add(self, callback):\n    self.append(callback)\n    self.append(callback)", True),
            ("def add(self, callback): self.callback = callback", False),
            ("def add(self, callback): self.callbacks.append(callback)", False),
            ("def add(self, callback):\n    self.append(callback)\n    self.last = callback", False),
            ("def add(self, callback): callback()", False),
        ],
    )
    def test_whether_the_receiver_holds_it_as_an_item(self, read: Read, body: str, holds: bool) -> None:
        table = read(f"class Box(list):\n{indent(body, '    ')}")["tiny.Box.add"]
        assert (table.get("holds") == "items") == holds

    def test_the_receiver_stands_in_the_signatures_of_methods_only(self, read: Read) -> None:
        tables = read(self.CODE)
        found = [tables[f"tiny.Box{name}"]["signature"] for name in ("", ".each", ".now", ".made")]
        assert found == ["(on_done)", "(self, g)", "(g)", "(g)"]

    @pytest.mark.parametrize("base", ["_Base", "_core.Base"])
    def test_what_a_private_base_has_is_described_as_the_class_s_own(self, read: Read, base: str) -> None:
        code = f"from . import _core\nclass _Base:\n    def each(self, g): g()\nclass Box({base}): pass"
        tables = read(code, tiny___core="class Base:\n    def each(self, g): g()")
        assert said(tables["tiny.Box.each"]) == {"g": "consumed"}
        assert "bases" not in tables["tiny.Box"]

    @pytest.mark.parametrize(
        ("base", "rest"),
        [
            ("object", "pass"),
            ("dict", "super().__init__()"),
            ("object", "self.part = Part(self)"),
            ("object", "self.go()"),
            ("object", "self.alias = self.go"),
            ("object", "assert isinstance(self, C) and self != 3"),
        ],
    )
    def test_an_object_that_is_nobody_else_s_holds_what_it_is_made_with(self, read: Read, base: str, rest: str) -> None:
        assert said(read(holding(base, rest))["tiny.C"]) == {"func": "result"}

    @pytest.mark.parametrize(
        ("base", "rest"),
        [
            ("nowhere.Widget", "pass"),
            ("make()", "pass"),
            ("Listed", "super().__init__()"),
            ("object", "register(self)"),
            ("object", "here().all[1] = self"),
            ("object", "later(lambda: self)"),
            ("object", "later(self.go)"),
            ("object", "self.start()"),
        ],
    )
    def test_an_object_that_others_may_keep_is_not_said_to_go(self, read: Read, base: str, rest: str) -> None:
        assert read(holding(base, rest)).get("tiny.C", {}).get("func") != "result"

    def test_an_object_that_is_registered_keeps_what_it_holds_only(self, read: Read) -> None:
        code = """
            everything = []
            class Box:
                def __init__(self, callback, predicate):
                    self.callback = callback
                    predicate()
                    everything.append(self)
        """
        assert said(read(code)["tiny.Box"]) == {"callback": ["kept", "result"], "predicate": "consumed"}

    def test_a_base_in_the_standard_library_has_the_name_that_it_is_used_by(self, read: Read) -> None:
        tables = read("from concurrent import futures\nclass Pool(futures.Executor): pass")
        assert tables["tiny.Pool"]["bases"] == ["concurrent.futures.Executor"]

    def test_a_function_that_only_makes_something_is_known_for_that(self, read: Read) -> None:
        tables = read("class Box: ...\ndef box(name) -> Box: ...\ndef number(name) -> int: ...")
        assert set(tables) == {"tiny.Box", "tiny.box"}
        assert tables["tiny.box"]["makes"] == "tiny.Box"

    def test_the_class_of_a_result_is_named_as_users_name_it(self, read: Read) -> None:
        code = "from ._core import Box, call"
        core = "class Box: ...\ndef call(g) -> Box:\n    g()\n    return Box()"
        assert read(code, tiny___core=core)["tiny.call"]["makes"] == "tiny.Box"


class TestNames:
    def test_the_shortest_public_name_stands_above_the_others(self, read: Read) -> None:
        tables = read("from tiny.core import run", tiny__core="def run(g): g()")
        assert list(tables) == ["tiny.run"]
        assert tables["tiny.run"]["aliases"] == ["tiny.core.run"]
        assert tables["tiny.run"]["source"] == "tiny/core.py:1"

    @pytest.mark.parametrize(
        "code",
        [
            "from ._core import run",
            "from ._core import *",
            "from ._core import run as run",
            "from . import _core\nrun = _core.run",
            "try:\n    from ._core import run\nexcept ImportError:\n    pass",
        ],
    )
    def test_a_private_module_s_names_are_those_under_which_they_are_offered(self, read: Read, code: str) -> None:
        assert list(read(code, tiny___core="def run(g): g()")) == ["tiny.run"]

    @pytest.mark.parametrize(
        ("code", "files"),
        [
            ("", {"tiny___core": "def run(g): g()"}),
            ("", {"tiny__core": "from tiny._own import run", "tiny___own": "def _run(g): g()"}),
            ("", {"tiny__tests/helper": "def run(g): g()"}),
            ("", {"tiny__test_it": "def run(g): g()"}),
            ("if x:\n    def run(g): g()\nelse:\n    def run(h): h()", {}),
            ("def run(g):", {}),
        ],
    )
    def test_private_ambiguous_and_broken_names_are_left_out(
        self, read: Read, code: str, files: dict[str, str]
    ) -> None:
        assert read(code, **files) == {}

    def test_what_a_module_imports_for_itself_it_does_not_offer(self, tmp_path: Path) -> None:
        for name, text in {"a.py": "def f(): ...", "b.py": "from pkg.a import f\ndef g(): ..."}.items():
            (tmp_path / "pkg").mkdir(exist_ok=True)
            (tmp_path / "pkg" / name).write_text(text)
        assert {m.name: m.offers for m in public_names.modules(tmp_path, parsed)} == {"pkg.a": ("f",), "pkg.b": ("g",)}

    @pytest.mark.parametrize(
        ("code", "offered"),
        [
            ("from other.b import f", ()),
            ("from other.b import f as f", ("f",)),
            ("from other.b import f\n__all__ = ['f']", ("f",)),
            ("from other.b import f as _f", ()),
            ("from .b import f", ()),
        ],
    )
    def test_what_is_of_another_release_is_offered_only_on_purpose(
        self, tmp_path: Path, code: str, offered: tuple[str, ...]
    ) -> None:
        (tmp_path / "pkg").mkdir()
        (tmp_path / "pkg" / "__init__.py").write_text(code)
        assert [module.offers for module in public_names.modules(tmp_path, parsed)] == [offered]

    def test_what_is_described_by_hand_is_not_described_again(self, tmp_path: Path) -> None:
        root = tmp_path / "heapq"
        root.mkdir()
        (root / "__init__.py").write_text("def nsmallest(n, iterable, key): key()\ndef other(g): g()")
        assert load().callable("heapq.nsmallest")
        assert list(ReadRelease(TINY, [tmp_path], load()).tables()) == ["heapq.other"]

    def test_of_a_class_that_is_described_by_hand_the_bases_are_known(self, tmp_path: Path) -> None:
        root = tmp_path / "queue"
        root.mkdir()
        (root / "__init__.py").write_text("class Base:\n    def each(self, g): g()\nclass Queue(Base): ...")
        assert load().callable("queue.Queue")
        tables = ReadRelease(TINY, [tmp_path], load()).tables()
        assert tables["queue.Queue"]["bases"] == ["queue.Base"]


TABLE: dict[str, object] = {"signature": "(g)", "g": "kept", "source": "tiny/a.py:1"}


class TestWriting:
    def test_what_is_written_can_be_read(self) -> None:
        tables = {"b.f": {**TABLE, "g[]": ["kept", "result"]}, "a.f": {**TABLE, "aliases": ['x"y.z']}}
        text = as_toml(tables)
        assert tomllib.loads(text) == tables
        assert text.index("a.f") < text.index("b.f")

    def test_each_package_has_a_file_that_names_the_version(self, tmp_path: Path) -> None:
        (tmp_path / "space").mkdir()
        (tmp_path / "plain").mkdir()
        (tmp_path / "plain" / "__init__.py").touch()
        folder = tmp_path / "generated"
        write(TINY, {"plain.f": TABLE, "plain.sub.g": TABLE, "space.part.f": TABLE}, tmp_path, folder)
        assert {path.name for path in folder.iterdir()} == {"plain.toml", "space.part.toml"}
        assert "tiny 1.0" in (folder / "plain.toml").read_text().partition("[")[0]
        assert set(read_tables(folder / "plain.toml")) == {"plain.f", "plain.sub.g"}

    def test_what_leads_nowhere_is_dropped(self, tmp_path: Path) -> None:
        frame: dict[str, object] = {"signature": "()", "source": "read"}
        tables: dict[str, dict[str, object]] = {
            "a.Base": frame,
            "a.Base.f": TABLE,
            "a.Useful": {**frame, "bases": ["a.Base", "a.Empty", "nowhere.Else"]},
            "a.Empty": frame,
            "a.Hollow": {**frame, "bases": ["a.Empty"]},
            "a.Made": TABLE,
            "a.Heir": {**frame, "bases": ["a.Made", "builtins.Exception"]},
            "a.Dict": {**frame, "bases": ["builtins.dict"]},
            "a.make": {**TABLE, "makes": "a.Useful"},
            "a.build": {**TABLE, "makes": "a.Empty"},
        }
        write(TINY, tables, tmp_path, tmp_path / "generated")
        link(tmp_path / "generated", load())
        linked = read_tables(tmp_path / "generated" / "a.toml")
        assert set(linked) == {"a.Base", "a.Base.f", "a.Useful", "a.Made", "a.Dict", "a.make", "a.build"}
        assert linked["a.Useful"]["bases"] == ["a.Base"]
        assert linked["a.make"]["makes"] == "a.Useful"
        assert linked["a.Base"] == {}
        assert "makes" not in linked["a.build"]

    def test_aliases_in_other_packages_are_noted_for_them(self, tmp_path: Path) -> None:
        folder = tmp_path / "generated"
        tables = {"a.f": {**TABLE, "aliases": ["b.f", "a.inner.f", "ab.f"]}, "a.g": {**TABLE, "aliases": ["b.g"]}}
        write(TINY, tables, tmp_path, folder)
        for _ in range(2):  # what was noted before is no entry
            note_aliases(folder)
            noted = tomllib.loads((folder / BETWEEN_PACKAGES).read_text(encoding="utf-8"))
            assert noted == {"b.f": "a.f", "ab.f": "a.f", "b.g": "a.g"}


class TestReleases:
    def test_lines_pin_versions(self, tmp_path: Path) -> None:
        path = tmp_path / "list.txt"
        path.write_text("# why\nzope-event==6.0\nattrs==1.0  # note\n\n")
        assert releases.listed(path) == [Release("attrs", "1.0"), Release("zope-event", "6.0")]

    @pytest.mark.parametrize("line", ["attrs", "attrs==", "==1.0", "attrs>=1.0"])
    def test_a_line_without_a_version_is_refused(self, line: str) -> None:
        with pytest.raises(ValueError, match="name==version"):
            Release.parse(line)

    def test_what_a_release_requires_is_looked_at_after_it(self, tmp_path: Path) -> None:
        for name, needs in {"a": "b>=1; python_version>'3'", "b": "C_c", "c-c": "a", "d": ""}.items():
            place = tmp_path / f"{name}==1" / "x.dist-info"
            place.mkdir(parents=True)
            (place / "METADATA").write_text(f"Name: {name}\n" + (f"Requires-Dist: {needs}\n" if needs else ""))
        every = [Release(name, "1") for name in ("a", "b", "c-c", "d")]
        found = releases.roots(every[0], every, tmp_path)
        assert [path.name for path in found] == ["a==1", "b==1", "c-c==1"]


FILES = sorted(path for path in FOLDER.glob("*.toml") if path.name != BETWEEN_PACKAGES)
PINNED = {f"{release.name} {release.version}" for release in releases.listed()}


def told_of(path: Path) -> str:
    """The release that a file says it is of."""
    return path.read_text(encoding="utf-8").partition(" does with")[0].removeprefix("# What ")


class TestGenerated:
    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_a_file_can_be_read_and_says_where_it_is_from(self, path: Path) -> None:
        tables = read_tables(path)
        assert tables
        assert told_of(path) in PINNED
        for name, table in tables.items():
            entry = read_entry(name, {**PLAIN_ENTRY, **table}, path)
            assert name.startswith(f"{path.stem}.")
            assert set(table) <= FRAME or re.fullmatch(r"[\w/.-]+\.py:\d+", entry.source)

    def test_most_releases_have_something_to_say(self) -> None:
        assert len(set(map(told_of, FILES))) >= 150

    def test_they_are_small_enough_to_ship(self) -> None:
        assert sum(path.stat().st_size for path in FILES) < 3_000_000

    def test_an_entry_of_a_class_leads_to_its_methods(self) -> None:
        entry = load().released("click.Group.result_callback")
        assert entry is not None
        assert entry.source.startswith("click/core.py:")

    def test_names_that_are_offered_again_are_known(self) -> None:
        known = [load().released(name) for name in ("toolz.accumulate", "toolz.itertoolz.accumulate")]
        assert known[0] is not None
        assert known[0] == known[1]
