"""Small programs print under `cellophane timeline` what they print under `python`, and end as they end there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 120
"""So many seconds a program may take before it counts as hanging."""

PROGRAMS = {
    "an open pool": """\
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(2)
print(pool.submit(lambda n: n + 1, 3).result())
""",
    "an open pool of processes": """\
from concurrent.futures import ProcessPoolExecutor
def double(n): return 2 * n
if __name__ == '__main__':
    pool = ProcessPoolExecutor(1)
    print(pool.submit(double, 3).result())
""",
    "multiprocessing": """\
import multiprocessing
def double(n): return 2 * n
if __name__ == '__main__':
    with multiprocessing.Pool(2) as pool:
        print(pool.map(double, [1, 2, 3]))
""",
    "processes that begin anew": """\
import multiprocessing
def double(n): return 2 * n
if __name__ == '__main__':
    with multiprocessing.get_context('spawn').Pool(1) as pool:
        print(pool.map(double, [1, 2, 3]))
""",
    "exit functions": """\
import atexit, sys
fs = [lambda: n for n in range(2)]
atexit.register(print, 'first', 'registered', sep='-')
atexit.register(lambda: print(fs[0](), sys.modules['__main__'].fs is fs, file=sys.stderr))
atexit.register(print, 'never')
atexit.unregister(print)
atexit.register(print, 'last')
@atexit.register
def again():
    import colorsys
    atexit.register(print, 'too late')
    print('again', colorsys.__name__)
raise SystemExit(5)
""",
    "exit functions that fail": """\
import atexit
class Named:
    def __init__(self, error): self.error = error
    def __call__(self):
        raise self.error
    def __repr__(self): return 'named'
atexit.register(print, 'on')
atexit.register(Named(ValueError('x')))
atexit.register(Named(SystemExit(3)))
""",
    "a thread that goes on": """\
import threading, time
def work():
    time.sleep(0.1)
    print('worked')
threading.Thread(target=work).start()
1 / 0
""",
    "a fork": """\
import atexit, os, sys
atexit.register(print, 'bye', flush=True)
child = os.fork()
if not child:
    print('child')
    sys.exit(4)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""",
    "a timer": """\
import signal
signal.signal(signal.SIGALRM, lambda *_: print('rang'))
signal.setitimer(signal.ITIMER_REAL, 0.01)
signal.pause()
""",
    "a list that changes meanwhile": """\
items = [1, 2, 3]
fs = []
for n in items:
    fs.append(lambda: n)
    if len(items) < 6: items.append(n * 2)
print([f() for f in fs], items)
""",
    "classes": """\
class P:
    made = []
    def __init_subclass__(cls, **named): P.made.append((cls.__name__, named))
    def __del__(self): print('gone', type(self).__name__)
class Q(P, kind=1):
    def __init__(self): super().__init__(); self.f = lambda: __class__
q = Q()
print(q.f(), P.made)
""",
    "where it is": """\
import sys
print(__file__, sys.argv, sys.path, __spec__, __name__, sys.stdout.encoding, sys.stdout.errors, sys.stderr.errors)
print(sys.stdout.name, sys.stdout.mode, sys.stdout is sys.__stdout__, sys.stdout.line_buffering, repr(sys.stderr))
""",
    "an error": """\
def f(n): return lambda: n / 0
f(1)()
""",
    "exit with what cannot be told": """\
import sys
class P:
    def __str__(self): 1 / 0
sys.exit(P())
""",
    "exit without standard error": """\
import sys
sys.stderr = None
sys.exit('enough')
""",
    "exit with a huge number": "raise SystemExit(2 ** 70)\n",
    "a stream that fails in the end": """\
import sys
class P:
    def write(self, text): pass
    def flush(self):
        raise ValueError('no')
    def __repr__(self): return 'P'
sys.stdout = P()
""",
    "unittest": """\
import unittest
class T(unittest.TestCase):
    def test(self):
        for n in range(2):
            with self.subTest(n=n): self.assertEqual((lambda: n)(), n)
unittest.main(argv=['T'], verbosity=0, exit=True, testRunner=unittest.TextTestRunner(open('/dev/null', 'w')))
""",
    "pickled dataclasses": """\
import copy, pickle
from dataclasses import dataclass, field
@dataclass
class P:
    n: int
    f: list = field(default_factory=lambda: [1])
print(pickle.loads(pickle.dumps(P(1))), copy.deepcopy(P(2)))
""",
    "warnings of the compiler": """\
x = '\\d'
try: print(1 is 1)
finally: print(2 is 2)
""",
    "an exit function that fails in C": "import atexit\natexit.register(print, 'next')\natexit.register(int, 'x')\n",
    "another write": """\
import sys
old = sys.stdout.write
def loud(text): old(text.upper())
sys.stdout.write = loud
print('loud')
""",
    "what is left on": """\
import signal, sys
signal.setitimer(signal.ITIMER_REAL, 600)
sys.setprofile(lambda *_: None)
""",
    "what is kept by a stream": "import sys\nsys.stdout.write('no end of line')\nsys.stderr.write('nor here')\n",
}
STUMBLING = ("exit with what cannot be told", "exit with a huge number")
"""What the interpreter itself stumbles over, from 3.12 on: it tells of the error when it comes to its end."""


def ran(folder: Path, *words: str, safe: str) -> tuple[int, str, str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONSAFEPATH": safe}
    run = subprocess.run(
        [sys.executable, "-W", "default::SyntaxWarning", *words],
        cwd=folder,
        env=environment,
        input="",
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return run.returncode, run.stdout, run.stderr


@pytest.mark.parametrize("safe", ["", "1"], ids=["", "safe"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_it_does_what_it_does_alone(name: str, safe: str, tmp_path: Path) -> None:
    if safe and name not in ("where it is", "processes that begin anew"):
        pytest.skip("a safe path is of these only")
    (tmp_path / "folder").mkdir()
    script = os.path.join("folder", "script.py")
    (tmp_path / script).write_text(PROGRAMS[name])
    arguments = (script, "one", "two")
    alone = ran(tmp_path, *arguments, safe=safe)
    watched = ran(tmp_path, "-m", "cellophane", "timeline", "-o", "steps.txt", *arguments, safe=safe)
    told = 2 if name in STUMBLING else 3
    assert watched[:told] == alone[:told]
    assert (tmp_path / "steps.txt").read_text().startswith(script)
