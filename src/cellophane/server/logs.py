"""The log of the server: all of it in a file, if one is named; and what went wrong, a line each, on standard error,
which editors show."""

from __future__ import annotations

import logging

LEVELS = ("debug", "info", "warning", "error")


class _OneLine(logging.Formatter):
    """The first line of a message, without a traceback: that is for the file."""

    def format(self, record: logging.LogRecord) -> str:
        """As it is shown."""
        error = record.exc_info[1] if record.exc_info else None
        lines = [record.getMessage(), *([f"{type(error).__name__}: {error}"] if error is not None else [])]
        return "cellophane: " + ": ".join(line.partition("\n")[0].removesuffix(":") for line in lines)


def begin(file: str | None, level: str) -> None:
    """Write down what happens from now on. `level` is for the file. Raises `OSError` if that cannot be written."""
    root = logging.getLogger()
    shown = logging.StreamHandler()
    shown.setFormatter(_OneLine())
    shown.setLevel(logging.WARNING)
    handlers: list[logging.Handler] = [shown]
    if file is not None:
        kept = logging.FileHandler(file, encoding="utf-8", errors="backslashreplace")
        kept.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        kept.setLevel(level.upper())
        handlers.append(kept)
    root.setLevel(min(handler.level for handler in handlers))
    root.handlers = handlers
