"""Findings of an earlier day that a run passes over, so that a project can start late and fail on new ones only.

A baseline knows a finding by its file, its rule, its variable and the text of its line, and how often that comes: rows
may shift, but whoever changes the line hears of it again. Files are named as seen from the baseline's directory.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cellophane.check.checked import Checked
from cellophane.model.finding import Finding

_FORMAT = 1

Known = tuple[str, str, str, str]
"""File, code, name and line."""


class BadBaseline(ValueError):
    """A baseline cannot be read, for a reason that the message tells with the file's name."""


class Baseline:
    """The findings that are known, and how often each is."""

    def __init__(self, path: Path, known: Counter[Known]) -> None:
        self._path = path
        self._known = known

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """The baseline in a file. Raises `BadBaseline`, and `FileNotFoundError` if there is none yet."""
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, Counter(dict(_entries(document))))
        except FileNotFoundError:
            raise
        except OSError as error:
            raise BadBaseline(f"{path}: cannot be read: {error.strerror or error}") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            reason = "is no baseline of cellophane; to record today's findings, name a file that is not there"
            raise BadBaseline(f"{path}: {reason}") from None

    @classmethod
    def of(cls, path: Path, files: Iterable[Checked]) -> Baseline:
        """A baseline that knows all findings of these files."""
        empty = cls(path, Counter())
        return cls(path, Counter(empty._key(checked, one) for checked in files for one in checked.findings))

    def __len__(self) -> int:
        return self._known.total()

    def text(self) -> str:
        """What the file holds: one finding a line, sorted, so that changes can be reviewed and merged."""
        keys = ("file", "code", "name", "line", "count")
        entries = [dict(zip(keys, (*key, count), strict=True)) for key, count in sorted(self._known.items())]
        lines = ",\n".join(f"    {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
        return f'{{\n  "format": {_FORMAT},\n  "findings": [\n{lines}\n  ]\n}}\n'

    def unknown(self, files: Iterable[Checked]) -> Iterator[Checked]:
        """The files with those of their findings that the baseline does not know, and how many that it knows are gone.

        Nobody can tell what is gone from a file of which something could not be checked; and what is there, but not
        certain enough to be shown, may be what the baseline knows.
        """
        left = self._known.copy()
        in_file: Counter[str] = Counter()
        for (file, *_), count in self._known.items():
            in_file[file] += count
        for checked in files:
            new = []
            for finding in checked.findings:
                key = self._key(checked, finding)
                if left[key] > 0:
                    left[key] -= 1
                else:
                    new.append(finding)
            known = len(checked.findings) - len(new)
            there = known + len(checked.hidden)
            gone = 0 if checked.problems else max(0, in_file[self._named(checked.filename)] - there)
            yield replace(checked, findings=tuple(new), known=known, gone=gone)

    def _key(self, checked: Checked, finding: Finding) -> Known:
        line = checked.excerpt.get((finding.cell, finding.span.row), "").strip()
        return self._named(checked.filename), finding.code, finding.name, line

    def _named(self, filename: str) -> str:
        """A file as seen from the baseline's directory, the same on every system."""
        if filename == "-":
            return filename
        absolute, folder = os.path.abspath(filename), os.path.abspath(self._path.parent)
        try:
            seen = os.path.relpath(absolute, folder)
        except ValueError:  # another drive
            seen = absolute
        return seen.replace(os.sep, "/")


def _entries(document: Any) -> Iterator[tuple[Known, int]]:
    if document["format"] != _FORMAT:
        raise ValueError(document["format"])
    for entry in document["findings"]:
        file, code, name, line, count = (entry[key] for key in ("file", "code", "name", "line", "count"))
        if not isinstance(count, int):
            raise TypeError(count)
        yield (str(file), str(code), str(name), str(line)), count
