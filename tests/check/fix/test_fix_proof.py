"""Whether a text with edits still means the same: proofs that hold, and one for each way in which they do not."""

from __future__ import annotations

import pytest

from cellophane.check.fix import Unfixable, proof
from cellophane.check.fix.edits import Text
from cellophane.model.fix import Edit, Fix
from cellophane.model.place import Span
from cellophane.source.text.source import Source

CODE = """\
total = 0
for i in items:
    late.append(lambda: i)
    print(total, i)
"""
LAMBDA = Span(3, 17, 3, 26)
STATEMENT = Span(3, 5, 3, 27)


def prove(*edits: Edit, names: tuple[str, ...] = ("i",), within: Span = LAMBDA, code: str = CODE) -> None:
    """Hold a text after these edits against the one before."""
    after = Source("a.py", Text(code).edited(edits))
    proof.hold(Source("a.py", code), after, [Fix("", True, edits, names, within)])


def put(row: int, column: int, text: str) -> Edit:
    return Edit.insertion(row, column, text)


def test_nothing_changed() -> None:
    prove()


def test_a_parameter_takes_the_name() -> None:
    prove(put(3, 23, " *, i=i"))


def test_a_factory_takes_it() -> None:
    text = "    def make(i):\n        return lambda: i\n"
    prove(put(3, 1, text), Edit(LAMBDA, "make(i)"), within=STATEMENT)


def test_comments_and_spaces_may_come() -> None:
    prove(put(2, 1, "# new\n\n"), put(1, 7, "  "))


def test_what_did_not_compile_before_need_not_do_so_now() -> None:
    prove(put(4, 23, " *, i=i"), within=Span(4, 17, 4, 26), code="return\n" + CODE)


FUNCTION = """def main(items, total):
    for i in items:
        late.append(lambda: i + total)
    return total, [i for i in late]
"""


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ([put(3, 23, " *, i=")], "the changed file would not compile"),
        ([put(3, 23, " *, i=i, i=i")], "the changed file would not compile"),
        ([put(1, 1, "return\n")], "the changed file would not compile"),
        ([Edit(LAMBDA, "make(i)")], "`make` would not be known where the fix needs it"),
    ],
)
def test_what_would_be_broken(edits: list[Edit], reason: str) -> None:
    with pytest.raises(Unfixable, match=reason):
        prove(*edits)


@pytest.mark.parametrize(
    ("edit", "name"),
    [
        (put(3, 27, " *, total=total"), "total"),  # the fix speaks of `i` only
        (put(1, 22, ", late"), "late"),
        (put(2, 1, "    late = []\n"), "late"),
        (put(4, 1, "    class late: pass\n"), "late"),
        (Edit(Span(1, 17, 1, 22), "other"), "total"),
    ],
)
def test_other_names_keep_their_meaning(edit: Edit, name: str) -> None:
    with pytest.raises(Unfixable, match=f"`{name}` would mean something else in line 3"):
        prove(edit, within=Span(3, 21, 3, 38), code=FUNCTION)


@pytest.mark.parametrize(
    "text", ["    def f(): late = 1; return late\n", "    [i for i in items]\n", "    total = 1\n"]
)
def test_what_gives_no_name_another_meaning(text: str) -> None:
    prove(put(4, 1, text), within=Span(3, 21, 3, 38), code=FUNCTION)


def test_only_what_the_fix_covers_may_differ() -> None:
    edit = put(3, 27, " *, i=i")
    prove(edit, within=Span(3, 21, 3, 38), code=FUNCTION)
    with pytest.raises(Unfixable, match="`i` would mean something else in line 3"):
        prove(edit, within=Span(2, 5, 2, 20), code=FUNCTION)


def test_a_name_goes_to_what_the_fix_makes_and_to_nothing_around_it() -> None:
    code = "for i in items:\n    late.append(\n        lambda: i\n    )\n"
    edits = put(2, 5, "(lambda i: "), put(4, 6, ")(i)")
    with pytest.raises(Unfixable, match="`i` would mean something else in line 3"):
        prove(*edits, within=Span(3, 9, 3, 18), code=code)
    prove(*edits, within=Span(2, 5, 4, 6), code=code)


def test_text_that_no_edit_explains() -> None:
    with pytest.raises(Unfixable, match="does not read as it was meant to"):
        proof.hold(Source("a.py", CODE), Source("a.py", CODE + "\n"), [])


def test_names_in_text_that_is_carried_elsewhere() -> None:
    closure = Span(3, 21, 3, 38)
    made = "def make(i):\n    return lambda: i + total\n"
    inside = put(3, 1, "        def make(i):\n            return lambda: i + total\n")
    prove(inside, Edit(closure, "make(i)"), within=Span(3, 9, 3, 39), code=FUNCTION)
    with pytest.raises(Unfixable, match="`total` would mean something else in line 3"):
        prove(put(1, 1, made), Edit(closure, "make(i)"), within=Span(1, 1, 4, 38), code=FUNCTION)
