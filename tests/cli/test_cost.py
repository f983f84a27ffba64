"""Holds `cellophane cost` to its formats and to clear words about everything that cannot be measured."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from cellophane.cli.main import main
from cellophane.cli.targets import Unusable, given
from cellophane.rework import timing

TEXT = """\
def power(exponent):
    return lambda base: base ** exponent

square = power(2)

def greeter(greeting):
    def greet(name, *, mark="!"): return f"{greeting}, {name}{mark}"
    return greet

def fails(): raise SystemExit("gone")

class Odd(BaseException): pass

def raiser(error):
    def raises(): raise error
    return raises

def printer(text):
    import os
    def prints(): print(text); os.write(1, text.encode())
    return prints
"""


@pytest.fixture(autouse=True)
def quick(modules_here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module, and few calls."""
    (modules_here / "powers_here.py").write_text(TEXT)
    monkeypatch.setattr(timing, "_A_TURN", 1e-5)
    monkeypatch.setattr(timing, "_MOST", 5)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["cost", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert captured.err.count("\n") == 1
    return captured.err


def test_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "powers_here:square", "7"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("power.<locals>.<lambda>, called as <lambda>(7)")
    for form in ("closure", "bound", "default", "global", "partial", "class"):
        assert f"\n{form} " in printed


def test_what_a_call_gives(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "powers_here:greeter('Hello')", "'you'", "mark='?'", "--output-format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["call"] == "greet('you', mark='?')"
    assert [one["form"] for one in found["forms"]][:2] == ["closure", "bound"]


def test_numbers_below_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "powers_here:square", "-7"]) == 0
    assert "called as <lambda>(-7)" in capsys.readouterr().out


def test_without_arguments_there_are_no_times(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "powers_here:square"]) == 0
    printed = capsys.readouterr().out
    assert "per call" not in printed
    assert "missing a required argument: 'base'" in printed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["powers_here:square", "text"], "the argument 'text' is no Python literal: a text is written as '\"text\"'"),
        (["powers_here:square", "None"], "raises TypeError"),
        (["powers_here:square", "1", "2"], "cannot be called so: too many positional arguments"),
        (["powers_here:power", "1"], "power captured nothing"),
        (["powers_here.py:2", "1"], "powers_here.py is a file, which is never run"),
        (["powers_here:power(", "1"], "cannot be looked at"),
        (["powers_here:power(2, 3)"], "evaluating power(2, 3) in powers_here failed: TypeError"),
        (["powers_here:fails()"], "evaluating fails() in powers_here failed: SystemExit: gone"),
        (["powers_here:nothing(1)"], "evaluating nothing(1) in powers_here failed: NameError"),
        (["powers_here:squaer", "1"], "did you mean 'square'?"),
        (["no_such_module_here:f"], "there is no module 'no_such_module_here' here"),
    ],
)
def test_what_cannot_be_measured(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    assert told in refused(capsys, *arguments)


def test_arguments_are_literals_by_place_or_name() -> None:
    assert given(["1", "{'a': [None]}", "b=2", "c='d=e'"]) == ([1, {"a": [None]}], {"b": 2, "c": "d=e"})
    assert given(["'a=b'"]) == (["a=b"], {})
    with pytest.raises(Unusable, match="no Python literal"):
        given(["open('x')"])


def test_what_it_prints_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "powers_here:printer('printed')", "--output-format", "json"]) == 0
    captured = capfd.readouterr()
    assert json.loads(captured.out)["call"] == "prints()"
    assert "printed" not in captured.out + captured.err


@pytest.mark.parametrize("error", ["SystemExit(3)", "Odd('odd')", "GeneratorExit()", "ValueError('bad')"])
def test_whatever_it_raises_is_told(capsys: pytest.CaptureFixture[str], error: str) -> None:
    found = refused(capsys, f"powers_here:raiser({error})")
    assert f"raises {error.split('(')[0]}" in found


def test_an_argument_that_is_given_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert "the argument mark is given twice" in refused(capsys, "powers_here:greeter('a')", "mark='a'", "mark='b'")


@pytest.mark.parametrize("text", ["text", "it's", 'a "b"', "[1,", "ä b"])
def test_the_advice_for_a_text_does_what_it_says(text: str) -> None:
    with pytest.raises(Unusable) as told:
        given([text])
    _, _, advised = str(told.value).partition("a text is written as ")
    assert given(shlex.split(advised)) == ([text], {})
