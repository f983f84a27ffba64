"""A name with two underscores in front means another name inside a class.

## What it does
Finds names such as `__helper` that a class, or a function in it, reads, where the module or a function around the
class binds `__helper` and nothing binds what the compiler makes of it.

## Why is this bad?
In a class, a name that begins with two underscores and does not end in two is spelt with the name of the class in
front: `__helper` in `class Tool` is `_Tool__helper`. That is meant for attributes, but it is done to every name, and
so the function `__helper` of the module cannot be reached from any class.

## Known problems
What another module puts into this one under the mangled name is not seen. A name that no class mangles the same way
but is misspelt is no matter of this rule. A class that binds the mangled global with `global` does so unnoticed.

## Example
```python
def __helper():
    return 1


class Tool:
    def get(self):
        return __helper()


print(Tool().get())
```

Use instead:
```python
def _helper():
    return 1


class Tool:
    def get(self):
        return _helper()


print(Tool().get())
```

## Certainty
`certain`: the compiler's own rule decides. Only where the file may bind globals by names that do not stand in it
(`import *`, `globals()`, `exec`) it is `possible`.

## When it is silent
- for attributes, which are mangled wherever the class says them;
- for names that end in two underscores;
- when the class or function binds the name itself, so that both sides are mangled alike;
- in a class whose name consists of underscores, which mangles nothing;
- when the `NameError` is caught there.

## No fix
The name has to be given up outside the class, wherever it is used, also in other files.

## Other tools
`F821` of ruff and pyflakes and pylint's `E0602` do not know how names are mangled, and say nothing. mypy and pyright do
not either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL306"
NAME = "mangled-name"
NEEDS = Needs(Region.PRIVATE)


def find(facts: Facts) -> Iterator[Finding]:
    """The reads in a file of names that are mangled by mistake."""
    from cellophane.check.scoping.private_names import findings  # for files that hold what the rule needs

    return findings(facts, CODE)
