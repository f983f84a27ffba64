"""A comment silences nothing, or names a rule that there is not.

## What it does
Finds comments `# cellophane: ignore[…]` and `# cellophane: file-ignore[…]` where nothing is found that they could
silence, codes in them that no rule has, and words that were meant to be such a comment. In a `# noqa: …` it looks at
the codes that begin with `CEL` only.

## Why is this bad?
The comment says that something is wrong here and that somebody has looked at it. If neither is so, it misleads who
reads it, and silences what goes wrong here next. A misspelt code silences nothing, and nobody notices until the finding
comes up.

## Known problems
What is found can depend on which packages are installed. A comment that is needed only where a library is missing is
reported where it is there.

## Example
```python
def total(rows, column):
    return sum(map(lambda row: row[column], rows))  # cellophane: ignore[CEL102] used at once


print(total([[1, 2], [3, 4]], 1))
print(open(__file__).read().count("ignore" + "["))  # 1: the comment is there, for nothing
```

Use instead:
```python
def total(rows, column):
    return sum(map(lambda row: row[column], rows))


print(total([[1, 2], [3, 4]], 1))
print(open(__file__).read().count("ignore" + "["))  # 0
```

## When it is silent
- when any rule, also one that is not selected, finds something there for the comment to silence, if only at the
  certainty `possible`;
- about a blanket `# noqa`, which is for other tools as well;
- about prose that begins with `# cellophane:`;
- when the comment names `CEL001` as well: `# cellophane: ignore[CEL101, CEL001]`, or one for the file does. A blanket
  `# cellophane: ignore` or `file-ignore` does not silence this rule.

The fix takes the comment out, or only what is in vain of several codes; other comments on the line stay. A code that no
rule has is left for you to mend: what was meant cannot be told.

## Other tools
ruff's `unused-noqa` (RUF100), mypy's `--warn-unused-ignores` and pyright's `reportUnnecessaryTypeIgnoreComment` do the
same for their own comments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.finding import Finding
from cellophane.source.sift.needs import Needs, Region

if TYPE_CHECKING:
    from cellophane.source.facts import Facts

CODE = "CEL001"
NAME = "unused-ignore"
NEEDS = Needs(Region.COMMENT)


def find(facts: Facts) -> Iterator[Finding]:
    """The comments of a file that silence nothing, whichever rules are selected."""
    from cellophane.check.comments import reading, vain  # for files that hold what the rule needs

    comments = reading.read(facts.source)
    if not comments.all:
        return
    try:
        everything = list(_everything(facts))
    except RecursionError:
        raise
    except Exception:  # a bug in one of them, which is told where that one is asked: what it would find is not known
        return
    yield from vain.in_vain(facts.source, comments, everything)


def _everything(facts: Facts) -> Iterator[Finding]:
    """What all other rules find."""
    from cellophane.check import catalogue
    from cellophane.source.sift import tree as sift
    from cellophane.source.sift.outline import Outline

    outline = Outline(facts.tree, facts.source.text)
    for code in catalogue.codes():
        rule = catalogue.load(code)
        if code != CODE and sift.may_matter(outline, rule.needs):
            yield from rule.find(facts)
