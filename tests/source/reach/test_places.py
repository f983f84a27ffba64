from __future__ import annotations

from pathlib import Path

import pytest

from cellophane.source.reach.places import Places, stem


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop" / "back").mkdir(parents=True)
    for name in ("shop/__init__.py", "shop/desk.py", "shop/desk.pyi", "shop/back/till.py"):
        (tmp_path / name).write_text("", "utf-8")
    return tmp_path


def test_below_a_directory_and_wherever_imports_begin(shop: Path) -> None:
    paths = [str(shop / name) for name in ("shop/__init__.py", "shop/desk.py", "shop/back/till.py")]
    places = Places(paths)
    assert places.at(str(shop / "shop"), ("desk",)) == [paths[1]]
    assert places.at(None, ("shop",)) == [paths[0]]
    assert places.at(None, ("shop", "desk")) == [paths[1]]
    assert places.at(None, ("till",)) == places.at(None, ("shop", "back", "till")) == [paths[2]]
    assert not places.at(None, ("desk",))  # it is in a package


def test_what_comes_and_goes(shop: Path) -> None:
    desk, stub = str(shop / "shop" / "desk.py"), str(shop / "shop" / "desk.pyi")
    places = Places([desk])
    places.add(stub)
    assert sorted(places.at(None, ("shop", "desk"))) == [desk, stub]
    places.remove(desk)
    places.remove(desk)
    assert places.at(None, ("shop", "desk")) == places.at(str(shop / "shop"), ("desk",)) == [stub]


def test_notebooks_are_no_modules(shop: Path) -> None:
    assert not Places([str(shop / "a.ipynb")]).at(str(shop), ("a",))


def test_a_package_is_called_as_its_directory() -> None:
    assert stem("/shop/__init__.pyi") == stem("/shop.py") == "/shop"
