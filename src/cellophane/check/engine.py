"""One file through the machine: sifted, parsed, asked by each rule, silenced, put in order.

It decides what a crash, a stack that is too small and an unreadable file come to: a problem that names the file, while
everything else is still checked. It does not choose files, spread work or print.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from cellophane.check import catalogue
from cellophane.check.checked import SHOWN_BETWEEN, Checked, Place
from cellophane.model.finding import Certainty, Finding
from cellophane.model.fix import Fix
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.source.text.source import Source, TooDeep, Unreadable, from_bytes, read_bytes

if TYPE_CHECKING:
    import ast

    from cellophane.check.cache import Cache
    from cellophane.check.catalogue import Rule
    from cellophane.source.facts import Facts

_DEEP_STACK = 512 * 1024 * 1024
_DEEP_LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Options:
    """What to look for in a file."""

    codes: tuple[str, ...]
    """The rules to run."""
    certainty: Certainty = Certainty.LIKELY
    """Findings less certain than this are counted, not shown."""
    knowledge: tuple[Path, ...] = ()
    """Knowledge files beside cellophane's own."""
    thorough: bool = True
    """Whether to parse also what cannot hold a hazard, only to tell about its syntax errors: that takes most of the
    time of a large run."""
    python: Path | None = None
    """The interpreter, or the directory of the environment, in whose packages imports are looked up; the nearest one
    if none is named."""


def check_file(path: str, options: Options, filename: str | None = None, cache: Cache | None = None) -> Checked:
    """Check one file. What keeps it from being checked is a problem in what comes back, never an exception."""
    try:
        data = read_bytes(path)
    except Unreadable as error:
        return Checked(filename or path, problems=(Problem(filename or path, error.message),))
    return check_bytes(data, filename or path, options, cache)


def check_bytes(data: bytes, filename: str, options: Options, cache: Cache | None = None) -> Checked:
    """Check the content of a file, which is a notebook if its name says so."""
    problems: tuple[Problem, ...] = ()
    try:
        if filename.endswith(".ipynb"):
            from cellophane.source.text import notebooks

            source, problems = notebooks.from_bytes(data, filename)
        else:
            source = from_bytes(data, filename)
    except Unreadable as error:
        return Checked(filename, problems=(_problem(filename, error),))
    except RecursionError:
        return Checked(filename, problems=(Problem(filename, "nested too deeply to read"),))
    checked = _remembered(source, options, cache)
    return replace(checked, problems=(*problems, *checked.problems)) if problems else checked


def check_source(source: Source, options: Options, rules: Sequence[Rule] | None = None) -> Checked:
    """Check one source with the rules that the options name, or with other ones."""
    return shown(_examined(source, options, rules), options.certainty)


def shown(checked: Checked, certainty: Certainty) -> Checked:
    """The same without the findings that are less certain than this, which are counted instead."""
    findings = tuple(finding for finding in checked.findings if finding.certainty >= certainty)
    return replace(checked, findings=findings, hidden=len(checked.findings) - len(findings))


def _remembered(source: Source, options: Options, cache: Cache | None) -> Checked:
    if not may_hold_hazard(source.text):
        return _guarded(source, lambda: _parsed(source)) if options.thorough else Checked(source.filename)
    if cache is None:
        return check_source(source, options)
    known = cache.get(source, options)
    if known is None:
        known = _examined(source, options, None)
        cache.put(source, options, known)
    return shown(known, options.certainty)


def may_hold_hazard(text: str) -> bool:
    """Whether a file has to be parsed at all."""
    from cellophane.source.sift import sieve as sift

    return sift.may_hold_hazard(text)


def _examined(source: Source, options: Options, rules: Sequence[Rule] | None) -> Checked:
    """All findings of a source that is worth parsing, however uncertain."""
    return _guarded(source, lambda: _apply(source, options, rules))


def _guarded(source: Source, work: Callable[[], Checked]) -> Checked:
    try:
        try:
            return work()
        except (TooDeep, RecursionError):
            return _with_more_stack(work)
    except Unreadable as error:
        return Checked(source.filename, problems=(_problem(source.filename, error, source),))
    except RecursionError:
        return Checked(source.filename, problems=(Problem(source.filename, "nested too deeply to check"),))
    except Exception as error:
        return Checked(source.filename, problems=(bug(source.filename, "reading the facts", error),))


def _parsed(source: Source) -> Checked:
    source.parse()
    return Checked(source.filename)


def _apply(source: Source, options: Options, rules: Sequence[Rule] | None) -> Checked:
    known, findings, problems = _found(source, options, rules)
    if known is None:
        return Checked(source.filename)
    return Checked(
        source.filename,
        tuple(_placed(source, finding) for finding in findings),
        tuple(problems),
        _excerpt(source, findings),
        unresolved=known.unresolved,
        rests_on_others=known.consulted_elsewhere,
    )


