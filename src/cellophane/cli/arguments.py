"""From the words of a command line to options.

It decides what `argparse` does not: options may stand among other arguments, words behind `--` are none, and what is
misspelled is told with what was meant.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from cellophane.cli.commands import COMMANDS, parser, parser_of
from cellophane.model.nearest import meant

_WORD = "\0"
"""Before a word that is no option, whatever it looks like. No argument of a process can hold this."""


def read(words: Sequence[str]) -> argparse.Namespace:
    """The options, the name of the `command` (none without one) and its `parser` among them.

    Raises `SystemExit` for what there is not, after saying so, and for `--help` and `--version`, after answering.

    >>> read(["cost", "m:f", "--output-format", "json", "--", "-1.5"]).arguments
    ['-1.5']
    """
    at = next((at for at, word in enumerate(words) if not word.startswith("-")), len(words))
    top = parser() if at == len(words) or at or words[at] not in COMMANDS else None
    if top is not None:
        _read_before_the_command(top, words[:at])
        if at == len(words):
            return argparse.Namespace(command=None, parser=top)
        if words[at] not in COMMANDS:
            top.error(f"there is no command {words[at]!r}{meant(words[at], COMMANDS)}")
    return _read_command(words[at], words[at + 1 :])


def _read_before_the_command(top: argparse.ArgumentParser, words: Sequence[str]) -> None:
    """Answer what is asked without a command. Options of commands go after these."""
    _, unknown = top.parse_known_args(words)
    if unknown:
        hint = meant(unknown[0], ["--help", "--version"]) or "; options stand after the command: `cellophane COMMAND …`"
        top.error(f"unrecognized arguments: {' '.join(unknown)}{hint}")


def _read_command(name: str, words: Sequence[str]) -> argparse.Namespace:
    own = parser_of(name)
    end = words.index("--") if "--" in words else len(words)
    options, unknown = own.parse_known_intermixed_args([*words[:end], *(_WORD + word for word in words[end + 1 :])])
    if unknown:
        given = [word.removeprefix(_WORD) for word in unknown]
        known = [option for action in own._actions for option in action.option_strings]
        hint = meant(given[0].partition("=")[0], known) if given[0].startswith("-") else ""
        if hasattr(options, "arguments"):
            hint += "; what stands behind `--` is handed over as it is"
        own.error(f"unrecognized arguments: {' '.join(given)}{hint}")
    for key, value in vars(options).items():
        setattr(options, key, _unmarked(value))
    options.command, options.parser = name, own
    return options


def _unmarked(value: object) -> object:
    if isinstance(value, list):
        return [_unmarked(item) for item in value]
    return value.removeprefix(_WORD) if isinstance(value, str) else value
