"""Comments that silence findings, put into a file: `# noqa: CEL101` at the end of each line that has one.

A comment that silences other rules gets these codes as well; one that says something else stays before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cellophane.check import suppressions
from cellophane.check.checked import Checked, Mended
from cellophane.check.engine import check_bytes, findings_in
from cellophane.check.fix import Unfixable, documents
from cellophane.check.options import Options
from cellophane.model.finding import Finding
from cellophane.model.fix import Edit
from cellophane.model.problem import Problem
from cellophane.source.analysis import Analysis
from cellophane.source.text.documents import decoded
from cellophane.source.text.source import Source, Unreadable

_CODES = re.compile(r"#\s*noqa\s*:\s*[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*", re.IGNORECASE)
"""A comment that silences some rules, up to the last of their codes."""


def silenced(data: bytes, checked: Checked, options: Options, analysis: Analysis) -> Checked:
    """What checking a file comes to with its findings silenced. Nothing is written.

    Findings stay, and are told, where no comment can stand: before a backslash at the end of a line.
    """
    try:
        source, _ = decoded(data, checked.filename)
        findings = [one for one in findings_in(source, options, analysis) if one.certainty >= options.certainty]
        after = documents.edited(data, source, _edits(source, findings))
        now = check_bytes(after, checked.filename, options, analysis)
    except (Unreadable, Unfixable, RecursionError) as error:
        return replace(checked, problems=(*checked.problems, Problem(checked.filename, f"cannot be silenced: {error}")))
    left = {(one.cell, one.span.row, one.code) for one in now.findings}
    fixed = tuple(one for one in checked.findings if (one.cell, one.span.row, one.code) not in left)
    return replace(now, mended=Mended(data, after, fixed, checked))


def _edits(source: Source, findings: Iterable[Finding]) -> Iterator[Edit]:
    comments = suppressions.read(source.text)
    wanted: dict[int, list[str]] = {}
    for finding in findings:
        codes = wanted.setdefault(comments.row_for(finding.span.row), [])
        if finding.code not in codes:
            codes.append(finding.code)
    for row, codes in wanted.items():
        line, comment = source.line(row), comments.by_row.get(row, "")
        known = _CODES.search(comment)
        if known is not None:
            yield Edit.insertion(row, len(line) - len(comment) + known.end() + 1, f", {', '.join(codes)}")
        elif comment or not line.endswith("\\"):
            yield Edit.insertion(row, len(line.rstrip()) + 1, f"  # noqa: {', '.join(codes)}")
