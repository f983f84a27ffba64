"""SARIF 2.1.0, which code hosts and editors read: the evidence as a code flow, one can click from step to step.

Columns count characters, be they one unit of UTF-16 or two, and a tab is one of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cellophane import __version__
from cellophane.check import catalogue
from cellophane.check.checked import Checked
from cellophane.model.finding import Finding
from cellophane.model.fix import Fix
from cellophane.model.place import Span
from cellophane.report.fingerprints import Fingerprints
from cellophane.report.json import dumped, listed
from cellophane.report.paths import STDIN, Base
from cellophane.report.results import SYNTAX, UNCHECKED, Result, Severity, Spot, results, told

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
"""What stands for the directory that files are named from: whoever reads the report has it elsewhere."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_FIRST = Span(1, 1, 1, 1)
"""What is said where no row is known: the format could do without, but GitHub takes no result that has no region."""
_PROBLEMS = {
    SYNTAX: ("The text cannot be parsed.", "Put right what stands there: what cannot be parsed is not checked."),
    UNCHECKED: ("Something could not be read or dealt with.", "The message tells why, and what was not checked."),
}


def render(files: Iterable[Checked]) -> Iterator[str]:
    """One log with one run, in pieces, a result a line.

    What rules and problems there are is known at the end: there it is told, and nothing but that is kept until then.
    """
    log = _Log()
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"columnKind": "unicodeCodePoints",\n'
    yield '"results": '
    yield from listed(map(dumped, log.results(files)))
    for name, value in log.rest().items():
        yield f',"{name}": {dumped(value)}\n'
    yield "}]}\n"


class _Log:
    """What is known of a run so far."""

    def __init__(self) -> None:
        self._base = Base.repository()
        self._fingerprints = Fingerprints(self._base)
        self._rules: dict[str, int] = {}
        """The rules that found something, and the index of each."""
        self._notifications: list[dict[str, Any]] = []

    def results(self, files: Iterable[Checked]) -> Iterator[dict[str, Any]]:
        """The findings; problems are kept for `rest`."""
        for result in results(files):
            if result.finding is None:
                self._notifications.append(self._notification(result))
            else:
                yield self._result(result, result.finding)

    def rest(self) -> dict[str, Any]:
        """What stands beside the results, once there are no more."""
        invocation = {
            "executionSuccessful": not self._notifications,
            "toolExecutionNotifications": self._notifications,
        }
        driver = {
            "name": "cellophane",
            "version": __version__,
            "semanticVersion": __version__,
            "rules": [_rule(code) for code in self._rules],
            "notifications": [_notifiable(code) for code in _PROBLEMS],
        }
        uri = Path(self._base.directory).as_uri()
        return {
            "invocations": [invocation],
            "originalUriBaseIds": {_ROOT: {"uri": uri if uri.endswith("/") else f"{uri}/"}},
            "tool": {"driver": driver},
        }

    def _result(self, result: Result, finding: Finding) -> dict[str, Any]:
        elsewhere = [step for step in result.steps if step.filename != result.spot.filename]
        document: dict[str, Any] = {
            "ruleId": result.code,
            "ruleIndex": self._rules.setdefault(result.code, len(self._rules)),
            "level": _LEVELS[result.severity],
            "message": _message("\n".join(told(result))),
            "locations": [{"physicalLocation": self._physical(result.spot)}],
            "partialFingerprints": {"cellophaneFinding/v1": self._fingerprints.of(result)},
            "properties": {"certainty": finding.certainty.word, "name": finding.name},
        }
        if result.steps:
            flow = [
                {"location": self._location(step), "kinds": [item.step.value]}
                for item, step in zip(finding.evidence, result.steps, strict=True)
            ]
            document["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
        if elsewhere:  # for those who show no code flows, and know the lines around the finding alone
            document["relatedLocations"] = [
                {"id": number, **self._location(step)} for number, step in enumerate(elsewhere, start=1)
            ]
        if finding.fix is not None and finding.cell is None:  # the text of a notebook is not the text of its cells
            document["fixes"] = [self._fix(finding.fix, finding.filename)]
        return document

    def _notification(self, problem: Result) -> dict[str, Any]:
        return {
            "level": "error",
            "descriptor": {"id": problem.code, "index": list(_PROBLEMS).index(problem.code)},
            "message": _message(problem.spot.text),
            "locations": [{"physicalLocation": self._physical(problem.spot)}],
        }

    def _fix(self, fix: Fix, filename: str) -> dict[str, Any]:
        replacements = [
            {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}} for edit in fix.edits
        ]
        changes = [{"artifactLocation": self._artifact(filename), "replacements": replacements}]
        return {
            "description": _message(fix.title if fix.safe else f"{fix.title}\nunsafe: {fix.risk}"),
            "artifactChanges": changes,
            "properties": {"applicability": "safe" if fix.safe else "unsafe"},
        }

    def _location(self, spot: Spot) -> dict[str, Any]:
        return {"physicalLocation": self._physical(spot), "message": _message(spot.text)}

    def _physical(self, spot: Spot) -> dict[str, Any]:
        return {"artifactLocation": self._artifact(spot.filename), "region": _region(spot.span or _FIRST)}

    def _artifact(self, filename: str) -> dict[str, Any]:
        if filename == STDIN:
            return {"uri": STDIN, "description": {"text": "standard input"}}
        seen = self._base.within(filename)
        if seen is None:
            return {"uri": Path(os.path.abspath(filename)).as_uri()}
        return {"uri": quote(os.fsencode(seen)), "uriBaseId": _ROOT}


def _rule(code: str) -> dict[str, Any]:
    """What is known of a rule: its page, for people who ask what a finding means."""
    rule = catalogue.load(code)
    family = catalogue.FAMILIES.get(code[: len("CEL1")])
    what = rule.documentation.partition("## What it does\n")[2].partition("\n## ")[0].strip()
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": what or rule.summary},
        "help": {"text": rule.documentation, "markdown": f"# {rule.code}: {rule.name}\n\n{rule.documentation}"},
        "defaultConfiguration": {"level": _LEVELS[Severity.WARNING]},  # each result has its own
        "properties": {"tags": [] if family is None else [family]},
    }


def _notifiable(code: str) -> dict[str, Any]:
    what, help_ = _PROBLEMS[code]
    return {"id": code, "shortDescription": {"text": what}, "fullDescription": {"text": what}, "help": {"text": help_}}


def _message(text: str) -> dict[str, str]:
    # `[text](1)` would be a link: a message has code in it, such as `callbacks[0](7)`.
    return {"text": text.replace("](", r"\](")}


def _region(span: Span) -> dict[str, int]:
    """Its end is the place after the last character, as that of a span."""
    return {
        "startLine": span.row,
        "startColumn": span.column,
        "endLine": span.end_row,
        "endColumn": span.end_column,
    }
