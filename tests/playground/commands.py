"""The command line, asked about a text as the playground asks about it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cellophane.cli.main import main

ROOT = Path(__file__).parents[2]
PROGRAMS = sorted([*ROOT.glob("examples/*.py"), *ROOT.glob("docs/tour/programs/*.py")])
NAMES = [path.stem for path in PROGRAMS]

Command = Callable[..., str]


def command_in(directory: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs `cellophane` in a directory: what it prints, or, if that is nothing, what it complains about."""
    monkeypatch.chdir(directory)
    monkeypatch.setenv("COLUMNS", "")

    def command(*arguments: str) -> str:
        capfd.readouterr()
        main([*arguments])
        captured = capfd.readouterr()
        return captured.out or captured.err.removeprefix("error: ")

    return command


def told(document: str) -> dict[str, list[Any]]:
    """What `check --output-format json` says, in the words of playground/src/interpreter.ts, as far as it says it."""
    entries = json.loads(document)
    return {
        "findings": [_finding(entry) for entry in entries if entry["certainty"]],
        "problems": [_problem(entry) for entry in entries if not entry["certainty"]],
    }


def _finding(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        **{key: entry[key] for key in ("code", "message", "certainty", "name")},
        "span": _span(entry),
        "evidence": [_step(number, step, entry) for number, step in enumerate(entry["evidence"], start=1)],
        "fix": entry["fix"] and _fix(entry["fix"]),
    }


def _step(number: int, step: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    if step["filename"] == entry["filename"]:
        return {"span": _span(step), "message": step["text"], "number": number}
    place = f"{os.path.relpath(step['filename'], '/')}:{step['location']['row']}"
    return {"span": _span(entry), "message": f"{step['text']}, /{place}", "number": number}


def _fix(fix: dict[str, Any]) -> dict[str, Any]:
    return {
        "message": fix["message"],
        "safe": fix["applicability"] == "safe",
        "reason": fix["risk"],
        "edits": [{"span": _span(edit), "text": edit["content"]} for edit in fix["edits"]],
    }


def _problem(entry: dict[str, Any]) -> dict[str, Any]:
    return {"message": entry["message"], **entry["location"]}


def _span(entry: dict[str, Any]) -> dict[str, int]:
    return {**entry["location"], **{f"end_{key}": value for key, value in entry["end_location"].items()}}
