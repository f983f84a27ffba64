"""A function or comprehension in a class body uses a class-level name that it cannot see.

## What it does
Finds functions, lambdas, comprehensions and generator expressions inside a class that read a name which the class
body binds, where the name means something else, or nothing at all.

## Why is this bad?
The variables of a class body are no variables of the functions in it. Only the statements of the body itself see
them; what has a scope of its own, and a comprehension has one, looks past the class at the functions and the module
around it. If nothing there has the name, a `NameError` is raised; if something has, that is taken, and nobody tells.

## Known problems
A global that another module puts into this one is not seen. Functions that a framework runs with other globals than
those of their module are taken for ordinary ones.

## Example
```python
class Prices:
    rate = 2
    table = [rate * net for net in (1, 2)]
```

Use instead:
```python
class Prices:
    rate = 2
    table = [net * factor for factor in (rate,) for net in (1, 2)]


print(Prices.table)
```

## Certainty
`certain` where nothing has the name but the class, so that the read fails; `likely` where a comprehension right in
the class body takes an outer variable whose value is another one; `possible` where a lambda does, where the name is a
builtin's, or where the file may bind globals by names that do not stand in it (`import *`, `globals()`, `exec`).

## When it is silent
- in the first iterable of a comprehension, in defaults and in decorators: the class body evaluates them;
- in a method that reads a name which the module or Python has as well: that is what it means, as `list` beside a
  method `list`;
- when the class binds the name only after the comprehension, or to what the outer name stands for;
- when the `NameError` is caught there;
- in type parameters, which do see the class.

## No fix
In a method it may be `self.name`, `type(self).name` or the name of the class that is meant. A comprehension can be
written in many ways, and which one is clear is for a reader to say.

## Other tools
`F821` of ruff and pyflakes, pylint's `E0602`, mypy and pyright call the name undefined where nothing else has it, and
do not say that the class hides it. None of them speaks where an outer variable is taken instead. Who wants to be told
once keeps this rule and silences those at the line: they find misspelt names as well and should stay on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL303"
NAME = "class-body-name"
NEEDS = Needs(Region.CLASS_NAME)


def find(facts: Facts) -> Iterator[Finding]:
    """The reads in a file that look past a class."""
    from cellophane.check.scoping.class_bodies import findings  # for files that hold what the rule needs

    return findings(facts, CODE)
