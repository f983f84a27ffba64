"""`super()` without arguments in a generator expression, or in a function without a first parameter.

## What it does
Finds calls of `super()` without arguments, inside a class, in code that is not handed the object: in generator
expressions, before Python 3.12 in comprehensions, and in functions and lambdas that have no first parameter.

## Why is this bad?
`super()` asks the code that calls it for two things: the class, which it captures from the class body around, and the
object, which it takes for the first argument of that code. A function inside a method has arguments of its own. A
generator expression has one that nobody wrote, the iterator that it goes through, and `super()` takes that for the
object: a `TypeError`. Where there is no first argument it is a `RuntimeError`.

## Known problems
A function inside a method that has a first parameter is passed over, as it may become a method itself. So is a
`super()` outside any class. Comprehensions are judged as the Python that runs cellophane does it: from 3.12 on they
run as part of the method, and find the object.

## Example
```python
class Base:
    def get(self, number):
        return number


class Child(Base):
    def all(self):
        return list(super().get(number) for number in range(2))


print(Child().all())
```

Use instead:
```python
class Base:
    def get(self, number):
        return number


class Child(Base):
    def all(self):
        parent = super()
        return list(parent.get(number) for number in range(2))


print(Child().all())
```

## Certainty
`certain`: that it raises where it is evaluated depends on nothing else.

## When it is silent
- in the first iterable of a generator expression: the method evaluates it;
- for `super(Child, self)`, which asks for nothing;
- when the function has a positional parameter (`*args` is none), or the file binds a `super` of its own;
- when the `TypeError` or `RuntimeError` is caught there.

## No fix
Calling `super()` before the closure is made, and using its result inside, takes a name that is not there yet.

## Other tools
mypy says for some nested functions that `super()` needs arguments; nobody speaks of generator expressions. Rules that
ask for `super()` in place of `super(Child, self)` (`UP008` of ruff, pylint's `R1725`) may bring the hazard about when
they are followed in such a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL305"
NAME = "lost-super"
NEEDS = Needs(Region.SUPER, (("super",),))


def find(facts: Facts) -> Iterator[Finding]:
    """The calls of `super()` in a file that cannot find the object."""
    from cellophane.check.scoping.supers import findings  # for files that hold what the rule needs

    return findings(facts, CODE)
