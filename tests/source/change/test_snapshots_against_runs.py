"""What is said of the value of the moment, compared with all that can happen in small programs when they run."""

from __future__ import annotations

import ast

from hypothesis import HealthCheck, assume, given, settings

from cellophane.source.change.snapshots import Doubt, Snapshots
from cellophane.source.tree.bodies import Site
from tests.iterations import everything, iterations
from tests.parts import Parts


def said(program: str) -> tuple[Doubt | None, bool]:
    """What speaks against the value of `y` when its closure is made, and whether that was said to be fresh."""
    parts = Parts(program)
    asked = Snapshots(parts.names, parts.parents, parts.flow, parts.happenings)
    site = next(node for node in ast.walk(parts.tree) if isinstance(node, Site) and isinstance(node, ast.Lambda))
    [variable] = [v for v in parts.names.captures(parts.names.scope(site)) if v.name == "y"]
    found = asked.objection(site, variable)
    return found.doubt if found is not None else None, asked.is_fresh(site, variable)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(iterations())
def test_what_is_said_can_happen_and_what_is_not_said_cannot(program: str) -> None:
    seen = everything(program)
    assume(seen is not None and seen.made and _binds(program))
    assert seen is not None
    doubt, fresh = said(program)
    assert seen.unbound == (doubt is Doubt.UNBOUND) or not (seen.whole or seen.unbound), program
    if fresh and doubt is not Doubt.UNBOUND:
        assert seen.bound_again == (doubt is Doubt.BOUND_AGAIN) or not (seen.whole or seen.bound_again), program


def _binds(program: str) -> bool:
    return (
        any(
            isinstance(node, ast.Name) and node.id == "y" and isinstance(node.ctx, ast.Store)
            for node in ast.walk(ast.parse(program))
        )
        or "as y" in program
    )
