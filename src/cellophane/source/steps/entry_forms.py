"""What an entry says of a value of some form, and in which form that goes on."""

from __future__ import annotations

from dataclasses import replace

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.knowledge import Entry, ResultKind, Trait
from cellophane.source.steps.outcomes import At, Form, Outcome, Ran, Way, anywhere, held_as, is_item, somewhere


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
    """The form of a result that holds a value of this form, or `of_items` those in it.

    What decorates when it is called, `click.option("--rate", callback=f)`, has the function that it decorates hold it.
    """
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
    decorates = entry.applied and entry.result is ResultKind.OBJECT and not is_item(way)
    if entry.result is ResultKind.MAKER or decorates:
        return held_as(Way.CALL, held_as(Way.OBJECT, form))
    return (Way.ITEM, *rest) if is_item(way) else held_as(Way.OBJECT, form)


def reads_all(entry: Entry) -> bool:
    """Whether what it iterates comes to its end; what was only told from a release may leave off before."""
    return (entry.convention or entry.certainty is Certainty.CERTAIN) and Trait.EARLY not in entry.traits


def unless_early(outcome: Outcome, entry: Entry) -> Outcome:
    """What iterates something that may leave off early does not bring what that iterates to its end."""
    is_cut = isinstance(outcome, Ran) and Trait.EARLY in entry.traits
    return replace(outcome, to_end=False) if is_cut else outcome  # type: ignore[call-arg]
