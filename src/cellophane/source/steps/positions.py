"""At which place of a tuple, or under which key of a dict, a value stands, and what takes it from there.

Told where a display names all its items. The items of a tuple stay where they are; those of a dict as well, for as long
as nobody takes one out of it, which is another way for that one. Those of a list may be moved by everybody who has it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from cellophane.source.steps.inside import Argument
from cellophane.source.steps.outcomes import At, Form, Step, Way, somewhere

_MOST_ITEMS = 16
"""Items that are told apart: each one makes another form."""


def place_in(display: ast.AST, value: ast.AST) -> Step:
    """Where a value stands in a display that it is an item of.

    >>> pair = ast.parse("f, 1", mode="eval").body
    >>> place_in(pair, pair.elts[0])
    At(key=0, of=2)
    """
    if isinstance(display, ast.Tuple):
        told = len(display.elts) <= _MOST_ITEMS and not any(isinstance(e, ast.Starred) for e in display.elts)
        return At(display.elts.index(value), len(display.elts)) if told and value in display.elts else Way.ITEM
    if isinstance(display, ast.Dict) and value in display.values and len(display.values) <= _MOST_ITEMS:
        key = display.keys[display.values.index(value)]
        return At(key.value) if isinstance(key, ast.Constant) and isinstance(key.value, str) else Way.ITEM
    return Way.ITEM


def is_spread(value: ast.AST, display: ast.AST) -> bool:
    """Whether a display has all items of a value, under their keys: `{**value}`."""
    if not isinstance(display, ast.Dict) or value not in display.values:
        return False
    return display.keys[display.values.index(value)] is None


def handed_on(call: ast.Call, starred: ast.Starred | ast.keyword, place: Step) -> Argument:
    """The argument of a call that an item becomes of what stands behind its `*` or `**`."""
    if isinstance(starred, ast.keyword):
        return Argument(keyword=place.key) if isinstance(place, At) and isinstance(place.key, str) else Argument()
    before = call.args[: call.args.index(starred)]
    if any(isinstance(argument, ast.Starred) for argument in before):
        return Argument()
    if not isinstance(place, At) or not isinstance(place.key, int):
        return Argument(after=len(before))
    position = place.key + len(before)
    return Argument(position=position) if position <= _MOST_ITEMS else Argument()  # `def h(*args): h(1, *args)`


def is_told_by_key(place: At, argument: ast.expr) -> bool:
    """Whether a method of a dict with this argument speaks of one key, of which is seen whether it is the place."""
    return isinstance(place.key, str) and isinstance(_constant(argument), str)


def subscripted(form: Form, key: ast.expr) -> Form | None:
    """The form of what a subscript gives of a value with items; none if it is another item.

    >>> two = ast.parse("2", mode="eval").body
    >>> subscripted((At(0, 3), Way.CALL), two), subscripted((At(2, 3), Way.CALL), two)
    (None, (<Way.CALL: 'call'>,))
    """
    place = form[0]
    if isinstance(key, ast.Slice):
        return _sliced(form, key)
    if not isinstance(place, At) or (told := _constant(key)) is None:
        return form[1:]
    if isinstance(told, int) and told < 0:
        if place.of is None:
            return form[1:] if isinstance(place.key, int) else None
        told += place.of
    return form[1:] if told == place.key else None


def _sliced(form: Form, key: ast.Slice) -> Form | None:
    """What a slice gives: of a tuple whose length is known, a shorter one."""
    place = form[0]
    bounds = [_constant(bound) for bound in (key.lower, key.upper) if bound is not None]
    told = key.step is None and all(isinstance(bound, int) for bound in bounds)
    if not isinstance(place, At) or place.of is None or not told:
        return somewhere(form)  # of `*args` as well
    taken = range(place.of)[_bound(key.lower) : _bound(key.upper)]
    return (At(taken.index(int(place.key)), len(taken)), *form[1:]) if place.key in taken else None


def unpacked(form: Form, targets: Sequence[ast.expr]) -> list[tuple[ast.expr, Form]]:
    """Which of several targets may take the value when what it is an item of is taken apart, and its form then."""
    place, item = form[0], form[1:]
    takers: Sequence[ast.expr] = targets
    if isinstance(place, At) and isinstance(place.key, int):
        takers = _takers(place.key, place.of, targets)
    rest = somewhere(form)
    return [(taker, rest if isinstance(taker, ast.Starred) else item) for taker in takers]


def _takers(position: int, of: int | None, targets: Sequence[ast.expr]) -> Sequence[ast.expr]:
    star = next((number for number, target in enumerate(targets) if isinstance(target, ast.Starred)), len(targets))
    if position < star:
        return [targets[position]]
    if of is None:
        return targets[star:]
    behind = len(targets) - (of - position)
    return targets[behind : behind + 1] if behind > star else targets[star : star + 1]


def _bound(expression: ast.expr | None) -> int | None:
    value = _constant(expression) if expression is not None else None
    return value if isinstance(value, int) else None


def _constant(expression: ast.expr) -> int | str | None:
    """A number or a text that an expression is, as it stands there."""
    if isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.USub):
        value = _constant(expression.operand)
        return -value if isinstance(value, int) else None
    if isinstance(expression, ast.Constant) and isinstance(expression.value, int | str):
        return expression.value
    return None
