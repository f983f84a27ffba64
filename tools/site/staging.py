"""The pages of the repository as one folder of sources for Sphinx, with every link leading to something on the site.

Pages are written for people who read the repository, so their links go by where files lie in it. Here

- what is in docs/ comes first, and README, CONTRIBUTING and CHANGELOG stand beside it;
- any other file or folder that a page links to gets a page that shows it;
- a link to playground/ leads to the playground, which Sphinx does not make.

Which page comes after which is decided here as well: the pages themselves need nothing of Sphinx.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_TOP = {"README.md": "readme.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
_SHOWN = "repository"
"""The folder of pages that show files of the repository."""
_LINK = re.compile(r"\]\((?P<target>(?!\w+:)[^()#\s]+)(?P<anchor>#[^()\s]*)?\)")
_LANGUAGES = {".py": "python", ".lua": "lua", ".el": "lisp", ".toml": "toml", ".json": "json", ".md": "markdown"}

CONTENTS: Mapping[str, Sequence[tuple[str, Sequence[str]]]] = {
    "index.md": [
        ("Learn", ["Tour <tour/index>", "The whole on one page <readme>", "how-it-works", "found"]),
        ("Use", ["commands", "rules/index", "settings", "formats", "json", "api", "knowledge"]),
        ("In a project", ["editors", "continuous-integration", "old-code"]),
        ("The project", ["changelog", "contributing"]),
    ],
    "rules/index.md": [("", ["CEL*"])],
    "tour/index.md": [("", ["[0-9]*"])],
}
"""What stands below each page in the table of contents: captions, and the pages under each."""


def stage(root: Path, target: Path) -> None:
    """Put the sources of the site of the repository at `root` into the new folder `target`."""
    shutil.copytree(root / "docs", target, ignore=shutil.ignore_patterns("__pycache__"))
    for there, here in _TOP.items():
        shutil.copyfile(root / there, target / here)
    staging = _Staging(root, target)
    for page in sorted(target.rglob("*.md")):
        staging.rewrite(page)
    for name, parts in CONTENTS.items():
        _append_contents(target / name, parts)


@dataclass
class _Staging:
    """One folder being made; pages that show files are added as links to them are met."""

    root: Path
    target: Path
    _shown: set[str] = field(default_factory=set)

    def rewrite(self, page: Path) -> None:
        """Make the links of a page lead to what is on the site."""
        here = page.relative_to(self.target).as_posix()
        origin = next((top for top, staged in _TOP.items() if staged == here), f"docs/{here}")
        text = page.read_text("utf-8")
        page.write_text(_LINK.sub(lambda link: self._link(link, origin, here), text), "utf-8")

    def _link(self, link: re.Match[str], origin: str, here: str) -> str:
        """A link on the page `origin` of the repository, as it is on the page `here` of the site."""
        meant = posixpath.normpath(posixpath.join(posixpath.dirname(origin), link["target"]))
        if not (self.root / meant).exists():
            return link[0]  # not a link, but code that looks like one, or a mistake that Sphinx tells of
        if meant == "playground":
            return f"]({_relative('playground/index.html', here)}){{.external}}"
        return f"]({_relative(self._staged(meant), here)}{link['anchor'] or ''})"

    def _staged(self, meant: str) -> str:
        """The page or file of the site for one of the repository."""
        if meant in _TOP:
            return _TOP[meant]
        if meant.startswith("docs/"):
            return meant.removeprefix("docs/")
        if meant not in self._shown:
            self._shown.add(meant)
            self._show(meant)
        return f"{_SHOWN}/{meant}.md"

    def _show(self, meant: str) -> None:
        """Make the page that shows a file, or what is in a folder."""
        path = self.root / meant
        page = self.target / _SHOWN / f"{meant}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        body = self._listing(path, page) if path.is_dir() else _fenced(path)
        page.write_text(f"---\norphan: true\n---\n\n# {meant}\n\n{body}\n", "utf-8")

    def _listing(self, folder: Path, page: Path) -> str:
        here = page.relative_to(self.target).as_posix()
        inside = (each for each in sorted(folder.iterdir()) if not each.name.startswith((".", "__")))
        staged = ((each.name, self._staged(each.relative_to(self.root).as_posix())) for each in inside)
        return "\n".join(f"- [{name}]({_relative(there, here)})" for name, there in staged)


def _fenced(path: Path) -> str:
    """A file of text as a block of code, in a fence that nothing in it ends."""
    text = path.read_text("utf-8")
    fence = "`" * (max((len(ticks) for ticks in re.findall("`{3,}", text)), default=2) + 1)
    return f"{fence}{_LANGUAGES.get(path.suffix, 'text')}\n{text.rstrip()}\n{fence}"


def _relative(target: str, here: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(here) or ".")


def _append_contents(page: Path, parts: Sequence[tuple[str, Sequence[str]]]) -> None:
    with page.open("a", encoding="utf-8") as file:
        for caption, entries in parts:
            options = [":hidden:", ":glob:", *([f":caption: {caption}"] if caption else [])]
            file.write("\n".join(["", "```{toctree}", *options, "", *entries, "```", ""]))
