"""How a command says that it cannot do what it was asked for, or not all of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cellophane.report.visible import visible

if TYPE_CHECKING:
    from cellophane.check.checked import Checked
    from cellophane.model.problem import Problem


def complain(message: object) -> int:
    """Print the message as an error, in one line whatever is in it; the exit code for that."""
    print(f"error: {visible(str(message))}", file=sys.stderr)
    return 2


def tell(problems: Sequence[Problem]) -> None:
    """Tell about problems on standard error, where they harm no output."""
    for problem in problems:
        print(visible(str(problem)), file=sys.stderr)
    sys.stderr.flush()


def telling_unresolved(files: Iterable[Checked]) -> Iterator[Checked]:
    """Say on standard error which callees nothing is known of: findings that rest on them are only possible."""
    for checked in files:
        for unresolved in checked.unresolved:
            print(visible(f"{checked.filename}:{unresolved}"), file=sys.stderr)
        yield checked
