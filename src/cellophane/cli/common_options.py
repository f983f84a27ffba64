"""Options that several commands have."""

from __future__ import annotations

import argparse

COLORS = ("auto", "always", "never")


def add_color(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """`--color`."""
    parser.add_argument(
        "--color",
        choices=COLORS,
        help="whether to use colours; `auto` looks at the terminal, NO_COLOR and FORCE_COLOR (default: auto)",
    )


def add_settings(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """`--config` and `--isolated`."""
    parser.add_argument(
        "--config",
        metavar="FILE",
        help="take the settings from this file, not from the nearest; its patterns are relative to where you are",
    )
    parser.add_argument("--isolated", action="store_true", help="leave all settings files alone")
