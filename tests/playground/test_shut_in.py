"""Nothing that runs in the playground reaches anybody: neither from where it runs, nor from what is drawn of it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from textwrap import indent

import pytest

from tests.browser import Page, browser, chromium
from tests.playground.engines import Engine, engine, page, run
from tests.site.conftest import built

__all__ = ["built", "engine", "page"]

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(chromium() is None, reason="needs Chromium, and none is on the path"),
]


REACHING = {
    "fetch": "js.fetch(address)",
    "no-cors": "js.fetch(address, js.Object.fromEntries([['mode', 'no-cors']]))",
    "XMLHttpRequest": "request = js.XMLHttpRequest.new()\nrequest.open('GET', address, False)\nrequest.send()",
    "importScripts": "js.importScripts(address)",
    "Worker": "js.Worker.new(address)",
    "WebSocket": "js.WebSocket.new(address.replace('http', 'ws'))",
    "EventSource": "js.EventSource.new(address)",
    "FontFace": "js.FontFace.new('f', f'url({address})').load()",
    "eval": "js.eval(f'import({address!r})')",
    "Function": "js.Function.new(f'return import({address!r})')()",
    "nested": "blob = js.Blob.new([f'fetch({address!r})'])\njs.Worker.new(js.URL.createObjectURL(blob))",
    "urllib": "import urllib.request\nurllib.request.urlopen(address)",
    "socket": "import socket\nsocket.create_connection(('127.0.0.1', int(address.split(':')[2].split('/')[0])))",
}


@pytest.mark.parametrize("way", REACHING)
def test_a_program_reaches_nothing(way: str, page: Page, engine: Engine) -> None:
    address = f"{engine.address}reached/{way}"
    attempt = f"try:\n{indent(REACHING[way], '    ')}\nfinally:\n    time.sleep(0.5)\n"
    run(page, f"import js, time\naddress = {address!r}\n{attempt}")
    # What it asked for would have been asked for before what is asked for now.
    page.evaluate(f"fetch({json.dumps(f'{engine.address}asked/{way}')}).then((answer) => answer.status)")
    assert {path for path in engine.asked if way in path} == {f"/asked/{way}"}


def test_a_program_that_reaches_for_something_is_told_so(page: Page) -> None:
    _, printed = run(page, "import js\njs.importScripts('https://nowhere.invalid/')\n")
    assert "JsException" in printed


def test_nothing_but_the_site_is_asked(page: Page, engine: Engine) -> None:
    asked = [address for address in page.requests if not address.startswith(("blob:null/", "data:"))]
    assert {address.startswith(engine.address) for address in asked} == {True}


def test_a_frame_that_is_not_shut_in_starts_nothing(engine: Engine) -> None:
    with browser() as page:
        page.open(f"{engine.address}sandbox.html")
        told = page.evaluate("""(async () => {
            const { port1, port2 } = new MessageChannel();
            let told = 0;
            port1.onmessage = () => told += 1;
            postMessage({ kind: "start", worker: 1, port: port2 }, "*", [port2]);
            const other = new MessageChannel();
            for (let turn = 0; turn < 20; turn++) {
                await new Promise((resolve) => { other.port1.onmessage = resolve; other.port2.postMessage(0); });
            }
            return told;
        })()""")
        assert told == 0


@dataclass(frozen=True)
class Listener:
    """Sockets on loopback that somebody might reach."""

    tcp: socket.socket
    udp: socket.socket

    @property
    def page(self) -> str:
        """A page that reaches for both, and has its frame led to another page."""
        tcp, udp = (f"127.0.0.1:{one.getsockname()[1]}" for one in (self.tcp, self.udp))
        return f"""<!doctype html><link rel="preconnect" href="http://{tcp}"><script>
            const peer = new RTCPeerConnection({{iceServers: [{{urls: "stun:{udp}"}}]}});
            peer.createDataChannel("out");
            peer.createOffer().then((offer) => peer.setLocalDescription(offer));
            setTimeout(() => location = "LED?stolen=1", 300);
        </script>"""

    def reached(self, seconds: float) -> set[str]:
        """By which ways somebody came, and those that come within so many seconds."""
        found = set()
        for name, one in (("tcp", self.tcp), ("udp", self.udp)):
            one.settimeout(seconds)
            try:
                one.accept()[0].close() if name == "tcp" else one.recv(1)
            except TimeoutError:
                continue
            found.add(name)
        return found


@pytest.fixture
def listener() -> Iterator[Listener]:
    with ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        yield Listener(tcp, udp)


_KEPT = "def f():\n    n = page\n    return lambda: n\n\nmeasured = f()\nmeasured()\n"
_FORGED = """
import js
from pyodide.ffi import create_proxy, to_js
post = js.MessagePort.prototype.postMessage

