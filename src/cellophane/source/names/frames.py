"""In whose frame the code of a scope runs: from Python 3.12 on, comprehensions have none of their own."""

from __future__ import annotations

from cellophane.model.scope import Scope, ScopeKind
from cellophane.versions import COMPREHENSIONS_ARE_INLINED


def frame(scope: Scope) -> Scope:
    """The scope that has the frame in which code of this scope runs."""
    while COMPREHENSIONS_ARE_INLINED and scope.kind is ScopeKind.COMPREHENSION and scope.parent is not None:
        scope = scope.parent
    return scope
