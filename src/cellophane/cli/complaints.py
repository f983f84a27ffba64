"""What a command says that cannot do what it was asked for."""

from __future__ import annotations

import sys

from cellophane.report.visible import visible


def complain(message: object) -> int:
    """Say so in one line, whatever is in it; the exit code for that."""
    print(f"error: {visible(str(message))}", file=sys.stderr)
    return 2
