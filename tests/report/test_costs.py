"""What costs look like."""

from __future__ import annotations

import json
from dataclasses import replace

from cellophane.model.cost import Cost, FormCost, Spread
from cellophane.report import costs


def form(name: str, nanoseconds: float, ratio: float, size: int = 100) -> FormCost:
    seconds = Spread(nanoseconds * 0.98e-9, nanoseconds * 1e-9, nanoseconds * 1.02e-9)
    return FormCost(name, seconds, Spread(ratio, ratio, ratio), size, "")


MADE = Cost(
    function="power.<locals>.of",
    call="of(7)",
    forms=(
        form("closure", 40.0, 1.0, 288),
        form("bound", 36.0, 0.9, 1_600),
        form("class", 100.0, 2.5),
        FormCost("default", None, None, None, "it writes 'n'"),
    ),
    rounds=300,
    calls=10_000,
    note="",
)


def test_a_table_with_the_quickest_first() -> None:
    assert costs.text(MADE) == (
        "power.<locals>.of, called as of(7)\n"
        "\n"
        "form     per call  spread  beside the closure               memory\n"
        "bound     36.0 ns      4%  ━━━━━━━━━                 0.90  1,600 B\n"
        "closure   40.0 ns      4%  ━━━━━━━━━━                1.00    288 B\n"
        "class    100.0 ns      4%  ━━━━━━━━━━━━━━━━━━━━━━━━  2.50    100 B\n"
        "\n"
        "no default form: it writes 'n'\n"
        "\n"
        "Medians of 300 turns of 10,000 calls; the spread is that of the middle half.\n"
        "Memory is that of each further one, without the values.\n"
    )


def test_without_times() -> None:
    weighed = FormCost("closure", None, None, 288, "")
    text = costs.text(Cost("f", "f()", (weighed,), 0, 0, "it was not called"))
    assert text.splitlines()[:4] == ["f", "", "form     memory", "closure   288 B"]
    assert "it was not called" in text
    assert "Medians" not in text


def test_hostile_names_are_made_visible() -> None:
    text = costs.text(Cost("f\x1b[31m", "f('\x07')", (form("closure", 1.0, 1.0),), 5, 1, ""))
    assert "\x1b" not in text
    assert "\x07" not in text


def test_units() -> None:
    found = [costs._duration(Spread(0, each, 0)) for each in (2.0, 0.002, 2e-6, 2e-9, 2e-10)]
    assert found == ["2.0 s", "2.0 ms", "2.0 us", "2.0 ns", "0.2 ns"]


def test_narrow_screens_keep_every_row() -> None:
    text = costs.text(MADE, width=60)
    assert all(name in text for name in ("bound", "closure", "class", "1,600 B"))


def test_a_notebook_gets_a_table_of_its_own() -> None:
    html = costs.html(MADE)
    assert html.startswith("<pre")
    assert "&lt;locals&gt;" in html
    assert "<html" not in html


def test_json_has_the_fields_of_the_model() -> None:
    found = json.loads(costs.as_json(MADE))
    assert found["forms"][1]["ratio"]["median"] == 0.9
    assert found["forms"][3]["reason"] == "it writes 'n'"


def test_times_that_spread_too_far_are_said_to_be_worthless() -> None:
    wild = FormCost("bound", Spread(1e-9, 10e-9, 64.2e-9), Spread(0.1, 1.0, 6.3), 100, "")
    text = costs.text(replace(MADE, forms=(*MADE.forms, wild), reliable=False))
    assert "not to be believed: those of one form spread over 632% of their median" in text
    assert json.loads(costs.as_json(replace(MADE, reliable=False)))["reliable"] is False
    assert "believed" not in costs.text(MADE)
