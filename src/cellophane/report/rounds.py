"""What a run that goes on says after each change: what is gone, and what it came to."""

from __future__ import annotations

from collections.abc import Iterator

from cellophane.check.watching.session import Round, Session
from cellophane.report.concise import line

MOST = 20
"""Findings that are gone and are told one by one."""


def gone(found: Round) -> Iterator[str]:
    """The findings that are gone, a line each."""
    findings = found.difference.gone
    yield from (f"gone: {line(finding)}\n" for finding in findings[:MOST])
    if len(findings) > MOST:
        yield f"gone: {len(findings) - MOST:,} more\n"


def totals(found: Round, session: Session, seconds: float) -> str:
    """What it came to, in one line: `Checked 3 of 5,210 files again in 0.04 s: 2 findings (1 new, 1 gone); …`."""
    again, files = len(found.again), len(session.results)
    there = sum(len(checked.findings) for checked in found.again)
    news = [(found.difference.new, "new"), (found.difference.gone, "gone")]
    told = ", ".join(f"{len(findings):,} {word}" for findings, word in news if findings)
    hindered = len(session.inventory.problems) + session.results.hindered
    problems = f", {_count(hindered, 'problem')}" if hindered else ""
    everywhere = f"{_count(session.results.findings, 'finding')}{problems} in all files"
    return (
        f"Checked {again:,} of {_count(files, 'file')} again in {seconds:.2f} s: {_count(there, 'finding')}"
        f"{f' ({told})' if told else ''}; {everywhere}."
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
