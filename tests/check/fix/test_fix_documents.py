"""The bytes of a file with edits in them: encodings, line ends, notebooks."""

from __future__ import annotations

import json

import pytest

from cellophane.check.fix import Unfixable
from cellophane.check.fix.documents import edited
from cellophane.model.fix import Edit
from cellophane.source.text.documents import decoded
from tests.mended import result

LOOP = "for größe in items:\n    late.append(lambda: größe)  # 名\n"
MENDED = LOOP.replace("lambda:", "lambda *, größe=größe:")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"),
        ("# coding: utf-8\n", "utf-8"),
        ("\n# -*- coding: latin-1 -*-\n", "latin-1"),
        ("#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n", "cp1252"),
        ("# coding: iso-8859-15\nx = '€'\n", "iso-8859-15"),
        ("# coding: gb18030\nx = '名'\n", "gb18030"),
    ],
)
def test_encodings(head: str, encoding: str) -> None:
    loop, mended = LOOP, MENDED
    if encoding in ("latin-1", "cp1252", "iso-8859-15"):
        loop, mended = LOOP.replace("名", "é"), MENDED.replace("名", "é")
    assert result((head + loop).encode(encoding)).after == (head + mended).encode(encoding)


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "iso2022_jp"])
def test_encodings_of_japan(encoding: str) -> None:
    head = f"# coding: {encoding}\n名 = '表ソ'  # 名\n"
    before = (head + LOOP.replace("größe", "値")).encode(encoding)
    assert result(before).after == (head + MENDED.replace("größe", "値")).encode(encoding)


def test_a_byte_order_mark_stays() -> None:
    for head in ("", "# coding: utf-8\n"):
        assert result((head + LOOP).encode("utf-8-sig")).after == (head + MENDED).encode("utf-8-sig")


def test_an_encoding_that_would_not_give_the_same_bytes_back() -> None:
    data = b"# coding: utf-7\nx = 'a'\ny = '+AGEAYg-'\n"
    with pytest.raises(Unfixable, match="writing it back as utf-7 would change other places"):
        edited(data, decoded(data, "a.py")[0], [Edit.insertion(2, 1, "z = 1\n")])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(end: str, last: bool) -> None:
    for code, mended in (
        (LOOP, MENDED),
        (
            LOOP.replace("lambda:", "lambda **k:"),
            "for größe in items:\n    def make_function(größe):\n        return lambda **k: größe\n"
            "    late.append(make_function(größe))  # 名\n",
        ),
    ):
        before, after = code.replace("\n", end), mended.replace("\n", end)
        if not last:
            before, after = before.removesuffix(end), after.removesuffix(end)
        assert result(before.encode()).after.decode() == after


def test_mixed_line_ends_and_form_feeds() -> None:
    before = "x = '''a\r\nb\rc\n'''\r\n\f\nfor i in items:\r    late.append(lambda **k: i)\r\nlate\r"
    assert result(before.encode()).after.decode() == (
        "x = '''a\r\nb\rc\n'''\r\n\f\nfor i in items:\r    def make_function(i):\r\n"
        "        return lambda **k: i\r\n    late.append(make_function(i))\r\nlate\r"
    )


# -- notebooks -------------------------------------------------------------------------------------------------------


def notebook(*sources: object) -> bytes:
    """A notebook as Jupyter writes it."""
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    return (json.dumps({"cells": cells, "nbformat": 4}, indent=1, ensure_ascii=False) + "\n").encode()


def sources(data: bytes) -> list[object]:
    """The sources of its cells."""
    return [cell["source"] for cell in json.loads(data)["cells"]]


def in_notebook(*before: object) -> bytes:
    """Such a notebook, mended."""
    return result(notebook(*before), "sample.ipynb").after


def test_lines_that_stay_keep_their_literals() -> None:
    cell = ["late, größe = [], '名'\n", *LOOP.splitlines(keepends=True), "late"]
    before = notebook("x = 1", cell)
    old, new = '"    late.append(lambda: größe)  # 名\\n"', '"    late.append(lambda *, größe=größe: größe)  # 名\\n"'
    assert result(before, "sample.ipynb").after.decode() == before.decode().replace(old, new)


def test_a_cell_in_one_string() -> None:
    assert in_notebook(LOOP, "x = 1") == notebook(MENDED, "x = 1")


def test_new_lines_are_new_literals() -> None:
    cell = "for i in items:\n    @same\n    def f():\n        return i\n    late.append(f)".splitlines(keepends=True)
    assert sources(in_notebook(cell)) == [
        [
            "for i in items:\n",
            "    def make_f(i):\n",
            "        @same\n",
            "        def f():\n",
            "            return i\n",
            "        return f\n",
            "    f = make_f(i)\n",
            "    late.append(f)",
        ]
    ]


def test_an_import_goes_to_the_cell_of_the_others() -> None:
    cells = ["'''Notes.'''\n", "import os\n", "%matplotlib inline\n"]
    code = "def handle(*x): ...\nfor i in items:\n    late.append(lambda x: handle(i, x))"
    assert sources(in_notebook(cells, code)) == [
        ["'''Notes.'''\n", "import os\n", "from functools import partial\n", "%matplotlib inline\n"],
        code.replace("lambda x: handle(i, x)", "partial(handle, i)"),
    ]


def test_magics_stay() -> None:
    cell = f"%%time\n!ls\nx = %pwd\n{LOOP}late?\n"
    assert sources(in_notebook(cell)) == [cell.replace("lambda:", "lambda *, größe=größe:")]


def test_a_line_that_only_ipython_understands_is_not_edited() -> None:
    data = notebook("!ls\nx = 1")
    with pytest.raises(Unfixable, match="only IPython understands"):
        edited(data, decoded(data, "a.ipynb")[0], [Edit.insertion(1, 1, "import os\n")])


def test_other_cells_and_findings_in_several() -> None:
    cells = ["# one", f"{LOOP}x", "%%bash\nls", f"if x:\n    pass\n{LOOP}"]
    assert sources(in_notebook(*cells)) == [cell.replace("lambda:", "lambda *, größe=größe:") for cell in cells]


def test_a_mark_before_the_notebook_stays() -> None:
    before = b"\xef\xbb\xbf" + notebook(LOOP)
    assert result(before, "sample.ipynb").after == b"\xef\xbb\xbf" + notebook(MENDED)
