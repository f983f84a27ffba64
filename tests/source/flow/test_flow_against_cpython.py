"""What really happens is a way through the graph: generated programs, and modules of the standard library at work."""

from __future__ import annotations

import argparse
import ast
import configparser
import difflib
import graphlib
import html.parser
import inspect
import io
import pprint
import shlex
import textwrap
import tokenize
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cellophane.source.flow.graph import Event
from tests.flow_oracle import Watched
from tests.flows import flows, surroundings


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(flows(), st.integers(0, 2**32))
def test_every_run_of_a_generated_program_is_a_way_through_the_graph(program: str, seed: int) -> None:
    watched = Watched(program)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # coroutines that nobody awaits
        for turn in range(5):
            watched.run(surroundings(seed + turn))
    assert list(watched.misfits()) == []


def compare_texts(module: Any) -> None:
    one, other = ["a", "b", "c", "d", "e"], ["b", "c", "x", "e", "f"]
    list(module.unified_diff(one, other))
    list(module.ndiff(one, other))
    module.get_close_matches("appel", ["ape", "apple", "peach"])
    module.HtmlDiff().make_table(one, other, context=True)


def read_configuration(module: Any) -> None:
    parser = module.ConfigParser(interpolation=module.ExtendedInterpolation())
    parser.read_string("[a]\nx = 1\ny = ${x}2\n\n[b]\nz: ${a:y}\n  more\n")
    parser.get("b", "z")
    parser.write(io.StringIO())
    for text in ("x", "[a]\n[a]\n", "[a]\nx\n"):
        with pytest.raises(module.Error):
            parser.read_string(text)


def parse_arguments(module: Any) -> None:
    parser = module.ArgumentParser(prog="p", exit_on_error=False)
    parser.add_argument("file", nargs="*", help="what to read")
    parser.add_argument("-n", "--number", type=int, choices=(1, 2))
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--yes", action="store_true")
    group.add_argument("--no", action="store_false")
    parser.parse_known_args(["-n", "1", "x", "--yes", "--other", "y"])
    parser.format_help()
    for bad in (["-n", "x"], ["--yes", "--no"]):
        with pytest.raises(module.ArgumentError):
            parser.parse_known_args(bad)


def fold_text(module: Any) -> None:
    text = "Once upon a midnight-dreary, while I pondered, weak and weary " * 5
    module.wrap(text, width=22, max_lines=4)
    module.shorten(text, 30)
    module.dedent("  a\n    b\n")
    module.indent("a\n\nb", "> ")


def split_words(module: Any) -> None:
    module.split('a \'b c\' "d\\"e" f\\ g # h', comments=True)
    list(module.shlex("a && b | (c)", punctuation_chars=True))
    for bad in ("'a", "a\\"):
        with pytest.raises(ValueError, match="No "):
            module.split(bad)


def read_tokens(module: Any) -> None:
    lines = io.BytesIO(b"# coding: utf-8\ndef f(x):\n    return (x +\n  1)\n").readline
    module.untokenize(module.tokenize(lines))


def sort_graph(module: Any) -> None:
    tuple(module.TopologicalSorter({"a": {"b", "c"}, "b": {"c"}}).static_order())
    with pytest.raises(module.CycleError):
        module.TopologicalSorter({"a": {"b"}, "b": {"a"}}).prepare()


def read_markup(module: Any) -> None:
    module.HTMLParser().feed("<!DOCTYPE html><a href='x' b>t &amp; &#65;<br/></a><!-- c --><script>1<2</script>&x")


def print_values(module: Any) -> None:
    module.pformat({"a": [1, (2, {3, 4})] * 9, "b": {"c": "long words " * 20}}, width=30)


WORK: list[tuple[ModuleType, Callable[[Any], None]]] = [
    (difflib, compare_texts),
    (configparser, read_configuration),
    (argparse, parse_arguments),
    (textwrap, fold_text),
    (shlex, split_words),
    (tokenize, read_tokens),
    (graphlib, sort_graph),
    (html.parser, read_markup),
    (pprint, print_values),
]


@pytest.mark.parametrize(("module", "work"), WORK, ids=[module.__name__ for module, _ in WORK])
def test_every_run_of_a_standard_module_is_a_way_through_the_graph(
    module: ModuleType, work: Callable[[Any], None]
) -> None:
    watched = Watched(inspect.getsource(module))
    copy = ModuleType(module.__name__)
    copy.__dict__["__file__"] = module.__file__
    assert watched.run(copy.__dict__) is None
    work(copy)
    assert sum(len(log.seen) for log in watched.logs) > 300
    assert list(watched.misfits()) == []


# -- the oracle itself --------------------------------------------------------------------------------------------


def test_the_oracle_sees_the_order_of_events() -> None:
    watched = Watched("for x in (1, 2):\n    y = abs(x)\n    if y > 1: break\n")
    assert watched.run({}) is None
    [log] = watched.logs
    events = [watched.keys[number][0] for number in log.seen]
    turn = [Event.STEP, Event.BIND, Event.USE, Event.USE, Event.CALL, Event.BIND, Event.USE]
    assert events == [*turn, *turn, Event.EXIT]


def test_the_oracle_reports_what_the_graph_does_not_allow() -> None:
    watched = Watched("f = abs\nf(1)\n")
    watched.run({})
    watched.logs[0].seen.reverse()
    assert len(list(watched.misfits())) == 1


def test_a_program_keeps_its_meaning_when_it_is_watched() -> None:
    program = """
a, (b, *c) = 1, (2, 3, 4)
c[0] += a; c[0:1] = [9, 9]
g = (x + y for x in c for y in (a,) if x)
f = lambda p=b, *q: (p, q)
def gen():
    try:
        got = yield 1
        yield got
    finally:
        c.append(7)
g2 = gen(); next(g2); sent = g2.send('s'); g2.close()
class C:
    z: int = 5
    w = [z for z in range(2)]
result = [list(g), f(), f(1, 2), sent, c, C.z, C.w, 1 < 2 < 1, {1: 2, **{3: 4}}, [n for n in c if n != 9]]
match result:
    case [first, *_, last] if first: found = last
"""
    plain: dict[str, Any] = {}
    exec(compile(ast.parse(program), "plain", "exec", dont_inherit=True), plain)
    watched, names = Watched(program), dict[str, Any]()
    assert watched.run(names) is None
    assert names["result"] == plain["result"]
    assert names["found"] == plain["found"]
