"""A lambda or local function is sent to another process by a pickler that cannot carry it.

## What it does
Finds lambdas, functions made inside functions, partial functions of these, and methods and objects of classes
that are made inside functions, where they are handed to `pickle`, to a pool of processes, to a process that is
not forked, or to a function of the same file that hands its parameter on to one of these.

## Why is this bad?
`pickle` does not copy the code of a function. It writes down the module and the qualified name, and the other side
imports that. A lambda has no name, and the name of a local function leads nowhere: the module has no such attribute.
What a closure captured would not be carried either way. So `pickle` raises, `Can't pickle local object`; a pool does
so where its result is asked for, which may be never.

A `Process` that is forked has everything already and needs no pickling. macOS and Windows do not fork, and from
Python 3.14 on Linux does not by default: the same program raises there when it starts the process.

## Known problems
Of a function that comes into the file from elsewhere, as an argument from another file or an attribute of some
object, nobody can tell here, and nothing is said. Nor is an object followed that holds a function in an attribute and
is sent itself, nor what is put into a `shelve`.

How processes are started is read from the file: the context (`get_context("spawn")`), or `set_start_method`. Where
neither says it, `Process(target=…)` is only `possible`.

That `except Exception` around it makes do without another process, as some programs intend, is not taken into account:
who catches the errors of `pickle` by their names is.

## Example
```python
import pickle


def saved(factor):
    return pickle.dumps(lambda number: number * factor)


print(pickle.loads(saved(2))(21))
```

Use instead:
```python
import operator
import pickle
from functools import partial


def saved(factor):
    return pickle.dumps(partial(operator.mul, factor))


print(pickle.loads(saved(2))(21))
```

## When it is silent
- when it goes to threads: `ThreadPoolExecutor`, `multiprocessing.dummy`, `multiprocessing.pool.ThreadPool`;
- when the pickler copies code: `cloudpickle`, `dill`, and what rests on them, as joblib, dask, ray and pathos do;
- when the process is forked, by what the file says: `get_context("fork")`, `set_start_method("fork")`;
- when it stays here: `callback=`, `error_callback=`, `add_done_callback`;
- for a function inside a function that is declared `global` there: the module has it;
- when a `try` around it catches `PicklingError` or `AttributeError`, or a test waits for an error.

## Why there is no fix
The function has to move to the top level of a module, where all that it captured must come in as arguments, and needs a
name there. That is a change of the program's shape.

## How sure it is
`certain` if the callee, its pickler and the function were seen. `likely` if the function comes through a parameter, or
is one of several that a name may stand for. `possible` if nobody says how processes are started, if the callee may be
another one, if a decorator may have put something else in the function's place, or if the file gives functions names
of its own by `__qualname__`.

## Other tools
None of ruff, pylint, pyright and mypy speaks of this. ruff's S301 (`pickle` and security) is about reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL601"
NAME = "cannot-be-carried"
NEEDS = Needs(Region.FUNCTION, (("pickle", "Process", "multiprocessing", "to_process"), ("lambda", "def")))


def find(facts: Facts) -> Iterator[Finding]:
    """The functions of a file that are handed to picklers which refuse them."""
    from cellophane.check.processes.carried import findings  # for files that hold what the rule needs

    return findings(facts, CODE)
