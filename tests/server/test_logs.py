"""The log: all of it in a file, and a line for each on standard error."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from cellophane.server import logs


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.level, root.handlers = level, handlers


def wrong() -> None:
    try:
        raise ValueError("nonsense\nin two lines")
    except ValueError:
        logging.getLogger("cellophane.server").exception("it went wrong:\nbadly")


def test_standard_error_has_a_line_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    logs.begin(None, "info")
    logging.getLogger("x").info("not worth a line")
    wrong()
    assert capsys.readouterr().err == "cellophane: it went wrong: ValueError: nonsense\n"


def test_a_file_has_all_of_it(tmp_path: Path) -> None:
    logs.begin(str(tmp_path / "log"), "debug")
    logging.getLogger("x").debug("half a character: \ud800")
    wrong()
    told = (tmp_path / "log").read_text("utf-8")
    assert "half a character" in told
    assert "Traceback" in told


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        logs.begin(str(tmp_path), "info")
