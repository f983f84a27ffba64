"""Which value each setting has in force, and who says so: an option, a file of settings, or nobody.

It tells what `wishes` brings together; it does not bring anything together itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cellophane.check import catalogue
from cellophane.check.wishes import Wishes
from cellophane.model.finding import Certainty
from cellophane.model.silencing import Form
from cellophane.workspace.environment import environment
from cellophane.workspace.exclusion import Exclusion
from cellophane.workspace.settings import Settings

DEFAULT = "default"
"""Where a value comes from that nobody asked for."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One value of a setting, and where it comes from."""

    setting: str
    value: str
    origin: str


def origins(wishes: Wishes, settings: Settings, excluded: Exclusion | None, absolute: str) -> tuple[Origin, ...]:
    """What holds for a path, setting by setting. A list has a row for each of those who say something of it.

    >>> origins(Wishes(select=("CEL1",)), Settings(), None, "/p")[0]
    Origin(setting='select', value='CEL1', origin='--select')
    """
    file = settings.file or DEFAULT
    return (
        *_rules(wishes, settings, file),
        _certainty(wishes, settings, file),
        *_rows("exclude", settings.exclude.lines, file),
        *_rows("exclude", excluded.patterns.lines if excluded else (), "--exclude"),
        *_per_file(settings, file),
        *_rows("knowledge", (str(path) for path in settings.knowledge if str(path) != settings.file), file),
        *_rows("callables", settings.callables, file),
        _python(wishes, settings, file, absolute),
        _form(wishes, settings, file),
    )


def _rules(wishes: Wishes, settings: Settings, file: str) -> list[Origin]:
    """`--select` takes the place of both settings, `--ignore` alone adds to them."""
    if wishes.select:
        return [*_rows("select", wishes.select, "--select"), *_rows("ignore", wishes.ignore, "--ignore")]
    chosen = [catalogue.ALL] if settings.select is None else settings.select
    select = _rows("select", chosen, DEFAULT if settings.select is None else file)
    return [*select, *_rows("ignore", settings.ignore, file), *_rows("ignore", wishes.ignore, "--ignore")]


def _certainty(wishes: Wishes, settings: Settings, file: str) -> Origin:
    if wishes.certainty is not None:
        return Origin("certainty", wishes.certainty.word, "--certainty")
    if settings.certainty is not None:
        return Origin("certainty", settings.certainty.word, file)
    return Origin("certainty", Certainty.LIKELY.word, DEFAULT)


def _per_file(settings: Settings, file: str) -> list[Origin]:
    pairs = settings.per_file_ignores.items()
    return [Origin("per-file-ignores", f"{pattern}: {', '.join(codes)}", file) for pattern, codes in pairs]


def _python(wishes: Wishes, settings: Settings, file: str, absolute: str) -> Origin:
    if wishes.python is not None:
        return Origin("python", str(wishes.python), "--python")
    if settings.python is not None:
        return Origin("python", str(settings.python), file)
    found = environment(None, Path(absolute))
    installed = next((path for path in found if path.name in ("site-packages", "dist-packages")), found[-1])
    return Origin("python", f"packages in {installed}", DEFAULT)


def _form(wishes: Wishes, settings: Settings, file: str) -> Origin:
    if wishes.silence_with is not None:
        return Origin("silence-with", wishes.silence_with.value, "--silence-with")
    if settings.silence_with is not None:
        return Origin("silence-with", settings.silence_with.value, file)
    return Origin("silence-with", Form.NOQA.value, DEFAULT)


def _rows(setting: str, values: Iterable[str], origin: str) -> list[Origin]:
    """A row for all values of a list, if it has any."""
    value = ", ".join(values)
    return [Origin(setting, value, origin)] if value else []
