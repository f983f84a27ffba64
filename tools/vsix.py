"""Builds the extension for VS Code, with cellophane in it: `make vsix`.

Decides what goes into the package and what it is called; what the extension does stands in editors/vscode. Needs what
`make` has put into editors/vscode: Node's packages, and those of Python that are to be carried. Uses no network.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cellophane

ROOT = Path(__file__).parents[1]
EXTENSION = ROOT / "editors" / "vscode"
STAGED = ROOT / "build" / "vsix"
_OURS = ("devDependencies", "private", "scripts")
"""Parts of package.json that are for those who build it."""
_AS_THEY_ARE = ("README.md", "icon.png")
_OLDEST_NODE = 20
_NO_SOURCE = shutil.ignore_patterns("__pycache__", "*.pyc", ".stamp", "bin")


def main() -> int:
    """Build it into dist/; exit 0 when that is done, 2 when it cannot be."""
    target = ROOT / "dist" / f"cellophane-{cellophane.__version__}.vsix"
    try:
        build(target, STAGED)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"Built {target.relative_to(ROOT)}: code --install-extension {target.relative_to(ROOT)}")
    return 0


def build(target: Path, staged: Path) -> None:
    """Compile, put together in the directory `staged`, and pack into `target`.

    Raises `ValueError`, with what was printed, if something is missing or wrong.
    """
    if missing := absent():
        raise ValueError(f"{missing}: see docs/editors.md")
    run(["npm", "run", "--silent", "compile"], EXTENSION)
    shutil.rmtree(staged, ignore_errors=True)
    stage(staged)
    told = (staged / "told.json").resolve()
    outputs = [f"--outfile={(staged / 'extension.js').resolve()}", f"--metafile={told}"]
    run(["npm", "run", "--silent", "bundle", "--", *outputs], EXTENSION)
    (staged / "LICENSES-OF-OTHERS.txt").write_text(licences(json.loads(told.read_text("utf-8"))["inputs"]), "utf-8")
    told.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    packer = EXTENSION / "node_modules" / "@vscode" / "vsce" / "vsce"
    options = ["--no-dependencies", "--allow-missing-repository", "--out", str(target.resolve())]
    run(["node", str(packer), "package", *options], staged)


def absent() -> str | None:
    """What it takes to build and is not there, in words; nothing if all is."""
    if missing := absent_node():
        return missing
    for directory in (EXTENSION / "node_modules", EXTENSION / "bundled" / "libs"):
        if not (directory / ".stamp").exists():
            return f"{directory.relative_to(ROOT)} is not filled, which `make vsix` does with npm and a network"
    return None


def absent_node() -> str | None:
    """Whether npm or Node is missing, in words."""
    if shutil.which("npm") is None:
        return "npm is not installed"
    node = subprocess.run(["node", "--version"], capture_output=True, encoding="utf-8", check=False).stdout.strip()
    if not (found := re.match(r"v(\d+)", node)) or int(found[1]) < _OLDEST_NODE:
        return f"Node {_OLDEST_NODE} or newer is not installed"
    return None


def stage(directory: Path) -> None:
    """Put into a directory all that goes into the package as it is."""
    bundled = directory / "bundled"
    shutil.copytree(EXTENSION / "bundled", bundled, ignore=_NO_SOURCE)
    shutil.copytree(ROOT / "src" / "cellophane", bundled / "libs" / "cellophane", ignore=_NO_SOURCE)
    for name in _AS_THEY_ARE:
        shutil.copy(EXTENSION / name, directory)
    shutil.copy(ROOT / "LICENSE", directory)
    described = json.loads((EXTENSION / "package.json").read_text("utf-8"))
    (directory / "package.json").write_text(json.dumps(manifest(described), indent=4), "utf-8")


def licences(inputs: Iterable[str]) -> str:
    """Under which terms stands what others wrote and is bundled, given the files that were bundled: those of Python
    have them beside their sources."""
    packages = {found[0] for name in inputs if (found := re.match(r"node_modules/(?:@[^/]+/)?[^/]+", name))}
    texts = (next((EXTENSION / package).glob("[Ll][Ii][Cc][Ee][Nn][CcSs][Ee]*")) for package in sorted(packages))
    return "\n\n".join(f"== {text.parent.name}\n\n{text.read_text('utf-8').strip()}" for text in texts) + "\n"


def manifest(described: dict[str, Any]) -> dict[str, Any]:
    """The package.json of the package: cellophane's version, and nothing for those who build it.

    >>> manifest({"name": "cellophane", "version": "0.0.0", "private": True})["version"] == cellophane.__version__
    True
    """
    return {key: value for key, value in described.items() if key not in _OURS} | {
        "version": version(cellophane.__version__)
    }


def version(ours: str) -> str:
    """A version as extensions have it: three numbers. Raises `ValueError` for one that is not yet released.

    >>> version("1.2.0")
    '1.2.0'
    >>> version("1.2.0rc1")
    Traceback (most recent call last):
        ...
    ValueError: 1.2.0rc1 is no version of three numbers, which is all that VS Code knows
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+", ours):
        raise ValueError(f"{ours} is no version of three numbers, which is all that VS Code knows")
    return ours


def run(command: list[str], directory: Path) -> str:
    """Run a command in a directory; what it printed. Raises `ValueError`, with that, if it fails."""
    done = subprocess.run(
        command,
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise ValueError(f"{' '.join(command)} fails:\n{done.stdout.strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
