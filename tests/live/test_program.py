"""What the whole program shares."""

from __future__ import annotations

import functools
import json
import sys
from typing import Any

import pytest

from cellophane.live.object_kinds import Kinds
from cellophane.live.program import Program


def decorate(function: Any) -> Any:
    return functools.wraps(function)(lambda *arguments: function(*arguments))


class Inside:
    class Deeper:
        def method(self) -> None: ...

    @decorate
    def decorated(self) -> None: ...


def owned(subject: Any) -> bool:
    return Program().owns(subject, Kinds().of(type(subject)))


@pytest.mark.parametrize(
    "subject",
    [json, vars(json), sys.modules, int, json.JSONEncoder, json.dumps, len, owned, Inside.Deeper, Inside.Deeper.method],
)
def test_shared(subject: Any) -> None:
    assert owned(subject)


def test_not_shared() -> None:
    class Local: ...

    beneath: Any = vars(Inside)["decorated"].__wrapped__
    foreign = type("Foreign", (), {"__module__": "no.such.module"})
    odd = type("Odd", (), {"__module__": 5})
    for subject in (Local, lambda: None, [].append, object(), [], beneath, foreign, odd):
        assert not owned(subject)


def test_what_is_known_besides() -> None:
    subject = object()
    assert Program({id(subject)}).owns(subject, Kinds().of(object))
