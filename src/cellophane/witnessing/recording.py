"""A program run with every event of its captured variables recorded: the front door of this package."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from types import FunctionType, ModuleType

from cellophane.live.watched import stop_watching
from cellophane.model.timeline import Timeline
from cellophane.source.text.source import Source
from cellophane.witnessing import running
from cellophane.witnessing.instrumenting import instrumented
from cellophane.witnessing.recorder import Recorder
from cellophane.witnessing.telling import told
from cellophane.witnessing.unseen import notes

MOST = 10_000
"""So many events are kept; what happens after them is counted."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A run that is over."""

    timeline: Timeline
    status: int
    """The exit code that `python` would have given back: that of `SystemExit`, or 1 after an exception."""
    module: ModuleType
    """What was `__main__`, with all that the program left in it."""


def record(text: str, filename: str, *, arguments: Sequence[str] = (), most: int = MOST) -> Timeline:
    """Run a text as `python filename` would, and tell what happened to the variables that its closures use.

    It runs in this process, with its streams. What it raises is printed, and its last line is in the time line;
    `SystemExit` ends it without one, and what it gives back is in the `status` of `recorded`, which does the same.
    Raises `SyntaxError` or `ValueError` for a text that does not compile.

    >>> seen = record("fs = [lambda: n for n in range(2)]\\nfs[0]()\\n", "loop.py")
    >>> [(event.kind, event.value and seen.values[event.value]) for event in seen.events][-1]
    ('read', '1')
    >>> seen.error is None
    True
    """
    return recorded(text, filename, arguments=arguments, most=most).timeline


def recorded(
    text: str, filename: str, *, arguments: Sequence[str] = (), most: int = MOST, called: str | None = None
) -> Recording:
    """The same with the exit code and the module that the program has become; `called` is its name in `sys.argv`."""
    code = compile(text, filename, "exec", dont_inherit=True)
    module = running.main_module(filename)
    recorder = Recorder(vars(module), most)
    source = Source(filename, text)
    ending = running.run(instrumented(code, source, recorder), module, text, arguments, called)
    seen = told(recorder.stop())
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__globals__ is vars(module):
            stop_watching(one)
    timeline = Timeline(
        filename,
        text,
        seen.variables,
        seen.closures,
        seen.values,
        seen.events,
        recorder.left_out,
        ending.error,
        (*notes(code), *seen.notes),
    )
    return Recording(timeline, ending.status, module)
