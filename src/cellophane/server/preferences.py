"""What the settings of an editor ask for. What makes no sense is told, and the rest holds."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cellophane.check import catalogue
from cellophane.check.wishes import Wishes
from cellophane.model.finding import Certainty
from cellophane.model.nearest import meant
from cellophane.workspace.environment import environment


@dataclass(frozen=True)
class Preferences:
    """Settings of an editor, beside those of the project, over which they win as options of the command line do.

    >>> Preferences.read({"certainty": "possible", "hints": {"captures": True}}, "/")[0].capture_hints
    True
    >>> Preferences.read({"certainty": "maybe"}, "/")[1]
    ["cellophane.certainty has to be one of possible, likely, certain, not 'maybe'"]
    """

    enabled: bool = True
    wishes: Wishes = field(default_factory=Wishes)
    capture_hints: bool = False
    """Whether what closures captured is written into the text."""
    syntax_errors: bool = True
    """Whether to tell of text that is no Python, so that it could not be checked."""

    @classmethod
    def read(cls, settings: object, directory: str) -> tuple[Preferences, list[str]]:
        """What the editor's settings say, and what of them makes no sense.

        `directory` is where paths in them start from.
        """
        wrong: list[str] = []
        found = cls()
        if not isinstance(settings, Mapping):
            return found, wrong if settings is None else [f"settings have to be an object, not {settings!r}"]
        for name, value in _flat(settings):
            if name not in _SETTINGS:
                wrong.append(f"cellophane.{name} is no setting{meant(name, _SETTINGS)}")
            elif value is not None:
                try:
                    found = _SETTINGS[name](found, value, directory)
                except ValueError as error:
                    wrong.append(f"cellophane.{name} {error}")
        return found, wrong


def _flat(settings: Mapping[Any, Any], before: str = "") -> list[tuple[str, Any]]:
    """Names with dots for settings in settings, which some editors send one way and some the other."""
    pairs: list[tuple[str, Any]] = []
    for key, value in settings.items():
        name = f"{before}{key}".removeprefix("cellophane.")
        pairs += _flat(value, f"{name}.") if isinstance(value, Mapping) else [(name, value)]
    return pairs


def _enabled(found: Preferences, value: object, directory: str) -> Preferences:
    return replace(found, enabled=_truth(value))


def _hints(found: Preferences, value: object, directory: str) -> Preferences:
    return replace(found, capture_hints=_truth(value))


def _syntax_errors(found: Preferences, value: object, directory: str) -> Preferences:
    return replace(found, syntax_errors=_truth(value))


def _certainty(found: Preferences, value: object, directory: str) -> Preferences:
    if value == "":
        return found
    return _wishing(found, certainty=Certainty.of(value))


def _select(found: Preferences, value: object, directory: str) -> Preferences:
    codes = _codes(value)
    catalogue.select(codes or [catalogue.ALL])
    return _wishing(found, select=codes)


def _ignore(found: Preferences, value: object, directory: str) -> Preferences:
    codes = _codes(value)
    catalogue.select([catalogue.ALL], codes)
    return _wishing(found, ignore=codes)


def _interpreter(found: Preferences, value: object, directory: str) -> Preferences:
    if not isinstance(value, str):
        raise ValueError(f"has to be a path, not {value!r}")
    if not value:
        return found
    path = Path(directory, os.path.expanduser(value))
    if not os.path.dirname(value) and not path.exists():  # `python3.12`, which the PATH knows
        path = Path(value)
    try:
        environment(path, Path(directory))
    except ValueError as error:
        raise ValueError(f"is passed over: {str(error).removeprefix('--python: ')}") from None
    return _wishing(found, python=path)


def _ours_not(found: Preferences, value: object, directory: str) -> Preferences:
    """What only the editor's extension reads."""
    return found


_SETTINGS: dict[str, Callable[[Preferences, object, str], Preferences]] = {
    "enable": _enabled,
    "certainty": _certainty,
    "select": _select,
    "ignore": _ignore,
    "interpreter": _interpreter,
    "hints.captures": _hints,
    "showSyntaxErrors": _syntax_errors,
    "path": _ours_not,
    "trace.server": _ours_not,
}


def _wishing(found: Preferences, **wishes: Any) -> Preferences:
    return replace(found, wishes=replace(found.wishes, **wishes))


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"has to be true or false, not {value!r}")
    return value


def _codes(value: object) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise ValueError(f'has to be a list of rules, as ["CEL1"], not {value!r}')
    return tuple(value)
