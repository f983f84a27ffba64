"""Which value is in force, beside what `Wishes` makes of the same."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cellophane.check.origins import origins
from cellophane.check.wishes import Wishes
from cellophane.model.finding import Certainty
from cellophane.workspace.settings import _KEYS, Settings, load

FILE = "/p/cellophane.toml"


def told(wishes: Wishes, settings: Settings, name: str) -> list[tuple[str, str]]:
    return [(each.value, each.origin) for each in origins(wishes, settings, None, "/p") if each.setting == name]


@pytest.mark.parametrize(
    ("wishes", "settings", "select", "ignore"),
    [
        (Wishes(), Settings(), [("ALL", "default")], []),
        (Wishes(), Settings(FILE, select=("CEL1",)), [("CEL1", FILE)], []),
        (Wishes(), Settings(FILE, select=()), [], []),
        (Wishes(select=("CEL2",)), Settings(FILE, ("CEL1",), ("CEL101",)), [("CEL2", "--select")], []),
        (
            Wishes(ignore=("CEL2",)),
            Settings(FILE, ignore=("CEL101",)),
            [("ALL", "default")],
            [("CEL101", FILE), ("CEL2", "--ignore")],
        ),
        (
            Wishes(("CEL2",), ("CEL201",)),
            Settings(FILE, ("CEL1",)),
            [("CEL2", "--select")],
            [("CEL201", "--ignore")],
        ),
    ],
)
def test_rules(
    wishes: Wishes, settings: Settings, select: list[tuple[str, str]], ignore: list[tuple[str, str]]
) -> None:
    assert told(wishes, settings, "select") == select
    assert told(wishes, settings, "ignore") == ignore
    selected = [code for value, _ in select for code in value.split(", ")]
    ignored = [code for value, _ in ignore for code in value.split(", ")]
    assert Wishes(selected, ignored).options(Settings(select=() if not selected else None)).codes == (
        wishes.options(settings).codes
    )


@pytest.mark.parametrize(
    ("wishes", "settings", "expected"),
    [
        (Wishes(), Settings(), ("likely", "default")),
        (Wishes(), Settings(FILE, certainty=Certainty.POSSIBLE), ("possible", FILE)),
        (Wishes(certainty=Certainty.CERTAIN), Settings(FILE, certainty=Certainty.POSSIBLE), ("certain", "--certainty")),
    ],
)
def test_certainty(wishes: Wishes, settings: Settings, expected: tuple[str, str]) -> None:
    assert told(wishes, settings, "certainty") == [expected]


def test_python() -> None:
    assert told(Wishes(python=Path("x")), Settings(FILE, python=Path("y")), "python") == [("x", "--python")]
    assert told(Wishes(), Settings(FILE, python=Path("y")), "python") == [("y", FILE)]
    ((value, origin),) = told(Wishes(), Settings(), "python")
    assert (value.startswith("packages in "), origin) == (True, "default")


EXAMPLES = {
    "select": '["CEL1"]',
    "ignore": '["CEL102"]',
    "certainty": '"possible"',
    "exclude": '["generated/"]',
    "per-file-ignores": '{ "a.py" = ["CEL101"] }',
    "knowledge": '["own.toml"]',
    "callables": '{ "a.b" = { signature = "(f)", f = "kept" } }',
    "python": f"'{sys.prefix}'",
    "silence-with": '"ignore"',
}


@pytest.mark.parametrize("name", _KEYS)
def test_each_setting_of_a_file_is_told_as_its_own(name: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").touch()
    file = tmp_path / "cellophane.toml"
    file.write_text(f"{name} = {EXAMPLES[name]}\n", encoding="utf-8")
    settings = load(str(file))
    assert settings is not None
    assert [one.setting for one in origins(Wishes(), settings, None, "/p") if one.origin == str(file)] == [name]


def test_described_callables_are_told_by_name() -> None:
    settings = Settings(FILE, knowledge=(Path(FILE), Path("/p/own.toml")), callables=("a.b", "c"))
    assert told(Wishes(), settings, "callables") == [("a.b, c", FILE)]
    assert told(Wishes(), settings, "knowledge") == [("/p/own.toml", FILE)]
