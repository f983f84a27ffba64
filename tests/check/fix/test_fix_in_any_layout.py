"""What is mended in random programs of random layout: all of it works afterwards, and nothing else has changed."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cellophane.check.checked import Mended
from tests import literate, loops, mendable
from tests.layouts import LINE_ENDS, layouts, with_ends, words

RULES = ("CEL101", "CEL102")
MOVING = ("make_function", "make_made", "make_closure")
"""What functions are called that a lambda moves into, in programs of `mendable`."""

line_ends = st.sampled_from([("\n",), ("\r\n",), ("\r",), LINE_ENDS])
randoms = st.randoms(use_true_random=False)


def mended(text: str) -> tuple[Mended, list[str]]:
    """What mending came to, and why something was left."""
    outcome = literate.fixed(text.encode(), "program.py", RULES)
    assert outcome.mended is not None
    return outcome.mended, [finding.unfixed for finding in outcome.findings]


def plain(text: str) -> list[str]:
    """Its words, square brackets made round: a list in the place of a generator has others."""
    return [{"[": "(", "]": ")"}.get(word, word) for word in words(text)]


@settings(max_examples=120)
@given(layouts(mendable.programs()), line_ends, randoms)
def test_each_closure_reads_what_its_own_iteration_bound(text: str, ends: tuple[str, ...], random: Random) -> None:
    before = with_ends(text, ends, random)
    made, left = mended(before)
    after = made.after.decode()
    assert left == []
    assert mendable.misread(after) == []
    hold_words(before, after)
    assert ended(after) == ended(before)
    assert after.endswith(ends) == before.endswith(ends)


@settings(max_examples=80)
@given(layouts(loops.programs()))
def test_what_is_left_says_why_and_what_is_mended_compiles(text: str) -> None:
    made, left = mended(text)
    assert all(left)
    hold_words(text, made.after.decode())
    compile(made.after, "<program>", "exec")


def hold_words(before: str, after: str) -> None:
    """No word is lost, and what a mended lambda does not take along stays in its order."""
    old, new = plain(before), plain(after)
    assert Counter(old) - Counter(new) == Counter()
    if not any(word.startswith(MOVING) for word in new):
        rest = iter(new)
        assert all(word in rest for word in old), "in another order"


def ended(text: str) -> set[str]:
    """The ends that its lines have."""
    return set(re.findall(r"\r\n|\r|\n", text))
