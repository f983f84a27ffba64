"""From a stale closure to a finding: its words, its places, and the code of the rule that reports it."""

from __future__ import annotations

import pytest

from cellophane.check.late_binding import finding, is_lazy
from cellophane.model.finding import Certainty, Finding, Step
from cellophane.model.place import Span
from tests.following import facts


def found(code: str) -> Finding:
    known = facts(code)
    [stale] = known.stale
    return finding(known, stale, "CEL101")


CLASSIC = """\
def main(items):
    late = []
    for item in items:
        late.append(lambda: print(item))
    return [read() for read in late]
"""


def test_a_finding_stands_at_the_first_read() -> None:
    one = found(CLASSIC)
    assert (one.code, one.name, one.filename, one.certainty) == ("CEL101", "item", "sample.py", Certainty.CERTAIN)
    assert one.span == Span(4, 35, 4, 39)


def test_evidence_comes_in_the_order_in_which_things_happen() -> None:
    one = found(CLASSIC)
    assert [(item.step, item.span.row) for item in one.evidence] == [
        (Step.MADE, 4),
        (Step.KEPT, 4),
        (Step.REBOUND, 3),
        (Step.CALLED, 5),
    ]
    assert one.evidence[0].span == Span(4, 21, 4, 40)
    assert all(item.text for item in one.evidence)


def test_no_call_is_shown_that_was_not_seen() -> None:
    one = found("def main(items, late):\n    for item in items:\n        late.append(lambda: item)\n")
    assert [item.step for item in one.evidence] == [Step.MADE, Step.KEPT, Step.REBOUND]


@pytest.mark.parametrize(
    ("site", "words", "advice"),
    [
        ("late.append(lambda: i)", "this lambda reads `i` when it is called", "`lambda i=i: …`"),
        ("late.append(lambda a: i)", "this lambda", "`lambda a, i=i: …`"),
        ("late.append(lambda *a: i)", "this lambda", "`lambda *a, i=i: …`"),
        ("late.append(lambda a=1: i)", "this lambda", "`lambda a=1, i=i: …`"),
        ("late.append(lambda **k: i)", "this lambda", "`lambda *, i=i, **k: …`"),
        ("late.append(lambda *, a, **k: i)", "this lambda", "`lambda *, a, i=i, **k: …`"),
        ("late.append(i for _ in x)", "this generator expression reads `i` when it is iterated", "make a list"),
        ("late.append(map(lambda _: i, x))", "this lambda reads `i` when it is iterated", "make a list"),
        ("def f(): return i\n        late.append(f)", "`f` reads `i` when it is called", "`i=i`"),
    ],
)
def test_the_words(site: str, words: str, advice: str) -> None:
    one = found(f"def main(items, x, late):\n    for i in items:\n        {site}\n")
    assert one.message.startswith(words)
    assert advice in one.advice
    assert "\n" not in one.message + one.advice


@pytest.mark.parametrize(
    ("site", "lazy"),
    [
        ("lambda: i", False),
        ("(i for _ in x)", True),
        ("map(lambda _: i, x)", True),
        ("[lambda: i]", False),
        ("lambda: (i for _ in x)", False),
    ],
)
def test_which_rule_it_belongs_to(site: str, lazy: bool) -> None:
    known = facts(f"def main(items, x, late):\n    for i in items:\n        late.append({site})\n")
    assert {is_lazy(stale) for stale in known.stale} == {lazy}


@pytest.mark.parametrize(
    ("loop", "row"),
    [
        ("for i in items:\n        late.append(lambda: i)", 2),
        ("for _ in items:\n        with items as i:\n            late.append(lambda: i)", 3),
        ("for _ in items:\n        try: items()\n        except OSError as i:\n            late.append(lambda: i)", 4),
        ("while (i := items()):\n        late.append(lambda: i)", 2),
        ("late += [lambda: i for i in items]", 2),
        ("for _ in items:\n        class i: x = items()\n        late.append(lambda: i)", 3),
        ("for _ in items:\n        match items:\n            case [i]:\n                late.append(lambda: i)", 4),
    ],
)
def test_every_kind_of_binding_can_be_shown(loop: str, row: int) -> None:
    one = found(f"def main(items, late):\n    {loop}\n")
    [rebound] = [item for item in one.evidence if item.step is Step.REBOUND]
    assert rebound.span.row == row
    assert rebound.span.column < rebound.span.end_column or rebound.span.row < rebound.span.end_row


def test_columns_count_characters() -> None:
    one = found("def main(items, late):\n    for ö in items:\n        late.append(('ä', lambda: ö))\n")
    assert (one.span.column, one.span.end_column) == (35, 36)
