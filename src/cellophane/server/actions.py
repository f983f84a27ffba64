"""What can be done about a finding: the fix, proved before it is offered; all fixes of a document; and the comment that
silences it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from lsprotocol import types

from cellophane.check.checked import Checked
from cellophane.check.fix import Unfixable, mending, silencing
from cellophane.check.options import Options
from cellophane.check.since.alignment import stretches
from cellophane.model.finding import Finding
from cellophane.model.fix import Edit
from cellophane.report.visible import visible
from cellophane.server.buffers import Document, Notebook, lines_of
from cellophane.server.diagnostics import of_finding
from cellophane.server.positions import Units
from cellophane.source.analysis import Analysis
from cellophane.source.text.source import Unreadable, encoding_of

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.cellophane"
KINDS = (types.CodeActionKind.QuickFix, FIX_ALL)

_MOST = 8
"""Fixes that are offered of a range, which may be the whole document: each has to be proved, and nobody reads more."""

Changes = dict[str, list[types.TextEdit]]
"""The edits of each text, by its URI."""


class Actions:
    """The actions on one document, as it was checked under these options."""

    def __init__(
        self, document: Document, checked: Checked, options: Options, analysis: Analysis, units: Units
    ) -> None:
        self._document = document
        self._checked = checked
        self._options = options
        self._analysis = analysis
        self._units = units

    def fixable(self, uri: str, where: types.Range) -> list[Finding]:
        """The findings in a range of a text with a fix each, another one: of the document, or of one of its cells."""
        fixes = {one.fix: one for one in reversed(self._touched(uri, where)) if one.fix is not None}
        return list(islice(reversed(fixes.values()), _MOST))

    def fix(self, finding: Finding) -> types.CodeAction | None:
        """The fix of a finding, if it can be proved."""
        fix = finding.fix
        assert fix is not None
        try:
            self._trials.fixed(finding)
        except (Unfixable, Unreadable, RecursionError):
            return None
        risk = f" (may alter a right program: {fix.risk})" if fix.risk else ""
        return types.CodeAction(
            visible(f"{fix.title[:1].upper()}{fix.title[1:]}{risk}"),
            kind=types.CodeActionKind.QuickFix,
            diagnostics=list(self._reported(finding)),
            is_preferred=fix.safe,
            edit=types.WorkspaceEdit(changes=self._edited(fix.edits)),
        )

    def comments(self, uri: str, where: types.Range) -> Iterator[types.CodeAction]:
        """The comments that silence what is found in a range of a text."""
        touched = self._touched(uri, where)
        for code, finding in {one.code: one for one in reversed(touched)}.items():
            yield from self._comment(code, finding)

    def all_fixed(self) -> types.CodeAction | None:
        """All fixes that are safe, as `--fix` makes them; none if there is nothing to do."""
        if not any(one.fix is not None and one.fix.safe for one in self._checked.findings):
            return None
        data = self._document.data
        mended = mending.mended(data, self._checked, self._options, self._analysis, unsafe=False).mended
        if mended is None or not mended.changes:
            return None
        changes = self._differences(data, mended.after)
        if changes is None:
            return None
        title = f"Fix all that cellophane can fix safely ({len(mended.fixed)})"
        return types.CodeAction(title, kind=FIX_ALL, edit=types.WorkspaceEdit(changes=changes))

    def _meets(self, finding: Finding, where: types.Range) -> bool:
        own = self._units.range(self._document.lines_in(finding.cell), finding.span)
        return _order(own.start) <= _order(where.end) and _order(where.start) <= _order(own.end)

    def _touched(self, uri: str, where: types.Range) -> list[Finding]:
        cell = self._document.cell_of(uri)
        return [one for one in self._checked.findings if one.cell == cell and self._meets(one, where)]

    @cached_property
    def _trials(self) -> mending.Trials:
        return mending.Trials(self._document.data, self._document.filename, self._options, self._analysis)

    def _reported(self, finding: Finding) -> Iterator[types.Diagnostic]:
        """The diagnostics of all findings that the fix of one of them mends."""
        for one in self._checked.findings:
            if one.fix == finding.fix:
                yield of_finding(self._document, one, self._units)

    def _comment(self, code: str, finding: Finding) -> Iterator[types.CodeAction]:
        try:
            edit = silencing.comment(self._document.data, finding, self._options.silence_with)
        except (Unfixable, Unreadable, RecursionError):
            return
        yield types.CodeAction(
            f"Ignore {code} here",
            kind=types.CodeActionKind.QuickFix,
            edit=types.WorkspaceEdit(changes=self._edited([edit])),
        )

    def _edited(self, edits: Iterable[Edit]) -> Changes:
        changes: Changes = {}
        for edit in edits:
            lines = self._document.lines_in(edit.cell)
            text = edit.text.replace("\n", _end(lines))
            where = self._units.range(lines, edit.span)
            changes.setdefault(self._document.uri_of(edit.cell), []).append(types.TextEdit(where, text))
        return changes

    def _differences(self, before: bytes, after: bytes) -> Changes | None:
        """What makes one content of the other, text by text; none if that cannot be told."""
        if not isinstance(self._document, Notebook):
            return {self._document.uri: list(_differences(self._document.lines, lines_of(_decoded(after))))}
        cells = [cell["source"] for cell in json.loads(after)["cells"]]
        pairs = zip(self._document.cells, cells, strict=True)
        edits = {cell.uri: list(_differences(cell.lines, lines_of(text))) for cell, text in pairs if cell is not None}
        return {uri: changes for uri, changes in edits.items() if changes}


def _differences(before: Sequence[str], after: Sequence[str]) -> Iterator[types.TextEdit]:
    """Whole lines that come in the place of others."""
    for stretch in stretches(before, after):
        if not stretch.same:
            start, end = (types.Position(line, 0) for line in stretch.before)
            yield types.TextEdit(types.Range(start, end), "".join(after[slice(*stretch.after)]))


def _decoded(data: bytes) -> str:
    return data.decode(encoding_of(data))


def _end(lines: Sequence[str]) -> str:
    """How the lines of a text end, which new ones are to end as well."""
    first = lines[0] if lines else ""
    return first[len(first.rstrip("\r\n")) :] or "\n"


def _order(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
