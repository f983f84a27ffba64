"""Whether any text makes the sift run away, or breaks a check: texts that nobody writes, of a million characters each.

    python benchmarks/hostile_texts.py [--size N] [--seconds S] [--check] [--source SRC] [KIND ...]

The kinds are those of `tests/hostile_texts.py`, or those whose names hold a `KIND`. Each text is sifted for all rules
in a process of its own, and again at a quarter of the size: four times the time is a line, sixteen a curve. With
`--check` it is also checked as a file, by the command. Prints what takes more than `--seconds` to sift (a second
without it), what is given up after a minute, and what breaks; ends with 1 if there is any.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE)]

from tests.hostile_texts import TEXTS  # noqa: E402

PATIENCE = 60
"""Seconds, of the clock, after which a text is given up."""
_SIFT = """
import sys, time
from cellophane.check import catalogue
from cellophane.source.sift.regions import kept
needs = {catalogue.load(code).needs for code in catalogue.codes()}
kept("for i in x:\\n    late.append(lambda: i)\\n", needs)  # imports what it takes
text = open(sys.argv[1], encoding="utf-8", newline="").read()
begin = time.process_time()
found = kept(text, needs)
print(time.process_time() - begin, len(found))
"""
_CHECK = ("-m", "cellophane", "check", "--isolated", "--no-cache", "--select", "ALL", "--certainty", "possible")


def main(arguments: Sequence[str]) -> int:
    """Sift all texts, print what takes long or breaks, and say whether anything does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", default=[""], metavar="KIND")
    parser.add_argument("--size", type=int, default=1_000_000, metavar="N", help="characters (default: a million)")
    parser.add_argument("--seconds", type=float, default=1.0, metavar="S", help="that a sift may take (default: 1)")
    parser.add_argument("--check", action="store_true", help="also check each text as a file")
    parser.add_argument("--source", type=Path, default=_HERE / "src", metavar="SRC", help="the cellophane to run")
    options = parser.parse_args(arguments)
    os.environ["PYTHONPATH"] = str(options.source.resolve())
    kinds = [kind for kind in TEXTS if any(part in kind for part in options.kinds)]
    bad = 0
    for kind in kinds:
        wrong = list(_wrong(kind, options))
        bad += bool(wrong)
        print(f"{kind:<36} {'; '.join(wrong) or 'ok'}", flush=True)
    print(f"{len(kinds)} texts, {bad} of them too slow or broken")
    return int(bad > 0)


def _wrong(kind: str, options: argparse.Namespace) -> Iterator[str]:
    """What is wrong with how a text is treated."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "hostile.py")
        times = []
        for size in (options.size // 4, options.size):
            path.write_text(TEXTS[kind](size), encoding="utf-8", newline="")
            done = _run(["-c", _SIFT, str(path)])
            if done is None:
                yield f"sift of {size} given up after {PATIENCE} s"
                break
            if done.returncode:
                yield f"sift of {size} broke: {_last(done.stderr)} ({done.returncode})"
                break
            times.append(float(done.stdout.split()[0]))
        else:
            if times[-1] > options.seconds:
                yield f"sift took {times[-1]:.2f} s, {times[-1] / max(times[0], 1e-3):.1f} times a quarter of it"
        if options.check:
            done = _run([*_CHECK, str(path)])
            if done is None:
                yield f"check given up after {PATIENCE} s"
            elif done.returncode not in (0, 1, 2) or "internal error" in done.stderr or "Traceback" in done.stderr:
                yield f"check broke: {_last(done.stderr)} ({done.returncode})"


def _run(arguments: Sequence[str]) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            [sys.executable, *arguments], capture_output=True, encoding="utf-8", errors="replace", timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return None


def _last(errors: str) -> str:
    lines = errors.strip().splitlines()
    return lines[-1] if lines else "killed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