def findings_in(source: Source, options: Options) -> tuple[Finding, ...]:
    """The findings of every certainty, in rows of the source's text: also in a notebook, whose cells that holds.

    Raises `Unreadable` where the text is no Python. Bugs in rules are told by `check_source`, not here.
    """
    return tuple(_found(source, options, None)[1])


def _found(
    source: Source, options: Options, rules: Sequence[Rule] | None
) -> tuple[Facts | None, list[Finding], list[Problem]]:
    """The facts of a source, what the rules find in them, in order, and the bugs that they ran into."""
    from cellophane.source.sift import sieve as sift

    findings: list[Finding] = []
    problems: list[Problem] = []
    tree = source.parse()
    if rules is None and not sift.holds_closure_in_loop(tree, source.text):
        return None, findings, problems
    known = _facts(source, tree, options)
    for code, find in _finders(options, rules):
        try:
            findings.extend(find(known))
        except RecursionError:
            raise
        except Exception as error:
            problems.append(bug(source.filename, code, error))
    if findings and "noqa" in source.text.lower():
        from cellophane.check import suppressions

        findings = suppressions.unsuppressed(source, findings)
    findings.sort(key=lambda finding: (finding.span, finding.code, finding.name))
    return known, findings, problems


def _facts(source: Source, tree: ast.Module, options: Options) -> Facts:
    from cellophane.source import analysis as project

    return project.around(Path(source.filename), options.knowledge, options.python).facts_of(source, tree)


def _finders(
    options: Options, rules: Sequence[Rule] | None
) -> Iterator[tuple[str, Callable[[Facts], Iterable[Finding]]]]:
    for rule in map(catalogue.load, options.codes) if rules is None else rules:
        yield rule.code, rule.find


def _placed(source: Source, finding: Finding) -> Finding:
    """The finding with its rows counted in its cell, if the source is a notebook."""
    if not source.cells:
        return finding
    cell, span = _in_cell(source, finding.span)
    evidence = []
    for item in finding.evidence:
        if item.filename is not None:
            evidence.append(item)
            continue
        item_cell, item_span = _in_cell(source, item.span)
        evidence.append(replace(item, cell=item_cell, span=item_span))
    return replace(finding, cell=cell, span=span, evidence=tuple(evidence), fix=_fix_in_cells(source, finding.fix))


def _fix_in_cells(source: Source, fix: Fix | None) -> Fix | None:
    if fix is None:
        return None
    placed = [(edit, *_in_cell(source, edit.span)) for edit in fix.edits]
    edits = tuple(replace(edit, cell=cell, span=span) for edit, cell, span in placed)
    return replace(fix, edits=edits, within=_in_cell(source, fix.within)[1])


def _in_cell(source: Source, span: Span) -> tuple[int | None, Span]:
    cell, row = source.place(span.row)
    return cell, Span(row, span.column, span.end_row - span.row + row, span.end_column)


def _excerpt(source: Source, findings: Sequence[Finding]) -> dict[Place, str]:
    rows: set[int] = set()
    for finding in findings:
        spans = (finding.span, *(item.span for item in finding.evidence if item.filename is None))
        own = sorted({span.row for span in spans} | {span.end_row for span in spans})
        rows.update(own)
        for before, after in pairwise(own):  # to leave out less than a mark for what is left out would take
            if after - before - 1 <= SHOWN_BETWEEN:
                rows.update(range(before, after))
    return {source.place(row): source.line(row) for row in sorted(rows)}


def _with_more_stack(work: Callable[[], Checked]) -> Checked:
    """Do the work in a thread that may recurse deeply.

    Sums of thousands of terms are sound Python and nest as deep as they are long. The recursion limit
    cannot be raised in the calling thread: its stack is as large as the shell made it, and beyond it the
    process dies.
    """
    import threading

    done: list[Checked] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            done.append(work())
        except Exception as error:
            failed.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size(_DEEP_STACK)
    sys.setrecursionlimit(max(limit, _DEEP_LIMIT))
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    except (RuntimeError, MemoryError) as error:
        raise RecursionError from error
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if failed:
        raise failed[0]
    return done[0]


def _problem(filename: str, error: Unreadable, source: Source | None = None) -> Problem:
    cell, row = source.place(error.row) if source and error.row else (None, error.row)
    return Problem(filename, error.message, row, error.column, cell)


def bug(filename: str, where: str, error: Exception) -> Problem:
    """An internal error as a problem of the file in which it came up."""
    detail = f"{type(error).__name__}: {error}".strip(": ")
    return Problem(filename, f"internal error in {where}, please report it ({detail})")
