from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from cellophane.check.watching.reached import Reached, changed_at

HELPER = "def on(f):\n    f()\n\n\ndef aside():\n    pass\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "helper.py").write_text(HELPER, "utf-8")
    (tmp_path / "caller.py").write_text("from helper import on\n", "utf-8")
    return str(tmp_path / "helper.py"), str(tmp_path / "caller.py")


def reached(files: tuple[str, str], checked_at: float) -> Reached:
    found = Reached(files, checked_at)
    found.include([files[1]])
    return found


def test_who_takes_another_name_does_not_see_it(files: tuple[str, str]) -> None:
    found = reached(files, time.time() + 10)
    Path(files[0]).write_text(HELPER.replace("pass", "return 1"), "utf-8")
    assert found.after([files[0]], [], []) == set()
    Path(files[0]).write_text(HELPER.replace("f()", "kept(f)"), "utf-8")
    assert found.after([files[0]], [], []) == {files[1]}


def test_of_a_text_that_may_not_be_the_one_that_was_checked_any_name_may_mean_another_thing(
    files: tuple[str, str],
) -> None:
    found = reached(files, time.time() - 10)
    assert found.after([files[0]], [], []) == {files[1]}
    assert found.after([files[0]], [], []) == set()  # now it is known


def test_what_goes_and_comes(files: tuple[str, str]) -> None:
    found = reached(files, time.time() + 10)
    os.unlink(files[0])
    assert found.after([], [], [files[0]]) == {files[1]}
    Path(files[0]).write_text(HELPER, "utf-8")
    assert found.after([], [files[0]], []) == {files[1]}


def test_a_file_that_takes_the_place_of_another_is_younger_than_its_text(
    files: tuple[str, str], tmp_path: Path
) -> None:
    began = time.time()
    old = tmp_path / "old"
    old.write_text("x = 1\n", "utf-8")
    os.utime(old, (1, 1))
    os.replace(old, files[0])
    assert changed_at(files[0]) > began - 1
    assert changed_at(str(old)) == 0
