"""What a page of the tour shows of a program before its reader runs it: what it prints, and what cellophane sees of it.

    python -m tools.site.still docs/tour/programs/loop.py output timeline

prints one JSON object: each panel that is asked for, and what stands in it. `stills` does so in a process of its own,
as programs may leave anything behind.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from cellophane.cli.main import main as cellophane
from cellophane.report import costs, svg, timeline_svg
from cellophane.witnessing import running
from cellophane.witnessing.recording import record

PANELS = ("output", "findings", "look", "timeline", "cost")
ROOT = Path(__file__).parents[2]
_SECONDS = 60.0
"""So long a program of the tour may take on a busy machine; it takes a moment."""
_COLUMNS = "88"
"""So wide is what is printed: as much as fits beside a table of contents."""


class Failed(Exception):
    """The program did not come to its end, or cannot be run; the message says why."""


def stills(program: Path, panels: Sequence[str]) -> dict[str, str]:
    """What stands in these panels: text, but for `look` and `timeline`, which are drawings in SVG. Raises `Failed`."""
    ours = (ROOT, ROOT / "src", ROOT / "playground" / "python")
    path = os.pathsep.join(filter(None, (*map(str, ours), os.environ.get("PYTHONPATH"))))
    quiet = {"COLUMNS": _COLUMNS, "PYTHONUTF8": "1", "NO_COLOR": "1", "GITHUB_ACTIONS": "", "PYTHONPATH": path}
    try:
        run = subprocess.run(
            [sys.executable, "-B", "-m", "tools.site.still", program.name, *panels],
            cwd=program.parent,
            env={**os.environ, **quiet},
            capture_output=True,
            encoding="utf-8",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"{program.name} has not ended within {_SECONDS:.0f} seconds") from None
    except OSError as error:
        raise Failed(f"{program.name} cannot be run: {error}") from None
    if run.returncode:
        raise Failed(f"{program.name} failed:\n{run.stderr.strip()}")
    found: dict[str, str] = json.loads(run.stdout)
    return found


def main(arguments: Sequence[str]) -> int:
    """What the process of `stills` does: it runs the program, then looks at what is left."""
    name, *panels = arguments
    text = Path(name).read_text("utf-8")
    module = running.main_module(name)
    with redirect_stdout(io.StringIO()) as printed:
        ending = running.run(compile(text, name, "exec", dont_inherit=True), module, text, ())
    if ending.status:
        return ending.status
    left = vars(module)
    found = {panel: printed.getvalue() if panel == "output" else _SHOWN[panel](name, text, left) for panel in panels}
    json.dump(found, sys.stdout)
    return 0


def _findings(name: str, text: str, left: dict[str, Any]) -> str:
    """What `cellophane check` prints of it."""
    with redirect_stdout(io.StringIO()) as printed:
        cellophane(["check", "--isolated", "--no-cache", name])
    return printed.getvalue()


def _look(name: str, text: str, left: dict[str, Any]) -> str:
    """A drawing of its functions that captured something and are alive; nothing if there are none."""
    from seen.looking import picture_of_living  # on the path of `stills` only

    picture = picture_of_living(name)
    return "" if picture is None else str(svg.drawing(picture).element)


def _timeline(name: str, text: str, left: dict[str, Any]) -> str:
    """A drawing of what happened to its captured variables: it is run once more, and watched."""
    with redirect_stdout(io.StringIO()):
        seen = record(text, name)
    return timeline_svg.still(seen)


def _cost(name: str, text: str, left: dict[str, Any]) -> str:
    """What calls of its function `measured` cost here, with the arguments `measured_with` if it has them."""
    from seen.looking import cost_of_measured

    return costs.text(cost_of_measured(left), int(_COLUMNS))


_SHOWN = {"findings": _findings, "look": _look, "timeline": _timeline, "cost": _cost}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