def forge(port, *_):
    part = {{{part}}}
    parts = {{"look": part, "timeline": part, "cost": part}}
    for message in (
        {{"kind": "showing", "raised": False, "message": "", "seconds": 1}},
        {{"kind": "answer", "number": 1, "answer": parts}},
    ):
        js.Reflect.apply(post, port, to_js([message], dict_converter=js.Object.fromEntries))

js.MessagePort.prototype.postMessage = create_proxy(forge, capture_this=True)
print("now")
"""
DRAWN = {
    "another renderer": "from cellophane.report import costs, html, timeline\n"
    f"html.render = timeline.render = costs.html = lambda record: page\n{_KEPT}",
    "a value": _KEPT,
    "a name": f"{_KEPT}measured.__qualname__ = f.__qualname__ = measured.__name__ = page\n",
    "another record": f"import seen.showing\nplain = seen.showing.plain\n{_KEPT}"
    "def forged(record):\n"
    "    if isinstance(record, dict):\n        return {key: forged(value) for key, value in record.items()}\n"
    "    if isinstance(record, list):\n        return [forged(each) for each in record]\n"
    "    return page if isinstance(record, str) and record not in ('bound', 'made', 'read') else record\n\n"
    "seen.showing.plain = lambda record: forged(plain(record))\n",
    "a page in a message": _FORGED.format(part='"page": page'),
    "a record in a message": _FORGED.format(part='"data": page'),
    "a reason in a message": _FORGED.format(part='"reason": page'),
}
_SHOWING = """(async () => {
    const options = {show: ["look", "timeline", "cost"], input: "", limit: 20};
    const finished = await python.run(%s, options, () => {});
    for (const name of options.show) {
        const told = {empty: "", make: "", without: "nav"};
        const drawing = new Drawing(name, name, new URL("./", location), told, () => {}, () => {});
        document.body.append(drawing.element);
        drawing.draw(finished[name] ?? {reason: "none"});
    }
    return options.show.filter((name) => finished[name] !== null && "page" in finished[name]);
})()"""


class TestWhatIsDrawn:
    def test_such_a_page_would_get_out_elsewhere(self, listener: Listener, engine: Engine) -> None:
        frame = '<iframe sandbox="allow-scripts" src="hostile.html" onload="loads++"></iframe>'
        (engine.folder / "hostile.html").write_text(listener.page, "utf-8")
        (engine.folder / "holder.html").write_text(f"<script>let loads = 0</script>{frame}", "utf-8")
        with browser() as page:
            page.open(f"{engine.address}holder.html")
            page.wait_for("loads > 1")
            assert "/LED?stolen=1" in engine.asked
            assert listener.reached(60) == {"tcp", "udp"}
        engine.asked.clear()

    @pytest.mark.parametrize("way", DRAWN)
    def test_nothing_gets_out_of_a_drawing(self, way: str, listener: Listener, page: Page, engine: Engine) -> None:
        text = f"page = {listener.page!r}\n{DRAWN[way]}"
        drawn = page.evaluate(_SHOWING % json.dumps(text))
        assert drawn == ([] if "message" in way else ["look", "timeline", "cost"])
        assert listener.reached(1) == set()
        assert not [path for path in engine.asked if "LED" in path]

    def test_no_script_runs_there_but_ours(self, listener: Listener, page: Page, engine: Engine) -> None:
        """Even if a page came there that is not made by us."""
        hostile = listener.page.replace("<link", "<meta http-equiv=refresh content='0; url=LED?stolen=2'><link hidden")
        page.evaluate(
            "(() => { const drawing = new Drawing('look', 'look', new URL('./', location), {empty: '', make: '',"
            " without: 'nav'}, () => {}, () => {}); document.body.append(drawing.element);"
            f" drawing.draw({json.dumps({'page': hostile})}); }})()"
        )
        assert listener.reached(1) <= {"tcp"}
        assert not [path for path in engine.asked if "LED" in path]
