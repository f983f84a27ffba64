"""Pages of the documentation that show what benchmarks came to."""

from __future__ import annotations

from pathlib import Path


def put(page: Path, name: str, text: str) -> None:
    """Put a text into a page, in the place of what stands between the two marks of that name."""
    before, rest = page.read_text("utf-8").split(f"<!-- {name} -->\n")
    end = f"<!-- end of {name} -->"
    page.write_text(f"{before}<!-- {name} -->\n\n{text}\n\n{end}{rest.split(end)[1]}", "utf-8")
