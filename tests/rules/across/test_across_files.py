"""The case files of programs in several files: what they say is found is found, and is so."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from cellophane.check import catalogue
from cellophane.model.finding import Certainty, Finding
from tests import cures, early_binding, literate
from tests.literate import Project

HERE = Path(__file__).parent
CODES = catalogue.codes()
PROJECTS = [project for path in sorted(HERE.glob("*.md")) for project in literate.projects(literate.read(path))]

each_project = pytest.mark.parametrize("project", PROJECTS, ids=str)
each_project_or_gap = pytest.mark.parametrize(
    "project",
    [
        pytest.param(project, marks=[pytest.mark.xfail(reason=project.gap)] if project.gap else [], id=str(project))
        for project in PROJECTS
    ],
)


Found = Mapping[str, tuple[Finding, ...]]
Checked = Callable[[Project], tuple[Path, Found]]


@pytest.fixture(scope="session")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Where a project stands, and what is found in it, by file. Remembered: each is asked about in several tests.

    Nothing of it is run there.
    """

    @cache
    def check(project: Project) -> tuple[Path, Found]:
        folder = tmp_path_factory.mktemp("project")
        project.write(folder)
        return folder, literate.findings_in(project, folder, CODES)

    return check


def test_there_are_as_many_false_alarms_as_hazards() -> None:
    silent = sum(not project.expected for project in PROJECTS)
    assert 2 * silent >= len(PROJECTS) > 0, f"{silent} of {len(PROJECTS)} are silent"


@each_project_or_gap
def test_it_finds_what_the_case_says(project: Project, checked: Checked) -> None:
    _, found = checked(project)
    assert {file: literate.told(findings) for file, findings in found.items()} == project.expected


@each_project
def test_the_case_is_as_it_says(project: Project, tmp_path: Path) -> None:
    assert any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(project.main.text))), "nothing is shown"
    literate.run_project(project, tmp_path)


@each_project
def test_early_binding_makes_the_difference_where_something_is_found(
    project: Project, checked: Checked, tmp_path: Path
) -> None:
    _, found = checked(project)
    for changed in () if project.gap else mended(project, found):
        with pytest.raises(AssertionError):
            literate.run_project(project, tmp_path, changed)
    if not project.expected and not project.meant_late:
        early = {file.file: early_binding.cured_everywhere(file) for file in project.modules}
        literate.run_project(project, tmp_path, early)


@each_project
def test_mending_it_binds_early_and_changes_nothing_else(project: Project, checked: Checked, tmp_path: Path) -> None:
    folder, found = checked(project)
    early, after = {}, {}
    for file in (file for file in project.modules if file.file in found and not project.gap):
        outcome = literate.fixed(file.text.encode(), str(folder / file.file), CODES)
        assert outcome.mended is not None
        gone = literate.were_fixed(found[file.file], outcome.findings)
        early[file.file] = cures.all_cured(file, gone)
        after[file.file] = ast.parse(outcome.mended.after)
    seen = [literate.seen_by(project, tmp_path / name, trees) for name, trees in (("a", early), ("b", after))]
    assert seen[0] == seen[1]


def mended(project: Project, found: Found) -> Iterator[dict[str, ast.Module]]:
    """The project once for each finding that is no mere possibility, with the closure bound early."""
    files = {file.file: file for file in project.files}
    for name, findings in found.items():
        for one in findings:
            if one.certainty >= Certainty.LIKELY:
                yield {name: cures.all_cured(files[name], [one])}
