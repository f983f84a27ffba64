"""Many files over several processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cellophane.check import parallel
from cellophane.check.checked import Checked
from cellophane.check.options import Options
from cellophane.check.parallel import Task, check_files

HAZARD = "for i in range(3):\n    jobs.append(lambda: i)\n"
BOTH = Options(("CEL901", "CEL902"))

pytestmark = pytest.mark.usefixtures("stand_in_rules")


@pytest.fixture
def forking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that know the stand-in rules, also where the test runner has threads of its own."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("fresh interpreters do not know the stand-in rules")
    context = multiprocessing.get_context("fork")
    monkeypatch.setattr(parallel, "_pool", lambda n, past: ProcessPoolExecutor(n, context, parallel._begin, (past,)))


def tasks(directory: Path, *texts: str) -> list[Task]:
    """A task for each text, in files numbered from 0."""
    made = []
    for number, text in enumerate(texts):
        path = directory / f"{number:03}.py"
        path.write_text(text, encoding="utf-8")
        made.append(Task(str(path), len(text), BOTH))
    return made


def counts(files: Iterator[Checked]) -> list[tuple[str, int, int]]:
    """Of each file, its name, how many findings and how many problems."""
    return [(os.path.basename(checked.filename), len(checked.findings), len(checked.problems)) for checked in files]


@pytest.mark.usefixtures("forking")
def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    work = tasks(tmp_path, *(HAZARD * (number % 3) for number in range(20)))
    assert list(check_files(work, workers=2)) == list(check_files(work, workers=1))


def test_results_come_in_the_order_of_the_tasks(tmp_path: Path) -> None:
    work = tasks(tmp_path, HAZARD, "", HAZARD * 2)[::-1]
    assert counts(check_files(work)) == [("002.py", 2, 0), ("001.py", 0, 0), ("000.py", 1, 0)]


@pytest.mark.usefixtures("forking")
def test_a_process_that_dies_takes_only_its_own_file_along(tmp_path: Path) -> None:
    texts = [HAZARD] * 12
    texts[5] += "# DIE\n"
    files = list(check_files(tasks(tmp_path, *texts), workers=2))
    assert [len(checked.findings) for checked in files] == [1] * 5 + [0] + [1] * 6
    assert [problem.message for checked in files for problem in checked.problems] == [
        "the process that checked it died; is there enough memory?"
    ]
    assert files[5].problems[0].filename.endswith("005.py")


@pytest.mark.usefixtures("forking")
def test_several_files_whose_processes_die(tmp_path: Path) -> None:
    texts = [HAZARD + ("# DIE\n" if number % 4 == 3 else "") for number in range(12)]
    found = counts(check_files(tasks(tmp_path, *texts), workers=2))
    assert [problems for _, _, problems in found] == [0, 0, 0, 1] * 3
    assert [findings for _, findings, _ in found] == [1, 1, 1, 0] * 3


@pytest.mark.usefixtures("forking")
def test_who_stops_listening_stops_the_work(tmp_path: Path) -> None:
    files = check_files(tasks(tmp_path, *[HAZARD] * 12), workers=2)
    next(files)
    assert isinstance(files, Iterator)
    files.close()  # type: ignore[attr-defined]
    assert next(files, None) is None


def test_little_work_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(parallel, "_pool", refuse)
    assert counts(check_files(tasks(tmp_path, HAZARD, HAZARD))) == [("000.py", 1, 0), ("001.py", 1, 0)]


def test_fresh_interpreters_work_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    work = [Task(task.path, task.size, Options(())) for task in tasks(tmp_path, "x = 1\n", "x = = 1\n")]
    assert counts(check_files(work, workers=2)) == [("000.py", 0, 0), ("001.py", 0, 1)]


def test_no_tasks() -> None:
    assert list(check_files([])) == []


SIZES = [10, 10, 1000, 10, 10, 10, 500, 1]
WORK = [Task(f"{number}.py", size, BOTH) for number, size in enumerate(SIZES)]


def test_files_are_sifted_in_chunks_of_about_the_same_size() -> None:
    chunks = parallel._even([replace(task, size=task.size * 10_000) for task in WORK], 2)
    assert sorted(number for chunk in chunks for number, _ in chunk) == list(range(len(WORK)))
    assert [sum(SIZES[number] for number, _ in chunk) for chunk in chunks] == [1000, 551]


def test_what_is_left_is_dealt_out_with_its_neighbours() -> None:
    items = [(number, None) for number in range(len(WORK))]
    chunks = parallel._neighbours(items, WORK, 2)
    assert [item for chunk in chunks for item in chunk] == items
    assert len(chunks) > 2
