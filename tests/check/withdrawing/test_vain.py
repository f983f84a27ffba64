"""Which calls withdraw nothing."""

from __future__ import annotations

import pytest

from cellophane.check.rules import cel503_vain_withdrawal
from cellophane.check.withdrawing.vain import vain
from cellophane.source.facts import alone
from cellophane.source.knowledge import Trait, load
from cellophane.source.text.source import Source


def certainties(code: str) -> list[str]:
    return [one.certainty.word for one in vain(alone(Source("sample.py", code)))]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("a.connect(f)\na.disconnect(lambda: 0)", ["possible"]),
        ("a.connect(lambda: 0)\na.disconnect(lambda: 0)", ["likely"]),
        ("import atexit\natexit.unregister(lambda: 0)", ["certain"]),
        ("a.disconnect(lambda: 0)", ["possible"]),
        ("a.connect(lambda: 0)\na.disconnect(f)", []),
        ("a.remove(lambda: 0)", []),
        ("with raises(ValueError):\n    a.disconnect(lambda: 0)", []),
        ("def g():\n    def f(): 0\n    assert a.disconnect(f) == 0", []),
        ("def g():\n    def f(): 0\n    a.disconnect(f)", ["possible"]),
        ("def g():\n    def f(): 0\n    a.connect(f)\n    a.disconnect(f)", []),
        ("def f(): 0\na.disconnect(f)", []),
    ],
)
def test_they_are_told(code: str, said: list[str]) -> None:
    assert certainties(code) == said


def test_the_rule_looks_for_the_names_of_all_methods_that_withdraw() -> None:
    knowledge = load()
    names = [name for name in knowledge.names() if knowledge.table(name).get("withdraws")]
    aliases = [str(alias) for name in names for alias in knowledge.table(name).get("aliases", ())]
    words = cel503_vain_withdrawal.NEEDS.words[0]
    methods = {name.rpartition(".")[2] for name in (*names, *aliases)}
    assert methods
    assert [m for m in methods if not any(word in f".{m}(" for word in words)] == []
    assert Trait.WITHDRAWS.value == ("withdraws", True)
