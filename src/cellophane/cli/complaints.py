"""What a command says that cannot do what it was asked for."""

from __future__ import annotations

import sys


def complain(message: object) -> int:
    """Say so in one line, whatever is in it; the exit code for that."""
    from cellophane.report.visible import visible

    print(f"error: {visible(str(message))}", file=sys.stderr)
    return 2
