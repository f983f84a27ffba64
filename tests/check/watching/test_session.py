from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cellophane.check.watching import inventory as inventories
from cellophane.check.watching import session as module
from cellophane.check.watching.reached import LAG
from cellophane.check.watching.results import Difference
from cellophane.check.watching.session import Round, Session
from tests.check.watching.played import Play, afresh, session, told

NOW, LATER = "f()", "kept.append(f)"
HELPER = "kept = []\n\n\ndef on(f):\n    {}\n\n\ndef aside(f):\n    print(f)\n"
CALLER = "from helper import on\n\nfor row in range(3):\n    on(lambda: row)\n"
LATE = "jobs = []\nfor i in range(3):\n    jobs.append(lambda: i)\nfor job in jobs:\n    job()\n"


class Watched:
    """A project in which changes are made, and told of."""

    def __init__(self, top: Path, files: Mapping[str, str]) -> None:
        self.top = top
        self.write({"setup.cfg": "", **files})
        time.sleep(2 * LAG)  # else nobody could tell whether a file changed before it was checked or afterwards
        self.session = session(top)
        list(self.session.begin())
        self.session.settle()

    def write(self, files: Mapping[str, str]) -> list[str]:
        """Write files; their paths."""
        for name, text in files.items():
            (self.top / name).parent.mkdir(parents=True, exist_ok=True)
            (self.top / name).write_text(text, "utf-8")
        return [str(self.top / name) for name in files]

    def after(self, files: Mapping[str, str]) -> list[str]:
        """Write files; the names of those that were checked again for that. All is then as a full run has it."""
        found = self.names(self.session.after(self.write(files)))
        self.session.settle()
        return found

    def names(self, found: Round | None) -> list[str]:
        """Which files a round has checked."""
        assert told(self.session) == afresh(self.top)
        return sorted(os.path.relpath(each.filename, self.top) for each in found.again) if found else []


Made = Callable[[Mapping[str, str]], Watched]


@pytest.fixture
def watched(tmp_path: Path) -> Made:
    return lambda files: Watched(tmp_path, files)


PROJECT = {"helper.py": HELPER.format(NOW), "caller.py": CALLER, "late.py": LATE, "plain.py": "x = 1\n"}


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ({"plain.py": "x = 2\n"}, ["plain.py"]),
        ({"late.py": f"{LATE}\n"}, ["late.py"]),
        ({"helper.py": HELPER.format(LATER)}, ["caller.py", "helper.py"]),
        ({"helper.py": "# more\n" + HELPER.format(NOW)}, ["helper.py"]),
        ({"helper.py": HELPER.format(NOW).replace("print", "repr")}, ["helper.py"]),
        ({"helper.py": HELPER.format(NOW) + "def new(): ...\n"}, ["helper.py"]),
        ({"helper.py": "def on(:\n"}, ["caller.py", "helper.py"]),
        ({"new.py": "x = 1\n"}, ["new.py"]),
        ({"helper.pyi": "def on(f): ...\n"}, ["caller.py"]),
        ({"new/__init__.py": ""}, ["caller.py", "new/__init__.py"]),
        ({"notes.txt": "x\n"}, []),
    ],
)
def test_what_depends_on_a_change_is_checked_again_and_nothing_else(
    watched: Made, change: Mapping[str, str], again: list[str]
) -> None:
    assert watched(PROJECT).after(change) == again


def test_who_names_it_in_what_nobody_asks_about_is_not_checked_again(watched: Made) -> None:
    """It rests on another file, and names what has changed; checking it has never read the helper for that."""
    names = (
        "from helper import on\nfrom other import keep\n\nfor row in range(3):\n    keep(lambda: row)\n    on(row)\n"
    )
    asks = names.replace("keep(lambda: row)", "on(lambda: row)")
    project = watched({**PROJECT, "names.py": names, "asks.py": asks, "other.py": "def keep(f): f()\n"})
    assert project.after({"helper.py": HELPER.format(LATER)}) == ["asks.py", "caller.py", "helper.py"]


def test_what_is_new_and_what_is_gone(watched: Made) -> None:
    project = watched(PROJECT)
    found = project.session.after(project.write({"helper.py": HELPER.format(LATER)}))
    assert found is not None
    assert [one.name for one in found.difference.new] == ["row"]
    found = project.session.after(project.write({"helper.py": HELPER.format(NOW)}))
    assert found is not None
    assert [one.name for one in found.difference.gone] == ["row"]
    assert project.session.results.findings == 1  # that in late.py


def test_a_line_more_in_a_file_that_evidence_points_at(watched: Made) -> None:
    project = watched({**PROJECT, "helper.py": HELPER.format(LATER)})
    assert project.after({"helper.py": "# more\n" + HELPER.format(LATER)}) == ["caller.py", "helper.py"]


def test_a_module_that_was_looked_for_comes_goes_and_comes_back(watched: Made) -> None:
    project = watched({"caller.py": CALLER})
    assert project.after({"helper.py": HELPER.format(LATER)}) == ["caller.py", "helper.py"]
    (project.top / "helper.py").unlink()
    assert project.names(project.session.after([str(project.top / "helper.py")])) == ["caller.py"]
    assert project.after({"helper.py": HELPER.format(LATER)}) == ["caller.py", "helper.py"]


