"""Case files for rules: Markdown in which prose explains a program, and the program says what is found in it.

A line of a ```python block that must carry a finding ends in `# CEL101 name [certain]`, several of them parted by
commas; no other line may carry one. Each program is its own proof: it runs, and asserts what its closures read. That
the assertion speaks of the finding is shown by the cure that the family of its rule has (`tests/cures.py`):

* the cure is applied where the finding is, and the program must then fail;
* in a program without findings it is applied wherever it could be, and the program must go on to hold, unless the
  block begins with the line `# binding: late`, which says that a closure is meant to see how far its own iteration
  has come.

Mending it for good (`fixed`) must do as the cure: its assertions then see what they see when all that was found is
cured. `watched` tells what they see. A family without a cure shows no more than that its programs do what they assert.

A block that begins with `# gap: …` says what should be found, and is not, or the other way round.

A case of several files names each one in a line of its own before the block, as `` `shop/menu.py`: ``. Its last file is
called `main.py` and is the program: it is imported with the case's directory (and `src` in it, if there is one) in
front of all others on the path. Findings may be in any of the files.
"""

from __future__ import annotations

import ast
import atexit
import builtins
import importlib
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import Any
from unittest import mock

from cellophane.check import engine
from cellophane.check.checked import Checked
from cellophane.check.fix import mending
from cellophane.check.options import Options
from cellophane.model.finding import Certainty, Finding
from cellophane.source.analysis import Analysis
from cellophane.source.text.source import Source, Unreadable

