"""A closure reads the name of an `except … as` block that has ended.

## What it does
Finds functions, lambdas and generator expressions that read the name which an `except … as name` binds, and can still
run when that block has ended. `except*` and handlers of a module are handlers like others.

## Why is this bad?
Python deletes the name at the end of the block, as if `del name` stood there: an exception holds the frames that it
went through, and they would hold it. A closure reads its variables when it runs. One that was handed to a button, an
event loop or a caller finds none then, and what was to tell of one error raises another: `NameError: cannot access free
variable 'name' where it is not associated with a value in enclosing scope`.

The end of the block takes away what the name meant before as well. With `error = None` at the top, a function that
reads `error` works as long as nothing went wrong.

## Known problems
Whether a closure is handed to somebody who calls it later is not always seen. Who hands a function away inside a
handler, to a callable whose source nobody can read, is taken to defer it, and is told so at `likely`: what calls it at
once works. That a caller of a generator keeps what it yields is `possible`, and shown with `--certainty possible`.

A variable that another function binds as well, by `nonlocal` or `global`, is left alone.

## Example
```python
later = []


def connect():
    try:
        raise ConnectionError("no route to host")
    except ConnectionError as error:
        later.append(lambda: print("failed:", error))


connect()
later[0]()  # NameError
```

Use instead:
```python
later = []


def connect():
    try:
        raise ConnectionError("no route to host")
    except ConnectionError as caught:
        error = caught
        later.append(lambda: print("failed:", error))


connect()
later[0]()
```

## When it is silent
- when the closure runs inside the block, and nobody keeps it: `any(… in str(error) for …)`, `sorted(…, key=…)`, a task
  that is awaited there;
- when it reads another name that stays: `reason = error` first;
- when the name is bound again before it can run;
- when it catches the `NameError` itself.

## How sure it is
`certain`: it is returned from the block, or its call after the block was seen. `likely`: it is kept by what is known to
call later, or handed to what nobody can read; or it is made elsewhere in the function, which may not come to the block.
`possible`: whether anybody keeps it cannot be told; or it is likely to run in time, since the call that it is handed to
is awaited, or waits by an event that goes with it, or since the block itself calls what the module binds it to.

## Fix safety
The exception gets another name, and the old one is bound to it in the block: `except E as caught:` and `name = caught`.
That one stays. The fix is safe where the function reads the name in that block only; if it is read after the block as
well, that read has a value now, and `--unsafe-fixes` is needed. There is none where something else binds the name too,
another handler above all: the other one would still take it away.

As long as a closure, or a frame, has the exception, all that its frames hold lives on. Bind what is needed,
`reason = str(error)`, where that matters.

## Other tools
pyflakes and ruff report some of these places as F821, "undefined name", where the function is written below or behind
the block as well as in it, and they report functions that are called at once too; F841 tells that the name is unused,
where only a closure reads it. With CEL201 switched on, F821 stays useful for all other names: silence it at the place.
pylint's `undefined-variable` and `used-before-assignment` (E0601, E0602) tell of none of the closures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL201"
NAME = "exception-gone"
NEEDS = Needs(Region.HANDLER_NAME)


def find(facts: Facts) -> Iterator[Finding]:
    """The closures of a file that can run when the handler has ended whose name they read."""
    from cellophane.check.unbound import exceptions  # for files that hold what the rule needs

    return exceptions.findings(facts, CODE)
