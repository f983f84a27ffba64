"""What is remembered: when it holds, and that a broken cache is no cache."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import cellophane
from cellophane.check import cache as caching
from cellophane.check.cache import Cache, Store
from cellophane.check.checked import Checked
from cellophane.check.engine import check_source
from cellophane.check.options import Options
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.fix import MODULE, Edit, Fix
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.source.text.source import Source
from cellophane.workspace.surroundings import Surroundings

OPTIONS = Options(("CEL101",))
SOURCE = Source("a.py", "x = 1\n")
ELSEWHERE = Evidence(Step.KEPT, Span(4, 1, 4, 9), "kept", filename="/lib/b.py", line="keep(f)")
FINDING = Finding(
    "CEL101",
    "i",
    "reads `i` 囲",
    "bind it",
    "a.py",
    Span(1, 2, 3, 4),
    Certainty.LIKELY,
    (Evidence(Step.MADE, Span(1, 1, 1, 9), "made here", 2), ELSEWHERE),
    cell=2,
)
CHECKED = Checked("a.py", (FINDING,), excerpt={(2, 1): "lambda: i"})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "cache" / "checked.sqlite"), "this cellophane")


def keep(store: Store, checked: Checked = CHECKED) -> None:
    with Cache(store) as cache:
        cache.put(SOURCE, OPTIONS, checked)


def ask(store: Store | None, source: Source = SOURCE, options: Options = OPTIONS) -> Checked | None:
    with Cache(store) as cache:
        return cache.get(source, options)


def test_all_is_remembered(store: Store) -> None:
    assert ask(store) is None
    keep(store)
    assert ask(store) == CHECKED


@pytest.mark.parametrize("owner", [None, MODULE, Span(2, 1, 5, 9)], ids=str)
def test_a_fix_is_remembered_whole(store: Store, owner: Span | None) -> None:
    edits = (Edit(Span(1, 1, 1, 2), "y", 2), Edit.insertion(1, 3, "z"))
    fix = Fix("bind it", False, edits, ("i", "j"), Span(1, 1, 1, 9), ("make",), owner, "no late call was seen")
    checked = replace(CHECKED, findings=(replace(FINDING, fix=fix),))
    keep(store, checked)
    known = ask(store)
    assert known == checked
    assert len({fix, *(finding.fix for finding in known.findings)}) == 1


def test_that_nothing_was_found_is_remembered_too(store: Store) -> None:
    keep(store, Checked("a.py"))
    assert ask(store) == Checked("a.py")


def test_the_same_text_under_another_name(store: Store) -> None:
    keep(store)
    known = ask(store, Source("b.py", SOURCE.text))
    assert known is not None
    assert known.filename == known.findings[0].filename == "b.py"


@pytest.mark.parametrize(
    ("source", "options"),
    [
        (Source("a.py", "x = 2\n"), OPTIONS),
        (Source("a.py", SOURCE.text, cells=((1, 1),)), OPTIONS),
        (SOURCE, Options(("CEL101", "CEL102"))),
        (SOURCE, Options(("CEL101",), knowledge=(Path(__file__),))),
    ],
)
def test_another_question_has_another_answer(store: Store, source: Source, options: Options) -> None:
    keep(store)
    assert ask(store, source, options) is None


def test_another_edition_knows_nothing(store: Store) -> None:
    keep(store)
    assert ask(replace(store, edition="another cellophane")) is None


def test_the_certainty_asked_for_does_not_matter(store: Store) -> None:
    keep(store)
    assert ask(store, options=replace(OPTIONS, certainty=Certainty.CERTAIN)) == CHECKED


def test_problems_are_not_remembered(store: Store) -> None:
    keep(store, Checked("a.py", problems=(Problem("a.py", "died"),)))
    assert ask(store) is None


def test_no_store_remembers_nothing() -> None:
    with Cache(None) as cache:
        cache.put(SOURCE, OPTIONS, CHECKED)
        assert cache.get(SOURCE, OPTIONS) is None


def test_nothing_is_made_when_nothing_is_asked(store: Store) -> None:
    with Cache(store):
        pass
    assert not os.path.exists(os.path.dirname(store.file))


@pytest.fixture
def neighbours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory, the current one, where somebody else's file is."""
    directory = tmp_path / "package"
    directory.mkdir()
    (directory / "b.py").touch()
    monkeypatch.chdir(directory)
    return directory


def test_what_rests_on_others_holds_as_long_as_they_stay_as_they_are(store: Store, neighbours: Path) -> None:
    rests = replace(CHECKED, rests_on_others=True, rests_on=frozenset({"/p/a.py", "/p/b.py"}))
    keep(store, rests)
    assert ask(store) == rests
    (neighbours / "b.py").write_text("x = 1\n", encoding="utf-8")
    assert ask(store) is None
    keep(store, Checked("a.py", rests_on_others=True))
    assert ask(store) == Checked("a.py", rests_on_others=True)


def test_what_rests_on_others_holds_in_its_place_only(store: Store, neighbours: Path) -> None:
    keep(store, replace(CHECKED, rests_on_others=True))
    assert ask(store, Source("b.py", SOURCE.text)) is None
    assert ask(store, Source("../package/a.py", SOURCE.text)) is not None


