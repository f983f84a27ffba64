"""Builds the site, pages and playground, from what `make` has installed: `make site`.

Decides what is built in which order, and that a build which fails leaves the site of before as it was. How the pages
look is for docs/conf.py to say, and what the playground consists of for `tools/playground.py`. Uses no network.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tools import playground
from tools.site import policy, staging

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Build it into site/; exit 0 when that is done, 2 when it cannot be."""
    begun = time.monotonic()
    try:
        replace(ROOT / "site", ROOT / "build")
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"Built site/ in {time.monotonic() - begun:.0f} seconds: `make serve` shows it.")
    return 0


def replace(target: Path, workshop: Path) -> None:
    """Build the site in a folder of `workshop`, and put it in the place of `target` when it is complete.

    Raises `ValueError` as `build` does; then `target` is as it was.
    """
    workshop.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="site-", dir=workshop) as folder:
        fresh = Path(folder) / "site"
        build(fresh)
        if target.exists():
            target.rename(Path(folder) / "old")
        fresh.rename(target)


def build(target: Path) -> None:
    """Build the site into the new folder `target`.

    Raises `ValueError`, with what was printed, if something is missing or wrong.
    """
    if missing := playground.absent():
        raise ValueError(missing)
    with TemporaryDirectory() as folder:
        _pages(target, Path(folder))
        playground.build(target / "playground", Path(folder) / "playground")
    policy.apply(target)


def _pages(target: Path, folder: Path) -> None:
    """Make the pages, with all that is needed on the way in `folder`.

    What Sphinx only warns of is a mistake here: a link that leads nowhere, a page that nobody finds.
    """
    sources = folder / "pages"
    staging.stage(ROOT, sources)
    options = ["--fail-on-warning", "--keep-going", "--quiet", "--builder", "html"]
    places = ["--conf-dir", str(ROOT / "docs"), "--doctree-dir", str(folder / "doctrees")]
    path = os.pathsep.join(filter(None, (str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
    run = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, *places, str(sources), str(target)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if run.returncode:
        told = (run.stdout + run.stderr).replace(f"{sources}{os.sep}", "docs/").strip()
        raise ValueError(f"the pages cannot be made:\n{told}")
    (target / ".buildinfo").unlink(missing_ok=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
