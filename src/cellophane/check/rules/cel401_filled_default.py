"""A caller's argument takes the place of the value that a default binds.

## What it does
Finds functions and lambdas that bind a value by the default of a parameter, as `lambda name=name: …` does, and are
handed to something that calls them with a positional argument, which fills that parameter.

## Why is this bad?
`name=name` is the usual way to give each closure of a loop a value of its own. But it makes a parameter, and whoever
calls the function may fill it: Qt's `clicked` says whether the button is checked, `map` hands over an item,
`add_done_callback` the future. Nothing complains; the function works with `False`, an item or a future in place of the
value that it was made for.

## Known problems
How many arguments a callable passes is read from its source, in this file or in those that it imports, or known of the
library. Of the signals of Qt it is told by their names. Functions are followed as the text has them, by names,
containers and attributes of `self`; in what order things happen, and whether a call ever comes to pass, is not asked.
A caller that looks at the signature first, and passes what the function takes, is not told from others. What is called
with `*args` may pass nothing, and is `possible` only. Defaults of methods are left alone.

## Example
```python
buttons = ["save", "quit"]
tasks = [lambda label=label: f"do {label}" for label in buttons]
print([list(map(task, [False])) for task in tasks])  # [['do False'], ['do False']]
```

Use instead:
```python
buttons = ["save", "quit"]
tasks = [lambda *_, label=label: f"do {label}" for label in buttons]
print([list(map(task, [False])) for task in tasks])
```

## When it is silent
- when another parameter takes what is passed: `lambda event, name=name: …`, or `*_`;
- when the parameter is keyword-only: `lambda *, name=name: …`;
- when the default is a constant, or a name that stands for one: it says "nothing was passed";
- when the caller passes nothing: the `command=` of a button, `timeout`, `Thread(target=…)`;
- when the program itself hands the argument over: `executor.submit(f, 3)`, or calls the function by its name with one.

It is `possible` only if the default has a use as well: the function is also called without the argument.

## Fix safety
`*_` before the parameter takes whatever is passed, and makes the parameter keyword-only. That is safe if the finding is
`certain`: the value was bound for the body to read it. If who calls it is told by a name, the fix is unsafe. There is
none where a later parameter takes what is passed as well, nor beside `*args`, `/` and other keyword-only parameters.

## Other tools
None of the usual linters reports this. B023 and W0640 ask for the very default that is overwritten here; CEL101 binds
values by keyword-only parameters instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL401"
NAME = "filled-default"
NEEDS = Needs(Region.DEFAULT)


def find(facts: Facts) -> Iterator[Finding]:
    """The functions of a file that bind a value by a default which their caller replaces."""
    from cellophane.check.filling.findings import findings  # for files that hold what the rule needs

    return findings(facts, CODE)
