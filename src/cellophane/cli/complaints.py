"""How a command says that it cannot do what it was asked for."""

from __future__ import annotations

import sys

from cellophane.report.visible import visible


def complain(message: object) -> int:
    """Print the message as an error, in one line whatever is in it; the exit code for that."""
    print(f"error: {visible(str(message))}", file=sys.stderr)
    return 2
