"""Comments that silence findings, put into a file: `# noqa: CEL101`, or `# cellophane: ignore[CEL101]`, at the end of
each line that has one.

A comment of that form that silences other rules gets these codes as well; one that says something else stays before
them. A comment that is in vain is not silenced by another one: the fix is to take it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cellophane.check.checked import Checked, Mended
from cellophane.check.comments import directives, reading
from cellophane.check.engine import check_bytes, findings_in
from cellophane.check.fix import Unfixable, documents
from cellophane.check.options import Options
from cellophane.check.placing import in_source
from cellophane.model.finding import Finding
from cellophane.model.fix import Edit
from cellophane.model.problem import Problem
from cellophane.model.silencing import Form
from cellophane.source.analysis import Analysis
from cellophane.source.text.documents import decoded
from cellophane.source.text.source import Source, Unreadable


def silenced(data: bytes, checked: Checked, options: Options, analysis: Analysis) -> Checked:
    """What checking a file comes to with its findings silenced. Nothing is written.

    `options` say which form the comments have. Findings stay, and are told, that are about comments, and where none can
    be put: in lines of a notebook that only IPython understands.
    """
    try:
        source, _ = decoded(data, checked.filename)
        findings = [one for one in findings_in(source, options, analysis) if one.certainty >= options.certainty]
        after = documents.edited(data, source, _edits(source, findings, options.silence_with))
        now = check_bytes(after, checked.filename, options, analysis)
    except (Unreadable, Unfixable, RecursionError) as error:
        return replace(checked, problems=(*checked.problems, Problem(checked.filename, f"cannot be silenced: {error}")))
    left = {(one.cell, one.span.row, one.code) for one in now.findings}
    fixed = tuple(one for one in checked.findings if (one.cell, one.span.row, one.code) not in left)
    return replace(now, mended=Mended(data, after, fixed, checked, options.silence_with))


def comment(data: bytes, finding: Finding, told: Iterable[Finding], form: Form) -> tuple[Edit, list[Finding]]:
    """The comment that silences a finding, as an edit of its line, and all findings that are silenced with it.

    `told` are those which checking the content of the file told, this one with them. Raises `Unfixable` where no
    comment can be put, and `Unreadable` if the content is no Python.
    """
    source, _ = decoded(data, finding.filename)
    edits = list(_edits(source, [in_source(source, finding)], form))
    if not edits:
        raise Unfixable("a comment in vain is taken out, not silenced")
    after, _ = decoded(documents.edited(data, source, edits), finding.filename)
    comments = reading.read(after)
    silenced = [one for one in told if comments.silencer(in_source(source, one))]
    if finding not in silenced:
        raise Unfixable("no comment there would silence it")
    cell, where = source.in_cell(edits[0].span)
    return replace(edits[0], span=where, cell=cell), silenced


def _edits(source: Source, findings: Iterable[Finding], form: Form) -> Iterator[Edit]:
    comments = reading.read(source)
    wanted: dict[int, list[str]] = {}
    for finding in findings:
        codes = wanted.setdefault(comments.row_for(finding.span.row), [])
        if finding.code not in codes and finding.code != reading.UNUSED:
            codes.append(finding.code)
    for row, codes in wanted.items():
        if codes:
            yield _edit(source.line(row), row, comments.texts.get(row, ""), form, codes)


def _edit(line: str, row: int, comment: str, form: Form, codes: Sequence[str]) -> Edit:
    """What is put into a line, which ends in this comment, for these codes to be silenced."""
    added = ", ".join(codes)
    for said in directives.read(comment):
        if said.form is form and said.codes and not said.wrong:
            return Edit.insertion(row, len(line) - len(comment) + said.codes[-1].end + 1, f", {added}")
    text = f"  # noqa: {added}" if form is Form.NOQA else f"  # cellophane: ignore[{added}]"
    return Edit.insertion(row, len(line.rstrip()) + 1, text)
