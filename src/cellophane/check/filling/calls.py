"""By which calls is a function run that was handed over, and how many positional arguments do they pass?

It is followed as it is written: by names, containers and attributes of `self`, through decorators, and into the
functions and classes that it is handed to, as far as their source is read. Of what cannot be read, knowledge says how
many arguments it passes. In what order things happen is not asked.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cellophane.check.filling.spots import Spot, attributes, decorated, held, items, named, parameter
from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.facts import Facts
from cellophane.source.knowledge import ResultKind, Trait
from cellophane.source.knowledge.running import Passed, Running
from cellophane.source.meaning.definitions import Known
from cellophane.source.tree.bodies import Function

_MOST = 200
"""Places that are looked at: a framework may hand a function on and on."""
_SURE, _CONVENTION, _GUESS = Certainty.CERTAIN, Certainty.LIKELY, Certainty.POSSIBLE


@dataclass(frozen=True, slots=True)
class Calling:
    """A call that runs the function, or that hands it to something known, which will."""

    spot: Spot
    call: ast.AST
    passed: int
    """How many positional arguments it gets at least."""
    certainty: Certainty
    by: ast.expr | None = None
    """What calls it, if that cannot be read; of what can be, `call` is the call."""
    fitted: bool = False
    """It gets no more than it takes."""

    @property
    def is_own(self) -> bool:
        """Whether the function was not handed to anybody: it is called by the name that its definition binds."""
        return self.by is None and not self.spot.path


def callings(facts: Facts, function: Function) -> Iterator[Calling]:
    """All that are found, the nearest first."""
    waiting, seen = list(_first(facts, function)), set[tuple[ast.AST, bool]]()
    while waiting and len(seen) < _MOST:
        spot = waiting.pop(0)
        if (spot.node, spot.inside) in seen:
            continue
        seen.add((spot.node, spot.inside))
        if isinstance(spot.parent, ast.Call) and not spot.inside and spot.parent.func is spot.node:
            yield _called(spot, spot.parent)
        for one in _told(spot, function):
            if isinstance(one, Calling):
                yield one
            else:
                waiting.append(one)
        waiting += _onward(spot)


def _first(facts: Facts, function: Function) -> Iterator[Spot]:
    if isinstance(function, ast.Lambda):
        yield Spot(function, facts)
        return
    yield from named(facts, function)
    yield from (spot.weakened(_SURE if _is_alone(function) else _CONVENTION) for spot in decorated(facts, function))


def _is_alone(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return len(function.decorator_list) == 1


def _called(spot: Spot, call: ast.Call) -> Calling:
    """A call whose arguments can be counted; what comes out of a `*` may be none."""
    given = [argument for argument in call.args if not isinstance(argument, ast.Starred)]
    unsure = len(given) < len(call.args)
    if unsure:
        first = next(n for n, argument in enumerate(call.args) if isinstance(argument, ast.Starred))
        return Calling(spot, call, max(first, 1), min(spot.certainty, _GUESS))
    return Calling(spot, call, len(given), spot.certainty)


def _told(spot: Spot, function: Function) -> Iterator[Calling | Spot]:
    """What the callees do with it of which it is an argument: known ones call it, of others the source is read."""
    call = spot.call
    if call is None:
        return
    callees = spot.callees()
    for callee in callees:
        sure = spot.weakened(_SURE if len(callees) == 1 else _CONVENTION)
        if isinstance(callee, Known):
            yield from _by_known(sure, call, callee, function)
        else:
            yield from parameter(sure, call, callee)
    if not callees and spot.keyword and not spot.inside:
        sure = spot.weakened(_CONVENTION)
        yield from _by_entry(sure, [], spot.facts.knowledge.keyword_runs(spot.keyword), function)


def _by_known(spot: Spot, call: ast.Call, callee: Known, function: Function) -> Iterator[Calling | Spot]:
    entry, filled = callee.entry, spot.filled(callee)
    if filled is None:
        return
    fates = entry.fate(filled)
    if not spot.inside:
        yield from _by_entry(spot.weakened(entry.certainty), _beyond(callee, call), entry.runs(filled), function)
    if Fate.RECEIVER in fates and Trait.HOLDS_ITEMS in entry.traits and isinstance(call.func, ast.Attribute):
        yield from held(spot.weakened(entry.certainty), call.func.value)
    elif Fate.RETURNED in fates or (Fate.RESULT in fates and (spot.inside or entry.result is ResultKind.CALLABLE)):
        given = len(call.args) - 1 if entry.signature.rest and entry.result is ResultKind.CALLABLE else 0
        yield replace(spot, node=call, given=spot.given + given)


def _beyond(callee: Known, call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that fill the `*args` of what is called."""
    entry = callee.entry
    rest, places = entry.signature.rest, enumerate(call.args, callee.given)
    return [a for place, a in places if rest is not None and entry.parameter(place, None, callee.bound) == rest]


def _by_entry(spot: Spot, beyond: list[ast.expr], running: Running, function: Function) -> Iterator[Calling]:
    """What an entry says of how a function is run. What the program itself hands over is meant: that says nothing."""
    passes, call = running.passes, spot.call
    if call is None or passes is None or (passes.handed_on and (beyond or call.keywords)):
        return
    least, most = _number(passes, beyond)
    if passes.fitted:
        able = len([*function.args.posonlyargs, *function.args.args])
        yield Calling(spot, call, min(most, able), spot.certainty, call.func, fitted=True)
    elif least or most:
        yield Calling(spot, call, least or most, spot.certainty if least else _GUESS, call.func)
    else:
        yield Calling(spot, call, 0, spot.certainty, call.func)


def _number(passes: Passed, beyond: list[ast.expr]) -> tuple[int, int]:
    """How many there are at least and at most: one for each iterable, of what gives one of each."""
    further = [argument for argument in beyond if not isinstance(argument, ast.Starred)]
    least = passes.least + (len(further) if passes.one_each else 0)
    least = max(least, int(bool(passes.one_each)))
    return least, least if passes.most is None else max(least, passes.most)


def _onward(spot: Spot) -> Iterator[Spot]:
    """The places to which a value goes on from one, in the same body."""
    parent = spot.parent
    match parent:
        case ast.IfExp() | ast.BoolOp():
            yield replace(spot, node=parent)
        case ast.NamedExpr():
            yield replace(spot, node=parent)
            yield from held(spot, parent.target)
        case ast.Assign() | ast.AnnAssign() if spot.node is parent.value:
            for target in parent.targets if isinstance(parent, ast.Assign) else [parent.target]:
                yield from held(spot, target)
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
            yield replace(spot, node=parent, inside=True)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() if spot.node is not parent.generators[0].iter:
            yield replace(spot, node=parent, inside=True)
        case _:
            yield from items(spot)
    if isinstance(parent, ast.Attribute) and not spot.inside:
        yield from attributes(spot, parent)
