"""What the functions and classes of a file do with a function that is handed to them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from cellophane.source.steps.outcomes import End, Outcome, form_of
from tests.following import ends, first_site, stale
from tests.neighbours import facts_of, plant

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"


def handed(definition: str, call: str = "h(lambda: 1)") -> set[tuple[End, str]]:
    """What becomes of the lambda in a call of something that is defined before it."""
    return ends(f"{definition}\ndef main():\n    {call}\n")


@pytest.mark.parametrize(
    ("definition", "call"),
    [
        ("def h(f): f()", "h(lambda: 1)"),
        ("def h(f): return f()", "h(lambda: 1)"),
        ("def h(f): return sorted(x, key=f)", "h(lambda: 1)"),
        ("def h(f):\n    g = f\n    return g()", "h(lambda: 1)"),
        ("def h(f):\n    for x in y:\n        f(x)", "h(lambda: 1)"),
        ("def h(f):\n    try:\n        return f()\n    finally:\n        pass", "h(lambda: 1)"),
        ("def h(a, f): f()", "h(2, lambda: 1)"),
        ("def h(a, *, f): f()", "h(2, f=lambda: 1)"),
        ("def h(a, f=None): f()", "h(2, f=lambda: 1)"),
        ("def g(f): f()\ndef h(f): g(f)", "h(lambda: 1)"),
        ("def h(f, n):\n    f()\n    h(f, n - 1)", "h(lambda: 1, 3)"),
        ("def h(f):\n    fs = [f]\n    fs[0]()", "h(lambda: 1)"),
        ("class h:\n    def __init__(self, f): f()", "h(lambda: 1)"),
        ("def h(*fs): fs[0]()", "h(lambda: 1)"),
        ("def h(**fs): fs['f']()", "h(f=lambda: 1)"),
    ],
)
def test_it_is_called(definition: str, call: str) -> None:
    assert handed(definition, call) == {(End.RUN, CERTAIN)}


@pytest.mark.parametrize(
    "definition",
    [
        "def h(f): pass",
        "def h(f): f = None",
        "def h(f): print(f)",
        "def h(f): return f is None",
    ],
)
def test_it_is_dropped(definition: str) -> None:
    assert handed(definition) == set()


@pytest.mark.parametrize(
    ("definition", "certainty"),
    [
        ("fs = []\ndef h(f): fs.append(f)", LIKELY),
        ("def h(f):\n    global kept\n    kept = f", LIKELY),
        ("import atexit\ndef h(f): atexit.register(f)", CERTAIN),
        ("fs = {}\ndef g(f): fs[1] = f\ndef h(f): g(f)", LIKELY),
    ],
)
def test_it_is_kept(definition: str, certainty: str) -> None:
    assert (End.KEPT, certainty) in handed(definition)


@pytest.mark.parametrize(
    "definition",
    [
        "def h(f): return f",
        "def h(f): return [f]",
        "def h(f): return f or x",
        "def h(f):\n    def g(): return f()\n    return g",
        "def h(f): return map(f, x)",
        "class h:\n    def __init__(self, f): self.f = f",
        "class h:\n    def __init__(self, f):\n        self.fs = []\n        self.fs.append(f)",
    ],
)
def test_it_comes_back(definition: str) -> None:
    assert {End.BOUND} == {end for end, _ in handed(definition, "g = h(lambda: 1)")}
    assert {End.RETURNED} == {end for end, _ in handed(definition, "return h(lambda: 1)")}


def test_the_receiver_holds_it() -> None:
    definition = "class A:\n    def add(self, f): self.f = f"
    assert handed(definition, "a = A(); a.add(lambda: 1)") == {(End.HELD, CERTAIN)}


@pytest.mark.parametrize(
    ("definition", "call"),
    [
        ("def h(f): x(f)", "h(lambda: 1)"),
        ("@x\ndef h(f): f()", "h(lambda: 1)"),
        ("def h(f): yield f", "h(lambda: 1)"),
        ("async def h(f): f()", "h(lambda: 1)"),
        ("class h: pass", "h(lambda: 1)"),
    ],
)
def test_it_cannot_be_told(definition: str, call: str) -> None:
    assert (End.RUN, CERTAIN) not in handed(definition, call)


def test_a_helper_that_keeps_in_one_branch_only_keeps() -> None:
    helper = "fs = []\ndef h(f):\n    if x:\n        fs.append(f)\n    else:\n        f()\n"
    assert handed(helper) >= {(End.KEPT, LIKELY), (End.RUN, CERTAIN)}
    assert stale(helper + "def main():\n    for i in x:\n        h(lambda: i)\n") == {"i": LIKELY}


def test_mutual_recursion_comes_to_an_end() -> None:
    definition = "def g(f):\n    h(f)\ndef h(f):\n    g(f)\n    f()"
    assert (End.RUN, CERTAIN) in handed(definition)


# -- in other files ------------------------------------------------------------------------------------------------


def away(folder: Path, helper: str, call: str = "h(lambda: 1)", **files: str) -> list[Outcome]:
    """What becomes of the lambda in a call of something that `helper.py` defines."""
    others = {f"{name}.py": text for name, text in files.items()}
    plant(folder, {"helper.py": helper, "main.py": f"from helper import *\ndef main():\n    {call}\n", **others})
    known = facts_of(folder / "main.py")
    site = first_site(known.tree)
    return known.fates.of(site, form_of(site, known.parents))


def told(outcomes: list[Outcome]) -> set[tuple[End, str]]:
    return {(outcome.end, outcome.certainty.word) for outcome in outcomes}


@pytest.mark.parametrize(
    ("helper", "expected"),
    [
        ("def h(f): f()", {(End.RUN, CERTAIN)}),
        ("from third import h", {(End.RUN, CERTAIN)}),
        ("import third\ndef h(f): third.h(f)", {(End.RUN, CERTAIN)}),
        ("import third\ndef h(*a, **k): return third.h(*a, **k)", {(End.RUN, CERTAIN)}),
        ("import third\ndef h(f): third.keep(f)", {(End.KEPT, LIKELY)}),
        ("import third\ndef h(f): third.pass_on(f)", set()),
        ("import third\ndef h(f): third.pass_on(f)()", {(End.RUN, CERTAIN)}),
        ("import third\ndef h(f): third.fs.append(f)", {(End.KEPT, LIKELY)}),
        ("import third\ndef h(f): third.nothing(f)", {(End.UNKNOWN, POSSIBLE)}),
        ("import missing\ndef h(f): missing.h(f)", {(End.UNKNOWN, POSSIBLE)}),
        ("import third\n@third.nothing\ndef h(f): f()", {(End.RUN, LIKELY)}),
        ("def h(f): ...", {(End.UNKNOWN, POSSIBLE)}),
        ("class h:\n    def __init__(self, f): f()", {(End.RUN, CERTAIN)}),
        ("import third\nclass h(third.Calls): ...", {(End.RUN, CERTAIN)}),
        ("import third\nclass h(third.Calls):\n    def __init__(self, *a): super().__init__(*a)", {(End.RUN, CERTAIN)}),
        ("import main\ndef h(f):\n    main.main()\n    f()", {(End.RUN, CERTAIN)}),
        ("import helper\ndef h(f):\n    helper.h(f)\n    f()", {(End.RUN, CERTAIN)}),
        ("def h(*a): h(1, *a)", {(End.UNKNOWN, POSSIBLE)}),
    ],
)
def test_a_helper_of_another_file(tmp_path: Path, helper: str, expected: set[tuple[End, str]]) -> None:
    third = """\
        fs = []
        def h(f): f()
        def keep(f): fs.append(f)
        def pass_on(f): return f
        class Calls:
            def __init__(self, f): f()
    """
    assert told(away(tmp_path, helper, third=third)) == expected


def test_mutual_recursion_across_files_comes_to_an_end(tmp_path: Path) -> None:
    helper = "import third\ndef h(f, n):\n    third.g(f, n - 1)\n"
    third = "import helper\nfs = []\ndef g(f, n):\n    helper.h(f, n)\n    fs.append(f)\n"
    assert told(away(tmp_path, helper, "h(lambda: 1, 2)", third=third)) == {(End.KEPT, LIKELY)}


def test_each_member_of_a_cycle_is_told_whole(tmp_path: Path) -> None:
    """Whichever of them is asked first, what it hands to the others counts."""
    helper = "import third\nfs = []\ndef h(f):\n    third.g(f)\ndef k(f):\n    third.g(f)\n    fs.append(f)\n"
    third = "import helper\ndef g(f):\n    helper.k(f)\n    helper.h(f)\n"
    assert told(away(tmp_path, helper, "h(lambda: 1), k(lambda: 2)", third=third)) == {(End.KEPT, LIKELY)}
    known = facts_of(tmp_path / "main.py")
    sites = sorted((s for s in known.sites if isinstance(s, ast.Lambda)), key=lambda site: site.col_offset)
    assert [told(known.fates.of(site, form_of(site, known.parents))) for site in sites] == [{(End.KEPT, LIKELY)}] * 2


def test_a_long_chain_is_followed_and_an_endless_one_given_up(tmp_path: Path) -> None:
    chain = "\n".join(f"def h{n}(f): h{n + 1}(f)" for n in range(15)) + "\ndef h15(f): f()"
    assert told(away(tmp_path, chain, "h0(lambda: 1)")) == {(End.RUN, CERTAIN)}
    longer = "\n".join(f"def h{n}(f): h{n + 1}(f)" for n in range(400)) + "\ndef h400(f): f()"
    assert {end for end, _ in told(away(tmp_path, longer, "h0(lambda: 1)"))} <= {End.RUN, End.UNKNOWN}


def test_the_way_is_told_hop_by_hop(tmp_path: Path) -> None:
    [kept] = away(tmp_path, "import third\ndef h(f): third.g(f)", third="fs = []\ndef g(f): fs.append(f)")
    assert kept.via is not None
    assert kept.via.outcome.via is not None
    assert [Path(hop.source.filename).name for hop in (kept.via, kept.via.outcome.via)] == [
        "helper.py",
        "third.py",
    ]
    assert kept.via.outcome.via.outcome.via is None
