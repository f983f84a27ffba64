"""A function changes a captured variable in a child process, and the parent looks for the change.

## What it does
Finds functions that run in another process, as the target of a `Process` or a job of a pool of processes, and there
assign a variable through `nonlocal` or `global`, or change a list, dict or set that they captured, where the code
that starts the process reads the variable afterwards.

## Why is this bad?
Processes share no variables. A child that is forked has a copy of all that its parent had at that moment; one that is
spawned imports the module anew. What the function changes is its own copy, which goes when the process ends. Nothing
is raised, and the parent reads what it had before.

## Known problems
Only reads are seen that stand in the body which starts the process, after that. Attributes of objects, `self.total`,
are lost in the same way and not looked at. A process whose `start()` is in another function is left alone.

## Example
```python
import multiprocessing


def counted(words):
    total = 0

    def work():
        nonlocal total
        total += len(words)

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    return total


print(counted(["a", "b"]))  # 0
```

Use instead:
```python
import multiprocessing


def counted(words):
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()

    def work():
        queue.put(len(words))

    process = context.Process(target=work)
    process.start()
    process.join()
    return queue.get()


print(counted(["a", "b"]))
```

## When it is silent
- when it runs in a thread, which shares all variables;
- when the parent reads the variable only before the process is started, or binds it anew before it reads it;
- when the variable stands for something that processes share: a queue, a `Value`, an `Array`, a list of a `Manager`;
- for what prepares a worker, `initializer=`: its variables are for the jobs of that worker.

## Why there is no fix
How the result comes back is a matter of the whole program: the value of a job, a queue, a pipe, shared memory.

## How sure it is
`certain` for a variable of a function that is assigned through `nonlocal`. `likely` for one of the module, which each
process may be meant to have for itself, and for a container. `possible` where the callee may be another one.

## Other tools
None of ruff, pylint, pyright and mypy speaks of this. pylint's W0603 (`global` is used) is about style.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL603"
NAME = "lost-in-child"
NEEDS = Needs(Region.FUNCTION, (("Process", "multiprocessing", "to_process"), ("lambda", "def")))


def find(facts: Facts) -> Iterator[Finding]:
    """The changes of a file that are made in a child process and lost."""
    from cellophane.check.processes.lost import findings  # for files that hold what the rule needs

    return findings(facts, CODE)
