"""The case files of programs in several files: what they say is found is found, and is so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cellophane.check import catalogue
from cellophane.model.finding import Certainty
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


def test_there_are_as_many_false_alarms_as_hazards() -> None:
    silent = sum(not project.expected for project in PROJECTS)
    assert 2 * silent >= len(PROJECTS) > 0, f"{silent} of {len(PROJECTS)} are silent"


@each_project_or_gap
def test_it_finds_what_the_case_says(project: Project, tmp_path: Path) -> None:
    project.write(tmp_path)
    found = literate.findings_in(project, tmp_path, CODES)
    assert {file: literate.told(findings) for file, findings in found.items()} == project.expected


@each_project
def test_the_case_is_as_it_says(project: Project, tmp_path: Path) -> None:
    assert any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(project.main.text))), "nothing is shown"
    literate.run_project(project, tmp_path)


@each_project
def test_early_binding_makes_the_difference_where_something_is_found(project: Project, tmp_path: Path) -> None:
    project.write(tmp_path)
    for changed in () if project.gap else mended(project, tmp_path):
        with pytest.raises(AssertionError):
            literate.run_project(project, tmp_path, changed)
    if not project.expected and not project.meant_late:
        early = {file.file: early_binding.cured_everywhere(file) for file in project.modules}
        literate.run_project(project, tmp_path, early)


@each_project
def test_mending_it_binds_early_and_changes_nothing_else(project: Project, tmp_path: Path) -> None:
    project.write(tmp_path)
    found = {} if project.gap else literate.findings_in(project, tmp_path, CODES)
    early, after = {}, {}
    for file in (file for file in project.modules if file.file in found):
        outcome = literate.fixed(file.text.encode(), str(tmp_path / file.file), CODES)
        assert outcome.mended is not None
        gone = literate.were_fixed(found[file.file], outcome.findings)
        early[file.file] = cures.all_cured(file, gone)
        after[file.file] = ast.parse(outcome.mended.after)
    seen = [literate.seen_by(project, tmp_path / name, trees) for name, trees in (("a", early), ("b", after))]
    assert seen[0] == seen[1]


def mended(project: Project, folder: Path) -> Iterator[dict[str, ast.Module]]:
    """The project once for each finding that is no mere possibility, with the closure bound early."""
    files = {file.file: file for file in project.files}
    for name, findings in literate.findings_in(project, folder, CODES).items():
        for one in findings:
            if one.certainty >= Certainty.LIKELY:
                yield {name: cures.all_cured(files[name], [one])}
