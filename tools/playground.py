"""Builds the playground: CPython, cellophane and the pages that use them, as files that any host serves.

Decides what goes into it and where; what it does stands in playground/. Needs Node and what `make` has put into
playground/node_modules. Uses no network.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from cellophane.report import html, timeline
from cellophane.report.policy import digest
from tools import terms, vsix
from tools.examples_menu import menu

ROOT = Path(__file__).parents[1]
PLAYGROUND = ROOT / "playground"
STAGED = ROOT / "build" / "playground"
_PYODIDE = PLAYGROUND / "node_modules" / "pyodide"
_LIBRARY = "/lib/python3.13"
_PAGES = ("embed", "playground")
"""Scripts of pages. What both import is bundled once, in a file that they share."""
_PACKAGES = (
    "bytecode",
    "jinja2",
    "markdown_it",
    "markupsafe",
    "mdurl",
    "pathspec",
    "platformdirs",
    "pygments",
    "rich",
    "shtab",
)
"""What cellophane runs on."""
_CALLED = {"markdown_it": "markdown-it-py"}
"""Those of them that are called otherwise where they come from."""
_KEPT = {
    "platformdirs": ("_runtime", "_xdg", "api", "unix", "version"),
    "pygments/formatters": ("_mapping",),
    "pygments/lexers": ("_mapping", "python"),
    "pygments/styles": ("_mapping", "default", "monokai"),
    "rich/_unicode_data": ("_versions", "unicode17-0-0"),
}
"""Folders of these of which no more is taken than such modules: the others are for other systems and languages, or tell
how wide characters were in older versions of Unicode."""
_NO_SOURCE = shutil.ignore_patterns("__pycache__", "*.pyc", "*.so", "*.pyd")
_SCRIPT = re.compile("<script>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'none'; script-src {script} blob: 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)
"""Of the frame in which Python runs: nothing that runs there can ask anything of anybody."""


def build(target: Path, staged: Path = STAGED) -> None:
    """Put all files of the playground into a directory, which is emptied first.

    Raises `ValueError`, with what was printed, if something is missing or wrong.
    """
    if missing := absent():
        raise ValueError(missing)
    shutil.rmtree(target, ignore_errors=True)
    (target / "python").mkdir(parents=True)
    vsix.run(["npm", "run", "--silent", "check"], PLAYGROUND)
    told = target / "told.json"
    _bundled(_PAGES, "esm", "--splitting", f"--outdir={target.resolve()}", f"--metafile={told.resolve()}")
    inputs = json.loads(told.read_text("utf-8"))["inputs"]
    told.unlink()
    licences = terms.told(terms.bundled(inputs, PLAYGROUND), [_CALLED.get(name, name) for name in _PACKAGES], _PYODIDE)
    (target / "LICENSES-OF-OTHERS.txt").write_text(licences, "utf-8")
    for file in sorted((PLAYGROUND / "static").iterdir()):
        shutil.copy(file, target)
    (target / "examples.json").write_text(menu(), "utf-8")
    (target / "drawing.html").write_text(drawing(), "utf-8")
    (target / "sandbox.html").write_text(sandbox(_bundled(["sandbox"], "iife")), "utf-8")
    script = [(_PYODIDE / name).read_text("utf-8") for name in ("pyodide.asm.js", "pyodide.js")]
    packed = {
        "script.bin": "\n".join([*map(_without_map, script), _bundled(["worker"], "iife")]).encode(),
        "wasm.bin": (_PYODIDE / "pyodide.asm.wasm").read_bytes(),
        "library.bin": library(staged),
    }
    for name, content in packed.items():
        (target / "python" / name).write_bytes(gzip.compress(content, mtime=0))


def absent() -> str | None:
    """What it takes to build and is not there, in words; nothing if all is."""
    if missing := vsix.absent_node():
        return f"{missing}: the playground is built with it"
    if not _PYODIDE.exists():
        return "playground/node_modules is not filled, which `make site` does with npm and a network"
    return None


def sandbox(script: str) -> str:
    """The page of the frame, with its script, which is the only one that its policy lets it have."""
    script = script.strip()
    page = (PLAYGROUND / "static" / "sandbox.html").read_text("utf-8")
    return page.replace("{policy}", _POLICY.format(script=digest(script))).replace("{script}", script)


def drawing() -> str:
    """The page of the frame in which drawings are shown, whose policy lets no script be in it but ours.

    >>> "'unsafe-inline'" in re.search("script-src [^;]*", drawing())[0]
    False
    """
    page = (PLAYGROUND / "static" / "drawing.html").read_text("utf-8")
    scripts = [*_SCRIPT.findall(page), html.script(), timeline.script()]
    return page.replace("{scripts}", " ".join(map(digest, scripts)))


def library(staged: Path) -> bytes:
    """The archive of all Python files (see playground/src/library.ts), put together in a directory."""
    shutil.rmtree(staged, ignore_errors=True)
    packages = staged / "packages"
    with zipfile.ZipFile(_PYODIDE / "python_stdlib.zip") as standard:
        standard.extractall(staged / "library")
    shutil.copytree(ROOT / "src" / "cellophane", packages / "cellophane", ignore=_NO_SOURCE)
    shutil.copytree(PLAYGROUND / "python" / "seen", packages / "seen", ignore=_NO_SOURCE)
    for name in _PACKAGES:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        shutil.copytree(Path(spec.origin).parent, packages / name, ignore=_NO_SOURCE)
    _thin(packages)
    compile_ = ["node", "compile.mjs", str(staged.resolve()), str(PLAYGROUND / "python" / "compiling.py")]
    vsix.run(compile_, PLAYGROUND)
    files = [*_files(staged / "library", _LIBRARY), *_files(packages, f"{_LIBRARY}/site-packages")]
    return archive({path: file.read_bytes() for path, file in files})


def archive(files: dict[str, bytes]) -> bytes:
    """Files by their paths, put together: a line that lists them, then one after the other.

    >>> archive({"/a.py": b"1", "/b.py": b"23"})
    b'[["/a.py", 1], ["/b.py", 2]]\\n123'
    """
    return b"".join(
        [json.dumps([[path, len(content)] for path, content in files.items()]).encode(), b"\n", *files.values()]
    )


def _files(directory: Path, root: str) -> Iterator[tuple[str, Path]]:
    """Where each file of a directory goes."""
    for file in sorted(directory.rglob("*")):
        if file.is_file():
            yield f"{root}/{file.relative_to(directory).as_posix()}", file


def _thin(packages: Path) -> None:
    """Take away what is not used of copies of packages."""
    for folder, kept in _KEPT.items():
        for file in (packages / folder).glob("*.py"):
            if file.stem not in ("__init__", *kept):
                file.unlink()


def _bundled(names: Iterable[str], form: str, *options: str) -> str:
    """Scripts with all that they import."""
    scripts = [f"src/{name}.ts" for name in names]
    bundle = ["npm", "run", "--silent", "bundle", "--", *scripts, f"--format={form}", *options]
    return vsix.run(bundle, PLAYGROUND)


def _without_map(script: str) -> str:
    """A script without the line that names a map of it, which is not there."""
    return "\n".join(line for line in script.splitlines() if not line.startswith("//# sourceMappingURL="))


def main() -> int:
    """Build it into a directory; exit 0 when that is done, 2 when it cannot be."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site" / "playground"
    try:
        build(target)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"Built {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
