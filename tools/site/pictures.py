"""Takes the pictures that the README has of the built site: the playground, and chapter 6 of the tour.

    make site
    python -m tools.site.pictures

Needs Chromium. How it is driven is for `tests/browser.py` to say, and what a reader does there for
`tests/playground/pages.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.browser import Page, browser, chromium
from tests.playground.pages import Bench, Playground
from tools.site.serving import SITE, served

DOCS = Path(__file__).parents[2] / "docs"
_LEAST = 100
"""So many pixels high is a frame at least that shows a time line."""
_CHAPTER = "tour/06-the-loop-that-goes-wrong.html"


def main() -> int:
    """Exit 0 when the pictures are taken, 2 when they cannot be."""
    for missing in (
        None if chromium() else "needs Chromium, and none is on the path",
        None if (SITE / "index.html").is_file() else "there is no site/ yet: run `make site` first",
    ):
        if missing:
            print(missing, file=sys.stderr)
            return 2
    with served(SITE) as address, browser() as page:
        (DOCS / "playground.png").write_bytes(playground(page, address))
        (DOCS / "tour.png").write_bytes(chapter(page, address))
    return 0


def playground(page: Page, address: str) -> bytes:
    """The playground with its first program, which was run with its time line."""
    page.screen(1280, 640)
    opened = Playground(page)
    opened.open(address)
    opened.until("root.querySelector('[role=tab]').textContent.includes('1')")
    opened.tab("Time line")
    opened.press("Run and record")
    _wait_for_the_line(opened)
    return page.picture()


def chapter(page: Page, address: str) -> bytes:
    """The program of chapter 6, which was run."""
    page.screen(1000, 1130)
    page.open(f"{address}{_CHAPTER}")
    bench = Bench(page, "document.querySelector('[data-name=loop]')")
    bench.until("root.classList.contains('alive')")
    bench.run()
    _wait_for_the_line(bench)
    return page.picture()


def _wait_for_the_line(bench: Bench) -> None:
    frames = "[...root.querySelectorAll('iframe')]"
    bench.until(f"{frames}.some((frame) => parseInt(frame.style.height) > {_LEAST})")


if __name__ == "__main__":
    sys.exit(main())
