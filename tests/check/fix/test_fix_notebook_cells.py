"""Other text in the cells of a notebook, and every other byte as it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellophane.check.fix import Unfixable
from cellophane.check.fix.notebook_cells import replaced, texts

LISTED = """\
{
 "cells": [
  {"cell_type": "markdown",   "source": ["# \\u00e9\\n", "text"]},
  {
   "source": [
    "a = 1\\n",
    "b = 'x'"
   ], "outputs": [{"source": "no"}],
   "metadata": {"source": ["no"]}
  }
 ],
 "nbformat": 4
}
"""


def test_the_texts() -> None:
    assert texts(LISTED) == {1: "# é\ntext", 2: "a = 1\nb = 'x'"}


def test_only_lines_that_are_new_are_written() -> None:
    made = replaced(LISTED, {2: "a = 1\nc = 2\nb = 'x'"})
    assert made == LISTED.replace('"a = 1\\n",\n', '"a = 1\\n",\n    "c = 2\\n",\n')


def test_a_text_in_one_piece() -> None:
    document = '{"cells":[{"source":"a = 1\\nb"},{"source":"a = 1\\nb"}]}'
    assert replaced(document, {2: 'a = "1"\nb'}) == '{"cells":[{"source":"a = 1\\nb"},{"source":"a = \\"1\\"\\nb"}]}'


def test_one_line_becomes_two() -> None:
    document = '{"cells": [{"source": [\n  "a"\n ]}]}'
    assert replaced(document, {1: "a\nb"}) == '{"cells": [{"source": [\n  "a\\n",\n  "b"\n ]}]}'


@pytest.mark.parametrize(
    ("literal", "expected"), [("'\\u00e9'", "'\\u00e9'+'\\u00df'"), ("'é'", "'é'+'ß'"), ("e", "'é'+'ß'")]
)
def test_characters_are_escaped_where_they_were(literal: str, expected: str) -> None:
    assert replaced(f'{{"cells": [{{"source": "{literal}"}}]}}', {1: "'é'+'ß'"}) == (
        f'{{"cells": [{{"source": "{expected}"}}]}}'
    )


@pytest.mark.parametrize(
    "source",
    [
        '"a\\/b"',  # an escape that nobody needs
        '["é\\n", "\\u00e9"]',
        '["a", "b\\n"]',  # no lines
        '["a\\n", "", "b"]',
        '["a\\n",  "b\\n", "c"]',
    ],
)
def test_what_could_not_be_written_as_it_was(source: str) -> None:
    with pytest.raises(Unfixable, match="would not be kept"):
        replaced(f'{{"cells": [{{"source": {source}}}]}}', {1: "new"})


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ("{}", {}),
        ('{"cells": []}', {}),
        (
            '{"cells": [{}, {"source": []}, {"source": null}, 7, ["source"], {"source": ["a", 1]}]}',
            {2: "", 3: "", 6: "a"},
        ),
        ('{"worksheets": [{"cells": [{"input": "a"}]}]}', {1: "a"}),
        ('{"worksheets": [], "cells": [{"source": "a"}]}', {1: "a"}),
        ('{"cells": [{"source": "a"}], "cells": [{"source": "b"}]}', {1: "b"}),
        ('\ufeff {"cells": [{"source": "a"}]}', {1: "a"}),
        ('{"cells": [{"source": "tab\there"}]}', {1: "tab\there"}),
    ],
)
def test_odd_notebooks(document: str, found: dict[int, str]) -> None:
    assert texts(document) == found


lines = st.lists(st.text('aé"\\ ', max_size=4).map(lambda text: text + "\n"), min_size=1, max_size=4)


@given(lines, lines, st.sampled_from([None, 1, "\t"]), st.booleans(), st.booleans())
def test_the_new_text_is_read_back(
    old: list[str], new: list[str], indent: object, ascii_only: bool, whole: bool
) -> None:
    cells = [{"source": "".join(old) if whole else old, "x": 1.0}, {"source": ["# é\n"]}]
    document = json.dumps({"cells": cells}, indent=indent, ensure_ascii=ascii_only)  # type: ignore[arg-type]
    made = json.loads(replaced(document, {1: "".join(new)}))
    assert made["cells"][0]["source"] == ("".join(new) if whole else new)
    assert made["cells"][1] == cells[1]
    assert replaced(document, {1: "".join(old)}) == document
