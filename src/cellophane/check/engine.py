"""One file through the machine: decoded, sifted, remembered or parsed, asked by each rule, silenced, put in order.

It decides what a crash, a stack that is too small and an unreadable file come to: a problem that names the file, while
everything else is still checked. It does not choose files, spread work or print.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cellophane.check import catalogue
from cellophane.check.checked import Checked, Unresolved
from cellophane.check.options import Options
from cellophane.model.finding import Certainty, Finding
from cellophane.model.problem import Problem
from cellophane.source.sift import text as sift
from cellophane.source.sift.needs import WHOLE
from cellophane.source.text.parsing import is_off
from cellophane.source.text.source import Source, TooDeep, Unreadable, read_bytes

if TYPE_CHECKING:  # what only a file that may hold a hazard needs
    from cellophane.check.cache import Cache
    from cellophane.check.catalogue import Rule
    from cellophane.source.analysis import Analysis
    from cellophane.source.facts import Facts
    from cellophane.source.sift.needs import Needs
    from cellophane.source.sift.outline import Outline
    from cellophane.source.sift.parts import Rows
    from cellophane.source.sift.regions import Regions


def check_file(
    path: str,
    options: Options,
    filename: str | None = None,
    analysis: Analysis | None = None,
    cache: Cache | None = None,
    sifted: Sifted | None = None,
) -> Checked:
    """Check one file. What keeps it from being checked is a problem in what comes back, never an exception.

    `analysis` is what the run knows already, `cache` what earlier runs have found, `sifted` what is known of the file.
    """
    try:
        data = read_bytes(path)
    except Unreadable as error:
        return Checked(filename or path, problems=(Problem(filename or path, error.message),))
    return check_bytes(data, filename or path, options, analysis, cache, sifted)


def check_bytes(
    data: bytes,
    filename: str,
    options: Options,
    analysis: Analysis | None = None,
    cache: Cache | None = None,
    sifted: Sifted | None = None,
) -> Checked:
    """Check the content of a file, which is a notebook if its name says so."""
    read = _decoded(data, filename)
    if isinstance(read, Checked):
        return read
    source, problems = read
    known = sifted.regions if sifted is not None and sifted.is_of(data) else None
    return _with(problems, check_source(source, options, analysis, cache, known))


def check_source(
    source: Source,
    options: Options,
    analysis: Analysis | None = None,
    cache: Cache | None = None,
    kept: Regions | None = None,
) -> Checked:
    """Check one source: the whole way from its text to its findings. `kept` is what sifting has left, if it was."""
    if kept is None:
        kept = _kept(source, options)
    if not kept:
        return _guarded(source, lambda: _parsed(source)) if options.thorough else Checked(source.filename)
    known = cache.get(source, options) if cache is not None else None
    if known is None:
        known = _guarded(source, lambda: _examined(source, kept, options, analysis).checked())
        if cache is not None:
            cache.put(source, options, known)
    return shown(known, options.certainty)


@dataclass(frozen=True, slots=True)
class Sifted:
    """What sifting has left of a file."""

    regions: Regions
    checksum: int
    """Of the bytes that were sifted: files change while a run goes on."""

    def is_of(self, data: bytes) -> bool:
        """Whether these are the bytes."""
        return zlib.crc32(data) == self.checksum


def sift_file(path: str, options: Options, needs: Collection[Needs], content: bytes | None = None) -> Checked | Sifted:
    """What is left of a file; what checking it came to, if nothing can be found in it.

    `needs` are those of its rules, `content` what counts as its own.
    """
    try:
        data = read_bytes(path) if content is None else content
    except Unreadable as error:
        return Checked(path, problems=(Problem(path, error.message),))
    read = _decoded(data, path)
    if isinstance(read, Checked):
        return read
    source, problems = read
    kept = _regions(source, options, needs)
    if kept:
        return Sifted(kept, zlib.crc32(data))
    return _with(problems, check_source(source, options, kept=kept))


def _decoded(data: bytes, filename: str) -> tuple[Source, tuple[Problem, ...]] | Checked:
    from cellophane.source.text.documents import decoded

    try:
        return decoded(data, filename)
    except Unreadable as error:
        return Checked(filename, problems=(_problem(filename, error),))
    except RecursionError:
        return Checked(filename, problems=(Problem(filename, "nested too deeply to read"),))


def _kept(source: Source, options: Options) -> Regions:
    """What sifting leaves of a source."""
    return _regions(source, options, catalogue.needs(options.codes))


def _regions(source: Source, options: Options, needs: Collection[Needs]) -> Regions:
    """The same, once it is known what the rules need.

    What is parsed wholly in any case is sifted by its words alone: the patterns that tell more take longer to be made
    than a small file to be checked.
    """
    if options.thorough:
        return {one: WHOLE for one in needs if is_off() or sift.may_matter(source.text, one)}
    from cellophane.source.sift.regions import kept

    return kept(source.text, needs)


def _with(problems: tuple[Problem, ...], checked: Checked) -> Checked:
    return replace(checked, problems=(*problems, *checked.problems)) if problems else checked


def shown(checked: Checked, certainty: Certainty) -> Checked:
    """The same without the findings that are less certain than this, which are counted instead."""
    findings = tuple(finding for finding in checked.findings if finding.certainty >= certainty)
    hidden = tuple(finding.certainty for finding in checked.findings if finding.certainty < certainty)
    return replace(checked, findings=findings, hidden=hidden)


def findings_in(source: Source, options: Options, analysis: Analysis | None = None) -> tuple[Finding, ...]:
    """The findings of every certainty, in rows of the source's text: also in a notebook, whose cells that holds.

    Raises `Unreadable` where the text is no Python. Bugs in rules are told by `check_source`, not here.
    """
    return _examined(source, _kept(source, options), options, analysis).findings


def findings_of(facts: Facts, options: Options) -> tuple[Finding, ...]:
    """The same of a file whose facts are known, with those that a comment silences."""
    return tuple(_found(facts, map(catalogue.load, options.codes))[0])


@dataclass(frozen=True, slots=True)
class _Examined:
    """What the rules have found in a source, in rows of its text."""

    source: Source
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    rests_on_others: bool = False
    rests_on: frozenset[str] = frozenset()

    def checked(self) -> Checked:
        """The same as it is told and remembered: placed in the cells of a notebook, with the lines to show."""
        from cellophane.check import placing

        return Checked(
            self.source.filename,
            tuple(placing.placed(self.source, finding) for finding in self.findings),
            self.problems,
            placing.excerpt(self.source, self.findings),
            unresolved=self.unresolved,
            rests_on_others=self.rests_on_others,
            rests_on=self.rests_on,
        )


def _examined(source: Source, kept: Regions, options: Options, analysis: Analysis | None) -> _Examined:
    """Parse a source, of which this was left, and ask those rules that can find something in it."""
    from cellophane.source.sift.outline import Outline
    from cellophane.source.text.unread import BodyUnreadable

    rules = [rule for rule in map(catalogue.load, options.codes) if rule.needs in kept]
    rows = _asked_about(kept[rule.needs] for rule in rules)
    # Who checks little wants to know of all syntax errors, also in bodies that nobody looks at.
    tree = source.parse() if rows is None or options.thorough else source.parse_partly(rows)
    if rows is None and not is_off():
        rules = _worth_asking(rules, Outline(tree, source.text))
        if not rules:
            return _Examined(source)
    from cellophane.source.analysis import Analysis  # which files without hazards do not need

    analysis = analysis or Analysis()
    while True:
        try:
            found = _asked(analysis.facts(source, options.knowledge, options.python, tree, rows), rules)
        except BodyUnreadable as error:
            analysis.read_wholly(error.filename)
            if os.path.abspath(error.filename) == os.path.abspath(source.filename):
                tree = source.parse()
            continue
        if not found.rests_on_others:
            return found
        return replace(found, rests_on=analysis.rests_on(source.filename, options.knowledge, options.python))


def _worth_asking(rules: Iterable[Rule], outline: Outline) -> list[Rule]:
    """The rules that may find something in a file of which all is known. Many need the same, looked for once."""
    from cellophane.source.sift.tree import may_matter

    rules = list(rules)
    answers = {needs: may_matter(outline, needs) for needs in {rule.needs for rule in rules}}
    return [rule for rule in rules if answers[rule.needs]]


def _asked_about(several: Iterable[Rows]) -> Rows | None:
    """All these rows; none (`None`) for a whole file."""
    rows = {row for one in several for row in one}
    return None if WHOLE[0] in rows else tuple(sorted(rows))


def _asked(facts: Facts, rules: Iterable[Rule]) -> _Examined:
    """Ask each of these rules, and leave out what is silenced."""
    from cellophane.check import suppressions

    source = facts.source
    findings, problems = _found(facts, rules)
    findings = sorted(suppressions.unsuppressed(source, findings), key=lambda one: (one.span, one.code, one.name))
    return _Examined(source, tuple(findings), tuple(problems), _unresolved(facts), facts.consulted_elsewhere)


def _found(facts: Facts, rules: Iterable[Rule]) -> tuple[list[Finding], list[Problem]]:
    """What each of these rules finds, and the bugs in them."""
    from cellophane.source.text.unread import BodyUnreadable

    findings: list[Finding] = []
    problems: list[Problem] = []
    for rule in rules:
        try:
            findings.extend(rule.find(facts))
        except (RecursionError, BodyUnreadable):
            raise
        except Exception as error:
            problems.append(bug(facts.source.filename, rule.code, error))
    return findings, problems


def _unresolved(facts: Facts) -> tuple[Unresolved, ...]:
    """The callees of which nothing is known, each place once."""
    from cellophane.check.outcomes_in_words import words

    found = set()
    for callee in facts.unresolved:
        here = facts.parents.of(callee) is not None
        cell, row = facts.source.place(callee.lineno) if here else (None, 0)
        found.add(Unresolved(row, words(callee), cell or 0))
    return tuple(sorted(found, key=lambda one: (one.cell, one.row, one.callee)))


def _parsed(source: Source) -> Checked:
    source.parse()
    return Checked(source.filename)


def _guarded(source: Source, work: Callable[[], Checked]) -> Checked:
    """What the work comes to. What fails is a problem of this file; what nests too deep is tried on a larger stack."""
    try:
        try:
            return work()
        except (TooDeep, RecursionError):
            from cellophane.check.deep_stack import with_deep_stack

            return with_deep_stack(work)
    except Unreadable as error:
        return Checked(source.filename, problems=(_problem(source.filename, error, source),))
    except RecursionError:
        return Checked(source.filename, problems=(Problem(source.filename, "nested too deeply to check"),))
    except Exception as error:
        return Checked(source.filename, problems=(bug(source.filename, "reading the facts", error),))


def _problem(filename: str, error: Unreadable, source: Source | None = None) -> Problem:
    cell, row = source.place(error.row) if source and error.row else (None, error.row)
    return Problem(filename, error.message, row, error.column, cell)


def bug(filename: str, where: str, error: Exception) -> Problem:
    """An internal error as a problem of the file in which it came up."""
    detail = f"{type(error).__name__}: {error}".strip(": ")
    return Problem(filename, f"internal error in {where}, please report it ({detail})")
