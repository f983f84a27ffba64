"""What `--color` does.

All that draws, `rich` and the modules of users among it, looks at two variables of the environment: `NO_COLOR` and
`FORCE_COLOR`. The option sets them for as long as the command runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_VARIABLES = ("NO_COLOR", "FORCE_COLOR")


@contextmanager
def as_asked(color: str | None) -> Iterator[None]:
    """Colours `always`, `never`, or as the terminal and the environment have it: `auto`, or none."""
    if color not in ("always", "never"):
        yield
        return
    before = {name: os.environ.pop(name, None) for name in _VARIABLES}
    os.environ["FORCE_COLOR" if color == "always" else "NO_COLOR"] = "1"
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
