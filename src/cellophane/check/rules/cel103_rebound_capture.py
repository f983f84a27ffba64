"""A captured variable gets another value after the closure was made, without a loop.

## What it does
Finds closures in functions that read a variable which their function binds to another value afterwards. Three forms
are told, in which nobody can mean it:

- what is *lazy*, a generator expression, or a lambda in `map` or `filter`, is iterated after the variable was bound
  again: also by the target of the very loop that iterates it;
- a function reads *its own name*, which stood for something else before: `act = lambda x: act(x, 0)`, and a `def` that
  decorates with `@wraps(act)` what it takes the place of;
- an *unrolled loop*: two or more closures over one variable are kept, and it gets another value between them.

A lambda that was kept is told as well if it is seen to be called after the variable got another value, and not before:
who reads a clock again and again means to.

## Why is this bad?
A closure does not remember the value that a variable had when the closure was made. It remembers the variable, and
reads it when it is called, or, of a generator expression, when it is iterated. Nothing fails: the filter lets the wrong
items pass, and the first button does what the second was made for.

## Known problems
A program can mean to read late. Where a closure is kept alone and the variable gets another value afterwards, most do,
and the finding is only `possible`: it is shown with `--certainty possible`. So is a `def` under a parameter of its own
name that calls itself: that may be recursion.

The trail of a closure is followed as for CEL101, with the same limits. A plain function that a lazy iterator calls is
seen if it is called by name in the lambda that `map` or `filter` has.

## Example
```python
def below(numbers):
    limit = 50
    small = (number for number in numbers if number < limit)
    limit = 10
    return [number for number in small if number > limit]


print(below([5, 20, 60]))  # []
```

Use instead:
```python
def below(numbers):
    most, least = 50, 10
    small = (number for number in numbers if number < most)
    return [number for number in small if number > least]


print(below([5, 20, 60]))  # [20]
```

## When it is silent
- in modules and classes: what a module binds again is configuration;
- when the variable had no value yet where the closure was made, or a placeholder that is filled in later: `None`,
  `False`, `0`, `""`, an empty list or dict, `object()`;
- when it gets the value again that it had, as the text tells;
- when another function binds it through `nonlocal`: that is state, which is read late on purpose;
- when the closure is only called by its name: a helper is to see what is there;
- when it is consumed before: `sorted(key=)`, `any(…)`, and `x = call(lambda: x)`, where the call has run it by then;
- when it is returned, as every other value has come before that;
- when a function asks before whether its name is `None` or not callable, and takes it only then;
- where the loop that makes the closure binds the variable for the next iteration: that is CEL101 and CEL102.

## Certainty
`certain` where every step is seen: the iteration after the binding, the lambda that reads its own name, the late call.
`likely` where several closures are kept and no call of the first is seen, and where a `def` reads its own name as a
value that it does not call. All others are `possible`.

## Fix safety
A lambda binds the value by a keyword-only parameter, a generator expression becomes a list, as for CEL101 and CEL102.
Both are made with `--unsafe-fixes` only, since the closure may be meant to see what is new. A `def` that reads its own
name has no fix: which of the two is to have another name cannot be told.

## Other tools
None of ruff, pylint, flake8-bugbear and pyflakes tells this: B023 and W0640 look at loops only. F811 and E0102 tell of
a `def` under another `def` of its name, which this rule leaves alone; E731 of a lambda that gets a name, which is
style. A type checker may tell of the number of arguments of a lambda that calls itself. Nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL103"
NAME = "rebound-capture"
NEEDS = Needs(Region.REBOUND)


def find(facts: Facts) -> Iterator[Finding]:
    """The closures of a file that read a variable which got another value after they were made."""
    from cellophane.check.late.rebound_findings import findings  # for files that hold what the rule needs

    return findings(facts, CODE)
