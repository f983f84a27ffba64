"""What `docs/continuous-integration.md` and `docs/old-code.md` show can be copied: it parses, and commands exist."""

from __future__ import annotations

import ast
import configparser
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import cellophane
from cellophane.check.baseline import Baseline
from cellophane.cli.arguments import read
from cellophane.cli.commands import parser_of
from cellophane.cli.outputs import outputs
from cellophane.report.summary import Tally

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = {name: (DOCS / name).read_text("utf-8") for name in ("continuous-integration.md", "old-code.md")}
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"\bcellophane check\b(?P<rest>[^|<>&'`\n]*)")
"""A command line in a block or in the text, up to what a shell makes of it."""


def blocks(language: str) -> list[str]:
    """The blocks of a language on both pages."""
    found = [
        match["text"] for page in PAGES.values() for match in BLOCK.finditer(page) if match["language"] == language
    ]
    assert found, language
    return found


def commands() -> list[str]:
    """What stands behind `cellophane check` on both pages, each once."""
    return sorted({match["rest"].strip() for page in PAGES.values() for match in COMMAND.finditer(page)})


@pytest.mark.parametrize("words", commands())
def test_commands_can_be_given(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "test-results" / "cellophane").mkdir(parents=True)
    options = read(["check", *shlex.split(words, comments=True)])
    outputs(options.output_file or (), options.output_format, options.baseline)


def test_there_are_commands_of_all_sorts() -> None:
    assert len(commands()) > 15
    assert {"", "--fix", "--baseline cellophane-baseline.json"} <= {
        words.partition("#")[0].strip() for words in commands()
    }


def formats() -> list[str]:
    """Those in the table of formats."""
    table = PAGES["continuous-integration.md"].partition("\n| format | for |\n")[2].partition("\n\n")[0]
    return [name for line in table.splitlines()[1:] for name in re.findall(r"`([\w-]+)`", line.split("|")[1])]


@pytest.mark.parametrize("name", formats())
def test_formats_that_are_named_exist(name: str) -> None:
    assert read(["check", "--output-format", name]).output_format == name


def test_no_format_is_missing() -> None:
    [option] = [each for each in parser_of("check")._actions if "--output-format" in each.option_strings]
    assert option.choices
    assert set(option.choices) <= set(formats())


@pytest.mark.parametrize("text", blocks("yaml"), ids=lambda text: text.splitlines()[0].removeprefix("# "))
def test_workflows_are_yaml_and_have_the_shape_of_their_service(text: str) -> None:
    file = text.splitlines()[0].removeprefix("# ")
    document = yaml.safe_load(text)
    shape = SHAPES[file.rpartition("/")[0] or file]
    steps = list(shape(document))
    assert steps
    for step in steps:
        assert isinstance(step, str | dict)


def github(document: Any) -> Iterator[Any]:
    """The steps, each of which uses an action of a version or runs something."""
    assert document.keys() == {"name", True, "jobs", *(["permissions"] if "permissions" in document else [])}  # `on`
    for job in document["jobs"].values():
        assert job.keys() == {"runs-on", "steps"}
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step)
            assert "@v" in step.get("uses", "@v")
            assert step.keys() <= {"run", "uses", "with", "if", "env", "id"}
        yield from job["steps"]


def gitlab(document: Any) -> Iterator[Any]:
    """The lines of the scripts of jobs."""
    for job in document.values():
        assert job.keys() <= {"image", "variables", "rules", "script", "artifacts"}
        yield from job["script"]


def azure(document: Any) -> Iterator[Any]:
    """The steps."""
    assert all({"script", "task", "checkout"} & step.keys() for step in document["steps"])
    yield from document["steps"]


def bitbucket(document: Any) -> Iterator[Any]:
    """The lines of the scripts of all steps."""
    pipelines = document["pipelines"]
    for entry in [*pipelines["default"], *pipelines["pull-requests"]["**"]]:
        yield from entry["step"]["script"]


def circleci(document: Any) -> Iterator[Any]:
    """The steps of the jobs that a workflow names."""
    for name in document["workflows"]["main"]["jobs"]:
        yield from document["jobs"][name]["steps"]


def pre_commit(document: Any) -> Iterator[Any]:
    """The hooks."""
    for repository in document["repos"]:
        assert ("rev" in repository) != (repository["repo"] == "local")
        yield from repository["hooks"]


SHAPES = {
    ".github/workflows": github,
    ".gitlab-ci.yml": gitlab,
    "azure-pipelines.yml": azure,
    "bitbucket-pipelines.yml": bitbucket,
    ".circleci": circleci,
    ".pre-commit-config.yaml": pre_commit,
}


def test_hooks_are_those_of_this_repository() -> None:
    known = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    remote, local = (yaml.safe_load(text)["repos"][0] for text in blocks("yaml") if ".pre-commit-config" in text)
    assert remote["rev"] == f"v{cellophane.__version__}"
    assert {hook["id"] for hook in remote["hooks"]} <= known.keys()
    for hook in local["hooks"]:
        assert hook.pop("additional_dependencies") == ["cellophane"]
        assert hook.items() <= known[hook["id"]].items()


def test_other_blocks_parse() -> None:
    for text in (*blocks("py"), *blocks("python")):
        ast.parse(text)
    for text in blocks("ini"):
        settings = configparser.ConfigParser()
        settings.read_string(text)
        assert settings["testenv:cellophane"]["deps"] == "cellophane"


def test_the_baseline_that_is_shown_is_one(tmp_path: Path) -> None:
    [text] = blocks("json")
    (tmp_path / "known.json").write_text(text, "utf-8")
    baseline = Baseline.read(tmp_path / "known.json")
    assert (len(baseline), baseline.text()) == (json.loads(text)["findings"][0]["count"], text)


def test_messages_are_those_that_are_printed() -> None:
    said = re.sub(r"\s+", " ", PAGES["old-code.md"])
    assert f"`{Tally(gone=2).text().splitlines()[-1]}`" in said


def anchors(page: Path) -> set[str]:
    """What one can link to in a page, as GitHub and GitLab name headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {"", *(re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings)}


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\((?!https:)([^)#]*)#?([^)]*)\)", PAGES[name])
    assert len(links) > 3
    dead = [(file, anchor) for file, anchor in links if anchor not in anchors(DOCS / (file or name))]
    assert dead == []


@pytest.mark.parametrize("name", PAGES)
def test_the_readme_leads_there(name: str) -> None:
    assert f"](docs/{name})" in (ROOT / "README.md").read_text("utf-8")
