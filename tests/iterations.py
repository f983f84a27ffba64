"""Random iterations of a loop that make a closure somewhere, and all that can happen in them.

A program is a function `main` with one loop, in which `note(lambda: y)` stands once and `y` is bound in several ways.
What decides which way it goes asks `Choices`; `everything` runs it with all answers, one after the other. Loops inside
the iteration never hold the closure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis import strategies as st

_MOST_RUNS = 3000
_MOST_CHOICES = 12
"""A run that asks for more goes round and round."""
_NOTE = "note(lambda: y, locals())"


@st.composite
def iterations(draw: st.DrawFn) -> str:
    """The text of a program."""
    return _Writer(draw(st.randoms(use_true_random=False))).program()


class _Writer:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.room = 4

    def program(self) -> str:
        return "\n".join(["def main():", "    for x in turns():", *_deeper(_deeper(self.around())), ""])

    def around(self) -> list[str]:
        """The closure, with statements before, behind and around it."""
        lines = self.noted()
        for _ in range(self.random.randint(0, 1)):
            lines = self.wrapped(lines)
        before, behind = self.random.randint(0, 2), self.random.randint(0, 1)
        return [*self.several(before), *lines, *self.several(behind)]

    def noted(self) -> list[str]:
        return [
            self.random.choice(
                (_NOTE, _NOTE, f"{self.condition(1)} and {_NOTE}", f"{_NOTE} if {self.condition(1)} else 0")
            )
        ]

    def wrapped(self, lines: list[str]) -> list[str]:
        inside = [*self.several(self.random.randint(0, 1)), *lines]
        pass_ = [["pass"], ["continue"], self.simple()][self.random.randrange(3)]
        return self.random.choice(
            (
                lambda: [f"if {self.condition(2)}:", *_deeper(inside)],
                lambda: [f"if {self.condition(2)}:", *_deeper(pass_), "else:", *_deeper(inside)],
                lambda: [
                    "try:",
                    *_deeper(self.simple()),
                    "except ValueError:",
                    *_deeper(pass_),
                    "else:",
                    *_deeper(inside),
                ],
                lambda: ["try:", *_deeper(inside), "except ValueError:", "    pass"],
                lambda: ["try:", *_deeper(self.simple()), "finally:", *_deeper(inside)],
                lambda: ["with held(bound) as y:", *_deeper(inside)],
                lambda: ["with held(int):", *_deeper(inside)],
                lambda: [
                    "match either():",
                    f"    case int() as y if bound({self.condition(0)}):",
                    *_deeper(_deeper(inside)),
                ],
                lambda: ["for y in items(bound):", "    if pick():", "        break", "else:", *_deeper(inside)],
                lambda: ["for z in items(int):", *_deeper(self.simple()), "    break", "else:", *_deeper(inside)],
            )
        )()

    def several(self, number: int) -> list[str]:
        return [line for _ in range(number) for line in self.statement()]

    def simple(self) -> list[str]:
        return [self.random.choice(("y = bound(pick())", "y = bound(pick())", "pick()", f"z = {self.condition(1)}"))]

    def jump(self) -> list[str]:
        return [self.random.choice(("continue", "break", "return", "raise ValueError", "pass"))]

    def statement(self) -> list[str]:
        self.room -= 1
        if self.room < 0:
            return self.simple()
        return self.random.choice(
            (
                self.simple,
                lambda: [f"if {self.condition(2)}:", *_deeper(self.jump())],
                lambda: [f"if {self.condition(2)}:", *_deeper(self.simple())],
                lambda: [f"if {self.condition(1)}:", *_deeper(self.simple()), "else:", *_deeper(self.jump())],
                lambda: [f"assert {self.condition(2)}"],
                lambda: [
                    f"while {self.condition(1)}:",
                    *_deeper(self.simple()),
                    "    if pick(): break",
                    "else:",
                    *_deeper(self.jump()),
                ],
                lambda: ["while True:", *_deeper(self.simple()), "    if pick(): break"],
                lambda: [
                    "for z in items(int):",
                    *_deeper(self.simple()),
                    "    if pick(): break",
                    "else:",
                    *_deeper(self.jump()),
                ],
                lambda: ["for y in items(bound):", "    break", "else:", *_deeper(self.jump())],
                lambda: ["try:", *_deeper(self.simple()), "except ValueError:", *_deeper(self.jump())],
                lambda: [
                    "try:",
                    *_deeper(self.simple()),
                    "except ValueError:",
                    *_deeper(self.jump()),
                    "else:",
                    *_deeper(self.simple()),
                ],
                lambda: ["try:", *_deeper(self.simple()), "finally:", *_deeper(self.simple())],
                lambda: ["with held(bound) as y:", *_deeper(self.simple())],
                lambda: [
                    "match either():",
                    "    case int() as y if bound(1): pass",
                    "    case _:",
                    *_deeper(_deeper(self.jump())),
                ],
                lambda: ["match either():", "    case [y, int()] | [int(), y] if bound(pick()): pass"],
                lambda: [f"[(y := bound(z)) for z in items(int) if {self.condition(1)}]"],
            )
        )()

    def condition(self, depth: int) -> str:
        if depth == 0:
            return self.random.choice(("pick()", "pick()", "(y := bound(pick()))"))
        one, two, three = (self.condition(depth - 1) for _ in range(3))
        return self.random.choice(
            (
                one,
                f"({one} and {two})",
                f"({one} and {two})",
                f"({one} or {two})",
                f"(not {one})",
                f"(not ({one} or {two}))",
                f"({one} if {two} else {three})",
                f"({one} <= {two} <= {three})",
            )
        )


def _deeper(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


# -- all that can happen -------------------------------------------------------------------------------------------


class _Enough(BaseException):
    """A run that is not followed to its end."""


@dataclass
class Choices:
    """Answers to all that a program asks: first those in `ahead`, then the first of each."""

    ahead: list[int]
    made: list[tuple[int, int]] = field(default_factory=list)
    """Each answer, and how many there would have been."""

    def one_of(self, number: int) -> int:
        at = len(self.made)
        if at == _MOST_CHOICES:
            raise _Enough
        answer = self.ahead[at] if at < len(self.ahead) else 0
        self.made.append((answer, number))
        return answer


@dataclass
class Seen:
    """What happened in some run."""

    unbound: bool = False
    """The closure was made when `y` had no value."""
    bound_again: bool = False
    """`y` was bound after the closure was made, in the same iteration."""
    made: bool = False
    whole: bool = True
    """Whether all runs were followed to their ends."""


def everything(program: str) -> Seen | None:
    """What can happen, in whatever run; none if there are too many of them."""
    code, seen, ahead = compile(program, "<iteration>", "exec"), Seen(), list[int]()
    for _ in range(_MOST_RUNS):
        choices = Choices(ahead)
        _run(code, choices, seen)
        left = choices.made
        while left and left[-1][0] + 1 == left[-1][1]:
            left.pop()
        if not left:
            return seen
        ahead = [*(answer for answer, _ in left[:-1]), left[-1][0] + 1]
    return None


def _run(code: Any, choices: Choices, seen: Seen) -> None:
    made = False

    def pick() -> int:
        answer = choices.one_of(3)
        if answer == 2:
            raise ValueError
        return answer

    def bound(value: Any) -> Any:
        nonlocal made
        seen.bound_again |= made
        return value

    def note(closure: Callable[[], Any], variables: dict[str, Any]) -> None:
        nonlocal made
        made = seen.made = True
        seen.unbound |= "y" not in variables
        if choices.one_of(2):
            raise ValueError

    def turns() -> Iterator[int]:
        nonlocal made
        for turn in range(2):
            made = False
            yield turn
        made = False

    def items(given: Callable[[int], int]) -> Iterator[int]:
        for _ in range(choices.one_of(2)):
            yield given(1)

    space: dict[str, Any] = {"pick": pick, "bound": bound, "note": note, "turns": turns, "items": items}
    space |= {"either": lambda: (1, [1, 1], "")[choices.one_of(3)], "held": _Held}
    exec(code, space)
    try:
        space["main"]()
    except (ValueError, AssertionError):
        pass
    except _Enough:
        seen.whole = False


class _Held:
    def __init__(self, given: Callable[[int], int]) -> None:
        self.given = given

    def __enter__(self) -> int:
        return self.given(1)

    def __exit__(self, *_: object) -> None: ...
