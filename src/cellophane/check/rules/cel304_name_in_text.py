"""`eval`, `exec` or `locals()` in a function names a variable that was never captured.

## What it does
Finds literal texts that are evaluated or filled in with the variables of a function, lambda or generator expression
(`eval("…")`, `exec("…")`, `"…{name}…".format(**locals())`, `"%(name)s" % locals()`, `locals()["name"]`), and that
name a variable of a function around it which the inner one does not capture.

## Why is this bad?
A function captures what its code names. A name in a text is no code: the compiler does not see it, so no cell is made
for it, and when the text is evaluated only the function's own variables and the globals are there. The same text works
in the outer function, and as soon as the inner one happens to name the variable elsewhere.

## Known problems
Only texts that stand in the call are read, none that are put together or come from elsewhere.

## Example
```python
def priced(rate):
    def price():
        return eval("rate * 2")

    return price


print(priced(3)())
```

Use instead:
```python
def priced(rate):
    def price():
        return eval("rate * 2", {"rate": rate})

    return price


print(priced(3)())
```

## Certainty
`certain` as a rule; `possible` if the same function executes other texts, asks for `locals()` elsewhere, or the file
may bind globals by names that do not stand in it.

## When it is silent
- when the inner function names the variable in its code as well, or has one of that name;
- when a global or a builtin has the name, and `eval` takes that;
- when namespaces are handed to `eval` or `exec`;
- when the text is no literal, or cannot be parsed;
- when the `NameError` or `KeyError` is caught there.

## No fix
What namespaces the text should see is for its author to say.

## Other tools
`S307` of ruff and pylint's `W0123` and `W0122` speak of what a foreign text could do, wherever it is evaluated.
`F841` and `ARG001` call the outer variable unused, which leads to its deletion.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL304"
NAME = "name-in-text"
NEEDS = Needs(Region.FUNCTION, (("eval", "exec", "locals"),))


def find(facts: Facts) -> Iterator[Finding]:
    """The names in texts of a file that were never captured."""
    from cellophane.check.scoping.texts import findings  # for files that hold what the rule needs

    return findings(facts, CODE)
