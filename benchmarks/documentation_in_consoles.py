"""Type what README and docs/ show into a Jupyter kernel, IPython and `python`, and compare what comes with it.

    python -m pip install -r requirements/run.txt -r requirements/test.txt jupyter_client ipykernel
    python -m pip install --no-deps --editable .
    python benchmarks/documentation_in_consoles.py [PAGE ...]

jupyter_client and ipykernel are in no requirements file: no test needs them. What stands on one page is typed into one
session, in its order: a `>>>` block example by example, another Python block statement by statement, as it is printed;
a block that begins with `$` in a shell, and behind `!` in IPython and the kernel. Compared are the results below `>>>`,
what commands print, and comments behind expressions that are Python values, as in `f()  # [30, 30, 30]`. Where nothing
is shown, nothing may fail.

It prints a row for each block and place, then what differs, and ends with 1 if anything does. docs/rules is left out:
tests run all of its examples. The suite runs README's commands and its Python as well, but not in all of these places,
nor with the settings of this project.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import io
import os
import re
import shutil
import sys
import tokenize
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from doctest import DocTestParser
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.consoles import Console, consoles, environment, shell  # noqa: E402

VOLATILE = (
    ("that the machine was busy", r"These times are not to be believed: [^.]+\.[^.]+\.\n", ""),
    ("where an object lies", r"\b0x[0-9a-f]{6,}", "0x…"),
    ("what an object weighs, which depends on the version of Python", r"[\d,.]+ (bytes|[KM]?i?B)\b", r"… \1"),
    ("how long something took", r"[\d,.]+ (?:ns|µs|ms|s)\b", "… s"),
    ("how far times spread", r"\b\d+%", "…%"),
    ("how times compare", r"━+ +\d+\.\d\d\b", "━ …"),
    ("how often something was timed", r"[\d,]+ (turns|calls)\b", r"… \1"),
)
"""What is compared by its shape only: what it is, how it is written, and what stands for it."""

NOT_RUN = {"docs/found.md": "needs the packages that it speaks of"}
"""The pages whose blocks nobody can type here, and why."""

_NEEDED = ("jupyter_client", "ipykernel", "IPython", "pexpect")
_BLOCK = re.compile(r"^```(?:python|console|text)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_FAILURE = re.compile(r"Traceback \(most recent call last\)|^\w+Error: ", re.MULTILINE)
_PROMPTED = re.compile(r"\AOut\[\d+\]: ?\n?")


@dataclass(frozen=True, slots=True)
class Step:
    """What is typed at once, and what the page shows of it; `None` if it shows nothing."""

    typed: str
    shown: str | None
    is_command: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page."""

    row: int
    steps: tuple[Step, ...]


# -- reading pages -------------------------------------------------------------------------------------------------


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page that can be typed, in their order.

    >>> page = "```python\\nx = 1\\nx + 1  # 2\\n```\\nand\\n```console\\n$ ls\\na.py\\n```\\n"
    >>> for block in blocks(page):
    ...     print(block.row, [(step.typed, step.shown) for step in block.steps])
    1 [('x = 1', None), ('x + 1  # 2', '2')]
    6 [('ls', 'a.py')]
    """
    for match in _BLOCK.finditer(page):
        text = match["text"]
        if text.startswith("$ "):
            steps = tuple(_commands(text))
        elif match[0].startswith("```python"):
            steps = tuple(_examples(text) if text.startswith(">>> ") else _statements(text))
        else:
            continue
        yield Block(page.count("\n", 0, match.start()) + 1, steps)


def _commands(text: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield Step(command, shown.strip("\n") or None, is_command=True)


def _examples(text: str) -> Iterator[Step]:
    for example in DocTestParser().get_examples(text):
        yield Step(example.source.rstrip("\n"), example.want.rstrip("\n"))


def _statements(text: str) -> Iterator[Step]:
    """Each statement, with the comments behind and above it."""
    lines, comments, done = text.splitlines(), _comments(text), 0
    for node in ast.parse(text).body:
        last = node.end_lineno or node.lineno
        comment = comments.get(last, "") if isinstance(node, ast.Expr) else ""
        yield Step("\n".join(lines[done:last]).strip("\n"), comment if _is_value(comment) else None)
        done = last


def _comments(text: str) -> dict[int, str]:
    """The words of each comment, by its row."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}


