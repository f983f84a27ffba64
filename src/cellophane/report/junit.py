"""An XML report as of tests: a file in which nothing was found is a test that passed, a finding one that failed.

What could not be checked is an error, as of a test that could not run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from cellophane.check.checked import Checked
from cellophane.report.paths import Base
from cellophane.report.results import Result, numbered, results, told, where
from cellophane.report.visible import visible


def render(files: Iterable[Checked]) -> Iterator[str]:
    """One suite, a case a line. It is pure ASCII, so any encoding carries it."""
    files = [checked for checked in files if not checked.left_out]  # how many there are stands in front
    counts = {
        "tests": sum(max(len(each.findings) + len(each.problems), 1) for each in files),
        "failures": sum(len(each.findings) for each in files),
        "errors": sum(len(each.problems) for each in files),
    }
    counted = " ".join(f'{key}="{count}"' for key, count in counts.items())
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="cellophane" {counted}>\n<testsuite name="cellophane" {counted}>\n'
    base = Base.repository()
    for checked in files:
        for case in _cases(checked, base):
            yield ElementTree.tostring(case, "us-ascii").decode("ascii") + "\n"
    yield "</testsuite>\n</testsuites>\n"


def _cases(checked: Checked, base: Base) -> Iterator[ElementTree.Element]:
    if not checked.findings and not checked.problems:
        yield _case(checked.filename, "no hazards", base)
    for result in results([checked]):
        yield _failed(result, base)


def _case(filename: str, name: str, base: Base) -> ElementTree.Element:
    return ElementTree.Element("testcase", classname=visible(base.path(filename)), name=visible(name))


def _failed(result: Result, base: Base) -> ElementTree.Element:
    span, finding = result.spot.span, result.finding
    # Those who read it take two cases of one name for one: the place tells them apart, and the text tells the cell.
    place = "" if span is None else f"{span.row}:{span.column}: "
    case = _case(result.spot.filename, f"{place}{result.code} {result.spot.text}", base)
    kind, sort = ("error", "") if finding is None else ("failure", f" ({finding.certainty.word})")
    inside = ElementTree.SubElement(case, kind, message=visible(result.spot.text), type=result.code + sort)
    lines = [where(result.spot, base), *told(result), *numbered(result.steps, base)]
    inside.text = "\n".join(map(visible, lines))
    return case
