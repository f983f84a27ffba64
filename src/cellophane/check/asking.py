"""What programs ask: the hazards of files, and what became of one closure.

The same answers as on the command line, with the settings that apply there, as values that a test can assert on.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from cellophane.check import catalogue, engine, placing
from cellophane.check.options import Options
from cellophane.check.wishes import Wishes
from cellophane.model.finding import Certainty, Finding
from cellophane.model.problem import Problem
from cellophane.model.trail import Trail
from cellophane.source.analysis import Analysis
from cellophane.source.text.documents import decoded
from cellophane.source.text.source import Source, Unreadable, read_bytes
from cellophane.workspace import files
from cellophane.workspace.settings import BadSettings, Nearest

_Path: TypeAlias = str | os.PathLike[str]


class Unchecked(ValueError):
    """What was asked cannot be told: a file is missing or no Python, settings have no meaning, no closure is there."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
        """One for each file or setting that is in the way."""


def hazards(
    *paths: _Path,
    text: str | None = None,
    certainty: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """The findings in files and directories, as `cellophane check` shows them, in the order of their places.

    With `text`, that is checked in place of what the one path names, which need not exist. The settings of the nearest
    file of settings hold for each file; `certainty` (`"certain"`, `"likely"` or `"possible"`), `select` and `ignore`
    (beginnings of codes) are as on the command line. Raises `Unchecked` for what cannot be checked, with all that is in
    the way, and `ValueError` for codes and certainties that there are not.

    >>> import cellophane
    >>> code = "late = []\\nfor i in range(3):\\n    late.append(lambda: i)\\nlate[0]()\\n"
    >>> [(finding.code, finding.name, finding.span.row) for finding in cellophane.hazards("a.py", text=code)]
    [('CEL101', 'i', 3)]
    """
    wishes = Wishes(tuple(select), tuple(ignore), _certainty(certainty))
    catalogue.select(wishes.select or [catalogue.ALL], wishes.ignore)
    analysis, nearest = Analysis(), Nearest()
    found: list[Finding] = []
    problems: list[Problem] = []
    for item in _sources(paths, text):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        data, filename = item
        try:
            checked = engine.check_bytes(data, filename, options_for(filename, wishes, nearest), analysis=analysis)
        except Unchecked as error:
            problems += error.problems
            continue
        found += checked.findings
        problems += checked.problems
    if problems:
        raise Unchecked(*problems)
    return tuple(found)


def why(path: _Path, row: int, column: int | None = None, *, text: str | None = None) -> tuple[Trail, ...]:
    """What became of the closures that are made in a row: a trail for each closure and each variable that it captured.

    With a column, of the innermost closure around that place, as findings give it. Rows and columns count from 1; those
    of a notebook go on through its code cells. With `text`, that is read in place of what the path names. A closure
    that captures nothing has no trail. Raises `Unchecked` if the file cannot be read or no closure is there.

    >>> import cellophane
    >>> code = "for i in range(3):\\n    print(sorted('ab', key=lambda letter: (letter, i)))\\n"
    >>> print(*cellophane.why("a.py", 2, text=code))
    a.py:2: the lambda reads `i`: safe: each way was seen to end before a later `i` could be read
      in time: made here, called by `sorted` here
    """
    filename = os.fspath(path)
    try:
        data = read_bytes(filename) if text is None else text.encode()
        source, _ = decoded(data, filename)
        return trails(source, row, column, options_for(filename, Wishes(), Nearest()))
    except Unreadable as error:
        raise Unchecked(Problem(filename, error.message, error.row, error.column)) from None


def trails(
    source: Source, row: int, column: int | None, options: Options, analysis: Analysis | None = None
) -> tuple[Trail, ...]:
    """The trails of the closures at a place of a source. `analysis` is what is known already. Raises `Unreadable`, and
    `Unchecked` if none is there."""
    from cellophane.check import why as told  # of which checking needs nothing

    facts = (analysis or Analysis()).facts(source, options.knowledge, options.python)
    closures = told.closures_at(facts, row, column)
    if not closures:
        raise Unchecked(Problem(source.filename, _none_here(source, row, [site.lineno for site in facts.sites]), row))
    findings = engine.findings_of(facts, options)
    found = (trail for site in closures for trail in told.why(facts, site, findings))
    return tuple(placing.placed_trail(source, trail) for trail in found)


def _none_here(source: Source, row: int, rows: list[int]) -> str:
    if not 0 < row <= source.last_row:
        return f"there is no such line: the file has {source.last_row}"
    near = sorted(set(rows), key=lambda one: (abs(one - row), one))[:2]
    hint = f"; the nearest are in line {' and '.join(map(str, sorted(near)))}" if near else " in the file"
    return f"no closure is made here{hint}"


def _sources(paths: Sequence[_Path], text: str | None) -> Iterator[tuple[bytes, str] | Problem]:
    """The content of each file, and what it is called."""
    if text is not None:
        if len(paths) != 1:
            raise ValueError("a text goes with one path, which names it")
        yield text.encode(), os.fspath(paths[0])
        return
    for item in files.find([os.fspath(path) for path in paths], files.Search(Nearest())):
        if isinstance(item, Problem):
            yield item
            continue
        try:
            yield read_bytes(item.path), item.path
        except Unreadable as error:
            yield Problem(item.path, error.message)


def options_for(filename: str, wishes: Wishes, nearest: Nearest) -> Options:
    """What to look for in a file under the settings that govern it. Raises `Unchecked` where they have no meaning."""
    absolute = os.path.abspath(filename)
    try:
        settings = nearest.of(os.path.dirname(absolute))
    except BadSettings as error:
        raise Unchecked(Problem(error.file, error.message, error.row)) from None
    try:
        return wishes.options(settings, settings.ignored_in(absolute))
    except ValueError as error:
        raise Unchecked(settings.problem(error)) from None


def _certainty(word: str | None) -> Certainty | None:
    try:
        return None if word is None else Certainty.of(word)
    except ValueError as error:
        raise ValueError(f"certainty {error}") from None