def _is_value(text: str) -> bool:
    return _value(text) is not None


def _value(text: str) -> tuple[object] | None:
    """The value that the text writes, in a tuple of one; none if it writes no value."""
    try:
        return (ast.literal_eval(text.strip()),)
    except (ValueError, SyntaxError):
        return None


# -- comparing -----------------------------------------------------------------------------------------------------


def difference(step: Step, came: str) -> str | None:
    """In what that which came differs from what is shown; none if it does not.

    >>> difference(Step("f", "<function f at 0x7f0011223344>"), "Out[2]: <function f at 0x7fffffff0000>")
    >>> difference(Step("f()", "[1, 2]"), "[1,\\n 2]")
    >>> print(difference(Step("f()", "[1, 2]"), "[1, 3]"))
    - [1, 2]
    + [1, 3]
    """
    came = _PROMPTED.sub("", came)
    if step.shown is None:
        return came if _FAILURE.search(came) else None
    shown, came = shape(step.shown), shape(came)
    if shown == came or (_is_value(shown) and _value(shown) == _value(came)):  # IPython breaks long values
        return None
    lines = difflib.ndiff(shown.splitlines(), came.splitlines())
    return "\n".join(line.rstrip() for line in lines if not line.startswith("? "))


def shape(text: str) -> str:
    """The text with words in the place of what is volatile."""
    is_timed = False
    for what, pattern, word in VOLATILE:
        text, count = re.subn(pattern, word, text)
        is_timed |= what == "how long something took" and count > 0
    if is_timed:  # in a table of times, these say in which order the rows stand, and how wide the columns are
        text = "\n".join(sorted(re.sub(" {2,}", "  ", line) for line in text.splitlines()))
    return text


# -- running -------------------------------------------------------------------------------------------------------


def come(console: Console, step: Step) -> str:
    """What comes when a step is typed into a console, or beside it if that knows no commands."""
    if not step.is_command:
        return console.run(step.typed)
    return shell(step.typed, ROOT) if console.name == "python" else console.run(f"!{step.typed}")


def place(console: Console, block: Block) -> str:
    """Where a block is typed, in the words of the table."""
    if not block.steps[0].is_command:
        return console.name
    return "shell" if console.name == "python" else f"{console.name} !"


def run(page: Path) -> list[str]:
    """Type all of a page into all consoles, print a row for each block and place, and tell what differs."""
    name, told = page.relative_to(ROOT).as_posix(), []
    found = list(blocks(page.read_text("utf-8")))
    if found and name in NOT_RUN:
        print(f"{name:<22} {'':>5}  {'':<9} not run: {NOT_RUN[name]}", flush=True)
        return []
    with ExitStack() as stack:
        running = [stack.enter_context(console) for console in consoles(ROOT)] if found else []
        for block in found:
            for console in running:
                where = place(console, block)
                wrong = [(step, text) for step in block.steps if (text := difference(step, come(console, step)))]
                shown = any(step.shown is not None for step in block.steps)
                verdict = "differs" if wrong else "same" if shown else "nothing shown"
                print(f"{name:<22} {block.row:>5}  {where:<9} {verdict}", flush=True)
                told += [f"{name}:{block.row}, {where}:\n{step.typed}\n{text}" for step, text in wrong]
    return told


def missing() -> str | None:
    """What is not installed, and what to do about it; none if all is there."""
    names = [name for name in _NEEDED if find_spec(name) is None]
    if names:
        return f"{', '.join(names)}: not installed; python -m pip install {' '.join(names).lower()}"
    if shutil.which("cellophane", path=environment()["PATH"]) is None:
        return "the command cellophane is not installed; python -m pip install --no-deps --editable ."
    return None


def main(arguments: Sequence[str]) -> int:
    """Type, print, and say whether all came as it is shown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE", help="(default: README.md and docs/*.md)")
    wanted = parser.parse_args(arguments)
    if (lack := missing()) is not None:
        print(lack, file=sys.stderr)
        return 2
    os.environ["PYTHONPATH"] = str(ROOT / "src")  # what is run is this checkout, not what is installed
    pages = [page.resolve() for page in wanted.pages] or [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
    print(f"Python {sys.version.split()[0]}\n{'page':<22} {'block':>5}  {'where':<9} what came")
    different = [text for page in pages for text in run(page)]
    print("", *different, sep="\n\n")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
