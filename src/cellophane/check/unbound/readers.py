"""Which closures of a file can run when what they read has lost its value, and where they read it.

Who expects a `NameError` does not have to be told of one: what is read where one is caught is left out, and so is what
a test runs that asks for one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.model.finding import Certainty
from cellophane.model.scope import BindingKind, ScopeKind, Use
from cellophane.source.facts import Facts
from cellophane.source.following.trails import Stale
from cellophane.source.steps.handshakes import is_waited_for
from cellophane.source.steps.outcomes import End, Outcome, Verb
from cellophane.source.tree.expecting import is_asked_for, is_caught

_ERRORS = frozenset({"NameError", "UnboundLocalError"})
_UNSEEN = frozenset({Verb.HAND_TO, Verb.DECORATE, Verb.IN_MODULE})


def losers(facts: Facts, kind: BindingKind, *owners: ScopeKind) -> Iterator[Stale]:
    """The closures that can run when this kind of event has taken the value away of what they read.

    `owners` says which scopes' variables are asked about.
    """
    losses = facts.losses(kind)
    concerned = {v for v in {v for _, v in facts.captures} if v.scope.kind in owners and losses.concern(v)}
    captures = [(site, variable) for site, variable in facts.captures if variable in concerned]
    for stale in facts.late(captures, losses.watches):
        if not is_wanted(facts, stale) and read(facts, stale) is not None:
            yield stale


def is_wanted(facts: Facts, stale: Stale) -> bool:
    """Whether the closure runs to show that its variable has no value, as tests of the language do."""
    return stale.called is not None and is_asked_for(facts.parents, stale.called.node, _ERRORS)


def read(facts: Facts, stale: Stale) -> Use | None:
    """The first place at which the closure reads the variable and no `NameError` is expected."""
    first = facts.names.first_use(stale.variable, facts.names.scope(stale.site))
    uses = facts.names.uses(stale.variable)
    inside = uses[uses.index(first) :] if first is not None else ()
    own = (use for use in inside if use is first or facts.parents.is_inside(use.node, stale.site))
    return next((use for use in own if not is_caught(facts.parents, use.node, _ERRORS, stale.site)), None)


def is_unseen(kept: Outcome | None) -> bool:
    """Whether of somebody who has the closure no more is known than that he got it."""
    if kept is None:
        return False
    return kept.cause.verb in _UNSEEN and kept.end in (End.UNKNOWN, End.KEPT)


def told_by_convention(facts: Facts, stale: Stale) -> Certainty:
    """How sure it is, if whoever is handed a function where its variable is about to go calls it later, as is usual.

    Who waits until it has been called, or calls it by a name of the module while the variable still has its value, has
    called it in time as far as anybody can see. What is given data beside the function, and gives something back that
    somebody wants, as `array_of(lambda x: error.best, values)` does, may as well have called the function to make that.
    """
    kept = stale.kept
    if kept is None or stale.called is not None:
        return stale.certainty
    if is_waited_for(facts.callees, kept):
        return Certainty.POSSIBLE
    lifted = is_unseen(kept) and not _works_on_data(facts, kept) and not _in_time(facts, stale, kept)
    return max(stale.certainty, Certainty.LIKELY) if lifted else stale.certainty


def _in_time(facts: Facts, stale: Stale, kept: Outcome) -> bool:
    """Whether it looks as if the closure were run where it is handed over."""
    if kept.cause.verb is not Verb.IN_MODULE:
        return isinstance(facts.parents.of(kept.node), ast.Await)
    variable = facts.names.variable(kept.node)
    uses = facts.names.uses(variable) if variable is not None else ()
    return any(facts.parents.is_called(use.node) and facts.parents.is_inside(use.node, stale.spoilt_by) for use in uses)


def _works_on_data(facts: Facts, kept: Outcome) -> bool:
    """Whether a call that was handed the function has other arguments, and something is done with what it gives."""
    call = kept.node if kept.cause.verb is Verb.HAND_TO else None
    if not isinstance(call, ast.Call) or isinstance(facts.parents.of(call), ast.Expr):
        return False
    return len(call.args) + len(call.keywords) > 1
