"""Time lines made by hand: small ones that show one thing each, and made ones of any length."""

from __future__ import annotations

from cellophane.model.place import Span
from cellophane.model.timeline import Closure, Event, Kind, Timeline, Variable


class Story:
    """A time line in the making. Places are told by a line and a word in it, the first one or a later one."""

    def __init__(self, text: str, filename: str = "story.py") -> None:
        self._text, self._filename = text, filename
        self._lines = text.splitlines()
        self._variables: list[Variable] = []
        self._closures: list[Closure] = []
        self._values: list[str] = []
        self._events: list[Event] = []

    def variable(self, name: str, owner: str, activation: int = 1, *, in_cell: bool = True) -> int:
        self._variables.append(Variable(len(self._variables), name, owner, activation, in_cell))
        return len(self._variables) - 1

    def made(self, name: str, row: int, word: str, *variables: int, maker: int | None = None) -> int:
        self._closures.append(Closure(len(self._closures), name, self._span(row, word), variables))
        self._events.append(Event("made", self._span(row, word), None, len(self._closures) - 1, maker=maker))
        return len(self._closures) - 1

    def bound(self, variable: int, row: int, value: str, by: int | None = None, word: str = "") -> None:
        self._tell("bound", variable, row, word, by, self._value(value))

    def read(self, variable: int, row: int, value: str | None, by: int | None = None, word: str = "") -> None:
        self._tell("read", variable, row, word, by, None if value is None else self._value(value))

    def deleted(self, variable: int, row: int, value: str | None, by: int | None = None, word: str = "") -> None:
        self._tell("deleted", variable, row, word, by, None if value is None else self._value(value))

    def told(self, *, left_out: int = 0, error: str | None = None, notes: tuple[str, ...] = ()) -> Timeline:
        return Timeline(
            self._filename,
            self._text,
            tuple(self._variables),
            tuple(self._closures),
            tuple(self._values),
            tuple(self._events),
            left_out,
            error,
            notes,
        )

    def _tell(self, kind: Kind, variable: int, row: int, word: str, by: int | None, value: int | None) -> None:
        span = self._span(row, word or self._variables[variable].name)
        self._events.append(Event(kind, span, variable, by, value))

    def _value(self, text: str) -> int:
        if text not in self._values:
            self._values.append(text)
        return self._values.index(text)

    def _span(self, row: int, word: str) -> Span:
        at = self._lines[row - 1].index(word) + 1
        return Span(row, at, row, at + len(word))


LOOP = """\
def greeters(names):
    made = []
    for name in names:
        made.append(lambda: "Hello, " + name)
    return made


for greet in greeters(["Ann", "Bo", "Cy"]):
    print(greet())
"""


def loop() -> Timeline:
    """The loop that goes wrong: three lambdas of one variable, of which two read late."""
    story = Story(LOOP, "greeters.py")
    name = story.variable("name", "greeters")
    made = []
    for value in ("'Ann'", "'Bo'", "'Cy'"):
        story.bound(name, 3, value)
        made.append(story.made("greeters.<locals>.<lambda>", 4, 'lambda: "Hello, " + name', name))
    for each in made:
        story.read(name, 4, "'Cy'", each)
    return story.told()


COUNTER = """\
def counter(step):
    tally = 0

    def count():
        nonlocal tally
        tally += step
        return tally

    return count


visitors = counter(1)
dozens = counter(12)
visitors()
visitors()
dozens()
"""


def counters() -> Timeline:
    """Two counters of one factory: two cells of each variable, and closures that bind what they read."""
    story = Story(COUNTER, "counters.py")
    counts = []
    for call, (step, word) in enumerate((("1", "counter(1)"), ("12", "counter(12)")), start=1):
        by, tally = story.variable("step", "counter", call), story.variable("tally", "counter", call)
        assert word in COUNTER
        story.bound(by, 1, step)
        story.bound(tally, 2, "0")
        counts.append((story.made("counter.<locals>.count", 4, "def count():", by, tally), by, tally, int(step)))
    held = [0, 0]
    for which in (0, 0, 1):
        count, by, tally, step_of = counts[which]
        story.read(tally, 6, str(held[which]), count)
        story.read(by, 6, str(step_of), count)
        held[which] += step_of
        story.bound(tally, 6, str(held[which]), count)
        story.read(tally, 7, str(held[which]), count)
    return story.told()


def long(rounds: int) -> Timeline:
    """A loop of so many rounds, in which as many lambdas are made; then every one is called."""
    story = Story(LOOP, "long.py")
    name = story.variable("name", "greeters")
    made = []
    for value in range(rounds):
        story.bound(name, 3, str(value))
        made.append(story.made("greeters.<locals>.<lambda>", 4, 'lambda: "Hello, " + name', name))
    for each in made:
        story.read(name, 4, str(rounds - 1), each)
    return story.told(left_out=5, notes=("`eval` in line 3 was not watched",))


GONE = """\
def report():
    try:
        1 / 0
    except ZeroDivisionError as error:
        later = lambda: error
    later()


report()
"""


def gone() -> Timeline:
    """A variable that is deleted before it is read, and a program that fails of it."""
    story = Story(GONE, "gone.py")
    error = story.variable("error", "report")
    story.bound(error, 4, "ZeroDivisionError('division by zero')")
    later = story.made("report.<locals>.<lambda>", 5, "lambda: error", error)
    story.deleted(error, 4, "ZeroDivisionError('division by zero')")
    story.read(error, 5, None, later)
    return story.told(error="NameError: cannot access free variable 'error'")
