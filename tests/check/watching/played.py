"""Projects whose files rest on each other in many ways, and random changes to them, as people make them."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from cellophane.check import catalogue, parallel
from cellophane.check.checked import Checked
from cellophane.check.options import Options
from cellophane.check.parallel import Task
from cellophane.check.watching.inventory import Listing
from cellophane.check.watching.results import Results
from cellophane.check.watching.session import Session
from cellophane.model.finding import Certainty
from cellophane.model.problem import Problem
from cellophane.source.analysis import Analysis
from cellophane.workspace.files import Search, find
from cellophane.workspace.settings import DEFAULT, Nearest

OPTIONS = Options(tuple(catalogue.select([catalogue.ALL])), Certainty.POSSIBLE)
NAMES = ("desk", "till", "jobs", "part")
FUNCTIONS = ("on", "hand", "keep")
FOLDERS = ("", "shop/", "shop/back/", "tools/")
BODIES = ("f()", "kept.append(f)", "return f", "other(f)", "print(1)", "kept[:] = [f]")


def listing(top: Path) -> Listing:
    """The files of a directory, as a run finds them."""
    found = list(find([str(top)], Search(Nearest(DEFAULT))))
    problems = tuple(each for each in found if isinstance(each, Problem))
    return Listing([Task(each.path, each.size, OPTIONS) for each in found if not isinstance(each, Problem)], problems)


def session(top: Path) -> Session:
    """A run over a directory that goes on."""

    def check(tasks: list[Task], analysis: Analysis | None) -> list[Checked]:
        return list(parallel.check_here(tasks, analysis or Analysis()))

    return Session(lambda: listing(top), check, [str(top)])  # type: ignore[arg-type]


def afresh(top: Path) -> list[Checked]:
    """What there is to tell of a directory when all of it is checked at once."""
    results, tasks = Results(), listing(top).tasks
    for task, checked in zip(tasks, parallel.check_here(tasks, Analysis()), strict=True):
        results.put(task.path, checked)
    return sorted(results, key=lambda one: one.filename)


def told(watching: Session) -> list[Checked]:
    """What a run that goes on holds to be so."""
    return sorted(watching.results, key=lambda one: one.filename)


class Play:
    """Somebody who works on a project, by chance."""

    def __init__(self, top: Path, chance: random.Random) -> None:
        self.top = top
        self.chance = chance
        for folder in FOLDERS:
            for name in NAMES:
                self._write(top / folder / f"{name}.py", self._module())
        for folder in FOLDERS[1:3]:
            self._write(top / folder / "__init__.py", self._package())

    def act(self) -> set[str]:
        """Do something; the paths that events would tell of."""
        acts: list[Callable[[], set[str]]] = [self._edit] * 6 + [self._comment] * 2 + [self._rewrite] * 2
        acts += [self._create, self._delete, self._rename, self._move_folder, self._break, self._package_again]
        changed: set[str] = set()
        for _ in range(self.chance.choice([1, 1, 1, 2, 4])):
            changed |= self.chance.choice(acts)()
        return changed

    def paths(self) -> set[str]:
        """All modules that there are."""
        return set(map(str, self._files()))

    def packages(self) -> set[str]:
        """Those that make packages of directories."""
        return {path for path in self.paths() if os.path.basename(path).startswith("__init__")}

    def _files(self) -> list[Path]:
        return sorted(path for path in self.top.rglob("*") if path.suffix in (".py", ".pyi"))

    def _some(self) -> Path:
        return self.chance.choice(self._files() or [self._write(self.top / "desk.py", self._module())])

    def _write(self, path: Path, text: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def _module(self) -> str:
        pick = self.chance.choice
        lines = [self._import() for _ in range(pick([0, 1, 2, 3]))]
        lines += ["kept = []", "def other(g): " + pick(["g()", "kept.append(g)"])]
        lines += [f"def {name}(f):\n    {pick(BODIES)}" for name in self.chance.sample(FUNCTIONS, pick([1, 2, 3]))]
        for _ in range(pick([0, 1, 2])):
            called = pick(
                [*FUNCTIONS, *(f"{name}.{function}" for name in (*NAMES, "shop.desk") for function in FUNCTIONS)]
            )
            lines += ["for row in range(3):", f"    {called}(lambda: row)"]
        return "\n".join(lines) + "\n"

    def _import(self) -> str:
        pick = self.chance.choice
        module = pick(
            [*NAMES, "shop", *(f"shop.{name}" for name in NAMES), "shop.back", "shop.back.desk", "tools.till"]
        )
        function = pick(FUNCTIONS)
        return pick(
            [
                f"from {module} import {function}",
                f"from {module} import {function} as {pick(FUNCTIONS)}",
                f"from {module} import *",
                f"import {module}",
                f"import {module} as {pick(NAMES)}",
                f"from . import {pick(NAMES)}",
                f"from .{pick(NAMES)} import {function}",
                f"from ..{pick(NAMES)} import {function}",
                f"from shop import {pick(NAMES)}",
            ]
        )

    def _package(self) -> str:
        return "\n".join(self._import() for _ in range(self.chance.choice([0, 1, 2]))) + "\n"

    def _edit(self) -> set[str]:
        path = self._some()
        text = path.read_text("utf-8")
        for body in self.chance.sample(BODIES, len(BODIES)):
            if f"    {body}\n" in text:
                text = text.replace(f"    {body}\n", f"    {self.chance.choice(BODIES)}\n", 1)
                break
        return {str(self._write(path, text))}

    def _comment(self) -> set[str]:
        path = self._some()
        return {str(self._write(path, "# a line more\n" + path.read_text("utf-8")))}

    def _rewrite(self) -> set[str]:
        path = self._some()
        return {str(self._write(path, self._package() if path.name == "__init__.py" else self._module()))}

    def _create(self) -> set[str]:
        name = self.chance.choice(NAMES) + self.chance.choice([".py", ".py", ".py", ".pyi"])
        folder = self.chance.choice([*FOLDERS, "shop/new/", "src/"])
        return {str(self._write(self.top / folder / name, self._module()))}

    def _delete(self) -> set[str]:
        path = self._some()
        path.unlink()
        return {str(path)}

    def _rename(self) -> set[str]:
        path = self._some()
        target = path.with_name(f"{self.chance.choice(NAMES)}.py")
        os.replace(path, target)
        return {str(path), str(target)}

    def _move_folder(self) -> set[str]:
        folder, target = self.top / "shop", self.top / self.chance.choice(["shop", "old", "stop"])
        if not folder.is_dir():
            folder, target = next((each for each in self.top.iterdir() if each.is_dir()), folder), folder
        if not folder.is_dir() or target.exists():
            return set()
        shutil.move(folder, target)
        return {str(folder), str(target)}

    def _break(self) -> set[str]:
        path = self._some()
        return {str(self._write(path, path.read_text("utf-8") + "for row in (\n"))}

    def _package_again(self) -> set[str]:
        path = self.top / self.chance.choice(FOLDERS[1:]) / "__init__.py"
        if path.exists() and self.chance.random() < 0.5:
            path.unlink()
        else:
            self._write(path, self._package())
        return {str(path)}
