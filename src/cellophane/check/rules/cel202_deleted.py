"""A variable of a function is deleted while a closure that reads it lives on.

## What it does
Finds closures that read a variable of the function around them, and can still run when that function has said `del` of
the variable: after the closure was kept or returned, on the way out in a `finally`, or before it is called.

## Why is this bad?
A closure and the function around it share one variable. `del` empties it for both: whoever calls the closure then gets
a `NameError`, whose message speaks of a variable that is plainly bound a few lines above.

## Known problems
Names of a module or class that are deleted when they have served are left alone: a module that tidies its namespace
deletes helpers together with what calls them. So is a variable that another function binds as well, by `nonlocal`.

Who hands a closure to a callable that nobody can read, and deletes the variable afterwards, is told so at `possible`
only: mostly it was called at once.

## Example
```python
def lookup():
    table = {1: "one"}
    find = lambda number: table[number]
    print(find(1))
    del table
    return find


lookup()(1)  # NameError
```

Use instead:
```python
def lookup():
    table = {1: "one"}
    find = lambda number: table[number]
    print(find(1))
    return find


lookup()(1)
```

## When it is silent
- when the closure has run before, and nobody keeps it;
- when the variable is bound again before anybody can call;
- when the way on which it is deleted does not lead to the closure's being kept, or the other way round;
- when what is deleted is a function that only itself reads, as recursive ones do: that breaks a cycle;
- when what holds the closure has finished before the `del`: a thread that was joined, tasks that were awaited.

## How sure it is
`certain`: its call after the `del` was seen, or it leaves the function. `likely`: what keeps it is known by a
convention. `possible`: nobody can tell whether anything keeps it.

## Why there is no fix
Taking the `del` away keeps the value for as long as the closure lives, and someone has written it for a reason that
the text does not tell: memory, a cycle, or by habit.

## Other tools
pyflakes and ruff report the read as F821, "undefined name", wherever a `del` comes before it in the text, also where
the closure was called in time and where the variable is bound again. With CEL202 switched on, silence F821 at such a
place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL202"
NAME = "deleted"
NEEDS = Needs(Region.DELETION)


def find(facts: Facts) -> Iterator[Finding]:
    """The closures of a file that can run when `del` has taken away what they read."""
    from cellophane.check.unbound.findings import Loss, finding
    from cellophane.check.unbound.readers import losers
    from cellophane.model.scope import BindingKind, ScopeKind

    loss = Loss(
        CODE,
        gone="line {row} has deleted it by then",
        going="line {row} has deleted {name}",
        evidence="{name} is deleted here",
        advice="leave the `del` out: the function that reads {name} keeps its value in any case",
        unfixed="why the `del` is there cannot be told",
    )
    found = losers(facts, BindingKind.DELETION, ScopeKind.FUNCTION)
    return (finding(facts, stale, loss, stale.certainty) for stale in found)
