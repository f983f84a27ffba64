"""Runs each file of examples/, and holds cellophane to what the file says of itself.

A line that ends in `# expect: CEL101 name` is where a finding on `name` must be; a file with none of
these must say `# expect: nothing`. Nothing more may be found, and nothing less.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cellophane.cli.main import main

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))
NAMES = [path.stem for path in EXAMPLES]
CLEAN = "# expect: nothing"

Found = tuple[int, str, str]


def promised(text: str) -> Iterator[Found]:
    """The row, code and name of each finding that the file announces."""
    for row, line in enumerate(text.split("\n"), start=1):
        if announced := re.search(r"# expect: (CEL\d{3}) (\w+)$", line):
            yield row, announced[1], announced[2]


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_runs(path: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-B", "-W", "error", path], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_finds_what_the_example_says(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = list(promised(path.read_text("utf-8")))
    status = main(["check", "--isolated", "--no-cache", "--output-format", "json", str(path)])
    printed = capsys.readouterr()
    found = [(each["location"]["row"], each["code"], each["name"]) for each in json.loads(printed.out)]
    assert (sorted(found), printed.err) == (sorted(expected), "")
    assert status == (1 if expected else 0)


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_says_either_of_the_two(path: Path) -> None:
    text = path.read_text("utf-8")
    assert bool(list(promised(text))) != (CLEAN in text.splitlines())
    assert text.count("# expect:") == max(1, len(list(promised(text)))), "a comment is misspelt"


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_is_named_for_what_it_shows(path: Path) -> None:
    assert path.stem.endswith("_wrong") == bool(list(promised(path.read_text("utf-8"))))
