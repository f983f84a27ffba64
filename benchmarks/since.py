"""What `check --since` tells, against the difference of two full runs; and what it costs, against one.

    python benchmarks/since.py releases django==5.1 django==5.1.4 django==5.2
    python benchmarks/since.py cost [--rounds N] [--files N]

`releases` makes a history of the wheels of these versions, each a commit. At each, `--since HEAD~1` is compared with
two whole trees that are checked apart, every file of them, at every certainty: it has to find the same.

`cost` makes a repository of the four packages of `corpora.py` (two million lines), edits so many files drawn
by lot, a function in each, and times `--since HEAD` and a full run in turn, both without a cache. Nothing is asserted
about time. What is downloaded stays in `CELLOPHANE_BENCH_CACHE` (without it: `~/.cache/cellophane-bench`).
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from benchmarks.corpora import WHEELS, sources  # noqa: E402
from cellophane.check import catalogue, parallel  # noqa: E402
from cellophane.check.checked import Checked  # noqa: E402
from cellophane.check.options import Options  # noqa: E402
from cellophane.check.parallel import Task  # noqa: E402
from cellophane.check.since.news import Pair, Side, news  # noqa: E402
from cellophane.model.finding import Certainty  # noqa: E402
from cellophane.workspace.repository import Repository  # noqa: E402

OPTIONS = Options(tuple(catalogue.select([catalogue.ALL])), Certainty.POSSIBLE)
CHECK = ("-m", "cellophane", "check", "--isolated", "--no-cache", "--certainty", "possible", "--output-format", "json")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 if something else was told than two full runs tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("releases").add_argument("releases", nargs="+", metavar="NAME==VERSION")
    cost = commands.add_parser("cost")
    cost.add_argument("--rounds", type=int, default=7)
    cost.add_argument("--files", type=int, default=10)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if options.command == "releases":
            return compare(Path(folder), options.releases)
        return measure(Path(folder), options.rounds, options.files)


def git(top: Path, *words: str) -> None:
    """Run git, with a name for commits."""
    subprocess.run(["git", "-C", top, "-c", "user.name=b", "-c", "user.email=b@example.invalid", *words], check=True)


def compare(folder: Path, releases: Sequence[str]) -> int:
    """Go from release to release."""
    top, before = folder / "now", folder / "before"
    top.mkdir()
    git(top, "init", "--quiet")
    wrong = 0
    for number, release in enumerate(releases):
        for old in set(top.iterdir()) - {top / ".git"}:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        shutil.copytree(sources(release), top, dirs_exist_ok=True)
        git(top, "add", "--all", "--force")
        git(top, "commit", "--quiet", "--message", release)
        if number:
            wrong += one_step(top, before, release)
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(top, before, ignore=shutil.ignore_patterns(".git"))
        (before / ".git").mkdir()  # a project's directory, as the other is
    return 1 if wrong else 0


def one_step(top: Path, before: Path, release: str) -> bool:
    """Whether something else is told than two full runs tell."""
    done = subprocess.run([sys.executable, *CHECK, "--since", "HEAD~1", "."], cwd=top, capture_output=True, check=False)
    told = sorted(
        (os.path.relpath(one["filename"], top), one["location"]["row"], one["code"], one["name"])
        for one in json.loads(done.stdout)
        if one["name"] is not None
    )
    repository = Repository.around(str(top))
    changes = repository.changes(repository.commit("HEAD~1"))
    wanted, count = difference(top, before, {change.after: change.before for change in changes if change.after})
    print(f"{release}: {len(changes)} files changed, {count} findings in all, {len(told)} told, {len(wanted)} wanted")
    for place in sorted(set(told) ^ set(wanted)):
        print("   ", "wanted" if place in wanted else "not wanted", *place)
    return told != wanted


def difference(top: Path, before: Path, changed: dict[str | None, str | None]) -> tuple[list[tuple[object, ...]], int]:
    """What two full runs differ in, and how many findings the second one has."""
    sides = [checked(place) for place in (top, before)]
    pairs = []
    for name, after in sides[0].items():
        path = str(top / name)
        earlier = changed.get(path, path)
        was = None if earlier is None else sides[1].pop(os.path.relpath(earlier, top), None)
        then = None if was is None or earlier is None else side(was, before / os.path.relpath(earlier, top))
        pairs.append(Pair(side(after, top / name), then, Certainty.POSSIBLE))
    pairs += [Pair(None, side(was, before / name), Certainty.POSSIBLE) for name, was in sides[1].items()]
    found = [
        (os.path.relpath(one.filename, top), one.span.row, one.code, one.name)
        for each in news(pairs)
        for one in each.findings
    ]
    return sorted(found), sum(len(each.findings) for each in sides[0].values())


def side(result: Checked, path: Path) -> Side:
    """What a file came to, with its lines if it has findings."""
    lines = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").split("\n") if result.findings else ()
    return Side(result, tuple(lines))


def checked(top: Path) -> dict[str, Checked]:
    """Every file below a directory, checked."""
    with inside(top):
        listed = subprocess.run(
            [sys.executable, "-m", "cellophane", "check", "--isolated", "--show-files", "."],
            capture_output=True,
            check=True,
            text=True,
        )
        names = listed.stdout.splitlines()
        tasks = [Task(str(top / name), (top / name).stat().st_size, OPTIONS) for name in names]
        return {os.path.relpath(each.filename, top): each for each in parallel.check_files(tasks)}


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Be in a directory."""
    here = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)


def measure(folder: Path, rounds: int, files: int) -> int:
    """Time both, with other files in each round."""
    for wheel in WHEELS:
        shutil.copytree(sources(wheel), folder, dirs_exist_ok=True)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", "all")
    paths = sorted(folder.rglob("*.py"))
    ratios = []
    for number in range(rounds):
        chance = random.Random(number)
        edited = [path for path in chance.sample(paths, 3 * files) if edit(path, chance)][:files]
        git(folder, "checkout", "--quiet", "--", *(str(path) for path in paths if path not in edited))
        part, whole = timed(folder, "--since", "HEAD"), timed(folder)
        git(folder, "checkout", "--quiet", "--", ".")
        ratios.append((part[0] / whole[0], part[1] / whole[1]))
        wall, computing = ratios[-1]
        print(
            f"{part[0]:6.1f} s of {whole[0]:6.1f} ({wall:.2f}), CPU {part[1]:6.1f} of {whole[1]:6.1f} ({computing:.2f})"
        )
    wall, computing = (median(each) for each in zip(*ratios, strict=True))
    print(f"medians: {wall:.2f} on the clock, {computing:.2f} of computing")
    return 0


def edit(path: Path, chance: random.Random) -> bool:
    """Put a line into a function of a file; whether it has one."""
    text = path.read_text("utf-8", "replace")
    try:
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    except SyntaxError:
        return False
    if not functions:
        return False
    last = chance.choice(functions).body[-1]
    lines = text.split("\n")
    lines.insert(last.lineno - 1, " " * last.col_offset + "print(12345)")
    if lines[last.lineno].strip().startswith("@"):
        return False
    path.write_text("\n".join(lines), "utf-8")
    return True


def timed(folder: Path, *more: str) -> tuple[float, float]:
    """Seconds on the clock, and of computing, that a run takes."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "cellophane", "check", "--isolated", "--no-cache", "--quiet", *more],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - begin, used


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
