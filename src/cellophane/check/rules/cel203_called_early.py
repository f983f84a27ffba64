"""A closure is called before the variable that it reads is bound.

## What it does
Finds calls of functions that read a variable of the function or module around them, where that variable is bound for
the first time below the call. A call by `sorted`, `map` with a loop over it, or a helper that calls at once is one.

## Why is this bad?
A function may be written above the variables that it reads, since it reads them when it runs. It must not run above
them: that is a `NameError`, each time.

## Known problems
By default this speaks only if nothing at all is in doubt: the call was seen to run the function there, nothing has
bound the variable on any way that leads there, and there is no way through the function on which it is not read. A read
below an `if`, in a function inside the function, or in a loop, may never come to pass, and is not reported. A variable
that is bound on some ways before the call and not on others is no matter of this rule: see pylint's E0606.

A variable that other functions bind by `nonlocal` or `global` is left alone, and so are the names of a module that has
a star import or uses `exec`, `globals`, `vars` or `locals`, and names that are builtins as well.

## Example
```python
def greet():
    def show():
        print(banner)

    show()
    banner = "hello"


greet()  # NameError
```

Use instead:
```python
def greet():
    def show():
        print(banner)

    banner = "hello"
    show()


greet()
```

## When it is silent
- when the function is handed away above, and called below: what registers callbacks may do so early;
- when functions that call each other stand one above the other, and the call comes after both;
- when the function catches the `NameError`, or a test asks for it: `assertRaises(NameError, show)`;
- when something may have bound the variable before the call, on whatever way.

## How sure it is
`certain`: all of the above was seen. `possible`: the function reads the variable whenever it runs, but whether it runs
there, or what has bound the variable by then, is in doubt. Nothing is `likely`.

## Why there is no fix
Either the call has to come later, or the variable earlier, and only who wrote it knows which.

## Other tools
pylint's `used-before-assignment` (E0601), pyflakes' and ruff's F821 and F823 look at the reads of a function in its own
variables, and tell nothing of a closure that is called too early. pylint's `possibly-used-before-assignment` (E0606)
is about variables that are bound on some ways only, also where the same condition guards the read. None of them needs
to be switched off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL203"
NAME = "called-early"
NEEDS = Needs(Region.EARLY)


def find(facts: Facts) -> Iterator[Finding]:
    """The closures of a file that run before what they read is bound."""
    from cellophane.check.unbound import early  # for files that hold what the rule needs

    return early.findings(facts, CODE)
