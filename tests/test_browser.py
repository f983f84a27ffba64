"""What tests see of frames and workers in the browser that they drive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import Page, browser, chromium

pytestmark = [
    pytest.mark.skipif(chromium() is None, reason="needs Chromium, and none is on the path"),
    pytest.mark.once,
]
OUTER = """<!doctype html><input id="field"><iframe sandbox="allow-scripts" src="inner.html"></iframe>
<script>window.heard = []; addEventListener("message", (event) => heard.push(event.data));</script>"""
INNER = """<!doctype html>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' blob:">
<script>
    const text = "console.log('from the worker'); fetch('https://localhost:1/').catch(() => postMessage('refused'))";
    const worker = new Worker(URL.createObjectURL(new Blob([text])));
    worker.onmessage = (event) => parent.postMessage(event.data, "*");
    window.inner = 7;
</script>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "outer.html").write_text(OUTER, "utf-8")
    (folder / "inner.html").write_text(INNER, "utf-8")
    with browser() as page:
        page.open(folder / "outer.html")
        page.wait_for("heard.length")
        yield page


def test_a_condition_is_waited_for(page: Page) -> None:
    assert page.wait_for("new Promise((done) => setTimeout(done, 1, 'late'))") == "late"


def test_frames_are_asked_for_themselves(page: Page) -> None:
    assert page.evaluate("[window.inner, window.origin]", frame="inner.html") == [7, "null"]
    assert page.evaluate("window.inner ?? null") is None


def test_what_workers_say_and_what_is_refused_them_is_heard(page: Page) -> None:
    assert page.evaluate("heard") == ["refused"]
    told = str(page.complaints)
    assert "from the worker" in told
    assert "violates the following Content Security Policy directive" in told
    assert page.requests[-1].startswith("blob:")


def test_what_is_typed_arrives(page: Page) -> None:
    page.click("document.querySelector('#field')")
    page.type("first")
    page.press("a", "Control")
    page.type("second")
    page.press("Backspace")
    page.press("X", "Shift")
    assert page.evaluate("document.querySelector('#field').value") == "seconX"


def test_the_same_address_with_another_fragment_is_loaded_anew(page: Page) -> None:
    address = page.evaluate("location.href")
    page.evaluate("window.old = true")
    page.open(f"{address}#there")
    assert page.evaluate("[window.old ?? null, location.hash]") == [None, "#there"]
