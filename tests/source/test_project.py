"""The files that a file can reach: what names mean there, and that none of them can hide what is in another one."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from cellophane.check import catalogue, engine
from cellophane.check.checked import Checked
from cellophane.check.options import Options
from cellophane.model.finding import Certainty
from cellophane.source import project
from cellophane.source.analysis import Analysis
from cellophane.source.facts import Facts
from cellophane.source.project import Project
from cellophane.source.text import source as text
from tests.neighbours import facts_of, last_expression, named, plant


def around(path: Path) -> Project:
    """The project that a file belongs to, in a run of its own."""
    return Analysis().project(path)


def meanings(folder: Path, dotted: str) -> list[str]:
    """What a dotted name means in a project."""
    return [named(meaning) for meaning in around(folder / "main.py").definitions(dotted)]


SHOP = {
    "shop/__init__.py": "from .desk import Desk, call as phone\nfrom . import desk\nfrom .names import *\n",
    "shop/desk.py": "class Desk: ...\ndef call(): ...\nring = call\nopen_ = Desk()\nimport json\nloads = json.loads\n",
    "shop/names.py": "__all__ = ['listed']\ndef listed(): ...\ndef unlisted(): ...\n",
    "shop/branches.py": """\
        try:
            from missing import fast as use
        except ImportError:
            from .desk import call as use
    """,
}


@pytest.mark.parametrize(
    ("dotted", "expected"),
    [
        ("shop.desk.Desk", ["desk:Desk"]),
        ("shop.Desk", ["desk:Desk"]),
        ("shop.phone", ["desk:call"]),
        ("shop.desk.call", ["desk:call"]),
        ("shop.desk.ring", ["desk:call"]),
        ("shop.listed", ["names:listed"]),
        ("shop.branches.use", ["missing.fast", "desk:call"]),
        ("missing.fast", ["missing.fast"]),
    ],
)
def test_what_a_dotted_name_means(tmp_path: Path, dotted: str, expected: list[str]) -> None:
    assert meanings(plant(tmp_path, SHOP), dotted) == expected


@pytest.mark.parametrize("dotted", ["shop.unlisted", "shop.desk.nothing", "shop", "shop.desk.open_", "no name"])
def test_or_nothing(tmp_path: Path, dotted: str) -> None:
    assert [found for found in meanings(plant(tmp_path, SHOP), dotted) if ":" in found] == []


def test_values_are_told_with_their_file(tmp_path: Path) -> None:
    plant(tmp_path, SHOP)
    [(value, home)] = around(tmp_path / "main.py").values("shop.desk.open_")
    assert ast.unparse(value) == "Desk()"
    assert home.module_name == "shop.desk"
    assert not list(around(tmp_path / "main.py").values("shop.desk.Desk"))


@pytest.mark.parametrize(
    ("file", "statement", "expected"),
    [
        ("shop/desk.py", "from . import names", "shop.names"),
        ("shop/desk.py", "from .names import listed", "shop.names.listed"),
        ("shop/__init__.py", "from .names import listed", "shop.names.listed"),
        ("shop/deep/__init__.py", "from ..names import listed", "shop.names.listed"),
        ("shop/desk.py", "from .. import x", None),
        ("shop/desk.py", "from ...x import y", None),
    ],
)
def test_relative_imports(tmp_path: Path, file: str, statement: str, expected: str | None) -> None:
    plant(tmp_path, {**SHOP, file: statement})
    facts = facts_of(tmp_path / file)
    [imported] = facts.tree.body
    assert isinstance(imported, ast.ImportFrom)
    assert facts.callees.imported(imported.names[0]) == expected


# -- what a file rests on ------------------------------------------------------------------------------------------


def rests_on_others(folder: Path, code: str) -> bool:
    plant(folder, {"main.py": code})
    options = Options(catalogue.codes(), certainty=Certainty.POSSIBLE)
    return engine.check_file(str(folder / "main.py"), options).rests_on_others


LOOP = "def main(names):\n    for name in names:\n        {}\n"


@pytest.mark.parametrize(
    ("code", "others"),
    [
        (LOOP.format("sorted(names, key=lambda n: name)"), False),
        ("def use(f): f()\n" + LOOP.format("use(lambda: name)"), False),
        ("x = 1\n", False),
        ("import shop\n" + LOOP.format("shop.phone(lambda: name)"), True),
        ("from missing import use\n" + LOOP.format("use(lambda: name)"), True),
    ],
)
def test_only_who_asked_others_rests_on_them(tmp_path: Path, code: str, others: bool) -> None:
    assert rests_on_others(plant(tmp_path, SHOP), code) == others


# -- files as they are given, and as they are on disk --------------------------------------------------------------


def test_the_text_of_a_checked_file_need_not_be_that_on_disk(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": "old = 1\n"})
    source = text.Source(str(tmp_path / "main.py"), "new = 1\n")
    facts = around(tmp_path / "main.py").facts_of(source)
    assert [variable.name for variable in facts.names.variables(facts.names.scope(facts.tree))] == ["new"]


def test_a_file_that_was_imported_before_has_one_tree(tmp_path: Path) -> None:
    plant(tmp_path, {"desk.py": "def call(f): f()\n"})
    own = around(tmp_path / "desk.py")
    [found] = own.definitions("desk.call")
    source = text.read(tmp_path / "desk.py")
    known = own.facts_of(source)
    assert not isinstance(found, str)
    assert found.definition in known.tree.body


def test_the_name_of_a_file_is_that_by_which_it_is_imported(tmp_path: Path) -> None:
    plant(tmp_path, SHOP)
    assert facts_of(tmp_path / "shop/desk.py").module_name == "shop.desk"
    assert facts_of(tmp_path / "shop/__init__.py").module_name == "shop"


# -- files in the way ----------------------------------------------------------------------------------------------

MAIN = """\
import good
try:
    from bad import call
