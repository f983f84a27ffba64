"""How hovers look, and that nothing in them is taken for Markdown that is not meant so."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cellophane.check import engine
from cellophane.check.cursor import hovers
from cellophane.check.cursor.definitions import definitions
from cellophane.check.cursor.hints import hints
from cellophane.check.cursor.pointing import closure_at, name_at
from cellophane.check.wishes import Wishes
from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.model.hover import Captured, ClosureHover, Hint, Holder, NameHover, Owner, Unbound
from cellophane.model.picture import Bound
from cellophane.model.place import Span
from cellophane.model.scope import ScopeKind
from cellophane.model.trail import Ending, Trail, Way
from cellophane.report.hover import inlay, markdown, plain
from cellophane.report.visible import visible
from cellophane.source.change.rebindings import TAKES_VALUE_AWAY
from cellophane.source.facts import alone
from cellophane.source.text.source import Source, Unreadable
from cellophane.source.tree.identifiers import identifier, keyword
from cellophane.workspace.settings import Settings
from tests.check.cursor.marking import marked
from tests.following import KNOWLEDGE
from tests.programs import programs

CODE = """\
import lost
def make(steps):
    total = 0
    late = []
    for step in steps:
        late.append(lambda: step + total)
        sorted(steps, key=lambda s: s + step)
        lost.f(lambda: step)
    def bump():
        nonlocal total
        total += 1
    return late, bump
