"""A closure outlives the loop iteration whose variable it reads.

## What it does
Finds functions and lambdas that are made in a loop, read a variable which the loop binds anew in each
iteration, and can still be called when a later iteration has begun. The variable may be the loop's target, or
anything else that the loop binds: an assignment, a `with`, `except` or `match` target, a walrus, a `def`.
`for`, `while` and `async for` loops count, and so do comprehensions, in functions, classes and modules.

## Why is this bad?
A closure does not remember the value that a variable had when the closure was made. It remembers the
variable, and reads it when it is called. All the closures of a loop share one variable, so once the loop has
gone on they all see the value of a later iteration, most often the last one.

## Known problems
Whether a closure outlives its iteration is decided by following it: through names and containers, and into the
functions, methods, classes and decorators that it is handed to, in this file and in those that it imports. Where
the trail ends, at a callable whose source and whose class nobody can tell, the finding is only `possible`, and not
shown unless `--certainty possible` asks for it. Some of these are real.

That callables named `connect`, `on_click=` or the like keep what they are given is a convention; a class that
breaks with it is accused wrongly. So is code in which the way to the late call is never taken: which values occur
is not known.

A variable that is changed through `nonlocal` or `global` by another function which the loop calls is not seen
to be rebound. A list is taken to hold a closure still when `pop` took it out. What other methods do with a closure
that is stored in an attribute of `self` is not followed.

## Example
```python
actions = []
for name in ["open", "save"]:
    actions.append(lambda: print(name))
for action in actions:
    action()  # prints "save" twice
```

Use instead:
```python
actions = []
for name in ["open", "save"]:
    actions.append(lambda *, name=name: print(name))
for action in actions:
    action()
```

## When it is silent
- when the closure is called on the spot, or only by name in the same iteration;
- when it is handed to something that calls it before returning and drops it: `sorted(key=)`, `min`, `re.sub`, a
  helper of this file or of another one that does so, or a method of an object whose class is evident;
- when what holds it is let go before the iteration ends: the `with` or `async with` block of an executor, a task
  group or an `ExitStack`, a list that is cleared, a thread that is joined, a task that is awaited;
- when its registration is withdrawn in the same iteration: `signal.connect(f)` and, on every way to the next
  iteration, `signal.disconnect(f)`;
- when the loop is left for good after the closure was made: `return`, `break`, `raise`;
- when the loop gives the variable the same value each time: a constant, an import, an attribute of `self` that
  only `__init__` sets, a function that captures nothing which changes.

A closure that the next iteration overwrites before anything else can happen, as `self.on_done = lambda: step` or
`signal.signal(number, lambda *_: step)` in each iteration does, is `possible` only.

## Fix safety
The value is bound when the closure is made, in the way that fits the place. Mostly that is a keyword-only parameter,
`lambda *, name=name: …`: the usual `lambda name=name: …` is overwritten by callers that hand over an event, a row or a
`checked`. A lambda that only hands on what it gets becomes a `functools.partial`. A function that makes the closure and
takes the values comes in where a new parameter would be seen or filled: below a decorator, beside `**kwargs`, for
methods, for functions that call themselves, for many values, and where something looks at its parameters that it is
handed to, as `inspect.signature` does: of libraries that is known, in code whose source is at hand it is read.

A fix is safe if the finding is `certain`, the late call was seen, and each iteration gives the variable a value of its
own before the closure is made. All others are made with `--unsafe-fixes` only, since a program may mean to read late,
and each says why (`unsafe:` below its help, `risk` in JSON):
- nobody can tell whether it is too late: the finding is only `possible`;
- no late call was seen, or it is not certain that it comes to pass: somebody keeps the closure, and may drop it unused;
- an iteration may leave the variable as it was, or bind it later: then the closure may be meant to see a later value;
- the variable is made from its value before, as a count is: the last one may be meant.

There is none for a variable that another function changes through `nonlocal` or `global` (that is state, which is read
late on purpose), for one that may have no value yet where the closure is made, and where the same iteration binds it
again later, so that nobody can tell which value is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL101"
NAME = "loop-capture"
NEEDS = Needs(Region.LOOP)


def find(facts: Facts) -> Iterator[Finding]:
    """The functions of a file that outlive the iteration whose variable they read."""
    from cellophane.check.late.findings import findings  # for files that hold what the rule needs
    from cellophane.check.laziness import is_lazy

    return findings(facts, (stale for stale in facts.stale if not is_lazy(facts, stale)), CODE)
