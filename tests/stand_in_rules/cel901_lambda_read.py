"""A lambda reads a name.

## What it does
Finds each lambda whose body is a bare name. It stands in for real rules where the machine around them is
tested.

## Example
```python
jobs.append(lambda: i)
```
Use instead:
```python
jobs.append(lambda i=i: i)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Certainty, Evidence, Finding, Step
from cellophane.source.sift.needs import Needs

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL901"
NAME = "lambda-read"
NEEDS = Needs()


def find(facts: Facts) -> Iterator[Finding]:
    """Each lambda of a bare name; those of names that begin with `maybe` are only possible."""
    source = facts.source
    for node in ast.walk(facts.tree):
        if isinstance(node, ast.Lambda) and isinstance(node.body, ast.Name):
            name = node.body.id
            yield Finding(
                code=CODE,
                name=name,
                message=f"the lambda reads `{name}`",
                advice=f"bind it: `lambda {name}={name}: {name}`",
                filename=source.filename,
                span=source.span(node.body),
                certainty=Certainty.POSSIBLE if name.startswith("maybe") else Certainty.CERTAIN,
                evidence=(Evidence(Step.MADE, source.span(node), "made here"),),
            )
