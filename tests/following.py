"""Short questions about what becomes of a closure in a piece of code, for tests of the facts that follow values."""

from __future__ import annotations

import ast
from textwrap import dedent

from cellophane.source.facts import Facts, alone
from cellophane.source.following.trails import Stale
from cellophane.source.knowledge import load
from cellophane.source.steps.outcomes import End, Form, Outcome, form_of
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Site

KNOWLEDGE = load()
"""Read once: what library callables do is the same for every piece of code."""


def facts(code: str) -> Facts:
    """The facts about a file with this text."""
    return alone(Source("sample.py", dedent(code)), KNOWLEDGE)


def outcomes(code: str, form: Form | None = None) -> list[Outcome]:
    """What becomes of the `first_site` of a file, in the statement that makes it.

    >>> [outcome.end.value for outcome in outcomes("f = lambda: 1")]
    ['bound']
    """
    known = facts(code)
    site = first_site(known.tree)
    return known.fates.of(site, form or form_of(site, known.parents))


def ends(code: str, form: Form | None = None) -> set[tuple[End, str]]:
    """The same, in two words each: what becomes of it, and how sure that is; nothing, if it is dropped."""
    told = {(outcome.end, outcome.certainty.word) for outcome in outcomes(code, form)}
    return {(end, sure) for end, sure in told if end is not End.DROPPED}


def stale(code: str) -> dict[str, str]:
    """How certain it is that a closure outlives the iteration whose variable it reads, by variable.

    >>> stale("late = [lambda: i for i in range(3)]")
    {'i': 'likely'}
    """
    return {one.variable.name: one.certainty.word for one in facts(code).stale}


def only(code: str) -> Stale:
    """The only such closure of a file."""
    [found] = facts(code).stale
    return found


def first_site(tree: ast.AST) -> Site:
    """The first lambda of a text, or else the first closure of another kind."""
    sites = sorted((n for n in ast.walk(tree) if isinstance(n, Site)), key=lambda site: (site.lineno, site.col_offset))
    return next((site for site in sites if isinstance(site, ast.Lambda)), sites[0])
