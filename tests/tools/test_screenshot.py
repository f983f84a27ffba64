from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest

from cellophane.report.html import render
from tests.browser import chromium
from tests.pictures import meter
from tools.screenshot import main, taken

needs_chromium = pytest.mark.skipif(chromium() is None, reason="needs Chromium, and none is on the path")


@needs_chromium
def test_the_page_is_seen_with_what_is_pointed_at_lit() -> None:
    plain, lit = taken(render(meter()), None), taken(render(meter()), "total")
    assert plain.startswith(b"\x89PNG")
    assert struct.unpack(">I", lit[16:20]) == (1400,)
    assert plain != lit


@needs_chromium
def test_where_nothing_is_shown_nothing_is_taken(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "missing.py"), str(tmp_path / "out.png")]) == 2
    assert capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_without_chromium_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert main(["x.py", str(tmp_path / "out.png")]) == 2
    assert capsys.readouterr().err == "needs Chromium, and none is on the path\n"
