"""The released packages from which knowledge is generated: which they are, and where their sources lie.

`tools/releases.txt` pins them. A release is downloaded once, as a wheel, of which only the Python sources and the
metadata are unpacked, into a cache outside of the repository: `CELLOPHANE_BENCH_CACHE`, or else
`~/.cache/cellophane-bench`. Nothing of a release is ever run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

LISTED = Path(__file__).with_name("releases.txt")
_REQUIRED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_KEPT = (".py", ".pyi", "/METADATA")


@dataclass(frozen=True, slots=True, order=True)
class Release:
    """A version of a distribution.

    >>> Release.parse("attrs==26.1.0").version
    '26.1.0'
    """

    name: str
    """As the index writes it: in small letters, with dashes."""
    version: str

    @classmethod
    def parse(cls, line: str) -> Release:
        """The release that a line `name==version` pins. Raises `ValueError` where it pins none."""
        name, pinned, version = line.partition("==")
        if not (name and pinned and version):
            raise ValueError(f"a release is pinned as name==version, not {line!r}")
        return cls(name, version)

    def __str__(self) -> str:
        return f"{self.name}=={self.version}"


def listed(path: Path = LISTED) -> list[Release]:
    """The releases that a list pins, sorted. What follows a `#` is for the reader."""
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sorted(Release.parse(line) for line in lines if line)


def cache() -> Path:
    """The directory in which the sources are kept."""
    given = os.environ.get("CELLOPHANE_BENCH_CACHE")
    return (Path(given) if given else Path.home() / ".cache" / "cellophane-bench") / "released"


def fetch(release: Release, folder: Path) -> Path | None:
    """The directory with the sources of a release, downloaded if it is not there yet; none if it cannot be had."""
    place = folder / str(release)
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            wheel = _download(release, Path(scratch))
            if wheel is None:
                return None
            unpacked = Path(scratch, "unpacked")
            _unpack(wheel, unpacked)
            unpacked.rename(place)
    return place


def _download(release: Release, folder: Path) -> Path | None:
    """The wheel of a release. Wheels only: to read the metadata of a source distribution is to run its code."""
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--dest", str(folder)]
    command = [sys.executable, "-m", "pip", "download", *options, str(release)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return next(folder.glob("*.whl"), None)


def _unpack(wheel: Path, folder: Path) -> None:
    folder.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(_KEPT):
                archive.extract(name, folder)


def required(place: Path) -> Iterator[str]:
    """The names of the distributions that an unpacked release requires, in whatever circumstances."""
    for metadata in sorted(place.glob("*.dist-info/METADATA")):
        headers = HeaderParser().parsestr(metadata.read_text(encoding="utf-8", errors="replace"))
        for line in headers.get_all("Requires-Dist", []):
            found = _REQUIRED.match(line.strip())
            if found:
                yield re.sub(r"[-_.]+", "-", found[0]).lower()


def roots(release: Release, releases: Sequence[Release], folder: Path) -> tuple[Path, ...]:
    """Where the modules that a release imports are looked for: its own sources, then those of what it requires."""
    by_name = {other.name: other for other in releases}
    found: dict[Path, None] = {}
    waiting = [release]
    while waiting:
        place = folder / str(waiting.pop(0))
        if place not in found and place.exists():
            found[place] = None
            waiting += [by_name[name] for name in required(place) if name in by_name]
    return tuple(found)
