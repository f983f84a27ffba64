"""A time line in words: for each step one sentence that says what happened, and what that means.

It decides what variables and closures are called, and what of a step is worth saying. Names and code stand between
backticks, as in messages; how they look is for the page or the terminal to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cellophane.model.lateness import lateness
from cellophane.model.timeline import Closure, Event, Timeline, Variable
from cellophane.report.naming import short_name

_KINDS = {
    "<lambda>": "lambda",
    "<genexpr>": "generator expression",
    "<listcomp>": "list comprehension",
    "<setcomp>": "set comprehension",
    "<dictcomp>": "dict comprehension",
}
"""What those are called that have no name."""
_BACKTICK = "\0"
"""Stands for a backtick of a value while a sentence is made, in which backticks stand around code."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a time line."""

    number: int
    """From 1."""
    event: Event
    pieces: tuple[tuple[str, bool], ...]
    """What happened, in a sentence: texts, and whether each of them is code."""
    since: int | None
    """Of a late read, the place in the events of what gave the closure the value that it was made with."""
    variables: tuple[int, ...]
    """The numbers of the variables that it is about."""

    @property
    def late(self) -> bool:
        """Whether it is a late read."""
        return self.since is not None

    @property
    def told(self) -> str:
        """The sentence, with code between backticks; between two where there is one in it."""
        return "".join(_fenced(text) if is_code else text for text, is_code in self.pieces)


@dataclass(frozen=True, slots=True)
class Name:
    """What a variable or a closure is called where several have its name: `lambda` #2."""

    text: str
    number: int | None
    """From 1; none if it is the only one of its name."""
    is_code: bool = True

    @property
    def plain(self) -> str:
        """For a label: `tally #2`."""
        return self.text if self.number is None else f"{self.text} #{self.number}"

    @property
    def told(self) -> str:
        """For a sentence, where names that stand in the code are marked."""
        text = f"`{self.text}`" if self.is_code else self.text
        if self.number is not None:
            return f"{text} #{self.number}"
        return text if self.is_code else f"the {text}"


class Names:
    """The names of all variables and closures of a time line."""

    def __init__(self, timeline: Timeline) -> None:
        variables = _numbered([each.name for each in timeline.variables])
        self.variables = [Name(each.name, number) for each, number in zip(timeline.variables, variables, strict=True)]
        called = [_called(each.name) for each in timeline.closures]
        self.closures = [
            Name(name, number, is_code)
            for (name, is_code), number in zip(called, _numbered([name for name, _ in called]), strict=True)
        ]

    @staticmethod
    def owner(variable: Variable) -> str:
        """Whose variable it is: `of counter, call 2`."""
        if variable.owner == "<module>":
            return "of the module"
        call = f", call {variable.activation}" if variable.activation > 1 else ""
        name, is_code = _called(variable.owner)
        return f"of {name if is_code else f'a {name}'}{call}"


def _called(qualified: str) -> tuple[str, bool]:
    """What a function is called, and whether that stands in the code.

    >>> _called("outer.<locals>.Inner.method"), _called("f.<locals>.<listcomp>.<lambda>")
    (('Inner.method', True), ('lambda', False))
    """
    kind = _KINDS.get(qualified.rpartition(".")[2])
    return (short_name(qualified), True) if kind is None else (kind, False)


def _numbered(names: Sequence[str]) -> Iterator[int | None]:
    """For each name the how-manieth of its kind it is; none for one that stands alone.

    >>> list(_numbered(["a", "b", "a"]))
    [1, None, 2]
    """
    all_of_them, so_far = Counter(names), Counter[str]()
    for name in names:
        so_far[name] += 1
        yield so_far[name] if all_of_them[name] > 1 else None


def moments(timeline: Timeline) -> Iterator[Moment]:
    """All steps, in the order in which they happened."""
    return _Telling(timeline).all()


