"""`cellophane server`: answer an editor, over standard input and output, until it goes."""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec

from cellophane.cli.complaints import complain

_NEEDED = ("pygls", "lsprotocol")


def run(arguments: argparse.Namespace) -> int:
    """Answer; the exit code: 0, 1 if the editor went without saying so, or 2 if there is nothing to answer with."""
    if any(find_spec(name) is None for name in _NEEDED):
        return complain("the server needs pygls: install it with `pip install 'cellophane[server]'`")
    from cellophane.server import logs, serving

    try:
        logs.begin(arguments.log_file, arguments.log_level)
    except OSError as error:
        return complain(f"--log-file {arguments.log_file}: {error.strerror or error}")
    if sys.stdin.isatty():
        print("cellophane server: waiting for an editor's messages on standard input", file=sys.stderr)
    return serving.over_standard_streams()
