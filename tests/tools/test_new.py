"""The scaffold makes a rule that fits the catalogue, and spoils nothing that is there."""

from __future__ import annotations

import ast
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from cellophane.check import catalogue
from cellophane.source.knowledge import Trait
from cellophane.source.knowledge.reading import read_entry, read_tables
from cellophane.source.knowledge.running import Passed
from cellophane.source.sift.needs import Needs, Region
from tests import case_checks, cures, early_binding, literate
from tests.literate import Case, Expected
from tests.standing_in import standing_in
from tools import new

HEAD = "# Changelog\n\nWords.\n\n"
CONTRIBUTING = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text("utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / new.RULES).mkdir(parents=True)
    (tmp_path / new.CHANGELOG).write_text(f"{HEAD}## [1.0]\n\n### Added\n\n- a\n", encoding="utf-8")
    return tmp_path


def test_makes_the_rule_its_cases_and_its_line(root: Path) -> None:
    made = new.new_rule(root, "CEL103", "rebound-capture")
    assert made == [
        Path("CHANGELOG.md"),
        Path("src/cellophane/check/rules/cel103_rebound_capture.py"),
        Path("tests/rules/cel103/rebound-capture.md"),
    ]
    assert (root / made[0]).read_text("utf-8").endswith("- a\n- CEL103: ...\n")
    rule, cases = ((root / path).read_text("utf-8") for path in made[1:])
    assert '\nCODE = "CEL103"\nNAME = "rebound-capture"\n' in rule
    assert "# CEL103 word [certain]\n" in cases
    assert cases.count("```python\n") == 2


@pytest.fixture
def cases(root: Path) -> list[Case]:
    return list(literate.read(root / new.new_rule(root, "CEL103", "rebound-capture")[2]))


def test_the_cases_are_written_as_the_suite_reads_them(cases: list[Case]) -> None:
    assert [(case.title, case.expected) for case in cases] == [
        ("Where it goes wrong", [Expected(2, "CEL103", "word", "certain")]),
        ("Where it does not", []),
    ]
    assert [(case.gap, case.meant_late) for case in cases] == [(None, False)] * 2


def test_the_cases_prove_themselves(cases: list[Case]) -> None:
    hazard, silent = (ast.parse(case.text) for case in cases)
    for case, tree in zip(cases, (hazard, silent), strict=True):
        literate.run(tree, case)
    literate.run(early(silent), cases[1])
    with pytest.raises(AssertionError):
        literate.run(early(hazard), cases[0])


def early(tree: ast.Module) -> ast.Module:
    """The program, but its lambda binds the word when it is made."""
    [site] = (node for node in ast.walk(tree) if isinstance(node, ast.Lambda))
    return early_binding.bound_early(tree, {site: ["word"]})


def test_the_rule_has_all_that_the_catalogue_reads(root: Path) -> None:
    path = root / new.new_rule(root, "CEL103", "rebound-capture")[1]
    tree = ast.parse(path.read_text("utf-8"))
    documentation = ast.get_docstring(tree) or ""
    assert re.findall(r"^## (.*)$", documentation, re.MULTILINE) == [
        "What it does",
        "Why is this bad?",
        "Known problems",
        "Example",
        "When it is silent",
        "Fix safety",
    ]
    assert documentation.count("```python\n") == 2
    module = ModuleType("rule")
    exec(compile(tree, path.name, "exec"), module.__dict__)
    assert (module.CODE, module.NAME) == ("CEL103", "rebound-capture")
    assert module.NEEDS.region is Region.FILE
    with pytest.raises(NotImplementedError):
        module.find(None)


def test_what_is_said_of_needs_is_so() -> None:
    assert [region.name for region in Region if not re.search(rf"^# .*\b{region.name}\b", new.RULE, re.MULTILINE)] == []
    [shown] = re.findall(r"`(Needs\(.+\))`", new.RULE)
    assert isinstance(eval(shown, {"Needs": Needs, "Region": Region}), Needs)


def test_the_rule_imports_what_other_rules_import(root: Path) -> None:
    texts = (new.ROOT / new.RULES / "cel101_loop_capture.py", root / new.new_rule(root, "CEL103", "rebound-capture")[1])
    heads = [
        [ast.unparse(node) for node in ast.parse(path.read_text("utf-8")).body if is_import(node)] for path in texts
    ]
    assert heads[0] == heads[1]


def is_import(node: ast.stmt) -> bool:
    """Whether a statement imports something, if only for a type checker."""
    return isinstance(node, ast.Import | ast.ImportFrom | ast.If)


# -- a rule made and written -----------------------------------------------------------------------------------------

FINDING = """
    from cellophane.check.evidence import span
    from cellophane.model.finding import Certainty, Evidence, Step

    {imports}
    for site, variable in {found}:
        use = facts.names.first_use(variable, facts.names.scope(site))
        assert use is not None
        yield Finding(
            code=CODE,
            name=variable.name,
            message=f"it reads `{{variable.name}}`",
            advice="do not",
            filename=facts.source.filename,
            span=facts.source.span(use.node),
            certainty=Certainty.CERTAIN,
            evidence=(Evidence(Step.MADE, span(facts.source, site), "made here"),),
            unfixed="nobody has written a fix",
        )
"""
CAPTURED = FINDING.format(
    imports="from cellophane.model.scope import ScopeKind",
    found="((s, v) for s, v in facts.captures if v.scope.kind is ScopeKind.FUNCTION)",
)
REBOUND = FINDING.format(
    imports="from cellophane.source.change.watch import for_rebinding",
    found="((one.site, one.variable) for one in facts.late("
    "facts.captures, lambda flow, make, variable: [for_rebinding(facts.happenings(flow), variable)]))",
)


@pytest.mark.parametrize(
    ("code", "name", "find"), [("CEL103", "rebound-capture", REBOUND), ("CEL901", "any-capture", CAPTURED)]
)
def test_once_it_finds_something_a_rule_passes_all_that_is_asked_of_rules(
    root: Path, code: str, name: str, find: str
) -> None:
    _, rule, file = (root / path for path in new.new_rule(root, code, name))
    text = rule.read_text("utf-8")
    assert text.count("    raise NotImplementedError\n") == 1
    rule.write_text(text.replace("    raise NotImplementedError\n", find), "utf-8")
    cases = list(literate.read(file))
    with standing_in(root / new.RULES):
        assert catalogue.codes() == (code,)
        case_checks.as_many_are_silent_as_speak(code, cases)
        for case in cases:
            case_checks.it_finds_what_the_case_says(case, (code,))
            case_checks.the_case_is_as_it_says(case)
            case_checks.the_cure_makes_the_difference(case, (code,))
            case_checks.mending_it_cures_it_and_changes_nothing_else(case, (code,))
    assert [len(case.expected) for case in cases] == [1, 0]


def test_a_rule_that_is_not_written_yet_is_told_of(root: Path) -> None:
    _, _, file = (root / path for path in new.new_rule(root, "CEL301", "missing-nonlocal"))
    with standing_in(root / new.RULES), pytest.raises(AssertionError, match="internal error in CEL301"):
        case_checks.it_finds_what_the_case_says(next(literate.read(file)), ("CEL301",))


def test_every_family_with_a_cure_begins_with_programs_of_its_own() -> None:
    assert list(new.PROGRAMS_OF_FAMILY) == [begin for begin in cures.CURES if len(begin) == len("CEL1")]


@pytest.mark.parametrize(
    ("code", "name", "complaint"),
    [
        ("CEL1", "rebound", "'CEL1' is no code"),
        ("cel103", "rebound", "'cel103' is no code"),
        ("CEL1034", "rebound", "'CEL1034' is no code"),
        ("CEL103", "Rebound", "'Rebound' is no name"),
        ("CEL103", "rebound--capture", "'rebound--capture' is no name"),
        ("CEL103", "../rebound", "is no name"),
        ("CEL103", "", "'' is no name"),
    ],
)
def test_refuses_what_is_no_code_or_name(root: Path, code: str, name: str, complaint: str) -> None:
    with pytest.raises(new.Mistake, match=re.escape(complaint)):
        new.new_rule(root, code, name)
    assert [path.name for path in root.rglob("*") if path.is_file()] == ["CHANGELOG.md"]


def test_refuses_a_code_that_is_taken(root: Path) -> None:
    new.new_rule(root, "CEL103", "rebound-capture")
    before = (root / new.CHANGELOG).read_text("utf-8")
    with pytest.raises(new.Mistake, match=r"CEL103 is taken by .*cel103_rebound_capture\.py"):
        new.new_rule(root, "CEL103", "other-words")
    assert (root / new.CHANGELOG).read_text("utf-8") == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("## [1]\n\n### Added\n\n- a\n", "## [1]\n\n### Added\n\n- a\n- new\n"),
        (
            "## [1]\n\n### Added\n\n- a\n  more\n\n### Fixed\n\n- b\n\n## [0]\n\n### Added\n\n- c\n",
            "## [1]\n\n### Added\n\n- a\n  more\n- new\n\n### Fixed\n\n- b\n\n## [0]\n\n### Added\n\n- c\n",
        ),
        ("## [1]\n\n### Fixed\n\n- b\n", "## [1]\n\n### Fixed\n\n- b\n\n### Added\n\n- new\n"),
        (
            "## [1]\n\n## [0]\n\n### Added\n\n- c\n",
            "## [1]\n\n### Added\n\n- new\n\n## [0]\n\n### Added\n\n- c\n",
        ),
    ],
    ids=["only additions", "more below", "no additions yet", "empty section"],
)
def test_the_line_goes_to_the_additions_of_the_newest_version(before: str, after: str) -> None:
    assert new.announced(HEAD + before, "- new") == HEAD + after