class _Telling:
    """What is known as the steps go by."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._names = Names(timeline)
        self._lateness = lateness(timeline)
        self._held: dict[int, Event] = {}
        """Of each variable that is bound, the event that told last what it holds."""
        self._known: set[int] = set()
        """Variables that were bound at some time."""
        self._shared: set[int] = set()
        """Variables that a closure uses which was made already."""

    def all(self) -> Iterator[Moment]:
        for step, event in enumerate(self._timeline.events):
            pieces = tuple(_pieces(self._told(step, event)))
            self._note(event)
            yield Moment(step + 1, event, pieces, self._since(step, event), self._timeline.concerned(event))

    def _since(self, step: int, event: Event) -> int | None:
        if step not in self._lateness.late or event.closure is None or event.variable is None:
            return None
        return self._lateness.beginnings[event.closure, event.variable].step

    def _note(self, event: Event) -> None:
        if event.kind == "made" and event.closure is not None:
            self._shared.update(self._timeline.closures[event.closure].variables)
        elif event.variable is not None and event.value is not None and event.kind != "deleted":
            self._held[event.variable] = event
            self._known.add(event.variable)
        elif event.variable is not None and event.kind == "deleted":
            self._held.pop(event.variable, None)

    def _told(self, step: int, event: Event) -> str:
        if event.kind == "made" and event.closure is not None:
            return self._made(event.closure, self._timeline.closures[event.closure])
        if event.variable is None:
            return ""
        name = self._names.variables[event.variable].told
        by = None if event.closure is None else self._names.closures[event.closure].told
        by = "code that is not watched" if event.elsewhere else by
        if event.kind == "bound":
            held = self._held.get(event.variable)
            return self._bound_by(event, name, held, by) if by else self._bound(event, name, held)
        if event.kind == "deleted":
            return self._deleted(event, name, by)
        return self._read(step, event, name, by)

    def _value(self, value: int | None) -> str:
        return "nothing" if value is None else f"`{_marked(self._timeline.values[value])}`"

    def _made(self, number: int, closure: Closure) -> str:
        uses = [f"{self._names.variables[each].told}, {self._now(each)}" for each in closure.variables]
        return f"{_capital(self._names.closures[number].told)} is made. It uses {_listed(uses)}."

    def _now(self, variable: int) -> str:
        held = self._held.get(variable)
        return "which is not bound yet" if held is None else f"which is {self._value(held.shown)} now"

    def _bound_by(self, event: Event, name: str, held: Event | None, by: str) -> str:
        """`held` is the event that told last what the variable holds; none if it is not bound."""
        instead = "" if held is None else f", in place of {self._value(held.shown)}"
        return f"{_capital(by)} binds {name} to {self._value(event.shown)}{instead}."

    def _bound(self, event: Event, name: str, held: Event | None) -> str:
        value = self._value(event.shown)
        if held is None:
            return f"{name} is bound{' again' if event.variable in self._known else ''}: it is {value}."
        if held.value == event.value:
            return f"{name} is bound anew, to the same {value}."
        shared = f" Closures made before will read {value} too." if event.variable in self._shared else ""
        return f"{name} is bound anew: {value} takes the place of {self._value(held.shown)}.{shared}"

    def _deleted(self, event: Event, name: str, by: str | None) -> str:
        if event.value is None:
            who = f"{_capital(by)} would delete {name}" if by else f"{name} is to be deleted"
            return f"{who}, but it is not bound: `NameError`."
        shared = " Closures made before will find nothing." if event.variable in self._shared and not by else ""
        held = f"It held {self._value(event.shown)}."
        return f"{_capital(by)} deletes {name}. {held}" if by else f"{name} is deleted. {held}{shared}"

    def _read(self, step: int, event: Event, name: str, by: str | None) -> str:
        found = "finds nothing: `NameError`" if event.value is None else f"gets {self._value(event.shown)}"
        if by is None:
            return f"{name} is read and {found if event.value is None else 'is ' + self._value(event.shown)}."
        told = f"{_capital(by)} reads {name} and {found}"
        if step not in self._lateness.outdated or event.closure is None or event.variable is None:
            return f"{told}."
        begun = self._lateness.beginnings[event.closure, event.variable]
        who = "it" if begun.closure == event.closure else f"{self._names.closures[begun.closure].told} around it"
        was_made = self._timeline.events[begun.step].kind == "made"
        made = f"when {who} was made, {name} was" if was_made else f"the first {name} after {who} was made was"
        made = f"{made} {self._value(begun.shown)}."
        return f"{told}. Late: {made}" if step in self._lateness.late else f"{told}. {_capital(made)}"


def _marked(value: str) -> str:
    """A value for a sentence in which backticks stand around code."""
    return value.replace(_BACKTICK, "\\0").replace("`", _BACKTICK)


def _pieces(told: str) -> Iterator[tuple[str, bool]]:
    """A sentence cut at its backticks: texts, and whether each is code."""
    for number, part in enumerate(told.split("`")):
        if part:
            yield part.replace(_BACKTICK, "`"), number % 2 == 1


def _fenced(code: str) -> str:
    """Code between backticks, as Markdown has it.

    >>> _fenced("x"), _fenced("'`'")
    ('`x`', "`` '`' ``")
    """
    return f"`` {code} ``" if "`" in code else f"`{code}`"


def _capital(text: str) -> str:
    """The text as the beginning of a sentence; what stands in the code stays as it is."""
    return text[:1].upper() + text[1:]


def _listed(parts: Iterable[str]) -> str:
    """Parts that have commas in them, as one."""
    return "; ".join(parts)