def test_a_directory_is_renamed(watched: Made) -> None:
    project = watched({"back/late.py": LATE, "back/helper.py": HELPER.format(NOW), "plain.py": "x = 1\n"})
    os.rename(project.top / "back", project.top / "front")
    found = project.session.after([str(project.top / "back"), str(project.top / "front")])
    assert project.names(found) == ["front/helper.py", "front/late.py"]


def test_a_file_that_is_saved_under_another_name_and_renamed(watched: Made) -> None:
    project = watched(PROJECT)
    (project.top / "helper.py.tmp").write_text(HELPER.format(LATER), "utf-8")
    os.replace(project.top / "helper.py.tmp", project.top / "helper.py")
    changed = [str(project.top / "helper.py.tmp"), str(project.top / "helper.py")]
    assert project.names(project.session.after(changed)) == ["caller.py", "helper.py"]


def test_a_notebook(watched: Made) -> None:
    cell = {"cell_type": "code", "source": LATE.splitlines(keepends=True), "metadata": {}, "outputs": []}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    project = watched({"plain.py": "x = 1\n"})
    assert project.after({"a.ipynb": json.dumps(notebook)}) == ["a.ipynb"]
    assert project.session.results.findings == 1
    cell["source"] = []
    assert project.after({"a.ipynb": json.dumps(notebook)}) == ["a.ipynb"]
    assert project.session.results.findings == 0


def test_a_link_that_is_named(tmp_path: Path) -> None:
    for name in ("real", "here"):
        (tmp_path / name).mkdir()
    (tmp_path / "real" / "late.py").write_text("x = 1\n", "utf-8")
    link = tmp_path / "here" / "link.py"
    link.symlink_to(tmp_path / "real" / "late.py")
    watching = session(link)
    list(watching.begin())
    assert str(tmp_path / "real") in watching.inventory.grounds
    (tmp_path / "real" / "late.py").write_text(LATE, "utf-8")
    found = watching.after([str(tmp_path / "real" / "late.py")])
    assert found is not None
    assert [each.filename for each in found.again] == [str(link)]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_that_cannot_be_read(watched: Made) -> None:
    project = watched(PROJECT)
    (project.top / "late.py").chmod(0)
    found = project.session.after([str(project.top / "late.py")])
    assert project.session.results.hindered == 1
    assert found is not None
    assert found.again[0].problems
    (project.top / "late.py").chmod(0o600)
    project.session.after([str(project.top / "late.py")])
    assert project.session.results.hindered == 0


def test_settings_make_all_be_asked_anew(watched: Made) -> None:
    project = watched(PROJECT)
    assert project.after({"pyproject.toml": ""}) == ["caller.py", "helper.py", "late.py", "plain.py"]
    assert project.after({"setup.py": ""}) == ["caller.py", "helper.py", "late.py", "plain.py", "setup.py"]
    assert project.after({"setup.py": "x = 1\n"}) == ["setup.py"]


def test_a_compiled_module_comes(watched: Made) -> None:
    assert watched(PROJECT).after({"helper.so": ""}) == ["caller.py"]


def test_many_changes_at_once(watched: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MANY", 2)
    project = watched(PROJECT)
    changed = {name: f"{text}\n" for name, text in PROJECT.items() if name != "caller.py"}
    assert project.after(changed) == ["caller.py", "helper.py", "late.py", "plain.py"]
    project.session.settle()
    assert project.after({"helper.py": HELPER.format(LATER)}) == ["caller.py", "helper.py"]


def test_more_than_can_be_looked_at(watched: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventories, "modules_in", lambda _: None)
    project = watched(PROJECT)
    assert project.after({"plain.py": "x = 2\n"}) == ["caller.py", "plain.py"]
    assert project.after({"helper.py": HELPER.format(LATER)}) == ["caller.py", "helper.py"]


def test_what_changes_while_nobody_watches(watched: Made) -> None:
    project = watched(PROJECT)
    project.write({"helper.py": HELPER.format(LATER), "new.py": LATE})
    (project.top / "late.py").unlink()
    project.session.catch_up()
    assert project.names(None) == []


def test_a_file_that_changes_after_it_was_checked_and_before_it_was_looked_up(tmp_path: Path) -> None:
    project = Watched.__new__(Watched)
    project.top = tmp_path
    project.write({"setup.cfg": "", **PROJECT})
    project.session = session(tmp_path)
    list(project.session.begin())
    project.write({"helper.py": HELPER.format(LATER)})
    project.session.settle()  # it reads the text of now, and the caller was checked with that of before
    assert project.names(project.session.after([str(tmp_path / "helper.py")])) == ["caller.py", "helper.py"]


def test_settings_that_make_no_sense_leave_all_as_it_is(watched: Made) -> None:
    project = watched(PROJECT)
    listing = project.session.listing

    def refused() -> None:
        raise ValueError("no sense")

    project.session.listing = refused  # type: ignore[assignment]
    with pytest.raises(ValueError, match="no sense"):
        project.session.after(project.write({"pyproject.toml": ""}))
    assert project.session.results.findings == 1
    project.session.listing = listing
    assert project.session.anew().difference == Difference()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_it_holds_what_a_full_run_finds(tmp_path: Path, seed: int) -> None:
    (tmp_path / "setup.cfg").write_text("", "utf-8")
    chance = random.Random(seed)
    play = Play(tmp_path, chance)
    watching: Session = session(tmp_path)
    list(watching.begin())
    for _ in range(8):
        if chance.random() < 0.8:
            watching.settle()
        watching.after(play.act())
        assert told(watching) == afresh(tmp_path)
