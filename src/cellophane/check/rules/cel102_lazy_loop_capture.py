"""A lazy generator expression, `map` or `filter` outlives the iteration whose variable it reads.

## What it does
Finds generator expressions, and functions inside `map`, `filter` or a lazy function of `itertools`, that are
made in a loop, read a variable which the loop binds anew in each iteration, and can still be iterated when a
later iteration has begun.

## Why is this bad?
A generator expression evaluates only its first iterable when it is made. All the rest, its element, its
conditions and its other iterables, is evaluated item by item when somebody asks for the items. If that is
after the loop has gone on, it sees the variables of a later iteration, and every generator that the loop made
gives the items of the last one.

## Known problems
Whether an iterator outlives its iteration is decided by following it: through names, containers and other
iterators, and into the functions and classes that it is handed to, in this file and in those that it imports. Where
the trail ends, at a callable whose source and whose class nobody can tell, the finding is only `possible`, and not
shown unless `--certainty possible` asks for it. Some of these are real. That a callable is named `connect` or takes
`on_click=` is no ground to take an iterator for kept, as it is for a function.

A variable that is changed through `nonlocal` or `global` by another function which the loop calls is not seen
to be rebound. A function with `yield` in it is called like any other function, so it falls to CEL101, and so does a
function that a generator or an object calls to which it was handed, however late.

## Example
```python
rows = []
for factor in [2, 3]:
    rows.append(n * factor for n in range(4))
print([list(row) for row in rows])  # [[0, 3, 6, 9], [0, 3, 6, 9]]
```

Use instead:
```python
rows = []
for factor in [2, 3]:
    rows.append([n * factor for n in range(4)])
print(rows)
```

## When it is silent
- when the variable is read in the first iterable only, which is evaluated at once;
- when something consumes it in the same iteration: `any`, `sum`, `list`, `join`, `extend`, a `for` loop, or a helper
  of this file or of another one that iterates its argument to the end;
- when nobody holds it when the next iteration begins: `next(…)` of it was all that was wanted;
- when the loop is left for good after it was made: `return`, `break`, `raise`;
- when the loop gives the variable the same value each time.

## Fix safety
A generator expression becomes a list. That takes the memory for all of its items, evaluates them at once, and can be
iterated more than once, so the fix is never safe: `--unsafe-fixes` makes it, and `unsafe:` below its help says so.
What may never end or is asynchronous is left alone: make it in a function that takes the value. A lambda inside `map`
or `filter` binds the value by a keyword-only parameter instead, which no item can fill, and stays lazy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL102"
NAME = "lazy-loop-capture"
NEEDS = Needs(Region.LOOP)


def find(facts: Facts) -> Iterator[Finding]:
    """The iterators of a file that outlive the iteration whose variable they read."""
    from cellophane.check.late.findings import findings  # for files that hold what the rule needs
    from cellophane.check.laziness import is_lazy

    return findings(facts, (stale for stale in facts.stale if is_lazy(facts, stale)), CODE)