def test_what_rests_on_nobody_else_holds_whatever_they_become(store: Store, neighbours: Path) -> None:
    keep(store)
    (neighbours / "b.py").write_text("x = 1\n", encoding="utf-8")
    assert ask(store) == CHECKED


@pytest.mark.usefixtures("neighbours")
def test_where_there_is_too_much_around_nothing_is_remembered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Surroundings, "of", lambda *_: None)
    keep(store, replace(CHECKED, rests_on_others=True))
    assert ask(store) is None


def test_nobody_looks_around_without_need(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("looked around")

    monkeypatch.setattr(Surroundings, "of", refuse)
    assert ask(store) is None
    keep(store)
    assert ask(store) == CHECKED


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000, b"\0"])
def test_a_broken_cache_is_begun_anew(store: Store, content: bytes) -> None:
    os.makedirs(os.path.dirname(store.file))
    Path(store.file).write_bytes(content)
    keep(store)
    assert ask(store) in (None, CHECKED)
    keep(store)
    assert ask(store) == CHECKED


def test_a_table_of_another_shape_is_no_error(store: Store) -> None:
    os.makedirs(os.path.dirname(store.file))
    database = sqlite3.connect(store.file)
    database.execute("CREATE TABLE files (something TEXT)")
    database.commit()
    database.close()
    keep(store)
    assert ask(store) is None


@pytest.mark.parametrize("text", ["", "3", "{}", '{"findings": [{}], "excerpt": []}', '{"findings": 3}', "[", "null"])
def test_a_row_that_makes_no_sense_is_no_error(store: Store, text: str) -> None:
    keep(store)
    database = sqlite3.connect(store.file)
    database.execute("UPDATE files SET checked = ?", (text,))
    database.commit()
    database.close()
    assert ask(store) is None


def test_a_locked_cache_is_no_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "_PATIENCE", 0)
    keep(store)
    database = sqlite3.connect(store.file)
    try:
        database.execute("BEGIN EXCLUSIVE")
        keep(store)
        assert ask(store) is None
    finally:
        database.close()


def test_a_directory_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = Store(str(tmp_path / "file" / "cache" / "checked.sqlite"), "")
    keep(store)
    assert ask(store) is None


def test_a_directory_in_its_place_is_no_error(store: Store) -> None:
    os.makedirs(store.file)
    keep(store)
    assert ask(store) is None


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="everything is writable for this user")
def test_a_read_only_cache_is_no_error(store: Store) -> None:
    keep(store)
    os.chmod(store.file, stat.S_IRUSR)
    with Cache(store) as cache:
        cache.put(Source("b.py", "y = 2\n"), OPTIONS, CHECKED)
    assert ask(store, Source("b.py", "y = 2\n")) is None


def test_python_without_sqlite_is_no_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    keep(store)
    assert ask(store) is None


def test_a_cache_that_has_grown_is_thrown_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store)
    monkeypatch.setattr(caching, "_LARGEST", 10)
    assert ask(store) is None


def test_the_users_store_lies_in_the_users_cache(own_surroundings: Path) -> None:
    assert Path(caching.store().file).is_relative_to(own_surroundings)


def test_editing_cellophane_changes_the_edition(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "rule.py"
    file.touch()
    monkeypatch.setattr(caching, "_package_files", lambda _: [file])
    before = caching.store().edition
    os.utime(file, ns=(1, 1))
    assert caching.store().edition != before


def test_the_edition_is_that_of_all_code_and_knowledge() -> None:
    root = Path(cellophane.__file__).parent
    files = {os.fspath(file) for file in caching._package_files(os.fspath(root))}
    assert files == {str(file) for pattern in ("*.py", "*.toml") for file in root.rglob(pattern)}
    assert len(files) > 500


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the sources that were examined, not remembered."""
    from cellophane.check import engine

    seen: list[str] = []
    examine = engine._examined

    def watched(source: Source, *more: Any) -> Any:
        seen.append(source.filename)
        return examine(source, *more)

    monkeypatch.setattr(engine, "_examined", watched)
    return seen


@pytest.mark.usefixtures("stand_in_rules")
def test_the_engine_asks_once(store: Store, counted: list[str]) -> None:
    from cellophane.check.engine import check_bytes

    data = b"for maybe in range(3):\n    jobs.append(lambda: maybe)\n"
    strict, loose = Options(("CEL901",)), Options(("CEL901",), Certainty.POSSIBLE)
    with Cache(store) as cache:
        first = check_bytes(data, "a.py", strict, cache=cache)
    with Cache(store) as cache:
        again, more = check_bytes(data, "a.py", strict, cache=cache), check_bytes(data, "a.py", loose, cache=cache)
    assert counted == ["a.py"]
    assert first == again
    assert (len(again.findings), len(again.hidden)) == (0, 1)
    assert (len(more.findings), len(more.hidden)) == (1, 0)
    assert more == check_source(Source("a.py", data.decode()), loose)
