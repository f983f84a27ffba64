"""JSON, an entry a line."""

from __future__ import annotations

import json
from pathlib import Path

from cellophane.report import json as whole
from cellophane.report.json_lines import render
from tests.reported import hostile


def test_the_entries_are_those_of_the_list(tmp_path: Path) -> None:
    files = list(hostile(tmp_path))
    lines = list(render(files))
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    assert [json.loads(line) for line in lines] == json.loads("".join(whole.render(files)))
