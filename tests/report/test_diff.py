"""Unified diffs of what fixes change."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cellophane.check.checked import Checked, Mended
from cellophane.report.diff import coloured, render
from cellophane.report.screen import Screen
from tests.report.test_screen import Stream


def checked(before: bytes, after: bytes, filename: str = "a.py") -> Checked:
    return Checked(filename, mended=Mended(before, after, (), Checked(filename)))


def diff(*files: Checked) -> str:
    return b"".join(render(files)).decode()


def test_one_line() -> None:
    assert diff(checked(b"a\nb\nc\n", b"a\nx\nc\n")) == "--- a.py\n+++ a.py\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"


def test_files_without_changes_are_left_out() -> None:
    assert diff(Checked("a.py"), checked(b"a", b"a")) == ""


def test_several_files() -> None:
    both = diff(checked(b"a\n", b"b\n"), checked(b"c\n", b"d\n", "sub/c.py"))
    assert both.count("@@ -1 +1 @@\n") == 2
    assert "+b\n--- sub/c.py\n+++ sub/c.py\n" in both


def test_no_end_of_line() -> None:
    mark = "\n\\ No newline at end of file\n"
    assert diff(checked(b"a", b"b")).endswith(f"-a{mark}+b{mark}")


def test_carriage_returns_and_form_feeds_are_part_of_their_lines() -> None:
    assert diff(checked(b"a\r\nb\rc\n\f\nd\x1c\n", b"x\r\nb\rc\n\f\nd\x1c\n")).endswith(
        "@@ -1,4 +1,4 @@\n-a\r\n+x\r\n b\rc\n \f\n d\x1c\n"
    )


def test_the_bytes_of_the_file() -> None:
    head = b"# coding: latin-1\n"
    assert b"+\xe9\n" in b"".join(render([checked(head + b"e\n", head + b"\xe9\n")]))
    assert "+é\n" in diff(checked(b"e\n", b"\xc3\xa9\n"))


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc\n", "a\nx\ny\nc\n"),
        ("a\r\nb\r\nc", "a\r\nx\r\nc"),
        ("a\rb\n\fc\né\n", "a\rb\n\fd\né\n"),
        ("a\n" * 50 + "b\n" + "c\n" * 50, "x\n" + "a\n" * 50 + "c\n" * 50 + "d"),
    ],
)
def test_git_applies_it(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(before.encode())
    patch = diff(checked(before.encode(), after.encode())).encode()
    subprocess.run(["git", "apply", "-p0", "-"], cwd=tmp_path, input=patch, check=True, capture_output=True)
    assert path.read_bytes() == after.encode()


BEFORE, AFTER = b"a\n-- b\r\n\xff\x0b\n", b"a\n++ b\r\n\xff\x0b\nnew"


@pytest.fixture
def in_colours(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    monkeypatch.setenv("TERM", "xterm")
    return list(coloured(render([checked(BEFORE, AFTER)]), Screen(Stream(True))))


def test_colours(in_colours: list[bytes]) -> None:
    assert in_colours == [
        b"\x1b[1m--- a.py\x1b[0m\n",
        b"\x1b[1m+++ a.py\x1b[0m\n",
        b"\x1b[36m@@ -1,3 +1,4 @@\x1b[0m\n",
        b" a\n",
        b"\x1b[31m--- b\x1b[0m\r\n",
        b"\x1b[32m+++ b\x1b[0m\r\n",
        b" \xff\x0b\n",
        b"\x1b[32m+new\n\\ No newline at end of file\x1b[0m\n",
    ]


def test_no_byte_is_another_one_in_colours(in_colours: list[bytes]) -> None:
    assert re.sub(rb"\x1b\[\d+m", b"", b"".join(in_colours)) == b"".join(render([checked(BEFORE, AFTER)]))


def test_where_there_are_no_colours_it_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = list(render([checked(BEFORE, AFTER)]))
    assert list(coloured(plain, Screen(Stream(False)))) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert list(coloured(plain, Screen(Stream(True)))) == plain