_PART = re.compile(
    r"^(#+) (?P<title>[^\n]*)\n|^(?:`(?P<file>[\w./-]+)`:\n\n?```\w+|```python)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_MAIN = "main.py"
_COMMENT = re.compile(r"#\s(CEL\d{3} .*)$")
_EXPECTED = re.compile(r"(CEL\d{3}) (\w+) \[(certain|likely|possible)\]")
_MEANT_LATE = re.compile(r"\A# binding: late$", re.MULTILINE)
_WATCH = "_watch"
_GAP = re.compile(r"\A# gap: (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Expected:
    """A finding, as a comment tells it."""

    row: int
    code: str
    name: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Case:
    """One program of a case file, or one file of a program."""

    path: Path
    row: int
    """The row of the case file before its first line."""
    title: str
    text: str
    file: str = ""
    """What it is called in a case of several files."""

    @property
    def expected(self) -> list[Expected]:
        """What its comments say, in the order of the rows. Raises `ValueError` for a comment that says nothing."""
        found = []
        for row, line in enumerate(self.text.splitlines(), 1):
            comment = _COMMENT.search(line)
            for part in comment[1].split(", ") if comment else ():
                match = _EXPECTED.fullmatch(part)
                if match is None:
                    raise ValueError(f"{self.path.name}:{self.row + row}: no finding is written like {part!r}")
                found.append(Expected(row, match[1], match[2], match[3]))
        return sorted(found)

    @property
    def meant_late(self) -> bool:
        """Whether a closure of it sees what its own iteration binds after it was made."""
        return _MEANT_LATE.search(self.text) is not None

    @property
    def gap(self) -> str | None:
        """What is known to be wrong in what cellophane finds, if anything is."""
        match = _GAP.search(self.text)
        return match and match[1]

    def __str__(self) -> str:
        """How reports call it."""
        return f"{self.path.parent.name}/{self.path.stem}:{self.row} {self.title}"


def read(path: Path) -> Iterator[Case]:
    """The cases of a file, each under the heading that it stands below.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "loops.md")
    ...     _ = path.write_text("## Once\\n```python\\nf(i)  # CEL101 i [likely]\\n```\\n")
    ...     [case] = read(path)
    >>> case.title, case.row, case.expected
    ('Once', 2, [Expected(row=1, code='CEL101', name='i', certainty='likely')])
    """
    text, title = path.read_text("utf-8"), ""
    for match in _PART.finditer(text):
        if match["title"]:
            title = match["title"]
        else:
            row = text.count("\n", 0, match.start("text"))
            yield Case(path, row, title, match["text"], match["file"] or "")


RUN = Analysis()
"""One for all cases: what was asked of one may change nothing that is told of another."""


@cache
def findings(case: Case, codes: tuple[str, ...]) -> tuple[Finding, ...]:
    """What cellophane finds in a case, however uncertain. Remembered: each case is asked about in several tests."""
    options = Options(codes, certainty=Certainty.POSSIBLE)
    outcome = engine.check_bytes(case.text.encode(), str(case), options, RUN)
    assert not outcome.problems, outcome.problems
    return outcome.findings


def told(findings: Collection[Finding]) -> list[Expected]:
    """Findings as comments tell them."""
    return sorted(Expected(f.span.row, f.code, f.name, f.certainty.word) for f in findings)


def run(tree: ast.Module, case: Case) -> None:
    """Run a program in a namespace of its own, and with exit functions of its own."""
    with _own_exit_functions():
        exec(compile(ast.fix_missing_locations(tree), str(case), "exec"), {"__name__": "__main__"})


def _own_exit_functions() -> AbstractContextManager[object]:
    """A program that runs its exit functions must not run those of the process.

    `weakref.finalize` has one that makes it deaf for good, and so have thread pools.
    """
    registered: list[Callable[[], object]] = []

    def register(function: Any, *arguments: Any, **named: Any) -> Any:
        registered.append(partial(function, *arguments, **named))
        return function

    def run_all() -> None:
        while registered:
            registered.pop()()

    return mock.patch.multiple(atexit, register=register, _run_exitfuncs=run_all)


# -- mended --------------------------------------------------------------------------------------------------------


def fixed(data: bytes, filename: str, codes: Collection[str]) -> Checked:
    """What a file comes to when all that is found is mended, however uncertain. Mending it again changes nothing."""
    options = Options(tuple(codes), certainty=Certainty.POSSIBLE)
    once = _mended(data, filename, options)
    assert once.mended is not None, once.problems
    again = _mended(once.mended.after, filename, options)
    assert again.mended is not None
    assert not again.mended.changes
    return once


def _mended(data: bytes, filename: str, options: Options) -> Checked:
    run = Analysis()
    return mending.mended(data, engine.check_bytes(data, filename, options, run), options, run, unsafe=True)


def were_fixed(found: Collection[Finding], left: Collection[Finding]) -> list[Finding]:
    """The findings that are not left. Those that are say why, and can be told from the others by what they say."""
    assert all(one.unfixed for one in left)
    kept = {(one.code, one.name, one.message) for one in left}
    gone = [one for one in found if (one.code, one.name, one.message) not in kept]
    assert len(gone) + len(left) == len(found)
    return gone


def watching(tree: ast.Module) -> ast.Module:
    """The program, but what it asserts is told to `watched`, and nothing fails."""
    changed = _Watching().visit(tree)
    assert isinstance(changed, ast.Module)
    return ast.fix_missing_locations(changed)


class _Watching(ast.NodeTransformer):
    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        self.generic_visit(node)
        test = node.test
        parts = [test.left, *test.comparators] if isinstance(test, ast.Compare) else [test]
        return ast.Expr(ast.Call(ast.Name(_WATCH, ast.Load()), parts, []))


@contextmanager
def watched() -> Iterator[list[str]]:
    """What the assertions of programs see that run while this lasts, and what ends these programs.

    >>> with watched() as seen:
    ...     run(watching(ast.parse("assert 1 + 1 == 3")), Case(Path("a.md"), 1, "", ""))
    >>> seen
    ['2', '3']
    """
    seen: list[str] = []
    setattr(builtins, _WATCH, lambda *values: seen.extend(map(_shown, values)))
    try:
        yield seen
    except Exception as error:
        seen.append(repr(error))
    finally:
        delattr(builtins, _WATCH)


def _shown(value: object) -> str:
    """A value, without what differs in each run: the addresses in it, and the order in which threads fill a list."""
    if isinstance(value, list):
        return str(sorted(map(_shown, value)))
    return re.sub(r" at 0x\w+", "", repr(value))


# -- several files -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Project:
    """A case of several files."""

    files: tuple[Case, ...]

    @property
    def main(self) -> Case:
        """The program."""
        return self.files[-1]

    @property
    def modules(self) -> list[Case]:
        """Its files that are Python, and can be parsed."""
        return [file for file in self.files if file.file.endswith(".py") and _parses(file.text)]

    @property
    def expected(self) -> dict[str, list[Expected]]:
        """What the comments in its files say, by file."""
        return {file.file: file.expected for file in self.files if file.expected}

    @property
    def meant_late(self) -> bool:
        """Whether a closure of it sees what its own iteration binds after it was made."""
        return any(file.meant_late for file in self.files)

    @property
    def gap(self) -> str | None:
        """What is known to be wrong in what cellophane finds, if anything is."""
        return next((file.gap for file in self.files if file.gap), None)

    def write(self, folder: Path, changed: Mapping[str, ast.Module] | None = None) -> None:
        """Write its files below a folder, some of them changed."""
        for file in self.files:
            path = folder / file.file
            path.parent.mkdir(parents=True, exist_ok=True)
            tree = (changed or {}).get(file.file)
            path.write_text(file.text if tree is None else ast.unparse(tree), "utf-8")

    def __str__(self) -> str:
        """How reports call it."""
        return str(self.main)


def projects(cases: Iterable[Case]) -> Iterator[Project]:
    """The cases of several files: each ends with its `main.py`.

    >>> case = Case(Path("a.md"), 1, "", "", "shop/main.py")
    >>> [[file.file for file in project.files] for project in projects([case, case])]
    [['shop/main.py'], ['shop/main.py']]
    """
    files: list[Case] = []
    for case in cases:
        files.append(case)
        if PurePosixPath(case.file).name == _MAIN:
            yield Project(tuple(files))
            files = []
    if files:
        raise ValueError(f"{files[0]}: no {_MAIN} comes after it")


def findings_in(project: Project, folder: Path, codes: Collection[str]) -> dict[str, tuple[Finding, ...]]:
    """What cellophane finds in a project that was written to a folder, however uncertain, by file."""
    options = Options(tuple(codes), certainty=Certainty.POSSIBLE)
    run = Analysis()
    found: dict[str, tuple[Finding, ...]] = {}
    for file in project.modules:
        outcome = engine.check_file(str(folder / file.file), options, analysis=run)
        assert not outcome.problems, outcome.problems
        found |= {file.file: outcome.findings} if outcome.findings else {}
    return found


def run_project(project: Project, folder: Path, changed: Mapping[str, ast.Module] | None = None) -> None:
    """Write a project to a folder, some of its files changed, and import its program."""
    project.write(folder, changed)
    main = PurePosixPath(project.main.file).with_suffix("")
    parts = main.parts[1:] if main.parts[0] == "src" else main.parts
    with _importing_from(folder):
        importlib.import_module(".".join(parts))


def seen_by(project: Project, folder: Path, changed: Mapping[str, ast.Module]) -> list[str]:
    """What the assertions of its program see, run in a folder, with some of its files changed."""
    main = project.main.file
    with watched() as seen:
        run_project(project, folder, {**changed, main: watching(changed.get(main) or ast.parse(project.main.text))})
    return seen


@contextmanager
def _importing_from(folder: Path) -> Iterator[None]:
    """While this lasts, modules come from a folder first; after it, none of them is left."""
    before, path, compiles = set(sys.modules), [*sys.path], sys.dont_write_bytecode
    sys.path[:0] = [str(folder), str(folder / "src")]
    sys.dont_write_bytecode = True  # it would be mistaken for that of the next version of a file
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path[:], sys.dont_write_bytecode = path, compiles
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            if file is None or Path(file).is_relative_to(folder):
                del sys.modules[name]


def _parses(text: str) -> bool:
    try:
        Source("", text).parse()
    except Unreadable:
        return False
    return True
