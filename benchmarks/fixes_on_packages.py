"""Fixes on real code: do the files still compile, is one run enough, and does all else stay as it was?

    python benchmarks/fixes_on_packages.py [--certainty CERTAINTY] [--show] [DIRECTORY ...]

Each directory, or each package that `corpora.py` names as `WHEELS`, is checked and, if something is found, copied;
the copy is mended by `--fix --unsafe-fixes`, and mended again. A line may differ if it belongs to a statement that held
a finding, or is a new import. Comments must all be there. Prints how many findings were fixed, why others were not, and
what broke; ends with 1 if anything did. `--show` prints the diffs as well.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from benchmarks.corpora import WHEELS, sources  # noqa: E402

MENDING = ("--fix", "--unsafe-fixes")


@dataclass
class Tally:
    """What mending has come to so far."""

    packages: int = 0
    """In which something was found."""
    findings: int = 0
    left: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """Why what is left was not mended, without the names."""
    files: int = 0
    """That were changed."""
    imports: int = 0
    """Lines that were added to import something."""
    seconds: float = 0.0
    """That the first mending of each copy took."""
    broken: list[str] = field(default_factory=list)
    """What should not have happened."""


@dataclass(frozen=True)
class Cellophane:
    """`cellophane check` with the options that all runs share."""

    certainty: str

    def findings(self, root: Path) -> list[dict[str, Any]]:
        """What there is to find, as the JSON output has it."""
        found = json.loads(self._run(root, "--output-format", "json").stdout)
        assert isinstance(found, list)
        return found

    def mend(self, root: Path) -> str:
        """Mend what is there; the report about it."""
        return self._run(root, *MENDING).stdout

    def _run(self, root: Path, *options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cellophane", "check", "--isolated", "--no-cache"]
        return subprocess.run(
            [*command, "--certainty", self.certainty, *options, str(root)],
            env={**os.environ, "PYTHONPATH": str(_HERE / "src"), "COLUMNS": "500"},  # so that reasons are not cut
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )


def main(arguments: Sequence[str]) -> int:
    """Mend copies of packages, print what came of it, and say whether all is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="*", type=Path, metavar="DIRECTORY")
    parser.add_argument("--certainty", choices=("certain", "likely", "possible"), default="likely")
    parser.add_argument("--show", action="store_true", help="print the diffs")
    options = parser.parse_args(arguments)
    tally = Tally()
    roots = [path.resolve() for path in options.directories] or [sources(wheel) for wheel in WHEELS]
    for root in roots:
        diff = mended(root, Cellophane(options.certainty), tally)
        sys.stdout.writelines(diff if options.show else ())
    print(f"{len(roots)} packages, findings in {tally.packages} of them: {tally.findings}")
    print(f"{tally.findings - tally.left} fixed in {tally.files} files and {tally.seconds:.0f} s, ", end="")
    print(f"with {tally.imports} new imports; {tally.left} left")
    for reason, count in tally.reasons.most_common():
        print(f"  {count:5}  {reason}")
    print(f"broken: {len(tally.broken)}", *tally.broken, sep="\n  ")
    return int(bool(tally.broken))


def mended(root: Path, cellophane: Cellophane, tally: Tally) -> list[str]:
    """Mend a copy of a package, and tell what came of it; the lines of its diff."""
    findings = cellophane.findings(root)
    if not findings:
        return []
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, root.name)
        shutil.copytree(root, copy, ignore=_all_but_python)
        started = time.perf_counter()
        report = cellophane.mend(copy)
        tally.seconds += time.perf_counter() - started
        tally.packages += 1
        tally.findings += len(findings)
        tally.left += len(cellophane.findings(copy))
        tally.reasons.update(_reasons(report))
        once = {path: path.read_bytes() for path in copy.rglob("*.py")}
        cellophane.mend(copy)
        again = [path for path, data in once.items() if path.read_bytes() != data]
        tally.broken += [f"{path.relative_to(copy)}: a second run changes it" for path in again]
        return [*_compared(root, {path.relative_to(copy): data for path, data in once.items()}, findings, tally)]


