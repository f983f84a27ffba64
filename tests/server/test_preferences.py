"""The settings of an editor: what they mean, and what is told of those that mean nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cellophane.model.finding import Certainty
from cellophane.server.preferences import Preferences


@pytest.mark.parametrize("settings", [None, {}, {"certainty": ""}, {"certainty": None, "interpreter": ""}])
def test_nothing_asked_for_is_what_the_project_says(settings: Any) -> None:
    assert Preferences.read(settings, "/") == (Preferences(), [])


def test_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "env" / "lib" / "python3.12" / "site-packages").mkdir(parents=True)
    (tmp_path / "env" / "pyvenv.cfg").write_text("version = 3.12.0\n")
    settings = {
        "enable": False,
        "certainty": "possible",
        "select": ["CEL1"],
        "ignore": ["CEL102"],
        "interpreter": str(tmp_path / "env"),
        "hints": {"captures": True},
        "showSyntaxErrors": False,
    }
    found, wrong = Preferences.read(settings, str(tmp_path))
    assert wrong == []
    assert (found.enabled, found.capture_hints, found.syntax_errors) == (False, True, False)
    wishes = found.wishes
    assert (wishes.certainty, wishes.select, wishes.ignore) == (Certainty.POSSIBLE, ("CEL1",), ("CEL102",))
    assert wishes.python == tmp_path / "env"


def test_names_with_dots_mean_the_same() -> None:
    assert Preferences.read({"hints.captures": True}, "/")[0].capture_hints


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"enable": "yes"}, "cellophane.enable has to be true or false, not 'yes'"),
        ({"certainty": ["likely"]}, "cellophane.certainty has to be one of possible, likely, certain"),
        ({"select": "CEL1"}, 'cellophane.select has to be a list of rules, as ["CEL1"]'),
        ({"select": ["CEL9999"]}, "cellophane.select"),
        ({"ignore": [1]}, "cellophane.ignore has to be a list of rules"),
        ({"interpreter": "/nowhere/python"}, "cellophane.interpreter is passed over: /nowhere/python does not exist"),
        ({"interpreter": 3}, "cellophane.interpreter has to be a path"),
        ({"certanty": "likely"}, "cellophane.certanty is no setting; did you mean 'certainty'?"),
        ([], "settings have to be an object"),
    ],
)
def test_what_makes_no_sense_is_told_by_name(settings: Any, told: str) -> None:
    found, (message,) = Preferences.read(settings, "/")
    assert told in message
    assert found == Preferences()


def test_the_rest_holds_beside_what_makes_no_sense() -> None:
    found, wrong = Preferences.read({"certainty": 5, "enable": False}, "/")
    assert len(wrong) == 1
    assert not found.enabled


@pytest.mark.parametrize("name", ["path", "trace.server"])
def test_what_only_the_extension_reads_is_passed_over(name: str) -> None:
    assert Preferences.read({name: "x"}, "/") == (Preferences(), [])