def test_a_changelog_without_a_version_is_a_mistake() -> None:
    with pytest.raises(new.Mistake, match="names no version"):
        new.announced(HEAD, "- new")


def test_an_entry_has_the_signature_and_knows_nothing_yet(root: Path) -> None:
    made = new.new_entry(root, "shutil.copytree")
    assert made == [Path("CHANGELOG.md"), new.KNOWLEDGE / "shutil.toml"]
    entry = tomllib.loads((root / made[1]).read_text("utf-8"))["shutil.copytree"]
    assert entry["signature"].startswith("(src, dst, symlinks=False, ignore=None, copy_function=None")
    assert (entry["ignore"], entry["copy_function"]) == ("unknown", "unknown")
    assert (root / made[0]).read_text("utf-8").endswith("- a\n- Knowledge of `shutil.copytree`.\n")


def test_an_entry_is_one_that_can_be_loaded(root: Path) -> None:
    [(name, table)] = read_tables(file := root / new.new_entry(root, "rich.progress.track")[1]).items()
    entry = read_entry(name, table, file)
    assert (entry.name, entry.parameter(0, None, False)) == ("rich.progress.track", "sequence")


def test_the_commands_of_the_contributors_page_work(root: Path) -> None:
    for folder in (new.RULES, new.KNOWLEDGE):
        shutil.copytree(new.ROOT / folder, root / folder, dirs_exist_ok=True)
    [rule, name] = re.findall(r"tools/new\.py rule (\w+) ([\w-]+)$", CONTRIBUTING, re.MULTILINE)[0]
    [entry] = re.findall(r"tools/new\.py knowledge ([\w.]+)$", CONTRIBUTING, re.MULTILINE)
    for path in (*new.new_rule(root, rule, name), *new.new_entry(root, entry)):
        assert root.joinpath(path).is_file()


