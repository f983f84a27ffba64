"""Programs run as in the playground print what Python prints, whatever they do."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.playground.commands import NAMES, PROGRAMS
from tests.playground.runs import in_python, in_worker

ODD = {
    "raises": "def f():\n    return 1 / 0\n\nf()\n",
    "raises from another": "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise KeyError('x') from error\n",
    "raises a group": "raise ExceptionGroup('both', [ValueError(1), TypeError(2)])\n",
    "raises while it deals with another": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    {}['x']\n",
    "is no Python": "def f(:\n    pass\n",
    "begins with a space": "  x = 1\n",
    "ends with a word": "import sys\nsys.exit('no')\n",
    "ends with a number": "raise SystemExit(3)\n",
    "ends well": "import sys\nprint('a')\nsys.exit()\n",
    "reads": "print(input('? '))\nprint(input())\n",
    "reads all": "import sys\nprint([line for line in sys.stdin])\n",
    "has handlers": "import atexit\natexit.register(print, 'bye')\nprint('hello')\n",
    "has its own hook": "import sys\nsys.excepthook = lambda *args: print('mine')\n1 / 0\n",
    "prints to both": "import sys\nprint(1)\nprint(2, file=sys.stderr)\nprint(3, end='')\n",
    "asks who it is": "import sys\nprint(__name__, sys.argv, __file__.endswith('program.py'))\n",
    "shows its source": "import inspect\ndef f(): return 1\nprint(inspect.getsource(f))\n",
    "recurses": "def f():\n    return f()\n\nf()\n",
    "awaits": "import asyncio\n\nasync def main():\n    await asyncio.gather(*map(asyncio.sleep, (0.02, 0.01)))\n"
    "    print('done')\n\nasyncio.run(main())\n",
    "awaits in a time": "import asyncio\n\nasync def main():\n    async with asyncio.timeout(0.01):\n"
    "        await asyncio.sleep(9)\n\ntry:\n    asyncio.run(main())\nexcept TimeoutError:\n    print('over')\n",
}


@pytest.mark.parametrize("path", PROGRAMS, ids=NAMES)
def test_programs(path: Path, tmp_path: Path) -> None:
    text = path.read_text("utf-8")
    if "perf_counter" in text or "cellophane.cost" in text:
        pytest.skip("it prints times")
    for module in path.parent.glob("*.py"):  # one imports another
        shutil.copy(module, tmp_path)
    assert in_worker(text, tmp_path)[0] == in_python(text, tmp_path)


@pytest.mark.parametrize("name", ODD)
def test_odd_programs(name: str, tmp_path: Path) -> None:
    given = "one\ntwo\n"
    assert in_worker(ODD[name], tmp_path, given=given)[0] == in_python(ODD[name], tmp_path, given)


class TestHowItEnds:
    def test_by_itself(self, tmp_path: Path) -> None:
        _, shown = in_worker("print(1)\n", tmp_path)
        assert (shown["raised"], shown["message"]) == (False, None)

    def test_with_an_error(self, tmp_path: Path) -> None:
        _, shown = in_worker("1 / 0\n", tmp_path)
        assert (shown["raised"], shown["message"]) == (True, None)

    def test_with_a_code(self, tmp_path: Path) -> None:
        _, shown = in_worker("raise SystemExit(3)\n", tmp_path)
        assert (shown["raised"], shown["message"]) == (False, "the program exited with the code 3")


class TestWhatIsTakenAway:
    """It is there again for what is to be shown; and the error is printed."""

    def test_all_builtins(self, tmp_path: Path) -> None:
        text = "import builtins\nfor name in list(vars(builtins)):\n    del builtins.__dict__[name]\n1 / 0\n"
        printed, shown = in_worker(text, tmp_path, show=("look",))
        assert shown["raised"]
        assert "ZeroDivisionError" in printed.stderr

    @pytest.mark.parametrize("act", ["sys.stdout = sys.stderr = None", "sys.stdout.close()"])
    def test_a_stream(self, act: str, tmp_path: Path) -> None:
        text = f"import sys\n{act}\ndef f():\n    n = 1\n    return lambda: n\nkept = f()\n"
        _, shown = in_worker(text, tmp_path, show=("look",))
        assert (shown["raised"], shown["message"]) == (False, None)
        assert "f.<locals>" in shown["look"]["data"]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("import numpy\n", "There is no module numpy here"),
        ("input()\n", "There are no more lines of input"),
        ("import asyncio\nawait asyncio.sleep(0)\n", "Notebooks allow this at the top of a cell."),
        (
            "import asyncio\n\nasync def main():\n    await asyncio.Future()\n\nasyncio.run(main())\n",
            "all tasks wait for",
        ),
        ('raise RuntimeError("can\'t start new thread")\n', "A page cannot start threads"),
        ("import errno\nraise OSError(errno.ENOSYS, 'Function not implemented')\n", "There is no operating system"),
    ],
)
def test_what_cannot_be_done_is_told_below_the_traceback(text: str, advice: str, tmp_path: Path) -> None:
    if "numpy" in text:
        text = text.replace("numpy", "not_installed")
        advice = advice.replace("numpy", "not_installed")
    printed, _ = in_worker(text, tmp_path)
    assert printed.stderr.splitlines()[-1].startswith(advice) or f"RuntimeError: {advice}" in printed.stderr
    assert "seen" not in printed.stderr
    assert sys.executable not in printed.stderr
