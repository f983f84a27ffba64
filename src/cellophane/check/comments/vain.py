"""Comments that silence nothing, or name a rule that there is not, as findings with their fixes.

A comment is in vain if no rule, be it selected or not, finds anything for it at any certainty. A blanket `# noqa` is
for other tools as well, and nobody's to judge; of the codes in a `# noqa: …`, those that begin with `CEL` are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cellophane.check import catalogue
from cellophane.check.comments.directives import Code, Directive
from cellophane.check.comments.reading import UNUSED, Comment, Comments
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.fix import Edit, Fix
from cellophane.model.place import Span
from cellophane.model.silencing import Form
from cellophane.source.text.source import Source

_OURS = re.compile(r"CEL\d", re.IGNORECASE)
_NEAR = 20
"""So many rows away something may be that a comment was meant for."""


def in_vain(source: Source, comments: Comments, findings: Sequence[Finding]) -> Iterator[Finding]:
    """What is wrong with the comments of a file. `findings` are all, of every rule and every certainty."""
    everything = _by_rows(findings)
    left = _by_rows(finding for finding in findings if comments.silencer(finding) is None)
    for comment in comments.all:
        for directive in comment.directives:
            yield from _Judged(source, comment, directive, everything, left).findings()


def _by_rows(findings: Iterable[Finding]) -> Mapping[int, Sequence[Finding]]:
    found: dict[int, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.span.row, []).append(finding)
    return found


@dataclass(frozen=True, slots=True)
class _Judged:
    """One directive of a comment, and what there is to silence."""

    source: Source
    comment: Comment
    directive: Directive
    everything: Mapping[int, Sequence[Finding]]
    """What is found in each row."""
    left: Mapping[int, Sequence[Finding]]
    """What no comment of the file silences."""

    def findings(self) -> Iterator[Finding]:
        wrong = self.directive.wrong or self._misplaced()
        if wrong:
            yield self._finding(self.directive.form.value, self._stretch(), f"this comment silences nothing: {wrong}")
        elif self.directive.codes is None:
            if self.directive.form is not Form.NOQA and not self._used(None):
                yield self._unused(None)
        else:
            ours = [one for one in self.directive.codes if self.directive.form is not Form.NOQA or _is_ours(one)]
            known = [one for one in ours if _is_known(one)]
            yield from (self._unknown(one) for one in ours if one not in known)
            unused = [one for one in known if not one.names(UNUSED) and not self._used(one)]
            if unused:
                yield self._unused(unused)

    def _misplaced(self) -> str:
        if self.directive.form is Form.FILE_IGNORE and not self.comment.alone:
            return "`file-ignore` has to stand on a line of its own"
        return ""

    def _used(self, code: Code | None) -> bool:
        """Whether anything is silenced by a code, or else by the whole."""
        rows = self.everything if self.directive.form is Form.FILE_IGNORE else self.comment.rows
        able = (one for row in rows for one in self.everything.get(row, ()))
        return any(self.comment.by(self.directive, one) and (code is None or code.means(one.code)) for one in able)

    def _unused(self, codes: Sequence[Code] | None) -> Finding:
        """What is said of these codes; of all that the directive says if there are none."""
        whole = codes is None or len(codes) == len(self.directive.codes or ())
        names = ", ".join(code.text for code in codes) if codes else self.directive.form.value
        where = "in this file" if self.directive.form is Form.FILE_IGNORE else "here"
        found = f"of {names} " if codes else ""
        what = "this comment" if whole else f"`{names}`"
        stretch = self._stretch() if whole or not codes else self._span(codes[0].start, codes[-1].end)
        title = "take the comment out" if whole else f"take `{names}` out of the comment"
        near = self._near(codes)
        if near is not None:
            row = self.source.place(near.span.row)[1]
            title += f"; if it is for {near.code} in line {row}, put it at the end of that line"
        edit = self._without_all() if whole or not codes else self._without(codes)
        fix = Fix(title, True, (edit,), (), edit.span)  # two of one line may touch, and are made one after the other
        message = f"{what} silences nothing: nothing {found}is found {where}, at any certainty"
        return self._finding(names, stretch, message, fix)

    def _unknown(self, code: Code) -> Finding:
        """What is said of a code that no rule has."""
        message = f"`{code.text}` silences nothing: {catalogue.unknown(code.text)}"
        return self._finding(code.text, self._span(code.start, code.end), message)

    def _finding(self, name: str, span: Span, message: str, fix: Fix | None = None) -> Finding:
        return Finding(
            code=UNUSED,
            name=name,
            message=message,
            advice=fix.title if fix is not None else "write what was meant; `cellophane rule` lists all rules",
            filename=self.source.filename,
            span=span,
            certainty=Certainty.CERTAIN,
            evidence=(Evidence(Step.ENDED, span, "nothing is silenced by this"),),
            fix=fix,
            unfixed="" if fix is not None else "what was meant cannot be told",
        )

    def _near(self, codes: Sequence[Code] | None) -> Finding | None:
        """The nearest finding that the comment would silence if it stood there."""
        row = self.comment.row
        around = (one for near in range(row - _NEAR, row + _NEAR + 1) for one in self.left.get(near, ()))
        fitting = (one for one in around if codes is None or any(code.means(one.code) for code in codes))
        return min(fitting, key=lambda one: abs(one.span.row - row), default=None)

    def _stretch(self) -> Span:
        return self._span(self.directive.start, self.directive.end)

    def _span(self, start: int, end: int) -> Span:
        comment = self.comment
        return Span(comment.row, comment.column + start, comment.row, comment.column + end)

    def _without(self, codes: Sequence[Code]) -> Edit:
        """The edit that takes these codes out of several."""
        every = self.directive.codes or ()
        left = ", ".join(one.text for one in every if one not in codes)
        return Edit(self._span(every[0].start, every[-1].end), left)

    def _without_all(self) -> Edit:
        """The edit that takes the directive out with the reason behind it, up to the next comment on the line; and the
        line, if nothing else is on it."""
        text, row = self.comment.text, self.comment.row
        rest = text.find("#", self.directive.end)
        if rest >= 0:
            return Edit(self._span(self.directive.start, rest), "")
        before = text[: self.directive.start].rstrip()
        line = self.source.line(row)
        if before:
            return Edit(Span(row, self.comment.column + len(before), row, len(line) + 1), "")
        if not self.comment.alone:
            return Edit(Span(row, len(line[: self.comment.column - 1].rstrip()) + 1, row, len(line) + 1), "")
        return Edit(self._line(row), "")

    def _line(self, row: int) -> Span:
        """A line with one of the line ends around it; in a notebook, with one in its cell."""
        end = len(self.source.line(row)) + 1
        cell = self.source.place(row)[0]
        if row < len(self.source.lines) and self.source.place(row + 1)[0] == cell:
            return Span(row, 1, row + 1, 1)
        if row > 1 and self.source.place(row - 1)[0] == cell:
            return Span(row - 1, len(self.source.line(row - 1)) + 1, row, end)
        return Span(row, 1, row, end)


def _is_ours(code: Code) -> bool:
    return _OURS.match(code.text) is not None


def _is_known(code: Code) -> bool:
    return any(code.means(one) for one in catalogue.codes())
