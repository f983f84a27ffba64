"""Which settings govern: those that are named, none, or the nearest."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from cellophane.cli.governing import nearest
from cellophane.workspace.settings import DEFAULT


def governing(directory: Path, **options: object) -> object:
    """What governs the directory under these options."""
    arguments = argparse.Namespace(**{"config": None, "isolated": False, **options})
    return nearest(arguments).of(str(directory)).select


def test_the_options(tmp_path: Path) -> None:
    (tmp_path / "cellophane.toml").write_text("select = ['CEL1']\n", encoding="utf-8")
    (tmp_path / "other.toml").write_text("select = ['CEL2']\n", encoding="utf-8")
    assert governing(tmp_path) == ("CEL1",)
    assert governing(tmp_path, isolated=True) is DEFAULT.select
    assert governing(tmp_path, config=str(tmp_path / "other.toml")) == ("CEL2",)


def test_both_options_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="use one of them"):
        governing(tmp_path, isolated=True, config="x")
