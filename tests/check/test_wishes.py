"""What settings and wishes come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from cellophane.check import catalogue
from cellophane.check.wishes import Wishes
from cellophane.model.finding import Certainty
from cellophane.model.silencing import Form
from cellophane.workspace.settings import Settings

RULES = catalogue.select([catalogue.ALL])
REST = tuple(code for code in RULES if code not in ("CEL101", "CEL102"))
OTHERS = tuple(code for code in REST if code.startswith("CEL1"))


@pytest.mark.parametrize(
    ("settings", "wishes", "codes"),
    [
        (Settings(), Wishes(), RULES),
        (Settings(ignore=REST), Wishes(), ("CEL101", "CEL102")),
        (Settings(ignore=(*REST, "CEL102")), Wishes(ignore=("CEL101",)), ()),
        (Settings(select=("CEL102",)), Wishes(select=("CEL1",)), ("CEL101", "CEL102", *OTHERS)),
        (Settings(), Wishes(select=("CEL1",), ignore=("CEL101",)), ("CEL102", *OTHERS)),
    ],
)
def test_which_rules(settings: Settings, wishes: Wishes, codes: tuple[str, ...]) -> None:
    assert wishes.options(settings).codes == codes


def test_what_is_ignored_in_a_file_stays_ignored_there() -> None:
    assert Wishes(select=("CEL101",)).options(Settings(), ("CEL101",)).codes == ()


def test_what_is_asked_for_wins() -> None:
    settings = Settings(certainty=Certainty.CERTAIN, python=Path("one"))
    assert Wishes().options(settings).certainty is Certainty.CERTAIN
    assert Wishes().options(Settings()).certainty is Certainty.LIKELY
    wished = Wishes(certainty=Certainty.POSSIBLE, python=Path("other")).options(settings)
    assert (wished.certainty, wished.python) == (Certainty.POSSIBLE, Path("other"))


def test_the_form_of_comments() -> None:
    settings = Settings(silence_with=Form.IGNORE)
    assert Wishes().options(Settings()).silence_with is Form.NOQA
    assert Wishes().options(settings).silence_with is Form.IGNORE
    assert Wishes(silence_with=Form.NOQA).options(settings).silence_with is Form.NOQA


def test_codes_and_knowledge_that_have_no_meaning(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('["x.f"]\nsignature = "(f"\n')
    with pytest.raises(ValueError, match="CEL9"):
        Wishes(select=("CEL9",)).options(Settings())
    with pytest.raises(ValueError, match=r"own\.toml"):
        Wishes().options(Settings(knowledge=(tmp_path / "own.toml",)))
