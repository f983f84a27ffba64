from __future__ import annotations

from pathlib import Path

import pytest

from cellophane.check.watching.inventory import Inventory, Listing
from tests.check.watching.played import listing


@pytest.fixture
def inventory(tmp_path: Path) -> Inventory:
    (tmp_path / "setup.cfg").write_text("", "utf-8")
    (tmp_path / "shop").mkdir()
    for name in ("desk.py", "desk.pyi"):
        (tmp_path / "shop" / name).write_text("", "utf-8")
    return Inventory.of(listing(tmp_path), [str(tmp_path)])


def test_what_is_checked_and_what_is_around(inventory: Inventory, tmp_path: Path) -> None:
    assert list(inventory.tasks) == [str(tmp_path / "shop" / "desk.py")]
    assert inventory.files == {str(tmp_path / "shop" / name) for name in ("desk.py", "desk.pyi")}


@pytest.mark.parametrize(
    ("name", "may"),
    [("new.py", True), ("shop", True), ("gone/new.so", True), ("gone", False), ("setup.cfg", False)],
)
def test_where_other_files_may_be(inventory: Inventory, tmp_path: Path, name: str, may: bool) -> None:
    assert inventory.may_change_with(str(tmp_path / name)) == may


def test_a_directory_that_is_gone_had_files(inventory: Inventory, tmp_path: Path) -> None:
    (tmp_path / "shop").rename(tmp_path / "old")
    assert inventory.may_change_with(str(tmp_path / "shop"))


def test_what_is_not_there(tmp_path: Path) -> None:
    assert Inventory.of(Listing([]), [str(tmp_path / "gone")]).grounds == ()
