"""Whether the sift keeps a file from a rule that would find something in it: every rule, every file of a folder.

    python benchmarks/sift_of_rules.py [FOLDER ...]

Without folders, of the standard library. Prints what would be missed, and ends with 1 if there is any.
"""

from __future__ import annotations

import sys
import sysconfig
import warnings
from collections.abc import Sequence
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from cellophane.source.text.source import Unreadable, read  # noqa: E402
from tests.source.sift.test_sift_of_rules import found_in_vain  # noqa: E402


def main(folders: Sequence[str]) -> int:
    """Look at all files, print what is missed, and say whether there is any."""
    warnings.simplefilter("ignore")
    seen, missed = 0, 0
    for folder in folders or [sysconfig.get_paths()["stdlib"]]:
        for path in sorted(Path(folder).rglob("*.py")):
            try:
                lost = list(found_in_vain(read(str(path))))
            except (Unreadable, RecursionError):
                continue
            seen += 1
            missed += len(lost)
            for one in lost:
                print(one)
    print(f"{seen} files, {missed} findings missed")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
