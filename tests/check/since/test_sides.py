from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from cellophane.check import parallel
from cellophane.check.checked import Checked
from cellophane.check.options import Options
from cellophane.check.parallel import Task
from cellophane.check.since import sides
from cellophane.check.since.sides import Since
from cellophane.workspace.past import Past
from cellophane.workspace.repository import Change

HELPER = "kept = []\ndef on(f):\n    {}\ndef other(): ...\ndef fire():\n    for f in kept: f()\n"
CALLER = "from helper import on\nfor row in range(3):\n    on(lambda: row)\n"
OPTIONS = Options(("CEL101",))


class Run:
    """Files in a directory, of which some have changed."""

    def __init__(self, folder: Path, now: Mapping[str, str], then: Mapping[str, str | None]) -> None:
        """`then` has those that were others, and none for those that were not there."""
        self.folder = folder
        self.looked_at: list[list[str]] = []
        for name, text in now.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        self.tasks = [self.task(name) for name in now]
        changes = [
            Change(
                None if text is None else str(folder / name),
                str(folder / name) if name in now else None,
                None if text is None else text.encode(),
            )
            for name, text in then.items()
        ]
        gone = [self.task(name, text) for name, text in then.items() if name not in now and text is not None]
        paths = [str(folder / name) for name in now]
        self.found = Since(changes, paths, frozenset([str(folder)])).news(self.tasks, gone, self.check)

    def task(self, name: str, text: str | None = None) -> Task:
        return Task(str(self.folder / name), 0, OPTIONS, content=None if text is None else text.encode())

    def check(self, tasks: Sequence[Task], past: Past | None) -> Iterable[Checked]:
        self.looked_at.append([Path(task.path).name for task in tasks])
        return parallel.check_files(tasks, workers=1, past=past)

    def told(self) -> Iterator[tuple[str, int]]:
        for checked in self.found:
            yield from ((Path(checked.filename).name, one.span.row) for one in checked.findings)


def test_what_did_not_change_and_sees_no_change_is_not_looked_at(tmp_path: Path) -> None:
    now = {"helper.py": HELPER.format("kept.append(f)"), "caller.py": CALLER, "aside.py": CALLER.replace("helper", "x")}
    run = Run(tmp_path, now, {"helper.py": HELPER.format("f()")})
    assert run.looked_at == [["helper.py", "caller.py"], ["helper.py", "caller.py"]]
    assert list(run.told()) == [("caller.py", 3)]


def test_a_comment_makes_nobody_look(tmp_path: Path) -> None:
    now = {"helper.py": HELPER.format("kept.append(f)  # later"), "caller.py": CALLER}
    run = Run(tmp_path, now, {"helper.py": HELPER.format("kept.append(f)")})
    assert run.looked_at == [["helper.py"], ["helper.py"]]


def test_another_function_of_the_same_file_makes_nobody_look(tmp_path: Path) -> None:
    text = HELPER.format("kept.append(f)")
    run = Run(
        tmp_path, {"helper.py": text, "caller.py": CALLER}, {"helper.py": text.replace("other(): ...", "other(): 1")}
    )
    assert run.looked_at[0] == ["helper.py"]


def test_of_large_changes_all_is_looked_at_that_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sides, "_COMPARED", 10)
    now = {"helper.py": HELPER.format("kept.append(f)  # later"), "caller.py": CALLER}
    run = Run(tmp_path, now, {"helper.py": HELPER.format("kept.append(f)")})
    assert run.looked_at == [["helper.py", "caller.py"], ["helper.py", "caller.py"]]
    assert list(run.told()) == []


def test_what_was_not_there_does_not_count_before(tmp_path: Path) -> None:
    now = {"helper.py": HELPER.format("kept.append(f)"), "caller.py": CALLER}
    run = Run(tmp_path, now, {"helper.py": None})
    assert list(run.told()) == [("caller.py", 3)]
    assert run.looked_at[1] == ["caller.py"]


def test_what_is_gone_counts_before_and_is_where_a_finding_may_come_from(tmp_path: Path) -> None:
    late = "jobs = []\nfor i in range(3):\n    jobs.append(lambda: i)\nfor job in jobs: job()\n"
    run = Run(tmp_path, {"new.py": late}, {"new.py": None, "old.py": late})
    assert list(run.told()) == []
    assert run.looked_at == [["new.py"], ["old.py"]]


def test_bytes_that_are_no_text_are_as_if_they_were_not_there(tmp_path: Path) -> None:
    now = {"helper.py": HELPER.format("kept.append(f)"), "caller.py": CALLER}
    for name, text in now.items():
        (tmp_path / name).write_text(text)
    path = str(tmp_path / "helper.py")
    since = Since([Change(path, path, b"# coding: nonsense\n\xff")], [path], frozenset([str(tmp_path)]))
    tasks = [Task(str(tmp_path / name), 0, OPTIONS) for name in now]
    found = since.news(tasks, [], lambda tasks, past: parallel.check_files(tasks, workers=1, past=past))
    assert [(Path(each.filename).name, len(each.findings)) for each in found] == [("helper.py", 0), ("caller.py", 1)]
