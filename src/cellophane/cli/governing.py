"""Which settings govern, as the command line has it: `--config`, `--isolated`, or the nearest file."""

from __future__ import annotations

import argparse

from cellophane.workspace.settings import DEFAULT, BadSettings, Nearest, named


def nearest(arguments: argparse.Namespace) -> Nearest:
    """Where settings come from. Raises `ValueError` if `--config` names none."""
    if arguments.config is None:
        return Nearest(DEFAULT if arguments.isolated else None)
    if arguments.isolated:
        raise ValueError("--config names a file of settings and --isolated leaves all alone: use one of them")
    try:
        return Nearest(named(arguments.config))
    except BadSettings as error:
        raise ValueError(f"--config: {error}") from None
