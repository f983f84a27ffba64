"""Scripts under `cellophane timeline` print, raise and exit as under `python`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = {
    "nothing": "",
    "name and file": "print(__name__, __file__, __doc__)\n",
    "arguments": "import sys\nprint(sys.argv, sys.path[0])\n",
    "a pool of threads that is left open": """\
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(2)
print(pool.submit(lambda: 3).result())
""",
    "a thread that goes on": """\
import threading, time
def late(): time.sleep(0.05); print("late")
threading.Thread(target=late).start()
""",
    "exit handlers": """\
import atexit
@atexit.register
def first(): print("first", __name__)
atexit.register(print, "second", sep="-")
gone = atexit.register(print, "gone")
atexit.unregister(gone)
import __main__
atexit.register(lambda: print(__main__.first is first))
""",
    "an exit handler that fails": """\
import atexit
atexit.register(print, "next")
atexit.register(int, "x")
""",
    "processes": """\
import multiprocessing
def double(n): return 2 * n
if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.map(double, [1, 2]))
    with multiprocessing.get_context("fork").Pool(1) as pool:
        print(pool.map(double, [1, 2]))
""",
    "a fork": """\
import os
child = os.fork()
if child:
    os.waitpid(child, 0)
print("parent" if child else "child")
""",
    "an error": "def f():\n    x = 1\n    return (lambda: x / 0)()\n\nf()\n",
    "an error with a cause": "try:\n    {}[1]\nexcept KeyError as e:\n    raise ValueError('no') from e\n",
    "an exit code": "import sys\nsys.exit(3)\n",
    "an exit message": "import sys\nsys.exit('no more')\n",
    "an exit that cannot be told": """\
import sys
class Sour:
    def __str__(self): raise RuntimeError
sys.exit(Sour())
""",
    "an exit without a stream": "import sys\nsys.stderr = None\nsys.exit('bye')\n",
    "a timer that is left on": "import signal\nsignal.setitimer(signal.ITIMER_REAL, 600)\n",
    "a profile function that is left on": "import sys\nsys.setprofile(lambda *_: None)\n",
    "another write": """\
import sys
old = sys.stdout.write
def loud(text): old(text.upper())
sys.stdout.write = loud
print("loud")
""",
    "a warning of the compiler": "print('\\d', 1 is 1)\n",
    "pickling of what is in it": """\
import pickle
class Thing:
    def __init__(self): self.x = 1
print(pickle.loads(pickle.dumps(Thing())).x, Thing.__module__)
""",
    "tests": """\
import unittest
class T(unittest.TestCase):
    def test(self):
        fs = [lambda: i for i in range(3)]
        self.assertEqual([f() for f in fs], [2, 2, 2])
unittest.main(verbosity=0)
""",
    "data classes": """\
from dataclasses import dataclass, field
@dataclass
class P:
    x: int = 1
    more: list = field(default_factory=lambda: [1])
print(P(), P.__annotations__)
""",
    "what is imported at the end": "import atexit\natexit.register(lambda: __import__('decimal') and print('ok'))\n",
}


@pytest.mark.parametrize("code", SCRIPTS.values(), ids=SCRIPTS)
def test_a_script_does_what_it_does_alone(code: str, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(code)
    alone = run(tmp_path)
    watched = run(tmp_path, "-m", "cellophane", "timeline", "-o", "steps.txt")
    assert watched.stdout == alone.stdout
    assert told(watched.stderr) == told(alone.stderr)
    assert watched.returncode == alone.returncode
    assert (tmp_path / "steps.txt").read_text().startswith("script.py: ")


def run(folder: Path, *before: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "default::SyntaxWarning", *before, "script.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)


def told(stderr: str) -> str:
    """What was printed, without what is another in each run."""
    return re.sub(r"0x[0-9a-f]+|in \d+\.\d+s", "…", stderr)
