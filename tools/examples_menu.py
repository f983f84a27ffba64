"""The menu of the playground: the programs of examples/ and of the tour, as playground/src/examples.ts reads them.

Decides which programs are in it, in which order, and what each is called; each one's text is its file.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).parents[1]
_CHAPTER = re.compile(r"^# (.+)$", re.MULTILINE)
_PROGRAM = re.compile(r"^```\{\w+\} (programs/(\w+)\.py)\b", re.MULTILINE)


class Program(TypedDict):
    """A program of the menu."""

    name: str
    """What it is called in an address."""
    title: str
    text: str


class Group(TypedDict):
    """The programs below one heading."""

    label: str
    programs: list[Program]


def menu(root: Path = ROOT) -> str:
    """The menu as JSON."""
    tour = Group(label="The tour", programs=list(_tour(root / "docs" / "tour")))
    more = Group(label="More", programs=[_example(file) for file in sorted((root / "examples").glob("*.py"))])
    return json.dumps([tour, more], ensure_ascii=False)


def _tour(directory: Path) -> Iterator[Program]:
    """The programs of each chapter, called as it is."""
    for page in sorted(directory.glob("[0-9]*.md")):
        text = page.read_text("utf-8")
        [chapter] = _CHAPTER.findall(text)
        programs = dict(_PROGRAM.findall(text))
        for path, name in programs.items():
            title = chapter if len(programs) == 1 else f"{chapter}: {_words(name)}"
            yield Program(name=f"tour/{name}", title=title, text=(directory / path).read_text("utf-8"))


def _example(file: Path) -> Program:
    """An example, called as its first sentence says."""
    text = file.read_text("utf-8")
    told = ast.get_docstring(ast.parse(text)) or ""
    return Program(name=file.stem, title=told.partition("\n")[0].rstrip("."), text=text)


def _words(name: str) -> str:
    return name.replace("_", " ")
