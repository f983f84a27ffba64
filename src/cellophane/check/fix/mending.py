"""Mending a file: its fixes applied and proved, again and again, until there is nothing left to mend.

Fixes that touch each other are made one round after the other, since the second may be another one by then. What
cannot be proved together is tried one by one. The result is bytes; nothing is written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cellophane.check.checked import Checked, Mended
from cellophane.check.engine import check_bytes, findings_in
from cellophane.check.fix import Unfixable, documents, proof
from cellophane.check.options import Options
from cellophane.check.placing import placed
from cellophane.model.finding import Finding
from cellophane.model.fix import Fix
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.source.analysis import Analysis
from cellophane.source.text.documents import decoded
from cellophane.source.text.source import Source, Unreadable

_MOST_ROUNDS = 50
_OUT_OF_ROUNDS = "there was too much to mend at once; run it again"
_STAYS = "the finding about `{}` would stay"
_COMES = "there would be a new finding about `{}`"


@dataclass(frozen=True, slots=True)
class _Round:
    data: bytes
    source: Source
    findings: tuple[Finding, ...]
    """Of every certainty."""


@dataclass(frozen=True, slots=True)
class _Mending:
    """How the files of one run are mended."""

    options: Options
    analysis: Analysis
    unsafe: bool
    """Whether also fixes are made that may alter a program that is right."""


def mended(data: bytes, checked: Checked, options: Options, analysis: Analysis, *, unsafe: bool) -> Checked:
    """What checking a file comes to after its fixes, which are told beside that. Nothing is written.

    `data` is the content of the file, which may have been another when it was checked. `unsafe` has also those fixes
    made that may alter a program that is right. Of what is left, each finding says why.
    """
    run = _Mending(options, analysis, unsafe)
    try:
        after, fixed, reasons = _mend(data, checked.filename, run)
    except (Unreadable, RecursionError) as error:
        problem = Problem(checked.filename, f"cannot be mended: {error or 'nested too deeply'}")
        problems = checked.problems or (problem,)  # what keeps it from being checked was told then
        return replace(checked, problems=problems, mended=Mended(data, data, (), checked))
    now = checked if after == data and not fixed else check_bytes(after, checked.filename, options, analysis)
    findings = tuple(replace(f, unfixed=reason) for f, reason in zip(now.findings, reasons, strict=False))
    return replace(now, findings=findings, mended=Mended(data, after, fixed, checked))


class Trials:
    """The fixes of a file's content, each made alone. Raises `Unreadable` if the content is no Python."""

    def __init__(self, data: bytes, filename: str, options: Options, analysis: Analysis) -> None:
        self._run = _Mending(options, analysis, unsafe=True)
        self._now = _read(data, filename, self._run)

    def fixed(self, finding: Finding) -> bytes:
        """The content with the fix of a finding that checking it told, proved to be what it should be.

        Raises `Unfixable` if it cannot be proved.
        """
        told = (one.fix for one in self._now.findings if one.fix and placed(self._now.source, one).fix == finding.fix)
        fix = next(told, None)
        if fix is None:
            raise Unfixable("the finding is not there any more")
        return _applied(self._now, [fix], self._run).data


def _mend(data: bytes, filename: str, run: _Mending) -> tuple[bytes, tuple[Finding, ...], list[str]]:
    """The bytes with what fixes can be made, what they mended, and why each finding that is left was not."""
    now = _read(data, filename, run)
    refused: dict[tuple[str, ...], str] = {}
    fixed: list[Finding] = []
    for _ in range(_MOST_ROUNDS):
        wanted = [f for f in _shown(now, run) if not _objection(f, run) and _key(now, f) not in refused]
        if not wanted:
            break
        done = _one_round(now, wanted, run, refused)
        if done is None:  # those that were tried are refused now, and what was in their way may be tried
            continue
        fixed += [finding for finding in wanted if finding.fix in done[1]]
        now = done[0]
        refused.clear()  # what stood in the way of a fix may be mended
    left = [_objection(f, run) or refused.get(_key(now, f), _OUT_OF_ROUNDS) for f in _shown(now, run)]
    return now.data, tuple(fixed), left


def _one_round(
    now: _Round, wanted: Sequence[Finding], run: _Mending, refused: dict[tuple[str, ...], str]
) -> tuple[_Round, list[Fix]] | None:
    """The next round, and the fixes that led to it; none if no fix can be made. Tells why in `refused`."""
    together = list(_apart(finding.fix for finding in wanted if finding.fix is not None))
    for fixes in ([together] if len(together) > 1 else []) + [[fix] for fix in together]:
        try:
            return _applied(now, fixes, run), fixes
        except Unfixable as reason:
            if len(fixes) == 1:
                refused.update({_key(now, f): str(reason) for f in wanted if f.fix == fixes[0]})
    return None


def _applied(now: _Round, fixes: Sequence[Fix], run: _Mending) -> _Round:
    """The file with these fixes. Raises `Unfixable` if it cannot be proved to be what it should be."""
    edits = [edit for fix in fixes for edit in fix.edits]
    try:
        after = _read(documents.edited(now.data, now.source, edits), now.source.filename, run)
    except Unreadable as error:
        raise Unfixable(f"the changed file could not be read: {error.message}") from None
    proof.hold(now.source, after.source, fixes)
    gone = Counter(_kind(finding) for finding in now.findings if finding.fix in fixes)
    expected = Counter(map(_kind, now.findings))
    expected.subtract(gone)
    found = Counter(map(_kind, after.findings))
    if any(found[kind] > expected[kind] for kind in found):
        worse = next(kind for kind in found if found[kind] > expected[kind])
        raise Unfixable(_STAYS.format(worse[1]) if gone[worse] else _COMES.format(worse[1]))
    return after


def _read(data: bytes, filename: str, run: _Mending) -> _Round:
    source, _ = decoded(data, filename)
    return _Round(data, source, findings_in(source, run.options, run.analysis))


def _shown(now: _Round, run: _Mending) -> list[Finding]:
    return [finding for finding in now.findings if finding.certainty >= run.options.certainty]


def _objection(finding: Finding, run: _Mending) -> str:
    """Why a finding is not mended, as far as that is known before anything was tried; empty if nothing is."""
    if finding.fix is None:
        return finding.unfixed
    if not run.unsafe and not finding.fix.safe:
        return "the fix is not safe; `--unsafe-fixes` makes it"
    return ""


def _apart(fixes: Iterable[Fix]) -> Iterator[Fix]:
    """The fixes, each once, without those that are in the way of one before them or use its new names."""
    taken: list[Span] = []
    names: set[str] = set()
    for fix in dict.fromkeys(fixes):
        if names.isdisjoint(fix.added) and not any(_meet(fix.within, span) for span in taken):
            taken.append(fix.within)
            names.update(fix.added)
            yield fix


def _meet(one: Span, other: Span) -> bool:
    return (one.row, one.column) < (other.end_row, other.end_column) and (other.row, other.column) < (
        one.end_row,
        one.end_column,
    )


def _key(now: _Round, finding: Finding) -> tuple[str, ...]:
    """A finding as it can be known again when rows have moved."""
    return finding.code, finding.name, now.source.line(finding.span.row).strip()


def _kind(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.name
