"""What is said of a program without running it: what the command line says of a file `program.py` with this text."""

from __future__ import annotations

import io
from typing import Any

from cellophane.check import engine
from cellophane.check.asking import Unchecked, options_for, trails
from cellophane.check.checked import Checked
from cellophane.check.fix.changes import Change, made
from cellophane.check.why import places
from cellophane.check.wishes import Wishes
from cellophane.model.finding import Evidence, Finding
from cellophane.model.fix import Fix
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.source.analysis import Analysis
from cellophane.source.text.source import Source, Unreadable, from_bytes
from cellophane.workspace.settings import Nearest

FILENAME = "program.py"


class Checker:
    """Answers about one text after the other; what it has read of other modules is kept.

    >>> found = Checker().check("late = [lambda: i for i in range(3)]\\n")
    >>> [(one["code"], one["certainty"], one["span"]["column"]) for one in found["findings"]]
    [('CEL101', 'likely', 17)]
    """

    def __init__(self) -> None:
        self._analysis = Analysis()
        self._options = options_for(FILENAME, Wishes(), Nearest())

    def check(self, text: str) -> dict[str, Any]:
        """The fields of `Checked` in interpreter.ts."""
        data = _encoded(text)
        checked = self._checked(data)
        return {
            "findings": list(map(_finding, checked.findings)),
            "problems": list(map(_problem, checked.problems)),
            "closures": list(map(_span, self._closures(data))),
        }

    def fix(self, text: str, unsafe: bool) -> str:
        """The text with the fixes that can be made and proved."""
        data = _encoded(text)
        change = Change.ALL_FIXES if unsafe else Change.SAFE_FIXES
        mended = made(change, data, self._checked(data), self._options, self._analysis).mended
        return text if mended is None or not mended.changes else mended.after.decode()

    def why(self, text: str, row: int, column: int) -> str:
        """What `cellophane why` prints of the closure at a place."""
        try:
            source = from_bytes(_encoded(text), FILENAME)
            found = trails(source, row, column, self._options, self._analysis)
        except Unreadable as error:
            return str(Problem(FILENAME, error.message, error.row, error.column))
        except Unchecked as error:
            return str(error)
        from cellophane.report import trails as report  # draws with `rich`
        from cellophane.report.screen import Screen

        stream = io.StringIO()
        report.show(found, source, Screen(stream, plain=True))
        return stream.getvalue()

    def _checked(self, data: bytes) -> Checked:
        return engine.check_bytes(data, FILENAME, self._options, self._analysis)

    def _closures(self, data: bytes) -> tuple[Span, ...]:
        try:
            source: Source = from_bytes(data, FILENAME)
            return places(self._analysis.facts(source, self._options.knowledge))
        except (Unreadable, RecursionError):
            return ()


def _encoded(text: str) -> bytes:
    # A page can hold halves of characters, which no file can: they are told as what cannot be read.
    return text.encode("utf-8", "surrogatepass")


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "message": finding.message,
        "certainty": finding.certainty.word,
        "name": finding.name,
        "span": _span(finding.span),
        "evidence": [_evidence(number, item, finding.span) for number, item in enumerate(finding.evidence, start=1)],
        "fix": None if finding.fix is None else _fix(finding.fix),
        "unfixed": finding.unfixed or None,
    }


def _evidence(number: int, item: Evidence, read: Span) -> dict[str, Any]:
    """A step. One that happens in another file has no place in the text: it is told where the finding is."""
    if item.filename is not None:
        return {"span": _span(read), "message": f"{item.text}, {item.filename}:{item.span.row}", "number": number}
    return {"span": _span(item.span), "message": item.text, "number": number}


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "message": fix.title,
        "safe": fix.safe,
        "reason": fix.risk or None,
        "edits": [{"span": _span(edit.span), "text": edit.text} for edit in fix.edits],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"message": problem.message, "row": problem.row, "column": problem.column}


def _span(span: Span) -> dict[str, int]:
    return {"row": span.row, "column": span.column, "end_row": span.end_row, "end_column": span.end_column}
