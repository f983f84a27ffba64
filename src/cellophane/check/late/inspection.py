"""Does anybody look at the parameters of a function, so that a new one would be seen?

Knowledge says it of `inspect.signature` and of what reads signatures without showing its source. Of a callee whose
source is read it is seen: it hands its parameter to one of those, or asks it for `__code__` or `__defaults__`.
"""

from __future__ import annotations

import ast

from cellophane.check.standing import Place, places
from cellophane.source.facts import Facts
from cellophane.source.knowledge import Trait
from cellophane.source.meaning.definitions import Known
from cellophane.source.tree.bodies import Site

_TELLING = frozenset({"__code__", "__defaults__", "__kwdefaults__", "__signature__", "func_code", "func_defaults"})
"""The attributes of a function that tell its parameters, or are other ones with a new one."""


def is_inspected(facts: Facts, site: Site) -> bool:
    """Whether it is handed to something that looks at the parameters, as far as that is known or can be read."""
    return any(map(_is_looked_at, places(facts, site)))


def _is_looked_at(place: Place) -> bool:
    parent, call = place.parent, place.call
    if isinstance(parent, ast.Attribute):
        return parent.attr in _TELLING
    if call is None:
        return False
    known = (callee.entry for callee in place.callees() if isinstance(callee, Known))
    return any(Trait.INSPECTS in entry.traits for entry in known) or _is_asked_for(call, place.node)


def _is_asked_for(call: ast.Call, function: ast.AST) -> bool:
    """Whether the call is `getattr(function, "__code__")`."""
    if len(call.args) < 2 or call.args[0] is not function:
        return False
    name = call.args[1]
    return isinstance(name, ast.Constant) and name.value in _TELLING
