"""The terms of others are told, each once."""

from __future__ import annotations

import json
from pathlib import Path

from tools import terms


def test_all_are_told(tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    for package in ("one", "@some/two", "three", "pyodide"):
        (modules / package).mkdir(parents=True)
        (modules / package / "LICENSE.md").write_text(f"of {package}\n", "utf-8")
    (modules / "pyodide" / "package.json").write_text(json.dumps({"version": "1.2.3"}), "utf-8")
    inputs = ["node_modules/one/a.js", "src/page.ts", "node_modules/@some/two/b.js", "node_modules/one/c/d.js"]
    told = terms.told(terms.bundled(inputs, tmp_path), ["jinja2"], modules / "pyodide")
    assert told.startswith("== Pyodide 1.2.3\n")
    assert told.endswith("== @some/two\n\nof @some/two\n\n== one\n\nof one\n")
    assert "== Jinja2 3." in told
    assert "Redistribution and use in source and binary forms" in told
