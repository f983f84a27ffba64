"""What is remembered of files by how the disk describes them: when it holds, and that a broken table is no table."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from cellophane.check import table as tables
from cellophane.check.cache import Store
from cellophane.check.checked import Checked
from cellophane.check.engine import check_file
from cellophane.check.options import Options
from cellophane.check.table import Table, stamp_of
from cellophane.model.finding import Certainty
from cellophane.model.problem import Problem

OPTIONS = Options(("CEL101",))
BITES = "kept = []\nfor i in range(3):\n    kept.append(lambda: i)\nprint([f() for f in kept])\n"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "cache" / "checked.sqlite"), "edition")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "a.py"
    path.write_text(BITES)
    age(path)
    return str(path)


@pytest.fixture(autouse=True)
def _times_count_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_COARSE", 0)


def age(path: Path) -> None:
    """Let a file look as if nobody had touched its content for an hour."""
    os.utime(path, ns=(time.time_ns() - 3600 * 10**9,) * 2)


def remember(store: Store, file: str, checked: Checked, options: Options = OPTIONS) -> None:
    table = Table(store)
    table.put(file, stamp_of(file), options, checked)
    table.write()


def known(store: Store, file: str, options: Options = OPTIONS) -> Checked | None:
    return Table(store).known(file, stamp_of(file), options)


def test_findings_come_back_as_they_were(store: Store, file: str) -> None:
    checked = check_file(file, OPTIONS)
    assert checked.findings
    remember(store, file, checked)
    assert known(store, file) == checked


def test_what_was_hidden_is_still_counted(store: Store, file: str) -> None:
    options = replace(OPTIONS, certainty=Certainty.CERTAIN)
    checked = replace(check_file(file, options), hidden=(Certainty.POSSIBLE, Certainty.LIKELY))
    remember(store, file, checked, options)
    assert known(store, file, options) == checked
    assert known(store, file) is None


def test_a_clean_file_is_remembered(store: Store, file: str) -> None:
    remember(store, file, Checked(file))
    assert known(store, file) == Checked(file)


def test_other_questions_have_other_answers(store: Store, file: str, tmp_path: Path) -> None:
    remember(store, file, Checked(file))
    assert known(store, file, Options(("CEL101", "CEL102"))) is None
    assert known(store, file, replace(OPTIONS, thorough=False)) is None
    assert known(store, file, replace(OPTIONS, python=tmp_path)) is None
    assert known(Store(store.file, "another edition"), file) is None


def test_a_changed_knowledge_file_asks_anew(store: Store, file: str, tmp_path: Path) -> None:
    knowledge = tmp_path / "k.toml"
    knowledge.write_text("")
    options = replace(OPTIONS, knowledge=(knowledge,))
    remember(store, file, Checked(file), options)
    assert known(store, file, options) is not None
    os.utime(knowledge, ns=(1, 1))
    assert known(store, file, options) is None


def test_another_size_is_another_file(store: Store, file: str) -> None:
    remember(store, file, Checked(file))
    times = os.stat(file).st_mtime_ns
    Path(file).write_text(BITES + "\n")
    os.utime(file, ns=(times, times))
    assert known(store, file) is None


def test_a_file_of_the_same_size_and_time_in_its_place_is_told(store: Store, file: str, tmp_path: Path) -> None:
    remember(store, file, Checked(file))
    times = os.stat(file).st_mtime_ns
    other = tmp_path / "b.py"
    other.write_text(BITES.replace("3", "4"))
    os.utime(other, ns=(times, times))
    os.replace(other, file)
    assert known(store, file) is None


def test_an_edit_that_sets_the_time_back_is_told(store: Store, file: str) -> None:
    remember(store, file, Checked(file))
    times = os.stat(file).st_mtime_ns
    time.sleep(0.02)  # longer than a tick of the clock that file systems read
    Path(file).write_text(BITES.replace("3", "4"))
    os.utime(file, ns=(times, times))
    assert known(store, file) is None


def test_a_link_to_another_file_is_told(store: Store, file: str, tmp_path: Path) -> None:
    first, second, link = tmp_path / "one.py", tmp_path / "two.py", tmp_path / "link.py"
    for path in (first, second):
        path.write_text(BITES)
        os.utime(path, ns=(1, 1))
    link.symlink_to(first)
    remember(store, str(link), Checked(str(link)))
    assert known(store, str(link)) is not None
    link.unlink()
    link.symlink_to(second)
    assert known(store, str(link)) is None


@pytest.mark.parametrize("ahead", [0, 3600], ids=["just now", "in the future"])
def test_a_file_touched_lately_is_not_remembered(file: str, monkeypatch: pytest.MonkeyPatch, ahead: int) -> None:
    monkeypatch.setattr(tables, "_COARSE", 2_000_000_000)
    os.utime(file, ns=(time.time_ns() + ahead * 10**9,) * 2)
    assert stamp_of(file) is None


def test_what_rests_on_others_or_went_wrong_is_not_remembered(store: Store, file: str) -> None:
    remember(store, file, Checked(file, rests_on_others=True))
    remember(store, file, Checked(file, problems=(Problem(file, "gone"),)))
    assert known(store, file) is None


@pytest.mark.parametrize("data", [b"", b"x", b"SQLite format 3\0"], ids=["empty", "short", "another kind"])
def test_somebody_elses_file_is_no_table(store: Store, file: str, data: bytes) -> None:
    place = Path(store.file).with_name("checked.table")
    place.parent.mkdir()
    place.write_bytes(data)
    assert known(store, file) is None
    remember(store, file, Checked(file))
    assert known(store, file) == Checked(file)


def test_a_table_with_any_byte_wrong_is_no_table(store: Store, file: str) -> None:
    remember(store, file, Checked(file))
    place = Path(store.file).with_name("checked.table")
    whole = place.read_bytes()
    for at in range(len(whole)):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert known(store, file) is None
        place.write_bytes(whole[:at])
        assert known(store, file) is None


def test_a_table_that_cannot_be_written_is_no_error(file: str, tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    remember(Store(str(tmp_path / "plain" / "checked.sqlite"), "edition"), file, Checked(file))


def test_runs_add_to_each_other(store: Store, file: str, tmp_path: Path) -> None:
    first, second = Table(store), Table(store)
    other = tmp_path / "b.py"
    other.write_text("")
    age(other)
    for table, path in ((first, file), (second, str(other))):
        table.put(path, stamp_of(path), OPTIONS, Checked(path))
    first.write()
    second.write()
    assert known(store, file) is not None
    assert known(store, str(other)) is not None


def test_the_oldest_questions_go(store: Store, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_MOST_ASKED", 2)
    for code in ("CEL101", "CEL102", "CEL103"):
        remember(store, file, Checked(file), Options((code,)))
    assert [known(store, file, Options((code,))) is not None for code in ("CEL101", "CEL102", "CEL103")] == [
        False,
        True,
        True,
    ]


def test_a_table_that_grew_too_large_begins_anew(store: Store, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(store, file, Checked(file), Options(("CEL102",)))
    monkeypatch.setattr(tables, "_LARGEST", 1)
    remember(store, file, Checked(file))
    assert known(store, file) is not None
    assert known(store, file, Options(("CEL102",))) is None


def _write_for_ever(store: Store, file: str) -> None:
    stamp = stamp_of(file)
    while True:
        table = Table(store)
        table.put(file, stamp, OPTIONS, Checked(file))
        table.write()


def test_runs_that_are_killed_leave_a_whole_table(store: Store, file: str) -> None:
    remember(store, file, Checked(file))
    context = multiprocessing.get_context("spawn")
    for _ in range(3):
        runs = [context.Process(target=_write_for_ever, args=(store, file)) for _ in range(2)]
        for run in runs:
            run.start()
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            assert known(store, file) == Checked(file)
        for run in runs:
            assert run.pid is not None
            os.kill(run.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
            run.join()
        assert known(store, file) == Checked(file)
