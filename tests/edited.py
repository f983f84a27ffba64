"""Projects of a few files that import each other in every way, and what people do to files: for tests of what stays
known from one edit to the next."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

FILES = ("main.py", "desk.py", "till.py", "shop/__init__.py", "shop/door.py", "shop/shelf.py", "late/__init__.py")
"""`late` comes and goes: as a package, and with it the meaning of its name."""
_NAMES = ("use", "take", "Box")

_BODIES = (
    "f()",
    "kept.append(f)",
    "return f",
    "return lambda: f()",
    "{other}(f)",
    "return {other}(f)",
    "{other}(f).run(f)",
    "pass",
    "yield f",
    "print(f)",
)
_PARTS = (
    "def {name}(f):\n    {body}\n",
    "def {name}(f):\n    {body}\n",
    "def {name}(f, g=None):\n    {body}\n",
    *["from {module} import {other} as far\ndef {name}(f):\n    {far}\n"] * 6,
    *["from {module} import {name}\nfor i in range(3):\n    {name}(lambda: i)\n"] * 4,
    "def use(f):\n    take(f)\n    {body}\ndef take(f):\n    use(f)\n",
    "import {module}\ndef {name}(f):\n    {module}.use(f)\n    {module}.take(f)\n    {body}\n",
    "import {module}\ndef {name}(f):\n    {module}.use(f)\n    {module}.take(f)\n",
    "class {name}:\n    def __init__(self, f):\n        {body_init}\n    def run(self, f):\n        {body}\n",
    "class {name}({other}):\n    def run(self, f):\n        {body}\n",
    "class {name}({other}):\n    pass\n",
    "{name} = {other}\n",
    "{name} = {other}({other})\n",
    "from {module} import *\n",
    "from {module} import {name}\n",
    "from {module} import {other} as {name}\n",
    "import {module}\n{name} = {module}.{other}\n",
    "from .{near} import {name}\n",
    "from .{near} import *\n",
    "from . import {near}\n{name} = {near}.{other}\n",
    "__all__ = ['{name}', '{other}']\n",
    "__all__ = ['{name}']\nimport {module}\n__all__ += {module}.__all__\n",
    "try:\n    from {module} import {name}\nexcept ImportError:\n    def {name}(f): {body}\n",
    "import functools\n@functools.wraps\ndef {name}(f):\n    {body}\n",
    "def {name}(f):\n    import {module}\n    return {module}.{other}(f)\n",
    "for i in range(3):\n    {name}(lambda: i)\n",
    "for i in range(3):\n    {name}(lambda: i)\n",
    "def main(items):\n    for item in items:\n        {name}(lambda: item)\n        {other}(lambda: item).run(f)\n",
    "def later(n):\n    g = {name}(lambda: n)\n    n = {other}(n)\n    return g\n",
    "for i in range(3):\n    box = {name}(lambda: i)\n    box.run(lambda: i)\n{other}(box)\n",
    "def {name}(f):\n    late = []\n    for i in range(3):\n        late.append(lambda: i)\n    return late\n",
    "def later():\n    late = []\n    for i in range(3):\n        late.append(lambda: f(i))\n    return late\n",
    "tasks = [{name}(lambda: i) for i in range(3)]\n",
)
_MODULES = ("main", "desk", "till", "desk", "till", "shop", "shop.door", "shop.shelf", "late", "late.comer")
_BROKEN = ("def (:\n", "x = (\n", "\0", "  indented = 1\n", '"""', "import\n")


def part(chance: random.Random) -> str:
    """A statement or two: a helper, an import, a loop that makes closures."""
    name, other = chance.choices(_NAMES, k=2)
    return chance.choice(_PARTS).format(
        name=name,
        other=other,
        module=chance.choice(_MODULES),
        near=chance.choice(("door", "shelf", "nothing")),
        body=chance.choice(_BODIES).format(other=chance.choice(_NAMES)),
        far=chance.choice(("far(f)", "far(f)", "return far(f)")),
        body_init=chance.choice(("self.f = f", "f()", "kept.append(self)", "self.run(f)")),
    )


def text(chance: random.Random) -> list[str]:
    """The parts of a file."""
    return ["kept = []\n", *(part(chance) for _ in range(chance.randrange(1, 5)))]


@dataclass
class Edited:
    """A project as its files are now: in parts, by path."""

    chance: random.Random
    files: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.files.update((path, text(self.chance)) for path in FILES if not path.startswith("late"))

    @property
    def texts(self) -> Mapping[str, str]:
        """What is in each file that is there."""
        return {path: "".join(parts) for path, parts in self.files.items()}

    def edit(self) -> str:
        """Change something, and tell the path of the file."""
        path = self.chance.choice(FILES)
        if path not in self.files:
            self.files[path] = text(self.chance)
        elif self.chance.random() < (0.5 if path.startswith("late") else 0.05):
            del self.files[path]
        else:
            self.chance.choice(_EDITS)(self.chance, self.files[path])
        return path


def _does(chance: random.Random, parts: list[str]) -> None:
    """A function does something else with what it is given."""
    plain = ("    f()\n", "    kept.append(f)\n", "    return f\n", "    pass\n")
    places = [(n, one) for n, text in enumerate(parts) for one in plain if one in text]
    if places:
        n, one = chance.choice(places)
        parts[n] = parts[n].replace(one, chance.choice(plain))


def _another(chance: random.Random, parts: list[str]) -> None:
    parts[chance.randrange(len(parts))] = part(chance)


def _more(chance: random.Random, parts: list[str]) -> None:
    parts.insert(chance.randrange(len(parts) + 1), part(chance))


def _twice(chance: random.Random, parts: list[str]) -> None:
    parts.insert(chance.randrange(len(parts) + 1), chance.choice(parts))


def _fewer(chance: random.Random, parts: list[str]) -> None:
    if len(parts) > 1:
        del parts[chance.randrange(len(parts))]


def _renamed(chance: random.Random, parts: list[str]) -> None:
    old, new = chance.sample(_NAMES, 2)
    parts[:] = [one.replace(old, new) for one in parts]


def _broken(chance: random.Random, parts: list[str]) -> None:
    parts.insert(chance.randrange(len(parts) + 1), chance.choice(_BROKEN))


def _mended(_: random.Random, parts: list[str]) -> None:
    parts[:] = [one for one in parts if one not in _BROKEN] or ["pass\n"]


def _blank(_: random.Random, parts: list[str]) -> None:
    parts.insert(0, "\n")


_EDITS: tuple[Callable[[random.Random, list[str]], None], ...] = (
    *[_does] * 10,
    _another,
    _another,
    _more,
    _twice,
    _fewer,
    _renamed,
    *[_broken] * 3,
    *[_mended] * 3,
    _blank,
)
