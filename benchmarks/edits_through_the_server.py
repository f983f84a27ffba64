"""Whether `cellophane server` says of each text what a fresh check says of it, whatever was written before.

    python benchmarks/edits_through_the_server.py [--package NAME==VERSION] [--edits N] [--seed N]

Files of a package are open, and two that are made: a helper, and what hands closures to it. Edits drawn by lot come one
after the other, as somebody types, deletes, pastes and takes back, through texts that are no Python. After each, what
is shown for that text is compared to what a new `Analysis` finds in it, with the other buffers laid over the files;
from time to time, when nothing is typed, that of all that is open. The exit code is 1 if anything differs.

At the same times the memory of the server is told, which must not grow. What is downloaded stays in
`CELLOPHANE_BENCH_CACHE` (without it: `~/.cache/cellophane-bench`).
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from lsprotocol.converters import get_converter

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from benchmarks.corpora import sources  # noqa: E402
from cellophane.check import engine  # noqa: E402
from cellophane.check.asking import options_for  # noqa: E402
from cellophane.check.wishes import Wishes  # noqa: E402
from cellophane.model.finding import Certainty  # noqa: E402
from cellophane.server.buffers import Buffer, lines_of  # noqa: E402
from cellophane.server.diagnostics import diagnostics  # noqa: E402
from cellophane.server.positions import Units  # noqa: E402
from cellophane.source.analysis import Analysis  # noqa: E402
from cellophane.workspace.settings import Nearest  # noqa: E402
from tests.editing import Editor, Gone, Message, editor, memory  # noqa: E402

PASTED = (
    "late = [lambda: step for step in range(3)]\n",
    "for each in range(9):\n    callbacks.append(lambda: each + 1)\n",
    "def hand(function):\n    function()\n",
    "def hand(function):\n    kept.append(function)\n",
    "kept = []\n",
    "from cellophane_helper import *\n",
    "from cellophane_helper import hand as register\n",
    "class Kept:\n    def keep(self, function): self.function = function\n",
    "        return lambda: self\n",
    "'\N{OWL}' + (\n",
    '"""\n',
    "\r\n",
    "\f\n",
)
HELPER = "kept = []\n\n\ndef hand(function):\n    function()\n"
CALLER = "from cellophane_helper import hand\n\nfor i in range(3):\n    hand(lambda: i)\n"
WISHES = Wishes(certainty=Certainty.POSSIBLE)
EVERY = 50
"""Edits after which all that is open is compared."""