except Exception:
    call = None

def main(names):
    late = []
    for name in names:
        late.append(lambda: name)
    for first in names:
        call(lambda: first)
    for second in names:
        good.keep(lambda: second)
    return late
"""
GOOD = "kept = []\ndef keep(f):\n    kept.append(f)\n"


def found(folder: Path) -> dict[str, str]:
    """What is found in `main.py`, by the name of the variable."""
    checked = check(folder / "main.py")
    assert not checked.problems
    return {finding.name: finding.certainty.word for finding in checked.findings}


RUN = Analysis()
"""One for all tests of this module, as one run has one for all of its files."""


def check(path: Path) -> Checked:
    return engine.check_file(str(path), Options(catalogue.codes(), certainty=Certainty.POSSIBLE), analysis=RUN)


def enormous() -> bytes:
    return b"TABLE = [\n" + b"    1234567,\n" * 180_000 + b"]\ndef call(f): f()\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"def call(f): f()\n\0", id="a NUL byte"),
        pytest.param(b"def call(f: f()\n", id="a syntax error"),
        pytest.param(b"# coding: no-such-codec\ndef call(f): f()\n", id="no such encoding"),
        pytest.param(b"name = '\xff\xfe'\ndef call(f): f()\n", id="bytes that are no UTF-8"),
        pytest.param(b"", id="nothing in it"),
        pytest.param(b"call = " + b"(" * 5_000 + b")" * 5_000, id="nested too deeply"),
        pytest.param(b"def call(f): " + b"(" * 80 + b"f" + b")" * 80 + b"()\n", id="as deep as Python can"),
        pytest.param(b"call = " + b" + ".join([b"1"] * 20_000) + b"\n", id="a long sum"),
        pytest.param(enormous(), id="enormous"),
        pytest.param(b"from bad import *\nfrom bad import call\n", id="a module that imports itself"),
        pytest.param(b"call = call\n", id="a name that means itself"),
        pytest.param(b"class call(call): ...\n", id="a class that is its own base"),
    ],
)
def test_one_bad_file_hides_nothing_of_the_others(tmp_path: Path, content: bytes) -> None:
    plant(tmp_path, {"main.py": MAIN, "good.py": GOOD, "bad.py": content})
    assert found(tmp_path).items() >= {("name", "certain"), ("second", "likely")}


def test_what_the_bad_file_says_stays_unknown(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "good.py": GOOD, "bad.py": b"def call(f): f()\n\0"})
    assert found(tmp_path) == {"name": "certain", "first": "possible", "second": "likely"}


def test_and_is_known_when_it_is_mended(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "good.py": GOOD, "bad.py": b"def call(f): f()\n"})
    assert found(tmp_path) == {"name": "certain", "second": "likely"}


def test_a_directory_that_is_named_as_a_module_is(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "good.py": GOOD, "bad.py/notes.txt": "no module"})
    assert found(tmp_path) == {"name": "certain", "first": "possible", "second": "likely"}


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "good.py": GOOD})
    try:
        (tmp_path / "bad.py").symlink_to(tmp_path / "gone.py")
    except OSError:
        pytest.skip("links need rights here")
    assert found(tmp_path) == {"name": "certain", "first": "possible", "second": "likely"}


def test_packages_that_link_to_each_other(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "good.py": GOOD, "bad/__init__.py": "from bad.bad.bad.bad import call\n"})
    try:
        (tmp_path / "bad/bad").symlink_to(tmp_path / "bad", target_is_directory=True)
    except OSError:
        pytest.skip("links need rights here")
    assert found(tmp_path) == {"name": "certain", "first": "possible", "second": "likely"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_that_nobody_writes_to(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "good.py": GOOD})
    os.mkfifo(tmp_path / "bad.py")
    assert found(tmp_path) == {"name": "certain", "first": "possible", "second": "likely"}


def test_a_module_that_vanishes_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, {"main.py": MAIN, "good.py": GOOD, "bad.py": "def call(f): f()\n"})
    read = text.read

    def vanishing(path: Path) -> text.Source:
        if path.name == "bad.py":
            path.unlink(missing_ok=True)
        return read(path)

    monkeypatch.setattr(text, "read", vanishing)
    assert found(tmp_path) == {"name": "certain", "first": "possible", "second": "likely"}
    assert not (tmp_path / "bad.py").exists()


def test_a_module_that_changes_between_two_readings(tmp_path: Path) -> None:
    """What was asked before goes on to hold; no node of one text is taken for one of another."""
    plant(tmp_path, {"main.py": MAIN, "good.py": GOOD, "bad.py": "def call(f): f()\n"})
    assert "first" not in found(tmp_path)
    (tmp_path / "bad.py").write_text("kept = []\ndef other(): ...\ndef call(f):\n    kept.append(f)\n", "utf-8")
    assert not check(tmp_path / "bad.py").problems
    assert found(tmp_path).items() >= {("name", "certain"), ("second", "likely")}


def test_a_project_forgets_what_it_knows_of_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "_MOST", 3)
    helpers = {f"helper{n}.py": f"kept = []\ndef use{n}(f): kept.append(f)\n" for n in range(8)}
    users = {f"user{n}.py": f"from helper{n} import use{n}\n" + LOOP.format(f"use{n}(lambda: name)") for n in range(8)}
    plant(tmp_path, {**helpers, **users})
    for _ in range(2):
        for name in users:
            assert [finding.certainty for finding in check(tmp_path / name).findings] == [Certainty.LIKELY], name


def test_no_facts_of_what_is_not_there(tmp_path: Path) -> None:
    plant(tmp_path, SHOP)
    own: Project = around(tmp_path / "main.py")
    module = own._library.module("shop.desk")
    assert module is not None
    facts: Facts | None = own.facts(module)
    assert facts is not None
    assert facts is own.facts(module)
    (tmp_path / "shop/names.py").unlink()
    names = own._library.module("shop.names")
    assert names is None or own.facts(names) is None


def test_the_last_expression_is_that_of_the_file_asked_about(tmp_path: Path) -> None:
    plant(tmp_path, {"a.py": "from b import x\nx", "b.py": "import c\nx = c.y\n", "c.py": "y = []\n"})
    facts = facts_of(tmp_path / "a.py")
    assert [named(m) for m in facts.callees.classes.of(last_expression(facts))] == ["builtins.list"]
