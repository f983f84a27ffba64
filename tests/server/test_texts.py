"""Texts as editors have them, in encodings, with marks and names of all sorts: what is shown of them is at the right
place, and each action makes what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.editing import Editor, Message, edited, editor, span

LATE = "late = [lambda: i for i in range(3)]\n"
ALL = span((0, 0), (99, 0))


def uri(path: Path) -> str:
    return path.as_uri()


def told_at(where: Message, text: str) -> str:
    """What a range covers of a text, in one line of it."""
    assert where["start"]["line"] == where["end"]["line"]
    line = text.split("\n")[where["start"]["line"]].encode("utf-16-le")
    found: bytes = line[2 * where["start"]["character"] : 2 * where["end"]["character"]]
    return found.decode("utf-16-le")


def test_a_text_that_its_encoding_cannot_hold_is_checked_and_left_as_it_is(tmp_path: Path) -> None:
    text = f"# -*- coding: latin-1 -*-\ns = '€€'; {LATE}"
    name = uri(tmp_path / "a.py")
    with editor() as one:
        one.begin(tmp_path)
        one.open(name, text)
        (found,) = one.diagnostics(name, 1)
        assert told_at(found["range"], text) == "i"
        assert one.actions(name, ALL) == []
        text = text.replace("€€", "éé")
        one.change(name, 2, {"text": text})
        (found,) = one.diagnostics(name, 2)
        for action in one.actions(name, found["range"]):
            after = edited(text, action["edit"]["changes"][name])
            assert after in (
                text.replace("lambda: i", "lambda *, i=i: i"),
                text.replace("(3)]", "(3)]  # noqa: CEL101"),
            )


def test_a_byte_order_mark_moves_nothing(tmp_path: Path) -> None:
    text = f"\ufeff{LATE}"
    name = uri(tmp_path / "a.py")
    with editor() as one:
        one.begin(tmp_path)
        one.open(name, text)
        (found,) = one.diagnostics(name, 1)
        assert told_at(found["range"], text) == "i"
        texts = [edited(text, each["edit"]["changes"][name]) for each in one.actions(name, ALL)]
        fixed, silenced = text.replace("lambda: i", "lambda *, i=i: i"), text.replace("(3)]", "(3)]  # noqa: CEL101")
        assert texts == [fixed, silenced]
        asked = {"textDocument": {"uri": name}, "position": found["range"]["start"]}
        hover = one.ask("textDocument/hover", asked)
        assert told_at(hover["range"], text) == "i"


@pytest.mark.parametrize("scheme", ["vscode-notebook-cell", "file"])
def test_a_text_that_is_named_as_a_notebook_is_python_if_the_editor_says_so(tmp_path: Path, scheme: str) -> None:
    name = uri(tmp_path / "n.ipynb").replace("file", scheme, 1) + "#p"
    with editor() as one:
        one.begin(tmp_path)
        one.open(name, LATE)
        assert one.codes(name, 1) == ["CEL101"]
        assert [each["title"] for each in one.actions(name, ALL)][1] == "Ignore CEL101 here"
        one.change(name, 2, {"text": '{"cells": 1}'})
        assert one.codes(name, 2) == []


def test_the_json_of_a_notebook_is_left_alone(tmp_path: Path) -> None:
    name = uri(tmp_path / "n.ipynb")
    with editor() as one:
        one.begin(tmp_path)
        one.open(name, '{"cells": [{"source": "late = [lambda: i for i in range(3)]"', language="json")
        assert one.diagnostics(name, 1) == []
        assert one.actions(name, ALL) == []


def _open_notebook(one: Editor, name: str, *texts: str) -> None:
    items = [{"uri": f"cell:{n}", "languageId": "python", "version": 1, "text": text} for n, text in enumerate(texts)]
    cells = [{"kind": 2, "document": item["uri"]} for item in items]
    document: dict[str, Any] = {"uri": name, "notebookType": "jupyter-notebook", "version": 1, "cells": cells}
    one.notify("notebookDocument/didOpen", {"notebookDocument": document, "cellTextDocuments": items})


def test_a_cell_that_is_opened_as_a_text_too_stays_a_cell(tmp_path: Path) -> None:
    with editor(notebookDocument={"synchronization": {}}) as one:
        one.begin(tmp_path)
        _open_notebook(one, uri(tmp_path / "n.ipynb"), "kept = []\n", "x = 1\n")
        assert one.diagnostics("cell:1", 1) == []
        text = "for i in range(3):\n    kept.append(lambda: i)\nkept[0]()\n"
        one.open("cell:1", text, version=2)
        (found,) = one.diagnostics("cell:1", 2)
        assert found["data"]["certainty"] == "certain"  # `kept` is in the other cell
        one.change("cell:1", 3, {"text": f"\n{text}"})
        (moved,) = one.diagnostics("cell:1", 3)
        assert moved["range"]["start"]["line"] == 2


def test_a_cell_that_is_moved_is_not_lost(tmp_path: Path) -> None:
    name = uri(tmp_path / "n.ipynb")
    with editor(notebookDocument={"synchronization": {}}) as one:
        one.begin(tmp_path)
        _open_notebook(one, name, "x = 1\n", "y = 1\n")
        assert one.diagnostics("cell:0", 1) == []
        moved = {"uri": "cell:0", "languageId": "python", "version": 2, "text": LATE}
        structure = {
            "array": {"start": 0, "deleteCount": 2, "cells": [{"kind": 2, "document": f"cell:{n}"} for n in (1, 0)]},
            "didOpen": [moved],
            "didClose": [{"uri": "cell:0"}],
        }
        change = {"notebookDocument": {"uri": name, "version": 2}, "change": {"cells": {"structure": structure}}}
        one.notify("notebookDocument/didChange", change)
        assert one.codes("cell:0", 2) == ["CEL101"]
