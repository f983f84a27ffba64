"""Takes a picture of the page that `cellophane show` makes, as a reader sees it who points at a variable.

    python -m tools.screenshot examples/shared_thermostat.py docs/show.png --point-at degrees

Needs Chromium. How it is driven is for `tests/browser.py` to say, what is on the page for `cellophane.report.html`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser import browser, chromium

_WIDTH = 1400
"""In pixels: wide enough for source and picture to stand side by side."""
_MARGIN = 56
"""Below what is shown: for the line that tells what is pointed at."""


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 when the picture is taken, 2 when it cannot be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", help="what `cellophane show` is to show")
    parser.add_argument("out", type=Path, help="the PNG to write")
    parser.add_argument("--point-at", metavar="NAME", help="a variable to light up")
    told = parser.parse_args(arguments)
    if chromium() is None:
        print("needs Chromium, and none is on the path", file=sys.stderr)
        return 2
    command = [sys.executable, "-m", "cellophane", "show", "--output-format", "html", told.target]
    shown = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if shown.returncode:
        return 2
    told.out.write_bytes(taken(shown.stdout.decode(), told.point_at))
    return 0


def taken(page: str, name: str | None) -> bytes:
    """The PNG of a page, as high as its source or its drawing, with the pointer at the cell of that name."""
    with tempfile.TemporaryDirectory() as directory, browser() as open_page:
        file = Path(directory) / "page.html"
        file.write_text(page, "utf-8")
        open_page.screen(_WIDTH)
        open_page.open(file)
        bottoms = open_page.evaluate(
            "[...document.querySelectorAll('.source, .list, .picture')].map((it) => it.getBoundingClientRect().bottom)"
        )
        open_page.screen(_WIDTH, int(max(bottoms)) + _MARGIN)
        if name is not None:
            boxes = "[...document.querySelectorAll('svg .cell')]"
            open_page.point_at(
                f"{boxes}.find((box) => box.querySelector('.heading').textContent === {json.dumps(name)})"
            )
        return open_page.picture()


if __name__ == "__main__":
    sys.exit(main())
