"""Many files, of which only those are checked that nothing is remembered of.

It decides for which tasks that is allowed: those that are about a file as it is on disk, and change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cellophane.check.cache import Store
    from cellophane.check.checked import Checked
    from cellophane.check.parallel import Task
    from cellophane.check.table import Stamp


def remembered(
    tasks: Sequence[Task], store: Store | None, check: Callable[[Sequence[Task]], Iterator[Checked]]
) -> Iterator[Checked]:
    """What checking each of the tasks came to, in their order: from the table of a store, and else from `check`."""
    if store is None:
        yield from check(tasks)
        return
    from cellophane.check.table import Table  # which a run without a cache does without

    table = Table(store)
    stamps = [_stamp(task) for task in tasks]  # before anything is read: a file that changes meanwhile has another one
    known = [table.known(task.path, stamp, task.options) for task, stamp in zip(tasks, stamps, strict=True)]
    rest = check([task for task, checked in zip(tasks, known, strict=True) if checked is None])
    try:
        for task, stamp, checked in zip(tasks, stamps, known, strict=True):
            if checked is None:
                checked = next(rest)
                table.put(task.path, stamp, task.options, checked)
            yield checked
    finally:
        table.write()


def _stamp(task: Task) -> Stamp | None:
    from cellophane.check.table import stamp_of

    return stamp_of(task.path) if task.change is None and task.content is None else None
