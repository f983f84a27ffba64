"""Programs run as `python` runs them: what they print, how they end, and what they leave behind."""

from __future__ import annotations

import linecache
import subprocess
import sys
from pathlib import Path

import pytest

from cellophane.witnessing.recording import recorded

PROGRAMS = {
    "its name and arguments": """\
import sys
print(__name__, __file__, sys.argv, sys.path[0], __doc__, __package__, __spec__)
""",
    "its own module": """\
import __main__
n = 1
print(__main__.n, sorted(vars(__main__)))
""",
    "a docstring": """\
'''Said first.'''
print(__doc__)
""",
    "annotations": """\
n: int = 1
print(__annotations__)
def f(x: n): ...
print(f.__annotations__)
""",
    "an exception": """\
def f(n):
    return lambda: n / 0
f(1)()
""",
    "a chain": """\
def f(n):
    try:
        n / 0
    except ZeroDivisionError as e:
        raise KeyError((lambda: n)()) from e
f(1)
""",
    "another while handling one": """\
try:
    1 / 0
except ZeroDivisionError:
    nowhere
""",
    "a note": """\
e = ValueError('two\\nlines')
e.add_note('noted')
raise e
""",
    "a group": """\
raise ExceptionGroup('several', [ValueError(1), KeyError(2)])
""",
    "a syntax error": """\
eval('1 +')
""",
    "a suggestion": """\
number = 1
print(nmber)
""",
    "a class of its own": """\
class Trouble(Exception):
    def __str__(self): return 'deep'
raise Trouble
""",
    "an exception that cannot be told": """\
class Trouble(Exception):
    def __str__(self): 1 / 0
raise Trouble
""",
    "a hook": """\
import sys
sys.excepthook = lambda kind, error, trace: print('hooked', kind.__name__, trace.tb_lineno)
1 / 0
""",
    "a failing assertion": """\
def f(n):
    def g(): assert n == 2, n
    g()
f(1)
""",
    "a long way down": """\
def f(n):
    return (lambda: f(n + 1))()
f(1)
""",
    "exit": """\
import sys
sys.exit()
""",
    "exit with a number": """\
raise SystemExit(3)
""",
    "exit with True": """\
raise SystemExit(True)
""",
    "exit with a great number": """\
raise SystemExit(259)
""",
    "exit with a text": """\
import sys
sys.exit('enough')
""",
    "exit in a function": """\
def f(n):
    def g(): raise SystemExit(n)
    g()
f(4)
""",
    "a class that is pickled": """\
import pickle
from dataclasses import dataclass
@dataclass
class P:
    n: int
print(pickle.loads(pickle.dumps(P(1))))
""",
    "a neighbour": """\
import neighbour
print(neighbour.n)
""",
    "its own source": """\
import inspect
def f(n):
    return lambda: n
print(inspect.getsource(f))
""",
    "hints": """\
import typing
class P:
    other: 'P'
print(typing.get_type_hints(P))
""",
    "a thread that fails": """\
import threading
one = threading.Thread(target=lambda: 1 / 0, name='T')
one.start()
one.join()
print('on')
""",
    "a recursion limit": """\
import sys
print(sys.getrecursionlimit())
""",
    "warnings": """\
import warnings
n = 1
n = 2
def f():
    warnings.warn(str(n))
f()
""",
    "asyncio": """\
import asyncio
async def main(n):
    async def inner(): return n
    return await asyncio.gather(inner(), inner())
print(asyncio.run(main(1)))
""",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "neighbour.py").write_text("n = 5\n")
    return tmp_path


RECORD = """
import sys
from cellophane.witnessing.recording import recorded
path, *arguments = sys.argv[1:]
del sys.path[0]
run = recorded(open(path).read(), path, arguments=arguments)
sys.exit(run.status)
"""


def ran(*command: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    run = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    return run.returncode, run.stdout, run.stderr


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_does_what_it_does_alone(name: str, place: Path) -> None:
    path = place / "program.py"
    path.write_text(PROGRAMS[name])
    alone, recorded = ran(str(path), "one", "-two"), ran("-c", RECORD, str(path), "one", "-two")
    if name == "a long way down":  # the limit is met a little earlier, and elsewhere
        alone, recorded = ((code, out, error.splitlines()[-1]) for code, out, error in (alone, recorded))
    assert recorded == alone


def test_what_a_program_did_to_its_streams_and_hooks_is_undone() -> None:
    before = sys.stdout, sys.stderr, sys.excepthook
    text = "import io, sys\nsys.stdout = sys.stderr = io.StringIO()\nsys.excepthook = print\n1 / 0"
    assert recorded(text, "a.py").status == 1
    assert (sys.stdout, sys.stderr, sys.excepthook) == before


def test_the_last_line_is_told() -> None:
    assert recorded("e = ValueError('first\\nlast')\ne.add_note('noted')\nraise e", "a.py").timeline.error == "last"
    assert recorded("raise KeyError", "a.py").timeline.error == "KeyError"
    assert recorded("{}['x']", "a.py").timeline.error == "KeyError: 'x'"


def test_what_was_there_is_put_back() -> None:
    main, argv, path = sys.modules["__main__"], sys.argv, list(sys.path)
    text = "import sys\nsys.argv.append('x')\nsys.path.insert(0, 'y')\ndel sys.modules['__main__']\n1 / 0"
    assert recorded(text, "a.py").status == 1
    assert sys.modules["__main__"] is main
    assert sys.argv is argv
    assert sys.path == path


def test_a_text_that_is_in_no_file_is_shown_in_tracebacks(capsys: pytest.CaptureFixture[str]) -> None:
    text = "import traceback\ntry:\n    1 / 0  # here\nexcept ZeroDivisionError:\n    traceback.print_exc()\n"
    recorded(text, "in no file.py")
    assert "1 / 0  # here" in capsys.readouterr().err
    assert linecache.getline("in no file.py", 3) == "    1 / 0  # here\n"


def test_future_imports_of_this_file_are_not_its_own() -> None:
    run = recorded("def f(x: 1 + 1): ...\nassert f.__annotations__ == {'x': 2}", __file__ + "x")
    assert run.timeline.error is None