def _all_but_python(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".py") and not Path(folder, name).is_dir()]


def _reasons(report: str) -> Iterator[str]:
    for reason in re.findall(r"not fixed: (.*\S)", report):
        yield re.sub(r"line \d+", "line N", re.sub(r"`[^`]*`", "`…`", reason))


def _compared(root: Path, after: dict[Path, bytes], findings: list[dict[str, Any]], tally: Tally) -> Iterator[str]:
    """Compare the files of a package with what they have become; the lines of the diff."""
    for path, new in after.items():
        old = (root / path).read_bytes()
        if old == new:
            continue
        tally.files += 1
        tally.imports += sum(change.imports for change in _changes(old, new))
        own = [finding for finding in findings if Path(finding["filename"]) == root / path]
        tally.broken += [f"{root.name}: {path}: {problem}" for problem in _problems(old, new, own)]
        before, mended = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (old, new))
        yield from difflib.unified_diff(before, mended, f"{root.name}/{path}", f"{root.name}/{path}")


# -- one file ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """Rows that were taken away, from 1, and the lines that came in their place."""

    rows: range
    lines: tuple[bytes, ...]

    @property
    def imports(self) -> int:
        """How many lines import something, if nothing else has come and nothing has gone."""
        found = [line for line in self.lines if line.strip()]
        plain = not self.rows and all(line.startswith((b"import ", b"from ")) for line in found)
        return len(found) if plain else 0


def _changes(old: bytes, new: bytes) -> list[Change]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [
        Change(range(first + 1, last + 1), tuple(after[start:end]))
        for tag, first, last, start, end in matcher.get_opcodes()
        if tag != "equal"
    ]


def _problems(old: bytes, new: bytes, findings: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with a mended file."""
    if _compiles(old) and not _compiles(new):
        yield "does not compile"
        return
    lost = _comments(old) - _comments(new)
    if lost:
        yield f"lost {', '.join(lost)}"
    free = set(_rows_of_statements(old, findings))
    for change in _changes(old, new):
        near = {change.rows.start - 1, change.rows.start}  # what is put in stands before a row, or behind it
        inside = free.issuperset(change.rows) if change.rows else free.intersection(near)
        if not inside and not change.imports:
            yield f"row {change.rows.start} differs, and no statement there held a finding"


def _compiles(data: bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(data, "file", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _comments(data: bytes) -> Counter[str]:
    tokens = tokenize.tokenize(io.BytesIO(data).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def _rows_of_statements(data: bytes, findings: list[dict[str, Any]]) -> Iterator[int]:
    """The rows of the statements in which the closures of findings are made, and of deeper comments below them."""
    tree, lines = ast.parse(data), data.decode("utf-8", "replace").splitlines()
    for finding in findings:
        row = finding["evidence"][0]["location"]["row"]
        around = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and row in _rows(node)]
        rows = _rows(_mended_as_whole(around))
        yield from rows
        margin = len(lines[rows.start - 1]) - len(lines[rows.start - 1].lstrip())
        for number, line in enumerate(lines[rows.stop - 1 :], start=rows.stop):
            if line.strip() and not (line.lstrip().startswith("#") and line[: margin + 1].isspace()):
                break
            yield number


def _mended_as_whole(around: Sequence[ast.stmt]) -> ast.stmt:
    """Of statements inside each other, outermost first, the one that may change: a class that a loop makes or that the
    innermost one belongs to, the `if` whose `elif` it is, else itself."""
    in_loop = False
    for node in around:
        in_loop = in_loop or isinstance(node, ast.For | ast.AsyncFor | ast.While)
        if isinstance(node, ast.ClassDef) and (in_loop or around[-1] in node.body):
            return node
    first = len(around) - 1
    while first and isinstance(around[first], ast.If) and around[first] in getattr(around[first - 1], "orelse", []):
        first -= 1
    return around[first]


def _rows(statement: ast.stmt) -> range:
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    return range(first, (statement.end_lineno or statement.lineno) + 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
