"""Rules found by the names of their files, and selections of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cellophane.check import catalogue, rules
from cellophane.check.catalogue import UnknownCode

pytestmark = pytest.mark.usefixtures("stand_in_rules")


def test_codes_come_from_file_names() -> None:
    assert catalogue.codes() == ("CEL901", "CEL902")


def test_families_have_the_beginnings_of_codes_in_common() -> None:
    assert catalogue.families() == {"CEL9": ("CEL901", "CEL902")}


def test_other_files_are_no_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cel9_short.py", "cel777.py", "cel778_ok.py", "shared.py", "CEL779_upper.py"):
        (tmp_path / name).touch()
    monkeypatch.setattr(rules, "__path__", [str(tmp_path)])
    monkeypatch.setattr(catalogue, "_MODULES", catalogue._listed([str(tmp_path)]))
    assert catalogue.codes() == ("CEL778",)


def test_a_rule_is_read_from_its_file() -> None:
    rule = catalogue.load("CEL901")
    assert (rule.code, rule.name, rule.summary) == ("CEL901", "lambda-read", "A lambda reads a name.")
    assert rule.documentation.startswith("A lambda reads a name.\n\n## What it does\n")
    assert rule.bad == "jobs.append(lambda: i)\n"
    assert rule.good == "jobs.append(lambda i=i: i)\n"


def test_a_rule_without_examples_says_so() -> None:
    with pytest.raises(ValueError, match="CEL902 needs two ```python blocks"):
        _ = catalogue.load("CEL902").bad


def test_a_rule_whose_code_is_not_that_of_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cel903_wrong.py").write_text("'''X.'''\nCODE = 'CEL904'\n", encoding="utf-8")
    monkeypatch.setattr(rules, "__path__", [str(tmp_path)])
    monkeypatch.setattr(catalogue, "_MODULES", catalogue._listed([str(tmp_path)]))
    with pytest.raises(ValueError, match=r"cel903_wrong\.py calls itself CEL904"):
        catalogue.load("CEL903")


@pytest.mark.parametrize(
    ("selected", "ignored", "left"),
    [
        (["ALL"], [], ("CEL901", "CEL902")),
        (["all"], [], ("CEL901", "CEL902")),
        (["CEL9"], [], ("CEL901", "CEL902")),
        (["cel901"], [], ("CEL901",)),
        ([], [], ()),
        (["ALL"], ["CEL901"], ("CEL902",)),
        (["ALL"], ["ALL"], ()),
        (["CEL901"], ["CEL9"], ("CEL901",)),
        (["CEL9"], ["CEL9"], ()),
        (["CEL9"], ["CEL901"], ("CEL902",)),
        (["CEL9", "CEL901"], ["CEL901"], ("CEL902",)),
    ],
)
def test_selections(selected: list[str], ignored: list[str], left: tuple[str, ...]) -> None:
    assert catalogue.select(selected, ignored) == left


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("CEL911", "no rule is called 'CEL911'; did you mean CEL901?"),
        ("cell901", "no rule is called 'cell901'; did you mean CEL901?"),
        ("lambda-raed", "no rule is called 'lambda-raed'; did you mean CEL901?"),
        ("al", "no rule is called 'al'; did you mean ALL?"),
        ("B023", "no rule is called 'B023'"),
        ("", "no rule is called ''"),
    ],
)
def test_an_unknown_code_is_named_with_the_nearest(selector: str, message: str) -> None:
    with pytest.raises(UnknownCode) as caught:
        catalogue.select([selector])
    assert str(caught.value) == message
    with pytest.raises(UnknownCode):
        catalogue.select(["ALL"], [selector])


def test_loading_an_unknown_code() -> None:
    with pytest.raises(UnknownCode, match="no rule is called 'CEL999'"):
        catalogue.load("CEL999")


def test_a_rule_that_is_not_loaded_is_not_imported() -> None:
    catalogue.load("CEL901")
    assert f"{rules.__name__}.cel901_lambda_read" in sys.modules
    assert f"{rules.__name__}.cel902_crash" not in sys.modules


def test_the_real_rules_are_sound() -> None:
    script = (
        "from cellophane.check import catalogue\n"
        "assert list(catalogue.families()) == list(catalogue.FAMILIES)\n"
        "for code in catalogue.codes():\n"
        "    rule = catalogue.load(code)\n"
        "    assert rule.summary.endswith('.') and rule.bad and rule.good and rule.name, code\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
