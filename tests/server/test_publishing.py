"""What an editor is sent of the diagnostics that are found."""

from __future__ import annotations

import pytest
from lsprotocol import types

from cellophane.server.buffers import Buffer, Notebook
from cellophane.server.publishing import Publishing

SETTINGS = "file:///p/pyproject.toml"


class Sent(list[types.PublishDiagnosticsParams]):
    """What was sent, as it came."""

    def taken(self) -> list[tuple[str, int, int | None]]:
        """The URI, the number of diagnostics and the version of each since this was asked last."""
        found = [(one.uri, len(one.diagnostics), one.version) for one in self]
        self.clear()
        return found


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def publishing(sent: Sent) -> Publishing:
    return Publishing(sent.append)


def text(version: int | None, uri: str = "file:///p/a.py") -> Buffer:
    return Buffer(uri, version, ())


def one(message: str = "x") -> list[types.Diagnostic]:
    return [types.Diagnostic(types.Range(types.Position(0, 0), types.Position(0, 1)), message)]


def test_each_version_is_sent(publishing: Publishing, sent: Sent) -> None:
    for version in (1, 2):
        publishing.show(text(version), {"file:///p/a.py": one()})
    assert sent.taken() == [("file:///p/a.py", 1, 1), ("file:///p/a.py", 1, 2)]


def test_the_same_of_the_same_version_is_not_sent_again(publishing: Publishing, sent: Sent) -> None:
    for message in ("x", "x", "y"):
        publishing.show(text(1), {"file:///p/a.py": one(message)})
    assert [count for _, count, _ in sent.taken()] == [1, 1]


def test_nothing_is_sent_of_a_file_that_is_not_open_and_clean(publishing: Publishing, sent: Sent) -> None:
    publishing.show(text(None), {"file:///p/a.py": []})
    assert sent.taken() == []


def test_a_cell_that_is_gone_is_cleared(publishing: Publishing, sent: Sent) -> None:
    cells = tuple(Buffer(f"cell:{number}", 5, ()) for number in (1, 2))
    publishing.show(Notebook("n", 1, cells), {"cell:1": one(), "cell:2": one()})
    assert sent.taken() == [("cell:1", 1, 5), ("cell:2", 1, 5)]
    publishing.show(Notebook("n", 2, cells[:1]), {"cell:1": one()})
    assert sent.taken() == [("cell:2", 0, None), ("cell:1", 1, 5)]


def test_settings_that_are_wrong_are_shown_until_no_document_says_so(publishing: Publishing, sent: Sent) -> None:
    for uri in ("file:///p/a.py", "file:///p/b.py"):
        publishing.show(text(1, uri), {uri: [], SETTINGS: one()})
    sent.taken()
    publishing.show(text(1), {"file:///p/a.py": []})
    assert sent.taken() == [(SETTINGS, 1, None)]
    publishing.withdraw("file:///p/b.py")
    assert (SETTINGS, 0, None) in sent.taken()


def test_a_closed_document_is_cleared(publishing: Publishing, sent: Sent) -> None:
    publishing.show(text(1), {"file:///p/a.py": one()})
    publishing.withdraw("file:///p/a.py")
    publishing.withdraw("file:///p/a.py")
    assert sent.taken() == [("file:///p/a.py", 1, 1), ("file:///p/a.py", 0, None)]


def test_what_was_shown_of_a_text_that_is_a_cell_now_does_not_come_back(publishing: Publishing, sent: Sent) -> None:
    publishing.show(text(1, "cell:1"), {"cell:1": one()})
    notebook = Notebook("file:///p/n.ipynb", 1, (Buffer("cell:1", 1, ()),))
    publishing.show(notebook, {"cell:1": one("y")})
    sent.clear()
    publishing.withdraw(notebook.uri)
    assert sent.taken() == [("cell:1", 0, None)]