"""


def hover(row: int, column: int) -> NameHover | ClosureHover:
    """What is told at a place of the code: of the closure, if there is one."""
    known, _, _ = marked(CODE)
    findings = engine.findings_of(known, Wishes().options(Settings()))
    site = closure_at(known, row, column)
    if site is not None:
        return hovers.of_closure(known, site, findings)
    pointed = name_at(known, row, column)
    assert pointed is not None
    return hovers.of_name(known, pointed, findings)


def link(filename: str | None, row: int) -> tuple[str, str]:
    return f"line {row}", f"file:///{filename or 'a.py'}#L{row}"


def test_a_name() -> None:
    assert markdown(hover(11, 10)) == (
        "**`total`** — variable of the function `make` (line 2)\n"
        "\n"
        "- bound: assignment, line 3; augmented assignment by `bump`, line 11\n"
        "- captured by: the lambda, line 6; `bump`, line 9 (reads and rebinds, `nonlocal`)"
    )


def test_a_name_with_links_and_findings() -> None:
    assert markdown(hover(5, 9), link) == (
        "**`step`** — variable of the function `make` ([line 2](file:///a.py#L2))\n"
        "\n"
        "- bound: loop target, [line 5](file:///a.py#L5)\n"
        "- captured by: the lambda, [line 6](file:///a.py#L6); the lambda, [line 7](file:///a.py#L7); "
        "the lambda, [line 8](file:///a.py#L8)\n"
        "- `CEL101` certain, [line 6](file:///a.py#L6): this lambda reads `step` when it is called: a later iteration "
        "has rebound it by then\n"
        "- `CEL101` possible, [line 8](file:///a.py#L8): this lambda may be called after the loop has rebound `step`: "
        "nobody can tell what `lost.f` does with it"
    )


def test_closures() -> None:
    assert markdown(hover(6, 21)) == (
        "**the lambda** — captures 2 variables\n"
        "\n"
        "- `step`: certain: CEL101\n"
        "    - of the function `make` (line 2); bound: loop target, line 5\n"
        "    1. made, line 6\n"
        "    2. kept by `late.append`, line 6\n"
        "    3. `step` is rebound, line 5\n"
        "    4. late (2 more ways)\n"
        "- `total`: safe: no loop rebinds `total` after the closure was made\n"
        "    - of the function `make` (line 2); bound: assignment, line 3; augmented assignment by `bump`, line 11\n"
        "    - made, line 6 → kept by `late.append`, line 6 → gone with `late`, when the body ends, line 6 → gone "
        "(1 more way)"
    )
    assert plain(hover(7, 27), link) == (
        "the lambda — captures one variable\n"
        "- `step`: safe: each way was seen to end before a later `step` could be read\n"
        "    - of the function `make` (line 2); bound: loop target, line 5\n"
        "    - made, line 7 → called by `sorted`, line 7 → in time"
    )
    assert "4. lost: nobody can tell what becomes of it; an annotation that tells what `lost.f` is" in plain(
        hover(8, 16)
    )
    assert markdown(hover(2, 1)) == "**`make`** — captures no variable"
    assert "rebound by it" in plain(hover(9, 5))


def name(
    text: str = "n",
    variable: str = "n",
    owner: Owner = Owner(ScopeKind.FUNCTION, "f", 1),  # noqa: B008
    bindings: tuple[Bound, ...] = (),
    unbound: Unbound | None = None,
    holders: tuple[Holder, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> NameHover:
    return NameHover(text, Span(1, 1, 1, 2), variable, owner, bindings, unbound, holders, findings)


MODULE = Owner(ScopeKind.MODULE, "<module>", None)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (name(owner=MODULE, unbound=Unbound.PYTHON), "`n` — Python's own: no line of this file binds it"),
        (name(owner=MODULE, unbound=Unbound.NOWHERE), "`n` — variable of the module; no line of this file binds it"),
        (
            name(owner=MODULE, unbound=Unbound.UNSEEN),
            "`n` — variable of the module; no line of this file binds it, but code that cannot be seen may",
        ),
        (
            name("__class__", "__class__", Owner(ScopeKind.CLASS, "C", 3), unbound=Unbound.CLASS_CELL),
            "`__class__` — variable of the class `C` (line 3); the class itself, as `super()` finds it",
        ),
        (
            name("__x", "_C__x", Owner(ScopeKind.FUNCTION, "C.f", 3)),
            "`__x` — variable of the function `C.f` (line 3), which the compiler calls `_C__x`",
        ),
        (name(owner=Owner(ScopeKind.LAMBDA, "f.<locals>.<lambda>", 3)), "`n` — variable of the lambda (line 3)"),
        (name(owner=Owner(ScopeKind.COMPREHENSION, "f.<listcomp>", 3)), "`n` — variable of the comprehension (line 3)"),
        (
            name(owner=Owner(ScopeKind.TYPE_PARAMETERS, "f", 3)),
            "`n` — variable of the type parameters of `f` (line 3)",
        ),
    ],
)
def test_whose_a_name_is(told: NameHover, expected: str) -> None:
    assert plain(told).split("\n")[0] == expected


def test_whether_it_is_captured_is_said_where_it_can_be() -> None:
    assert plain(name()).endswith("captured by no closure")
    assert "captured" not in plain(name(owner=Owner(ScopeKind.CLASS, "C", 1)))
    assert "captured" not in plain(name(owner=MODULE))
    assert "used in: the lambda, line 2" in plain(name(owner=MODULE, holders=(Holder("the lambda", 2, True, False),)))


def test_bindings_of_one_manner_are_told_together() -> None:
    bound = [Bound(2, "parameter", "f"), Bound(3, "assignment", "f", True), Bound(4, "assignment", "f", True)]
    told = plain(name(bindings=(*bound, Bound(9, "del", "f.<locals>.g"))))
    assert "- bound: parameter, line 2; assignment in a loop, line 3, line 4; del by `g`, line 9\n" in told


def test_of_many_only_some_are_told() -> None:
    told = plain(
        name(
            bindings=tuple(Bound(row, "assignment", "f") for row in range(1, 100)),
            holders=tuple(Holder("the lambda", row, True, False) for row in range(1, 100)),
        )
    )
    assert "line 8, … 91 more" in told
    assert "the lambda, line 8; … 91 more" in told
    assert "line 9" not in told
    assert inlay(Hint(1, 1, tuple("abcdefghij"))) == " ⟨captures a, b, c, d, e, f, g, h, … 2 more⟩"


def test_long_names_are_cut() -> None:
    long = "x" * 5000
    assert len(markdown(name(long, long, bindings=(Bound(1, "assignment", long),)))) < 400
    assert len(inlay(Hint(1, 1, (long,)))) < 100


def test_steps_in_other_files_and_addresses_with_signs_of_markdown() -> None:
    away = Evidence(Step.CALLED, Span(3, 1, 3, 2), "called", filename="a_b*.py")
    way = Way(Ending.IN_TIME, (Evidence(Step.MADE, Span(1, 1, 1, 2), "made here"), away))
    trail = Trail("n", "the lambda", "a.py", Span(1, 1, 1, 2), Span(1, 1, 1, 2), "safe", (way,))
    captured = Captured("n", Owner(ScopeKind.FUNCTION, "f", 1), (), False, trail)
    told = ClosureHover("the lambda", Span(1, 1, 1, 2), (captured,))
    assert "made, line 1 → called, line 3 of a_b*.py → in time" in plain(told)
    assert r"called, line 3 of a\_b\*.py → in time" in markdown(told)
    linked = markdown(told, lambda filename, row: ("there", f"file:///({filename}) <x>#{row}"))
    assert "[there](file:///%28a_b*.py%29%20%3Cx%3E#3)" in linked


@settings(max_examples=40, deadline=None)
@given(programs())
def test_all_places_of_random_programs_can_be_told(program: str) -> None:
    try:
        known = alone(Source("a.py", program), KNOWLEDGE)
    except Unreadable:
        assume(False)
        raise
    nodes = [one.node for one in known.names.all_uses()] + list(known.sites)
    spans = [span for node in nodes if (span := identifier(known.source, node)) is not None]
    spans += [span for site in known.sites if (span := keyword(known.source, site)) is not None]
    for span in spans:
        told = hovers.at(known, span.row, span.column, ())
        assert told
        assert all(markdown(one).startswith("**") and "**" not in plain(one) for one in told)
        pointed = name_at(known, span.row, span.column)
        bound = definitions(known, pointed) if pointed is not None else ()
        given_to = known.names.bindings(pointed.variable) if pointed is not None else ()
        assert bool(bound) is any(one.kind not in TAKES_VALUE_AWAY for one in given_to)
    for hint in hints(known, range(1, known.source.last_row + 1)):
        assert all(one in inlay(hint) for one in hint.names)


# -- against a reader of Markdown ------------------------------------------------------------------------------------

HOSTILE = st.text(st.sampled_from("ab`*_[]()<>|\\~#&-+.!=1\n\r\t\x1b\u202e ;:/$"), max_size=30)


def finding(message: str) -> Finding:
    return Finding("CEL101", "n", message, "", "a.py", Span(1, 1, 1, 2), Certainty.CERTAIN, ())


def _flat(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *_flat(token.children or []))]


@given(HOSTILE)
def test_messages_are_shown_as_they_are(message: str) -> None:
    told = name(findings=(finding(message),))
    tokens = _flat(MarkdownIt().enable(["table", "strikethrough"]).parse(markdown(told)))
    assert {token.type for token in tokens} <= {
        *("paragraph_open", "paragraph_close", "inline", "text", "text_special", "code_inline"),
        *("strong_open", "strong_close", "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    }
    assert sum(token.type == "strong_open" for token in tokens) == 1
    assert sum(token.type == "list_item_open" for token in tokens) == 2
    shown = "".join(token.content for token in tokens if token.type in ("text", "text_special", "code_inline"))
    assert _without_spaces(shown).endswith(_without_spaces(f": {visible(message)}"))
    assert visible(message) in plain(told)


def _without_spaces(text: str) -> str:
    """Markdown keeps neither the spaces at the ends of lines nor the backticks around code."""
    return text.replace(" ", "").replace("`", "")


@given(HOSTILE, HOSTILE)
def test_links_lead_where_they_are_to(called: str, address: str) -> None:
    told = markdown(name(), lambda _, row: (called, f"https://a/{address}"))
    links = [token for token in _flat(MarkdownIt().parse(told)) if token.type == "link_open"]
    assert len(links) == 1
