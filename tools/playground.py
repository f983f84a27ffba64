"""Stands in for what builds the playground until that is there."""

from __future__ import annotations

from pathlib import Path


def build(target: Path) -> None:
    """Put all files of the playground into a folder."""
    target.mkdir(parents=True, exist_ok=True)
    page = "<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>Playground</title></head><body><main><h1>Playground</h1></main></body></html>\n"
    (target / "index.html").write_text(page, "utf-8")
