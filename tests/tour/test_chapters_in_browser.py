"""Does in a browser what chapter 6 proposes.

That the programs of all chapters run there, with each panel, is held by `tests/playground/test_embed_in_browser.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import Page
from tests.playground.pages import Bench
from tests.site.conftest import built, page, site

__all__ = ["built", "page", "site"]

pytestmark = pytest.mark.once

LOOP = Path(__file__).parents[2] / "docs" / "tour" / "programs" / "loop.py"
FRAME = "drawing.html"


def test_with_five_rounds_the_last_step_is_another(page: Page, site: str) -> None:
    page.screen(1200, 4000)
    page.open(f"{site}tour/06-the-loop-that-goes-wrong.html")
    bench = Bench(page, "document.querySelector('[data-name=loop]')")
    bench.until("root.classList.contains('alive')")
    bench.paste(LOOP.read_text("utf-8").replace("range(3)", "range(5)"))
    bench.run()
    assert bench.printed == "button 4\n" * 5
    page.wait_for("document.querySelector('input[type=range]') !== null", frame=FRAME)
    page.evaluate("document.querySelector('input[type=range]').focus()", frame=FRAME)
    page.press("End")
    said = page.evaluate("document.body.innerText", frame=FRAME)
    assert "Step 15 of 15" in said
    assert "4 are late reads" in said
