"""A function reads a variable of an enclosing scope before it assigns it: `nonlocal` or `global` is missing.

## What it does
Finds functions that assign a name which an enclosing function or the module has as well, and read it at a place where
their own cannot have a value yet: `total += 1`, `if not label: label = …`. What counts is where control can come from,
not the order of the lines.

## Why is this bad?
A function that binds a name anywhere, by an assignment, `del`, `import`, a loop or whatever, owns it everywhere. The
variable around it is not seen any more, and reading its own before it has a value raises `UnboundLocalError`.

## Known problems
That the call never comes to pass is not looked at. Lambdas are left out: they can declare nothing.

## Example
```python
def download(chunks):
    total = 0

    def progress(size):
        total += size  # UnboundLocalError

    for chunk in chunks:
        progress(len(chunk))
    return total


print(download(["ab", "c"]))
```

Use instead:
```python
def download(chunks):
    total = 0

    def progress(size):
        nonlocal total
        total += size

    for chunk in chunks:
        progress(len(chunk))
    return total


print(download(["ab", "c"]))
```

## When it is silent
- when some way to the read binds the name first: for a variable of an enclosing function that is `possible`, and not
  shown unless `--certainty possible` asks for it; for one of the module it is nothing;
- when a `try` around the read handles `NameError` or `UnboundLocalError`: somebody knows;
- when no scope around it has the name: that is a mistake, but none of closures;
- for parameters, and in class bodies, which see the module's variable then.

What is shown by default is `certain`: whenever control comes there, it raises.

## Fix safety
`nonlocal name`, or `global name`, becomes the first statement. That is safe if the function cannot bind the name
without coming to the read first, since today it always raises. If it can, on another way, the fix is made with
`--unsafe-fixes` only: there, what was its own becomes the outer one. There is none where the name is bound by something
else than assignments, as an `import` or `del`, or is annotated: a declared name cannot be. Nor is there one where the
outer name is that of a function, class or module, or is `_`, which is given to what nobody wants: there the inner name
has to be another one.

## Other tools
ruff and pyflakes tell the same places as F823 (local variable referenced before assignment), pylint as E0601, pyright
as an unbound variable; none says that `nonlocal` is missing. F823 goes by the order of the lines and also tells names
that no scope around has. Who uses this rule can switch off F823, and keep E0601 for module-level code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Certainty, Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.change.namesakes import Namesake
    from cellophane.source.facts import Facts

CODE = "CEL301"
NAME = "missing-nonlocal"
NEEDS = Needs(Region.NAMESAKE)


def find(facts: Facts) -> Iterator[Finding]:
    """The reads of a file that come before the function's own variable has a value."""
    from cellophane.source.change.namesakes import Lack  # for files that hold what the rule needs

    for found in facts.namesakes:
        if found.lack is not Lack.IN_VAIN:
            yield _finding(facts, found, found.lack is Lack.ALWAYS)


def _finding(facts: Facts, found: Namesake, always: bool) -> Finding:
    from cellophane.check.evidence import span
    from cellophane.check.fix import tried
    from cellophane.check.scoping import nonlocals

    name = found.own.name
    fix, unfixed = None, f"which `{name}` is meant cannot be told"
    if always:
        risk = f"another way through `{found.own.scope.name}` binds a `{name}` of its own" if found.binds_first else ""
        fix, unfixed = tried(lambda: nonlocals.declared(facts, found, risk))
    binding = nonlocals.first_binding(facts, found)
    row = span(facts.source, binding.node).row
    has = "has no value here" if always else "may have no value here, as only some ways bind it before"
    why = f"as line {row} {nonlocals.how(binding)} it"
    return Finding(
        code=CODE,
        name=name,
        message=f"`{name}` is a variable of `{found.own.scope.name}`, {why}, and {has}",
        advice=nonlocals.advice(facts, found),
        filename=facts.source.filename,
        span=span(facts.source, found.node),
        certainty=Certainty.CERTAIN if always else Certainty.POSSIBLE,
        evidence=nonlocals.evidence(facts, found),
        fix=fix,
        unfixed=unfixed,
    )
