"""An iterator that has run out is iterated again.

## What it does
Finds names that are bound once, to an iterator that gives its items once, and that are iterated to the end again and
again: in a loop or comprehension that the binding is not in, or in a function that is called more than once. Such
iterators are generator expressions and what `map`, `filter`, `zip`, `enumerate` and the functions of `itertools` make.

## Why is this bad?
Such an iterator is easily taken for a collection. The first who iterates it gets all items, everybody after that none,
and no error. An `in` takes all items up to the one that it finds, so that the next `in` looks at the rest.

## Known problems
A function of the module, or a method, is taken to be called more than once, unless the file calls it at one place only
and in no loop. What is handed to another function and iterated there is not followed, nor are attributes of objects,
nor what a generator function of the program gives.

## Example
```python
def known(names, wanted):
    low = map(str.lower, names)
    return [name for name in wanted if name in low]


print(known(["A", "B"], ["b", "a"]))  # ["b"]
```

Use instead:
```python
def known(names, wanted):
    low = list(map(str.lower, names))
    return [name for name in wanted if name in low]


print(known(["A", "B"], ["b", "a"]))  # ["b", "a"]
```

## When it is silent
- for `iter(…)` and `reversed(…)`, which are asked for where the place in them matters, and for what may never end;
- when somebody takes a part of it: `next`, `islice`, `zip`, a `for` loop with a `break`: it is used as a stream then;
- when a loop over it comes to the inner one on a condition only, to read the rest;
- when the loop is left in the round that iterates it, or binds the name anew in each round;
- when the name is bound more than once, or handed to somebody else, stored or returned;
- when the function that iterates it is called once.

## Certainty
`certain` in a loop that is seen, `likely` where a function is called again, and where `any` or `all` iterate it, which
leave off when they know. `possible` where nothing more is asked once an item is missing, as in
`all(letter in rest for letter in word)`: that may be asked on purpose, to see whether all come in this order.

## Fix safety
The iterator becomes a list where it is made. That takes the memory for all of its items and makes them at once, so the
fix is made with `--unsafe-fixes` only.

## Other tools
No linter that we know tells this: flake8-bugbear's B031 is about groups of `groupby` only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL105"
NAME = "spent-iterator"
_MAKERS = (
    *("map", "filter", "zip", "enumerate", "accumulate", "batched", "chain", "from_iterable", "combinations"),
    *("combinations_with_replacement", "compress", "dropwhile", "filterfalse", "groupby", "islice", "pairwise"),
    *("permutations", "product", "starmap", "takewhile", "zip_longest", "for"),
)
"""What an iterator is made with, as it stands in the text: of what knowledge says it of, nothing else is looked for."""
NEEDS = Needs(Region.ITERATOR, words=(_MAKERS,))


def find(facts: Facts) -> Iterator[Finding]:
    """The iterators of a file that are iterated again after they have run out."""
    from cellophane.check.exhausted.spent import findings  # for files that hold what the rule needs

    return findings(facts, CODE)
