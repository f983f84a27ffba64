"""What an entry says of a value of some form, and in which form that goes on."""

from __future__ import annotations

from cellophane.model.fate import Fate
from cellophane.source.knowledge import Entry, ResultKind, Trait
from cellophane.source.steps.outcomes import At, Form, Way, anywhere, held_as, is_item, somewhere


def said(entry: Entry, parameter: str, form: Form) -> tuple[frozenset[Fate], bool]:
    """The words for what fills a parameter, and whether they speak of its items."""
    fates = entry.fate(parameter)
    items = entry.fate(parameter + "[]")
    if form[0] is Way.INSIDE:  # a list of functions perhaps
        return (fates | items) - {Fate.CONSUMED}, False
    if not is_item(form[0]):
        return fates, False
    if items:
        return items, True
    return fates - {Fate.CONSUMED}, False  # consuming a list of functions calls none of them


def as_taken(form: Form, entry: Entry) -> Form:
    """The form of something whose items go into something else: they may be taken apart, if an entry says no more."""
    is_whole = not entry.traits.isdisjoint({Trait.GIVES_ITEMS, Trait.GIVES_PAIRS})
    return somewhere(form) if is_whole else anywhere(form)


def as_given(form: Form, entry: Entry) -> Form:
    """The form of a result that holds a value of this form, if it gives that in pairs: `enumerate`, `dict.items`."""
    if Trait.GIVES_PAIRS not in entry.traits or not is_item(form[0]):
        return form
    return held_as(form[0], held_as(At(1, 2), form[1:]))


def inside_of(form: Form, entry: Entry, of_items: bool) -> Form:
    """The form of a result that holds a value of this form, or `of_items` those in it."""
    way, *rest = form
    if way is Way.INSIDE:
        return form
    if entry.result is ResultKind.LAZY:
        if way is Way.CALL and rest:
            return (Way.ITEM, *rest)
        if is_item(way) and not of_items and rest and (rest[0] is Way.ITERATE or is_item(rest[0])):
            through = way is Way.GIVEN and rest[0] is Way.ITERATE  # `chain.from_iterable`
            return (Way.THROUGH,) if through else tuple(rest)
        return form if is_item(way) or way is Way.THROUGH else (Way.ITERATE,)
    if entry.result is ResultKind.AWAITABLE:
        return (Way.AWAIT,)
    if entry.result is ResultKind.CALLABLE:
        return form if way is Way.CALL else (Way.CALL,)
    if entry.result is ResultKind.MAKER:
        return held_as(Way.CALL, held_as(Way.OBJECT, form))
    return (Way.ITEM, *rest) if is_item(way) else held_as(Way.OBJECT, form)
