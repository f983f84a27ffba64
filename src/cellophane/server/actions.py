"""What can be done about a finding: the fix, proved before it is offered; all fixes of a document; and the comment that
silences it."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from lsprotocol import types

from cellophane.check.checked import Checked
from cellophane.check.fix import Unfixable, mending, silencing
from cellophane.check.fix.edits import Text
from cellophane.check.options import Options
from cellophane.check.since.alignment import stretches
from cellophane.model.finding import Finding
from cellophane.model.fix import Edit
from cellophane.report.visible import visible
from cellophane.server.buffers import Document, LinesAt, Notebook, lines_of, lines_on_disk
from cellophane.server.diagnostics import of_finding, shows_related_places, told_in_words
from cellophane.server.positions import MARK, Units
from cellophane.source.analysis import Analysis
from cellophane.source.text.source import Unreadable, encoding_of

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.cellophane"
KINDS = (types.CodeActionKind.QuickFix, FIX_ALL)

_MOST = 8
"""Fixes that are offered of a range, which may be the whole document: each has to be proved, and nobody reads more."""

Changes = dict[str, list[types.TextEdit]]
"""The edits of each text, by its URI."""


@dataclass(frozen=True)
class Abilities:
    """What an editor can do with actions."""

    literals: bool = True
    """Whether it takes actions that hold their edits, and not only commands. One that says nothing at all may."""
    versions: bool = False
    """Whether an edit can say of which version of a text it is."""
    related: bool = True
    """Whether it shows related places of diagnostics; evidence stands in their messages if not."""

    @classmethod
    def of(cls, capabilities: types.ClientCapabilities) -> Abilities:
        """By what the editor says of itself.

        >>> told = types.CodeActionClientCapabilities()
        >>> Abilities.of(types.ClientCapabilities(text_document=types.TextDocumentClientCapabilities(code_action=told)))
        Abilities(literals=False, versions=False, related=True)
        """
        text, workspace = capabilities.text_document, capabilities.workspace
        actions = text.code_action if text else None
        editing = workspace.workspace_edit if workspace else None
        return cls(
            actions is None or actions.code_action_literal_support is not None,
            editing is not None and bool(editing.document_changes),
            shows_related_places(capabilities),
        )


ANY = Abilities()


class Actions:
    """The actions on one document, as it was checked under these options."""

    def __init__(
        self,
        document: Document,
        checked: Checked,
        options: Options,
        analysis: Analysis,
        units: Units,
        *,
        abilities: Abilities = ANY,
        lines_at: LinesAt = lines_on_disk,
    ) -> None:
        """`lines_at` as of `diagnostics`."""
        self._document = document
        self._checked = checked
        self._options = options
        self._analysis = analysis
        self._units = units
        self._abilities = abilities
        self._lines_at = lines_at
        self._findings = checked.findings if document.is_exact and abilities.literals else ()
        """Those that something can be done about: what is proved of another text is not proved."""

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
            diagnostics=[self._shown(one) for one in self._findings if one.fix == fix],
            is_preferred=fix.safe,
            edit=self._edit(self._edited(fix.edits)),
        )

    def comments(self, uri: str, where: types.Range) -> Iterator[types.CodeAction]:
        """The comments that silence what is found in a range of a text."""
        touched = self._touched(uri, where)
        for code, finding in {one.code: one for one in reversed(touched)}.items():
            yield from self._comment(code, finding)

    def all_fixed(self) -> types.CodeAction | None:
        """All fixes that are safe, as `--fix` makes them; none if there is nothing to do."""
        if not any(one.fix is not None and one.fix.safe for one in self._findings):
            return None
        data = self._document.data
        mended = mending.mended(data, self._checked, self._options, self._analysis, unsafe=False).mended
        if mended is None or not mended.changes:
            return None
        changes = self._differences(data, mended.after)
        if changes is None:
            return None
        title = f"Fix all that cellophane can fix safely ({len(mended.fixed)})"
        return types.CodeAction(title, kind=FIX_ALL, edit=self._edit(changes))

    def _meets(self, finding: Finding, where: types.Range) -> bool:
        own = self._units.range(self._document.lines_in(finding.cell), finding.span)
        return _order(own.start) <= _order(where.end) and _order(where.start) <= _order(own.end)

    def _touched(self, uri: str, where: types.Range) -> list[Finding]:
        cell = self._document.cell_of(uri)
        return [one for one in self._findings if one.cell == cell and self._meets(one, where)]

    @cached_property
    def _trials(self) -> mending.Trials:
        return mending.Trials(self._document.data, self._document.filename, self._options, self._analysis)

    def _shown(self, finding: Finding) -> types.Diagnostic:
        """A finding as the editor was shown it."""
        shown = of_finding(self._document, finding, self._units, self._lines_at)
        return shown if self._abilities.related else told_in_words(shown, self._document.uri_of(finding.cell))

    def _comment(self, code: str, finding: Finding) -> Iterator[types.CodeAction]:
        try:
            edit, silenced = silencing.comment(self._document.data, finding, self._findings, self._options.silence_with)
        except (Unfixable, Unreadable, RecursionError):
            return
        yield types.CodeAction(
            f"Ignore {code} here",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=list(map(self._shown, silenced)),
            edit=self._edit(self._edited([edit])),
        )

    def _edit(self, changes: Changes) -> types.WorkspaceEdit:
        """The changes of the texts that were looked at, at their versions if the editor can tell by them."""
        if not self._abilities.versions:
            return types.WorkspaceEdit(changes=changes)
        versions = {text.uri: text.version for text in self._document.texts}
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, versions[uri]), list(edits))
                for uri, edits in changes.items()
            ]
        )

    def _edited(self, edits: Iterable[Edit]) -> Changes:
        changes: Changes = {}
        for edit in sorted(set(edits)):  # as they were made when they were proved
            lines = self._document.lines_in(edit.cell)
            text = edit.text.replace("\n", Text("".join(lines)).end(edit.span.row))
            where = self._units.range(lines, edit.span)
            changes.setdefault(self._document.uri_of(edit.cell), []).append(types.TextEdit(where, text))
        return changes

    def _differences(self, before: bytes, after: bytes) -> Changes | None:
        """What makes one content of the other, text by text; none if that cannot be told."""
        if not isinstance(self._document, Notebook):
            return {self._document.uri: list(self._replaced(self._document.lines, _decoded(after)))}
        cells = [cell["source"] for cell in json.loads(after)["cells"]]
        pairs = zip(self._document.cells, cells, strict=True)
        edits = {
            cell.uri: list(self._replaced(cell.lines, MARK * cell.text.startswith(MARK) + text))
            for cell, text in pairs
            if cell is not None
        }
        return {uri: changes for uri, changes in edits.items() if changes}

    def _replaced(self, before: Sequence[str], text: str) -> Iterator[types.TextEdit]:
        """Whole lines that come in the place of others, for these to be those of a text."""
        after, end = lines_of(text), self._units.end(before)
        for stretch in stretches(before, after):
            if not stretch.same:
                where = [types.Position(line, 0) if line < len(before) else end for line in stretch.before]
                yield types.TextEdit(types.Range(*where), "".join(after[slice(*stretch.after)]))


def _decoded(data: bytes) -> str:
    """The text, with the mark that it begins with."""
    text = data.removeprefix(codecs.BOM_UTF8)
    return MARK * (text != data) + text.decode(encoding_of(data))


def _order(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
