"""A group of `itertools.groupby` is held when the next one has been asked for.

## What it does
Finds groups that outlive their round: in `for key, group in groupby(…)` they are put into a list, a dict or an object,
or returned in one, and the loop goes on. `dict(groupby(…))`, `list(groupby(…))` and the like do so with all of them.

## Why is this bad?
A group is no collection. It reads from the iterator that `groupby` reads from as well, so that when the next group is
asked for, the one before is at its end. Nothing fails: who iterates it later gets no items.

## Known problems
Where a group goes is followed as closures are for CEL101, with the same limits: where nobody can tell what becomes of
it, the finding is only `possible`. What `map` or a generator expression makes of a whole `groupby(…)` is not followed.

## Example
```python
from itertools import groupby

words = ["apple", "avocado", "banana"]
shelves = {}
for letter, group in groupby(words, key=lambda word: word[0]):
    shelves[letter] = group
print(list(shelves["a"]))  # []
```

Use instead:
```python
from itertools import groupby

words = ["apple", "avocado", "banana"]
shelves = {}
for letter, group in groupby(words, key=lambda word: word[0]):
    shelves[letter] = list(group)
print(shelves["a"])  # ["apple", "avocado"]
```

## When it is silent
- when the group is consumed in its round: `list(group)`, `sum(…)`, a `for` loop, a helper that iterates it;
- when only the keys are used: `[key for key, _ in groupby(…)]`, `len(list(groupby(…)))`;
- when the loop is left for good in that round: `return`, `break`;
- when a generator gives the group out, and moves on only when it is asked for the next one.

## Certainty
`certain` if it is seen that the group is iterated later, `likely` if it is held and nobody sees it iterated, `possible`
if nobody can tell whether it is held.

## Fix safety
The group becomes `list(group)` where it goes on, if the round reads it nowhere else. What holds it has a list then, so
the fix is made with `--unsafe-fixes` only. What `dict` and the like have collected is not fixed: in what the groups are
to be held is for you to say.

## Other tools
flake8-bugbear's B031, which ruff has too, tells of a group that is iterated more than once in its own round. That is
another mistake: this rule does not tell it, so keep both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL104"
NAME = "outlived-group"
NEEDS = Needs(words=(("groupby",),))


def find(facts: Facts) -> Iterator[Finding]:
    """The groups of a file that outlive their round."""
    from cellophane.check.exhausted.groups import findings  # for files that hold what the rule needs

    return findings(facts, CODE)
