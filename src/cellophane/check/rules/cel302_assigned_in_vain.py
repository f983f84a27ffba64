"""A function assigns a variable of an enclosing function in vain: it makes one of its own, and the outer one stays.

## What it does
Finds functions that assign a name of an enclosing function which is there to be changed: bound once, to `None`,
`False` or `True`, and read later, by the enclosing function or by another one in it. Whatever it was bound to counts
if nobody reads what the inner function assigns.

## Why is this bad?
Without `nonlocal` the assignment makes a new variable of the inner function, which is gone when it returns. Nothing
raises: the flag that a callback sets stays `False`, the result that a thread stores stays `None`.

## Known problems
A flag that the enclosing function only names for itself, beside an inner function which gives the same name to
something of its own, looks the same.

## Example
```python
def scan(items):
    found = False

    def look(item):
        if item == 3:
            found = True

    for item in items:
        look(item)
    return found


print(scan([1, 2, 3]))  # False
```

Use instead:
```python
def scan(items):
    found = False

    def look(item):
        nonlocal found
        if item == 3:
            found = True

    for item in items:
        look(item)
    return found


print(scan([1, 2, 3]))
```

## When it is silent
- when the inner name is bound otherwise: by unpacking, a loop, `with`, `import`, as a parameter;
- when the outer variable is a parameter, or is bound more than once, or to anything but `None` and a truth value while
  the inner function reads its own: two variables of one name;
- when nobody reads the outer variable after the inner function was made;
- when what is assigned comes from `yield` or `await` and nobody reads it;
- for variables of the module: constants and functions often have namesakes.

All findings are `likely`: that the outer variable stays as it was is sure, that it was meant is not.

## Fix safety
`nonlocal name` becomes the first statement of the inner function. A program may mean two variables, so
`--unsafe-fixes` makes it. There is none for an annotated name, which cannot be declared.

## Other tools
ruff's F841, pyflakes and pylint's W0612 tell some of these as a variable that is assigned and never used, which invites
to delete the line. They also tell what has no namesake, so keep them; where both speak, this is the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Certainty, Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.change.namesakes import Namesake
    from cellophane.source.facts import Facts

CODE = "CEL302"
NAME = "assigned-in-vain"
NEEDS = Needs(Region.NAMESAKE)


def find(facts: Facts) -> Iterator[Finding]:
    """The assignments of a file that leave the variable around them as it was."""
    from cellophane.source.change.namesakes import Lack  # for files that hold what the rule needs

    for found in facts.namesakes:
        if found.lack is Lack.IN_VAIN:
            yield _finding(facts, found)


def _finding(facts: Facts, found: Namesake) -> Finding:
    from cellophane.check.evidence import span
    from cellophane.check.fix import tried
    from cellophane.check.scoping import nonlocals

    name, source = found.own.name, facts.source
    assert found.read is not None
    fix, unfixed = tried(lambda: nonlocals.declared(facts, found, f"two variables called `{name}` may be meant"))
    where = f"line {nonlocals.outer_row(facts, found)}, read in line {span(source, found.read).row}"
    outer = f"that of {nonlocals.owner(found)} ({where})"
    return Finding(
        code=CODE,
        name=name,
        message=f"this assigns a `{name}` of `{found.own.scope.name}` only: {outer} stays",
        advice=nonlocals.advice(facts, found),
        filename=source.filename,
        span=span(source, found.node),
        certainty=Certainty.LIKELY,
        evidence=nonlocals.evidence(facts, found),
        fix=fix,
        unfixed=unfixed,
    )