class Typist:
    """One who edits texts by lot, and knows what they are."""

    def __init__(self, texts: dict[str, str], seed: int) -> None:
        self._lot = random.Random(seed)
        self._first = dict(texts)
        self.texts = texts
        """By their URIs."""
        self._waiting: dict[str, list[tuple[int, str]]] = {}
        """The keys that are still to be pressed in a text, each with its offset."""

    def edit(self) -> tuple[str, Message]:
        """The URI of a text, and a change that was made in it."""
        uri = self._lot.choice(list(self.texts))
        text = self.texts[uri]
        if waiting := self._waiting.get(uri):
            at, key = waiting.pop(0)
            return uri, self._replaced(uri, at, at, key)
        match self._lot.randrange(8):
            case 0:
                self.texts[uri] = self._first[uri]
                return uri, {"text": self._first[uri]}
            case 1:
                start = self._line(text)
                return uri, self._replaced(uri, start, text.find("\n", start) + 1 or len(text), "")
            case 2:
                start = self._line(text)
                end = text.find("\n", start) + 1 or len(text)
                other = self._line(text)
                return uri, self._replaced(uri, other, other, text[start:end])
            case 3:
                start = self._lot.randrange(len(text) + 1)
                return uri, self._replaced(uri, start, min(start + self._lot.randrange(9), len(text)), "")
            case 4 | 5:
                start = self._line(text)
                typed = self._lot.choice(PASTED)
                self._waiting[uri] = [(start + number, key) for number, key in enumerate(typed)][1:]
                return uri, self._replaced(uri, start, start, typed[0])
            case _:
                start = self._line(text)
                return uri, self._replaced(uri, start, start, self._lot.choice(PASTED))

    def _line(self, text: str) -> int:
        """Where a line drawn by lot begins."""
        return self._lot.choice([0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")])

    def _replaced(self, uri: str, start: int, end: int, new: str) -> Message:
        text = self.texts[uri]
        start, end = (self._between_lines(text, min(at, len(text))) for at in (start, end))
        self.texts[uri] = text[:start] + new + text[end:]
        return {"range": {"start": _position(text, start), "end": _position(text, end)}, "text": new}

    def _between_lines(self, text: str, at: int) -> int:
        """No editor has a cursor between the two characters of a line end."""
        return at + 1 if text[at - 1 : at] == "\r" and text[at : at + 1] == "\n" else at


def _position(text: str, at: int) -> Message:
    before = lines_of(text[:at])
    is_at_end = not before or before[-1].endswith(("\n", "\r"))
    last = "" if is_at_end else before[-1]
    return {"line": len(before) - (not is_at_end), "character": len(last.encode("utf-16-le")) // 2}


def main(arguments: Sequence[str]) -> int:
    """Play and compare; 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", default="django==5.2.5")
    parser.add_argument("--edits", type=int, default=3_000)
    parser.add_argument("--files", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "project")
        shutil.copytree(sources(options.package), tree)
        found = [path for path in sorted(tree.rglob("*.py")) if 100 <= path.read_bytes().count(b"\n") <= 600]
        paths = random.Random(options.seed).sample(found, options.files)
        texts = {path.as_uri(): path.read_text("utf-8") for path in paths}
        for name, text in (("cellophane_helper.py", HELPER), ("cellophane_caller.py", CALLER)):
            (tree / name).write_text(text)
            texts[(tree / name).as_uri()] = text
        with editor(folder=tree) as one:
            return _play(one, tree, texts, options)


def _play(one: Editor, tree: Path, texts: dict[str, str], options: argparse.Namespace) -> int:
    one.begin(tree, options={"certainty": "possible"})
    typist = Typist(texts, options.seed)
    for uri, text in texts.items():
        one.open(uri, text)
        one.diagnostics(uri, 1)
    compared = findings = different = 0
    begun = time.perf_counter()
    for number in range(1, options.edits + 1):
        uri, change = typist.edit()
        one.change(uri, number + 1, change)
        shown, expected = one.diagnostics(uri, number + 1), fresh(typist.texts, uri, tree)
        compared, findings = compared + 1, findings + len(expected)
        if shown != expected:
            different += 1
            print(f"edit {number}: {uri}\n  shown    {_told(shown)}\n  expected {_told(expected)}")
        if number % EVERY == 0:
            wrong = _settled(one, typist.texts, tree)
            compared, different = compared + len(texts), different + len(wrong)
            for each in wrong:
                print(f"after edit {number}: {each} is not what a fresh check says")
        if number % (options.edits // 10 or 1) == 0:
            held = memory(one.process.pid) / 1e6
            print(f"{number:6,} edits, {compared:,} texts compared, {findings:,} findings, {held:.0f} MB", flush=True)
    print(f"{different} of {compared:,} differ ({time.perf_counter() - begun:.0f} s)")
    return 1 if different else 0


def fresh(texts: dict[str, str], uri: str, tree: Path) -> list[Message]:
    """The diagnostics of a text, found by one who knows nothing yet."""
    analysis = Analysis()
    buffers = {each: Buffer(each, None, lines_of(text), "python") for each, text in texts.items()}
    for each in buffers.values():
        assert each.file
        analysis.overlay(each.file, each.plain)
    document = buffers[uri]
    options = options_for(document.filename, WISHES, Nearest())
    checked = engine.check_bytes(document.data, document.filename, options, analysis)
    found = diagnostics(document, checked, Units())[uri]
    told: list[Message] = json.loads(json.dumps(get_converter().unstructure(found)))
    return told


def _settled(one: Editor, texts: dict[str, str], tree: Path) -> list[str]:
    """The texts of which something else is shown than a fresh check says, also when all is done that was to be done."""
    left = {uri: fresh(texts, uri, tree) for uri in texts}
    for uri, expected in list(left.items()):
        if one.shown.get(uri) == expected:
            del left[uri]
    try:
        while left:
            one.wait(lambda message: message.get("method") == "textDocument/publishDiagnostics", 10)
            left = {uri: expected for uri, expected in left.items() if one.shown.get(uri) != expected}
    except Gone:
        pass
    return sorted(left)


def _told(found: list[Message]) -> list[tuple[str, int]]:
    return [(str(each["code"]), each["range"]["start"]["line"] + 1) for each in found]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
