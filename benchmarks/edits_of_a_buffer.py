"""What an analysis that stays says of a buffer, against one that knows nothing; how long it takes, what it keeps.

    python benchmarks/edits_of_a_buffer.py DIRECTORY… [--files N] [--edits N] [--compare N] [--seed N]

In each directory files of about 1,000 lines are opened in turn, as in an editor, and changed: a statement is typed one
character after the other, lines are deleted, doubled and moved, functions are copied from other files, and functions in
files on which the buffer rests are made to call, keep or return what they are given. After each change the buffer is
checked at every certainty, on one `Analysis` for all directories; after one in `--compare` so many also on a new one,
which has to find the same. Times are those of the processor, for `overlay` and the check together, of texts that are
Python: the others take less.

It exits with 1 if anything was different. Nothing is asserted about time or memory.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from cellophane.check import catalogue  # noqa: E402
from cellophane.check.checked import Checked  # noqa: E402
from cellophane.check.engine import check_source  # noqa: E402
from cellophane.check.options import Options  # noqa: E402
from cellophane.model.finding import Certainty  # noqa: E402
from cellophane.source.analysis import Analysis  # noqa: E402
from cellophane.source.garbage import Garbage  # noqa: E402
from cellophane.source.knowledge import load  # noqa: E402
from cellophane.source.text.source import Source, Unreadable, read  # noqa: E402

OPTIONS = Options(tuple(catalogue.select([catalogue.ALL])), Certainty.POSSIBLE)
_TYPED = (
    "{name}(lambda: {item})",
    "{name}(lambda: {item})",
    "{name}(lambda: {item})",
    "callbacks.append(lambda: {item})",
    "for item in items: {name}(lambda: item)",
    "self.on_done = lambda: self.run({item})",
    "with open({name}) as file: return (line for line in file)",
    "def inner(x): return x",
)
_LOOP = re.compile(r"^ +for (?P<item>\w+) in .*:$")
_IMPORTED = re.compile(r"^ *from [\w.]+ import (?P<name>\w+)$", re.MULTILINE)
_HEAD = re.compile(r"^(?P<indent>[ ]*)def \w+\((?:self, |cls, )?(?P<first>[a-z]\w*)[^()]*\).*:$")
_DOES = ("{first}()", "kept.append({first})", "return {first}", "pass")


@dataclass
class Desk:
    """One analysis, the buffers that lie over files, and what was measured."""

    analysis: Analysis
    chance: random.Random
    every: int
    garbage: Garbage
    buffers: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    compared: int = 0
    different: int = 0
    edits: int = 0
    found: int = 0
    broken: list[float] = field(default_factory=list)
    """The times of texts that are no Python, which take less."""

    def change(self, path: str, text: str, seen: str | None = None) -> None:
        """Give a buffer another text, and check it, or the buffer `seen` that rests on it."""
        self.buffers[path] = text
        shown = seen or path
        start = time.process_time()
        self.analysis.overlay(path, text)
        checked = check_source(Source(shown, self.buffers[shown]), OPTIONS, self.analysis)
        middle = time.process_time()
        self.edits += 1
        (self.broken if checked.problems else self.times).append((middle - start) * 1000)
        self.garbage.answered()
        self.pauses.append((time.process_time() - middle) * 1000)
        self.found += len(checked.findings)
        if self.chance.randrange(self.every) == 0:
            self._compare(shown, checked)

    def close(self) -> None:
        """Take all buffers away."""
        for path in self.buffers:
            self.analysis.withdraw(path)
        self.buffers.clear()
        self.garbage.rested()

    def _compare(self, path: str, checked: Checked) -> None:
        fresh = Analysis(self.analysis.knowledge())
        for other, text in self.buffers.items():
            fresh.overlay(other, text)
        self.compared += 1
        if (expected := check_source(Source(path, self.buffers[path]), OPTIONS, fresh)) != checked:
            self.different += 1
            print(f"DIFFERENT {path}\n  stays: {checked.findings}\n  fresh: {expected.findings}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 if anything was different."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIRECTORY")
    parser.add_argument("--files", type=int, default=10, help="in each directory (default: 10)")
    parser.add_argument("--edits", type=int, default=60, help="of each file, at least (default: 60)")
    parser.add_argument("--compare", type=int, default=10, help="one edit in so many (default: 10)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    desk = Desk(Analysis(load()), random.Random(options.seed), options.compare, Garbage())
    everything: list[float] = []
    for directory in options.directories:
        desk.times, desk.pauses = [], []
        files = _files(directory, desk.chance)
        for path in files[: options.files]:
            session(desk, path, files, options.edits)
            print(f"  {desk.edits:6} edits, {_memory()} MB after {path}", flush=True)
        everything += desk.times
        print(f"{_row(directory.name, desk.times)}, between answers {_row('', desk.pauses)}", flush=True)
    print(_row("all", everything))
    print(f"{desk.edits} edits, {len(desk.broken)} of them no Python, {desk.found} findings")
    print(f"{desk.compared} compared, {desk.different} different")
    return bool(desk.different)


def _files(directory: Path, chance: random.Random) -> list[str]:
    """The files of about 1,000 lines, in any order."""
    files = [str(path.resolve()) for path in sorted(directory.rglob("*.py")) if 900 <= len(_lines(path)) <= 1100]
    chance.shuffle(files)
    return files


def _lines(path: str | Path) -> list[str]:
    try:
        return read(path).text.split("\n")
    except Unreadable:
        return []


def session(desk: Desk, path: str, files: Sequence[str], edits: int) -> None:
    """One file opened, changed so often, and closed."""
    text = "\n".join(_lines(path))
    desk.analysis.overlay(path, text)  # opening it: what it rests on is read, which is no keystroke
    desk.buffers[path] = text
    check_source(Source(path, text), OPTIONS, desk.analysis)
    last = desk.edits + edits
    while desk.edits < last:
        lines = desk.buffers[path].split("\n")
        if desk.chance.random() < 0.25 and (helpers := desk.analysis.project(Path(path)).rests_on(Path(path))):
            _change_helper(desk, str(desk.chance.choice(sorted(helpers))), path)
        else:
            for changed in desk.chance.choice((_typed, _moved, _deleted, _doubled, _copied))(desk, lines, files):
                desk.change(path, "\n".join(changed))
    desk.close()


def _typed(desk: Desk, lines: list[str], _: object) -> Iterator[list[str]]:
    """A statement in a loop, one character or a few after the other; mostly it is gone again then."""
    loops = [(row, match["item"]) for row, line in enumerate(lines) if (match := _LOOP.match(line))]
    row, item = desk.chance.choice(loops or [(desk.chance.randrange(len(lines)), "item")])
    indent = lines[row][: len(lines[row]) - len(lines[row].lstrip())] + "    "
    names = _IMPORTED.findall("\n".join(lines)) or ["later"]
    statement = desk.chance.choice(_TYPED).format(item=item, name=desk.chance.choice(names))
    step = desk.chance.choice((1, 4, 12))
    for length in range(1, len(statement) + step, step):
        yield [*lines[: row + 1], indent + statement[:length], *lines[row + 1 :]]
    if desk.chance.random() < 0.7:
        yield lines


def _moved(desk: Desk, lines: list[str], _: object) -> Iterator[list[str]]:
    line = lines.pop(desk.chance.randrange(len(lines)))
    yield lines
    lines.insert(desk.chance.randrange(len(lines)), line)
    yield lines


def _deleted(desk: Desk, lines: list[str], _: object) -> Iterator[list[str]]:
    row = desk.chance.randrange(len(lines))
    kept = lines[row]
    yield [*lines[:row], *lines[row + 1 :]]
    yield [*lines[:row], kept, *lines[row + 1 :]]


def _doubled(desk: Desk, lines: list[str], _: object) -> Iterator[list[str]]:
    row = desk.chance.randrange(len(lines))
    yield [*lines[:row], lines[row], *lines[row:]]
    yield lines


def _copied(desk: Desk, lines: list[str], files: Sequence[str]) -> Iterator[list[str]]:
    """A function of another file at the end of this one."""
    others = _lines(desk.chance.choice(files))
    starts = [row for row, line in enumerate(others) if line.startswith("def ")]
    if starts:
        start = desk.chance.choice(starts)
        end = next((row for row in range(start + 1, len(others)) if others[row][:1] not in (" ", "")), len(others))
        yield [*lines, *others[start:end]]
        yield lines


def _change_helper(desk: Desk, helper: str, path: str) -> None:
    """A function of a file on which the buffer rests does something else with what it is given."""
    lines = (desk.buffers[helper].split("\n") if helper in desk.buffers else _lines(helper)) or [""]
    heads = [(row, match) for row, line in enumerate(lines) if (match := _HEAD.match(line))]
    if not heads:
        desk.change(helper, "\n".join([*lines, "def broken(:"]), path)
        desk.change(helper, "\n".join(lines), path)
        return
    row, match = desk.chance.choice(heads)
    does = desk.chance.choice(_DOES).format(first=match["first"])
    desk.change(helper, "\n".join([*lines[: row + 1], f"{match['indent']}    {does}", *lines[row + 1 :]]), path)


def _row(name: str, times: Sequence[float]) -> str:
    ordered = sorted(times) or [0.0]
    worst, high = ordered[-1], ordered[int(len(ordered) * 0.95)]
    return f"{name:14} median {median(ordered):4.0f} ms, 95 % {high:4.0f} ms, longest {worst:4.0f} ms".lstrip()


def _memory() -> int:
    """Megabytes that the process holds once nothing is left that nobody needs."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
