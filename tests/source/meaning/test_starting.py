"""Whether the processes of a call are sent what they are given."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.meaning.starting import Starting
from tests.following import facts


@pytest.mark.parametrize(
    ("code", "certainty"),
    [
        ("m.Process(target=f)", Certainty.POSSIBLE),
        ("m.get_context('spawn').Process(target=f)", Certainty.CERTAIN),
        ("c = m.get_context('forkserver')\nc.Process(target=f)", Certainty.CERTAIN),
        ("c = m.get_context('fork')\nc.Process(target=f)", None),
        ("c = m.get_context(x)\nc.Process(target=f)", Certainty.POSSIBLE),
        ("c = m.get_context('spawn' if x else 'fork')\nc.Process(target=f)", Certainty.POSSIBLE),
        ("m.set_start_method('spawn')\nm.Process(target=f)", Certainty.LIKELY),
        ("m.set_start_method('fork')\nm.Process(target=f)", None),
        ("m.set_start_method('spawn')\nm.get_context('fork').Process(target=f)", None),
    ],
)
def test_how_sure_it_is(code: str, certainty: Certainty | None) -> None:
    known = facts(f"import multiprocessing as m\n{code}")
    [call] = [n for n in ast.walk(known.tree) if isinstance(n, ast.Call) and n.keywords]
    assert Starting(known.names, known.parents, known.callees, known.sendings).pickles(call) == certainty
