"""What becomes of a closure, in words: facts below know acts and expressions, messages and evidence need English."""

from __future__ import annotations

import ast

from cellophane.source.change.snapshots import Doubt, Objection
from cellophane.source.steps.outcomes import Cause, Verb
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.unparsed import unparsed

_LONGEST = 40
"""Characters of an expression in a message."""

# fmt: off
_PHRASES = {
    Verb.CALL: ("called", "called by {}"),
    Verb.ITERATE: ("iterated", "iterated by {}"),
    Verb.UNPACK: ("unpacked", "unpacked by {}"),
    Verb.AWAIT: ("awaited", "awaited by {}"),
    Verb.RUN: ("run", "run by {}"),
    Verb.KEEP: ("kept", "kept by {}"),
    Verb.DROP: ("dropped", "dropped by {}"),
    Verb.DISCARD: ("not used any further", "not used any further"),
    Verb.LOOK_AT: ("only looked at", "only looked at by {}"),
    Verb.LOSE: ("lost from sight", "lost from sight in {}"),
    Verb.FINISH: ("finished", "finished"),
    Verb.LEAVE: ("gone with the iteration", "gone with the iteration"),
    Verb.RELEASE: ("released", "released by {}"),
    Verb.HAND_TO: ("handed on", "handed to {}"),
    Verb.HAND_BACK: ("handed back", "handed back to {}"),
    Verb.HAND_ON: ("handed on and on", "handed on and on by {}"),
    Verb.DECORATE: ("decorated", "decorated with {}"),
    Verb.STORE_AS: ("stored", "stored as {}"),
    Verb.STORE_IN: ("stored", "stored in {}"),
    Verb.ADD_TO: ("added", "added to {}"),
    Verb.RETURN: ("returned", "returned by {}"),
    Verb.YIELD: ("yielded", "yielded by {}"),
    Verb.FILL: ("handed over", "handed over by {}"),
    Verb.BE_ITEM: ("an item of the comprehension", "an item of {}"),
    Verb.BE_VALUE: ("a value of the comprehension", "a value of {}"),
    Verb.BE_GENERATED: ("an item of the generator expression", "an item of {}"),
    Verb.USE: ("in use until the `with` block is left", "in use by {}"),
}
_OF_NAMES = {
    Verb.REPLACE: "replaced: `{}` gets another value",
    Verb.END: "gone with `{}`, when the body ends",
    Verb.BIND: "bound to `{}`",
    Verb.BIND_OUTSIDE: "bound to `{}` of an enclosing scope",
    Verb.IN_CLASS: "a member of the class `{}`",
    Verb.IN_MODULE: "kept by the module as `{}`",
}
# fmt: on


def phrase(cause: Cause) -> str:
    """What happens, in words that go after "it is".

    >>> phrase(Cause(Verb.KEEP, ast.parse("button.connect", mode="eval").body))
    'kept by `button.connect`'
    >>> phrase(Cause(Verb.BIND, name="step"))
    'bound to `step`'
    """
    if cause.verb in _OF_NAMES:
        return _OF_NAMES[cause.verb].format(cause.name)
    alone, by_somebody = _PHRASES[cause.verb]
    text = by_somebody.format(f"`{words(cause.by)}`") if cause.by is not None else alone
    return f"{text} as `{cause.name}`" if cause.name else text


_DOUBTS = {
    Doubt.SHARED: "`{name}` is shared state: `{writer}` changes it in line {row}",
    Doubt.UNBOUND: "`{name}` may have no value yet where the closure is made",
    Doubt.BOUND_AGAIN: "which `{name}` is meant cannot be told: line {row} binds it again in the same iteration",
}


def doubted(objection: Objection) -> str:
    """Why a variable is not bound early, in words that go after "not fixed:"."""
    name, row = objection.variable.name, getattr(objection.node, "lineno", 0)
    return _DOUBTS[objection.doubt].format(name=name, writer=objection.writer, row=row)


def called(site: Site, article: str = "the") -> str:
    """What a closure is called in a sentence.

    >>> called(ast.parse("lambda: i", mode="eval").body)
    'the lambda'
    """
    if isinstance(site, ast.FunctionDef | ast.AsyncFunctionDef):
        return f"`{site.name}`"
    return f"{article} {'lambda' if isinstance(site, ast.Lambda) else 'generator expression'}"


def words(expression: ast.expr) -> str:
    """An expression as it can stand in a message: short, on one line.

    >>> words(ast.parse("shop.desk.bell.on_ring", mode="eval").body)
    'shop.desk.bell.on_ring'
    """
    text = unparsed(expression)
    return text if len(text) <= _LONGEST and "\n" not in text else text[: _LONGEST - 3].split("\n")[0] + "…"
