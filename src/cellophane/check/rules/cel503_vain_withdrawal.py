"""What is withdrawn is a new function, which nothing registered.

## What it does
Finds calls that withdraw a registration, as `disconnect`, `remove_done_callback` or `unsubscribe` do, and are handed a
lambda, a `partial`, or a function that was made for this very call and handed to nobody before.

## Why is this bad?
Each time that a `lambda` or `def` is evaluated it makes a new function, and a function is equal to itself only. The one
that is to be withdrawn looks like the one that was registered, but it is another one: nothing is withdrawn, or an
error is raised. Where nothing is, the callback goes on being called, and keeps alive all that it captured.

## Known problems
What withdraws is known of some libraries, and otherwise told by the names of methods. Where no other method of an
object of the same name is handed a function in the file, it is `possible` only: some methods of such names take a
function that tells when it is done. A library that compares a `partial` by its parts is accused wrongly.

## Example
```python
import asyncio


async def main():
    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(lambda done: print("done"))
    future.remove_done_callback(lambda done: print("done"))
    future.set_result(None)
    await asyncio.sleep(0)


asyncio.run(main())  # prints "done"
```

Use instead:
```python
import asyncio


async def main():
    def tell(done):
        print("done")

    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(tell)
    future.remove_done_callback(tell)
    future.set_result(None)
    await asyncio.sleep(0)


asyncio.run(main())
```

## When it is silent
- when what is handed over is a name or attribute that may stand for what was registered: a function of the module, a
  method, one that was handed to anything else before;
- when the method's source is read and calls what it is handed: a predicate, as in `names.remove(lambda name: …)`;
- in a `with` block that expects an exception.

There is no fix: where the function could be kept that was registered cannot be told.

## Other tools
None of the usual linters reports this.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL503"
NAME = "vain-withdrawal"
_METHODS = (
    "disconnect", "remove_", "removeE", "removeF", "removeH", "removeL", "removeO", "unobserve", "unsubscribe",
    "unregister", "deregister", "unbind", "unlisten", "unhook", "detach", "off(", "off ", "after_cancel",
)  # fmt: skip
"""With what the names of methods begin that withdraw: knowledge has them."""
NEEDS = Needs(Region.WITHDRAWAL, words=(_METHODS, ("lambda", "def", "partial")))


def find(facts: Facts) -> Iterator[Finding]:
    """The calls of a file that withdraw what was never registered."""
    from cellophane.check.withdrawing.findings import findings  # for files that hold what the rule needs

    return findings(facts, CODE)
