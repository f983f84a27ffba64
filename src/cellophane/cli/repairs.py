"""What `--fix`, `--diff` and `--add-noqa` do with results: files written, or what would be."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cellophane.check.checked import Checked
from cellophane.model.problem import Problem
from cellophane.report import diff
from cellophane.workspace.writing import Unwritable, write


def written(files: Iterable[Checked]) -> Iterator[Checked]:
    """Write each file that has changed, as soon as it is its turn, and pass on what is left of its findings.

    What cannot be written keeps its findings, and is a problem.
    """
    for checked in files:
        mended = checked.mended
        if mended is None or not mended.changes:
            yield checked
            continue
        try:
            write(checked.filename, mended.before, mended.after)
        except Unwritable as error:
            yield _unwritten(mended.original, error)
        else:
            yield checked


def _unwritten(original: Checked, error: Unwritable) -> Checked:
    """The findings as they were, and why they could not be mended: asking once more would not help."""
    findings = (replace(each, fix=None, unfixed=f"the file {error}") for each in original.findings)
    problem = Problem(original.filename, str(error))
    return replace(original, findings=tuple(findings), problems=(*original.problems, problem))


def passed_on(files: Iterable[Checked]) -> Iterator[Checked]:
    """Write what standard input has become to standard output, where editors expect it."""
    for checked in files:
        if checked.mended is not None:
            _write([checked.mended.after])
        yield checked


def differing(files: Iterable[Checked]) -> Iterator[Checked]:
    """Print what would change, in colours where there are any."""
    for checked in files:
        if checked.mended is not None and checked.mended.changes:
            from cellophane.report.screen import Screen  # brings `rich` along

            _write(diff.coloured(diff.render([checked]), Screen(sys.stdout)))
        yield checked


def _write(pieces: Iterable[bytes]) -> None:
    """Write bytes to standard output, behind the text that is already on its way there."""
    sys.stdout.flush()
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.buffer.flush()
