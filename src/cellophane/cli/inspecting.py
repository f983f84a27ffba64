"""What `--show-files` and `--show-settings` tell instead of checking."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from cellophane.check.origins import origins
from cellophane.cli.plan import Plan
from cellophane.report import settings as report
from cellophane.report.visible import visible


def files(plan: Plan) -> Iterator[str]:
    """The files that would be checked, a line for each."""
    tasks = plan.tasks()
    if not tasks and not plan.problems:
        print(f"warning: {visible(plan.nothing())}", file=sys.stderr)
    yield from (f"{visible(task.path)}\n" for task in tasks)


def settings(plan: Plan) -> Iterator[str]:
    """The settings of each path that is named, a block for each."""
    for number, (path, governing, options) in enumerate(plan.governed()):
        told = origins(plan.wishes, governing, plan.excluded, os.path.abspath(path))
        yield "\n" * (number > 0)
        yield from report.render(path, governing.file, options.codes, told)
