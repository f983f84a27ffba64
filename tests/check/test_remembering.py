"""Only what nothing is remembered of is checked, and what comes back is the same and in the same order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cellophane.check.cache import Store
from cellophane.check.checked import Checked
from cellophane.check.options import Options
from cellophane.check.parallel import Task, check_files
from cellophane.check.remembering import remembered

OPTIONS = Options(("CEL101",))
BITES = "kept = []\nfor i in range(3):\n    kept.append(lambda: i)\nprint([f() for f in kept])\n"


class Runs:
    """Runs over the same store, and what each of them had to check."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.checked: list[str] = []

    def of(self, tasks: Sequence[Task], use: bool = True) -> list[Checked]:
        self.checked = []
        return list(remembered(tasks, self._store if use else None, self._check))

    def _check(self, tasks: Sequence[Task]) -> Iterator[Checked]:
        self.checked = [os.path.basename(task.path) for task in tasks]
        return check_files(tasks, workers=1)


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    monkeypatch.setattr("cellophane.check.table._COARSE", 0)
    return Runs(Store(str(tmp_path / "cache" / "checked.sqlite"), "edition"))


@pytest.fixture
def tasks(tmp_path: Path) -> list[Task]:
    texts = {"a.py": BITES, "b.py": "x = 1\n", "c.py": BITES, "d.py": "def broken(:\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        os.utime(tmp_path / name, (1, 1))
    return [Task(str(tmp_path / name), len(text), OPTIONS) for name, text in texts.items()]


def test_a_second_run_checks_what_went_wrong_and_nothing_else(runs: Runs, tasks: list[Task]) -> None:
    first = runs.of(tasks)
    assert runs.checked == ["a.py", "b.py", "c.py", "d.py"]
    assert runs.of(tasks) == first == runs.of(tasks, use=False)
    runs.of(tasks)
    assert runs.checked == ["d.py"]


def test_one_that_changed_is_checked_anew_and_comes_in_its_place(runs: Runs, tasks: list[Task]) -> None:
    runs.of(tasks)
    Path(tasks[1].path).write_text(BITES)
    again = runs.of(tasks)
    assert runs.checked == ["b.py", "d.py"]
    assert again == runs.of(tasks, use=False)
    assert [len(checked.findings) for checked in again] == [1, 1, 1, 0]


def test_text_that_is_not_on_disk_is_neither_looked_up_nor_remembered(runs: Runs, tasks: list[Task]) -> None:
    runs.of([replace(tasks[1], content=BITES.encode())])
    assert runs.of(tasks[1:2])[0].findings == ()
    assert runs.of([replace(tasks[1], content=BITES.encode())])[0].findings


def test_a_run_that_is_left_keeps_what_it_found(runs: Runs, tasks: list[Task], tmp_path: Path) -> None:
    left = remembered(tasks, Store(str(tmp_path / "cache" / "checked.sqlite"), "edition"), check_files)
    next(left)
    left.close()  # type: ignore[attr-defined]  # it is a generator
    runs.of(tasks)
    assert runs.checked == ["b.py", "c.py", "d.py"]
