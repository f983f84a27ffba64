"""A closure or a lazy iterator is returned out of the `with` block that closes what it reads from.

## What it does
Finds functions, generator expressions and what `map` or `filter` make, where they read from a file, a socket, an
archive or a pool that a `with` block has opened, and are returned out of that block.

## Why is this bad?
The block closes what it opened on every way out, `return` among them. A lazy iterator has read nothing by then, and a
function has not run: whoever uses it gets `ValueError: I/O operation on closed file`, or something like it.

## Known problems
What closes its value is a list: `open`, temporary files, sockets, archives, `urlopen`, executors. Of other contexts,
and of methods such as `Path.open`, nothing is said. What is kept rather than returned is left alone too, since it may
well be used within the block. `map(str.strip, file)` has no function of this file, and is not seen.

## Example
```python
def words(path):
    with open(path) as file:
        return (line.split() for line in file)


print(list(words(__file__)))  # ValueError: I/O operation on closed file
```

Use instead:
```python
def words(path):
    with open(path) as file:
        return [line.split() for line in file]


print(list(words(__file__)))
```

## When it is silent
- in a generator function, and so under `@contextmanager`: the block is left when the generator ends;
- when the closure was called, or the iterator consumed, inside the block;
- when what is left stays of use: a lock, a changed directory, `nullcontext`, a database whose transaction ends;
- when the closure asks for what can be told of a closed file: `file.closed`, `file.name`, `repr(file)`;
- when the variable is bound elsewhere as well.

## How sure it is
`certain`: what is opened, the read and the `return` were seen. `likely`: the closure gives what is opened to a
function, `json.load(file)`, which may be expected to read it. `possible`: an object is returned that holds the closure,
and may have used it by then.

## Why there is no fix
A list in place of the generator expression reads all of it at once, which may be why it was none.

## Other tools
None of ruff, pylint, pyright and mypy speaks of this.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL204"
NAME = "closed-resource"
NEEDS = Needs(Region.BLOCK, (("with",), ("return",)))


def find(facts: Facts) -> Iterator[Finding]:
    """The closures of a file that outlive the block which closes what they read from."""
    from cellophane.check.unbound import closed  # for files that hold what the rule needs

    return closed.findings(facts, CODE)