def test_an_entry_says_what_the_annotations_tell(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def join(first, second, third, fourth, result, *rest): ...  # type: ignore[no-untyped-def]

    join.__annotations__ = {
        "first": Callable[[int, str], None],
        "second": "Callable[[], None] | None",
        "third": Callable[..., None],
        "fourth": "Callable[[], None] | Callable[[int], None]",
        "result": Callable[[int], int] | None,
        "rest": "no annotation",
    }
    join.__dataclass_transform__ = {}  # type: ignore[attr-defined]
    monkeypatch.setattr("shutil.join", join, raising=False)
    [(name, table)] = read_tables(file := root / new.new_entry(root, "shutil.join")[1]).items()
    entry = read_entry(name, table, file)
    assert {name: running.passes for name, running in entry.running.items()} == {
        "first": Passed(2, 2),
        "second": Passed(0, 0),
        "result": Passed(1, 1),
    }
    assert entry.traits == {Trait.FIELDS}
    assert table["result="] == "unknown"


@pytest.mark.parametrize(("name", "lines"), [("shutil.copytree", 4), ("heapq.merge", 4)])
def test_what_cannot_be_told_stands_there_as_a_comment(root: Path, name: str, lines: int) -> None:
    text = (root / new.new_entry(root, name)[1]).read_text("utf-8")
    comments = re.findall(r"^# (?:passes|runs|pickles|trial) = ", text, re.MULTILINE)
    assert len(comments) == lines


def test_an_entry_joins_those_of_its_library(root: Path) -> None:
    new.new_entry(root, "shutil.copytree")
    new.new_entry(root, "shutil.rmtree")
    entries = tomllib.loads((root / new.KNOWLEDGE / "shutil.toml").read_text("utf-8"))
    assert list(entries) == ["shutil.copytree", "shutil.rmtree"]


def test_an_entry_goes_where_its_library_is_whatever_the_file_is_called(root: Path) -> None:
    files = root / new.KNOWLEDGE / "files.toml"
    files.parent.mkdir(parents=True)
    files.write_text('# Files.\n\n["shutil.move"]\nsignature = "(src, dst)"\n', encoding="utf-8")
    assert new.new_entry(root, "shutil.copytree")[1] == new.KNOWLEDGE / "files.toml"
    assert list(tomllib.loads(files.read_text("utf-8"))) == ["shutil.move", "shutil.copytree"]


def test_a_default_with_quotes_stays_toml(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def join(*functions: object, by: str = "\"'\\") -> None: ...

    monkeypatch.setattr("shutil.join", join, raising=False)
    new.new_entry(root, "shutil.join")
    entry = tomllib.loads((root / new.KNOWLEDGE / "shutil.toml").read_text("utf-8"))["shutil.join"]
    assert ast.unparse(ast.parse(f"def join{entry['signature']}: ...")) == ast.unparse(
        ast.parse("def join(*functions, by='\"\\'\\\\'): ...")
    )


@pytest.mark.parametrize("name", ["shutil.no_such_thing", "no_such_library.f", "shutil", "shutil.copy tree", ""])
def test_refuses_what_cannot_be_called(root: Path, name: str) -> None:
    with pytest.raises(new.Mistake, match="no signature that could be read"):
        new.new_entry(root, name)
    assert not (root / new.KNOWLEDGE).exists()


def test_refuses_a_second_entry(root: Path) -> None:
    new.new_entry(root, "shutil.copytree")
    with pytest.raises(new.Mistake, match=r"shutil\.copytree has an entry"):
        new.new_entry(root, "shutil.copytree")


def test_the_command_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert new.main(["rule", "CEL", "words"]) == 2
    assert capsys.readouterr().err == "'CEL' is no code: it is CEL and three digits, such as CEL103\n"
