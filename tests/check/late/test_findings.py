"""From a stale closure to a finding: its words, its places, and the code of the rule that reports it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cellophane.check import engine
from cellophane.check.late.findings import findings
from cellophane.check.laziness import is_lazy
from cellophane.check.options import Options
from cellophane.model.finding import Certainty, Finding, Step
from cellophane.model.place import Span
from cellophane.report.json import document
from tests.following import facts
from tests.neighbours import plant


def found(code: str) -> Finding:
    known = facts(code)
    [one] = findings(known, known.stale, "CEL101")
    return one


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
        ("late.append(lambda: i)", "this lambda reads `i` when it is called", "`lambda *, i=i: …`"),
        ("late.append(lambda a: i)", "this lambda", "`lambda a, *, i=i: …`"),
        ("late.append(lambda *a: i)", "this lambda", "`lambda *a, i=i: …`"),
        ("late.append(lambda a=1: i)", "this lambda", "`lambda a=1, *, i=i: …`"),
        ("late.append(lambda **k: i)", "this lambda", "in a function that takes `i`"),
        ("late.append(lambda *, a, **k: i)", "this lambda", "in a function that takes `i`"),
        ("late.append(i for _ in x)", "this generator expression reads `i` when it is iterated", "make a list"),
        ("late.append(map(lambda _: i, x))", "this lambda reads `i` when it is iterated", "`lambda _, *, i=i: …`"),
        ("def f(): return i\n        late.append(f)", "`f` reads `i` when it is called", "`def f(*, i=i): …`"),
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
    assert {is_lazy(known, stale) for stale in known.stale} == {lazy}


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


# -- across files --------------------------------------------------------------------------------------------------

SHOP = {
    "main.py": """\
import front


def main(names):
    for name in names:
        front.add(lambda: name)
""",
    "front.py": """\
import back


def add(function):
    back.store(function)
""",
    "back.py": """\
functions = []


def store(function):
    # so that it can be run
    functions.append(function)
""",
}


def across(folder: Path, **changed: str) -> Finding:
    """The only finding in `main.py`, some of the files changed."""
    plant(folder, {**SHOP, **{f"{name}.py": text for name, text in changed.items()}})
    checked = engine.check_file(str(folder / "main.py"), Options(("CEL101",), certainty=Certainty.POSSIBLE))
    assert not checked.problems
    [one] = checked.findings
    return one


def hops(one: Finding) -> list[tuple[Step, str, int, str]]:
    """Its evidence in other files and inside callables: what, where, and what is said of it."""
    return [
        (item.step, Path(item.filename or one.filename).name, item.span.row, item.text)
        for item in one.evidence
        if "here" not in item.text
    ]


def test_each_hop_is_shown_where_it_happens(tmp_path: Path) -> None:
    one = across(tmp_path)
    assert hops(one) == [
        (Step.KEPT, "front.py", 5, "kept by `back.store`"),
        (Step.KEPT, "back.py", 6, "kept by `functions.append`"),
    ]
    assert one.certainty is Certainty.LIKELY


def test_hops_follow_the_step_that_they_explain(tmp_path: Path) -> None:
    one = across(tmp_path)
    assert [item.step for item in one.evidence] == [Step.MADE, Step.KEPT, Step.KEPT, Step.KEPT, Step.REBOUND]
    assert [item.filename is None for item in one.evidence] == [True, True, False, False, True]


def test_hops_carry_their_line(tmp_path: Path) -> None:
    away = [item for item in across(tmp_path).evidence if item.filename is not None]
    assert [item.line for item in away] == ["    back.store(function)", "    functions.append(function)"]
    assert [item.span.column for item in away] == [5, 5]


def test_what_is_in_the_same_file_is_named_by_no_file(tmp_path: Path) -> None:
    one = across(tmp_path, main=f"{SHOP['back.py']}\n\n{SHOP['main.py'].replace('front.add', 'store')}")
    assert all(item.filename is None and item.line is None for item in one.evidence)
    assert hops(one) == [(Step.KEPT, "main.py", 6, "kept by `functions.append`")]


def test_a_way_that_leads_back_into_the_file(tmp_path: Path) -> None:
    one = across(
        tmp_path,
        main=SHOP["main.py"] + "\n\nkept = []\n\n\ndef keep(function):\n    kept.append(function)\n",
        front="import main\n\n\ndef add(function):\n    main.keep(function)\n",
    )
    assert hops(one) == [
        (Step.KEPT, "front.py", 5, "kept by `main.keep`"),
        (Step.KEPT, "main.py", 13, "kept by `kept.append`"),
    ]
    assert [item.filename is None for item in one.evidence][-2:] == [True, True]


def test_a_call_inside_another_file_is_shown(tmp_path: Path) -> None:
    one = across(
        tmp_path,
        main="""\
import front


def main(names):
    late = []
    for name in names:
        late.append(lambda: name)
    for function in late:
        front.call(function)
""",
        front="def call(function):\n    return function()\n",
    )
    assert [item.step for item in one.evidence][-2:] == [Step.CALLED, Step.CALLED]
    assert hops(one) == [(Step.CALLED, "front.py", 2, "called")]
    assert one.certainty is Certainty.CERTAIN


def test_an_unknown_link_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    one = across(tmp_path, front="import missing\n\n\ndef add(function):\n    missing.nobody(function)\n")
    assert one.certainty is Certainty.POSSIBLE
    assert one.evidence[1].text == "handed to `front.add` here"


def test_no_evidence_of_callees_that_only_call(tmp_path: Path) -> None:
    plant(tmp_path, {**SHOP, "back.py": "def store(function):\n    return function()\n"})
    options = Options(("CEL101",), certainty=Certainty.POSSIBLE)
    assert engine.check_file(str(tmp_path / "main.py"), options).findings == ()


def test_json_names_the_file_of_each_place(tmp_path: Path) -> None:
    fields = document(across(tmp_path))
    assert json.loads(json.dumps(fields)) == fields
    assert [Path(item["filename"]).name for item in fields["evidence"]] == [
        "main.py",
        "main.py",
        "front.py",
        "back.py",
        "main.py",
    ]
    assert all(Path(item["filename"]).is_absolute() for item in fields["evidence"])
    assert fields["evidence"][3]["location"] == {"row": 6, "column": 5}
    assert set(fields["evidence"][3]) == {"step", "text", "filename", "cell", "location", "end_location"}
