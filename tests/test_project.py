"""Holds the files around the code to what they promise."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import cellophane
from cellophane.workspace.settings import _KEYS as SETTINGS
from tools.generate_docs import DOCS, README, pages, with_samples

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = sorted((ROOT / "requirements").glob("*.txt"))
MACHINE_PATH = re.compile(r"(?<![\w.])(?:/(?:home|root|Users)/\w|[A-Z]:\\Users\\\w)")
MADE = {"__pycache__", "build", "dist", "libs", "node_modules"}


def repository_files() -> list[Path]:
    """The files that are, or would be, kept under version control."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        paths = list(walk(ROOT))
    return [path for path in paths if path.is_file()]


def walk(directory: Path) -> Iterator[Path]:
    """All files below, but for hidden and generated directories."""
    for path in sorted(directory.iterdir()):
        if not path.is_dir():
            yield path
        elif path.name not in MADE and path != ROOT / "site" and not path.name.startswith("."):
            yield from walk(path)


def pins(path: Path) -> Iterator[str]:
    """The lines of a requirements file that ask for a package."""
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith(("#", "-r ")):
            yield line


def test_the_walk_finds_what_git_lists() -> None:
    found = set(walk(ROOT))
    assert {ROOT / "README.md", Path(__file__), ROOT / "src" / "cellophane" / "__init__.py"} <= found
    assert not [path for path in found if "__pycache__" in path.parts]


@pytest.mark.parametrize("path", PINS, ids=[path.name for path in PINS])
def test_requirements_are_pins_that_name_no_host(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"://|@|^--|^-(?!r )", text, re.MULTILINE)
    assert [line for line in pins(path) if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_every_dependency_is_pinned_within_its_range() -> None:
    pinned = dict(line.lower().split("==") for path in PINS for line in pins(path))
    asked = PYPROJECT["project"]["dependencies"] + PYPROJECT["build-system"]["requires"]
    asked += [each for extra in PYPROJECT["project"]["optional-dependencies"].values() for each in extra]
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(pinned[requirement.name]), requirement
        assert {"<", ">="} <= {each.operator for each in requirement.specifier}, requirement


def test_no_file_names_a_place_on_someones_machine() -> None:
    found = []
    for path in repository_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        for row, line in enumerate(text.split("\n"), start=1):
            if MACHINE_PATH.search(line):
                found.append(f"{path.relative_to(ROOT)}:{row}: {line.strip()}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("line", [r"/ho{}me/ada/x.py", r"see /ro{}ot/x", r"C:\Us{}ers\ada", "'/Us{}ers/ada'"])
def test_such_places_are_known(line: str) -> None:
    assert MACHINE_PATH.search(line.replace("{}", ""))


@pytest.mark.parametrize("line", ["src/home/page.py", "~/root", "https://example.org/home/", "/rooted", "/usr/bin"])
def test_others_are_not_taken_for_them(line: str) -> None:
    assert not MACHINE_PATH.search(line)


def test_the_changelog_has_the_current_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## \[(.*?)\]", changelog, re.MULTILINE)
    assert newest
    assert newest[1] == cellophane.__version__


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_readme_names_the_commands(command: str) -> None:
    assert re.search(rf"^{command}\b", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)


def test_the_automated_run_makes_what_the_readme_says() -> None:
    assert (ROOT / ".ci" / "run").read_text("utf-8").splitlines()[-1] == "exec make test"


def test_make_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = set(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0].split())
    assert phony == set(re.findall(r"^([a-z]+):.* ## \w", text, re.MULTILINE))


def on_an_index(readme: str) -> str:
    """A README as an index shows it: the substitutions of `pyproject.toml`, which are made with `re.sub` one by one."""
    for change in PYPROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]:
        readme = re.sub(change["pattern"], change["replacement"], readme)
    return readme


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("[all rules](docs/rules/index.md).", "all rules (`docs/rules/index.md`)."),
        ("[your own](docs/settings.md#your-own)", "your own (`docs/settings.md`)"),
        ("[examples/](examples) has", "`examples` has"),
        ("![two arrows](docs/show.png)", "*(two arrows.)*"),
        ("[ruff](https://example.org/ruff)", "[ruff](https://example.org/ruff)"),
        ("`callbacks[0](7)`", "`callbacks[0](7)`"),
    ],
)
def test_an_index_shows_words_in_place_of_links_to_files(here: str, there: str) -> None:
    assert on_an_index(here) == there


def test_no_link_of_the_readme_is_dead_on_an_index() -> None:
    shown = on_an_index((ROOT / "README.md").read_text("utf-8"))
    prose = re.sub(r"^```.*?^```$|`[^`\n]+`", "", shown, flags=re.DOTALL | re.MULTILINE)
    assert [target for target in re.findall(r"\]\(([^)]+)\)", prose) if not target.startswith("https:")] == []


ROOMS = ("src/cellophane", "tools", "benchmarks", "playground/python", "playground/src", "playground/static")
WRITTEN = {".py", ".ts", ".html", ".css"}
TEMPLATES = ("src/cellophane/report/templates/", "tools/site/")
"""Where pages and style sheets are shown as a folder."""


def drawn(page: str) -> Iterator[str]:
    """The paths in the tree that a page draws: a directory a line, and below it, set in, what is in it."""
    tree = re.findall(r"^```\n(src/cellophane/.*?)^```$", page, re.DOTALL | re.MULTILINE)
    around: list[str] = []
    for line in filter(None, "".join(tree).splitlines()):
        indent, name = re.findall(r"^( *)(\S+)", line)[0]
        around[len(indent) // 2 :] = [name]
        yield "".join(around)


def test_the_tree_in_the_contributors_page_is_the_tree_on_disk() -> None:
    shown = [path for path in drawn((ROOT / "CONTRIBUTING.md").read_text("utf-8")) if path.startswith(ROOMS)]
    files = (path.relative_to(ROOT) for room in ROOMS for path in walk(ROOT / room) if path.suffix in WRITTEN)
    listed = {file.as_posix() for file in files if file.suffix == ".py" or not file.as_posix().startswith(TEMPLATES)}
    modules = {file for file in listed if not re.search(r"/(__init__|__main__|cel\d{3}_\w+)\.py$", file)}
    assert sorted(path for path in shown if Path(path).suffix in WRITTEN) == sorted(modules)
    assert [path for path in shown if not (ROOT / path).exists()] == []


def test_a_drawn_tree_is_read() -> None:
    page = "a\n```\nsrc/cellophane/   words\n  b.py   words\n  c/     words\n    d.py\n\ntools/\n  e.py\n```\n"
    assert list(drawn(page)) == [
        "src/cellophane/",
        "src/cellophane/b.py",
        "src/cellophane/c/",
        "src/cellophane/c/d.py",
        "tools/",
        "tools/e.py",
    ]


def test_every_supported_version_is_declared_and_tried() -> None:
    from tools.interpreters import SUPPORTED

    classifiers = PYPROJECT["project"]["classifiers"]
    declared = re.findall(r"Python :: (3\.\d+)", "\n".join(classifiers))
    assert tuple(declared) == SUPPORTED
    assert PYPROJECT["project"]["requires-python"] == f">={SUPPORTED[0]}"


@pytest.mark.parametrize("name", sorted(pages()))
def test_generated_pages_are_fresh(name: str) -> None:
    page = DOCS / name
    assert page.exists(), "run `make docs`"
    assert page.read_text("utf-8") == pages()[name], "run `make docs`"


def test_the_readme_shows_what_is_printed() -> None:
    text = README.read_text("utf-8")
    assert with_samples(text) == text, "run `make docs`"


def test_the_samples_follow_the_commands() -> None:
    shown = "a\n```console\n$ cellophane check examples/{}.py\nold\n```\nb\n"
    before = shown.format("counter") + shown.format("tickets_wrong")
    right, wrong = with_samples(before).split("b\n")[:2]
    assert right == "a\n```console\n$ cellophane check examples/counter.py\nFound no hazards (checked 1 file).\n```\n"
    assert wrong.startswith("a\n```console\n$ cellophane check examples/tickets_wrong.py\nCEL101 ")
    assert "old" not in right + wrong


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("no console", "shows no command"), ("```console\n$ cellophane chekc\n```\n", "command fails")],
)
def test_a_sample_that_cannot_be_made_is_said_so(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        with_samples(text)


def test_no_generated_page_is_left_over() -> None:
    left = {f"rules/{path.name}" for path in (DOCS / "rules").glob("*.md")}
    assert left == {name for name in pages() if name.startswith("rules/")}


def links(page: Path) -> Iterator[str]:
    """What the page links to inside the repository."""
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if "://" not in target:
            yield target


PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    assert [target for target in links(page) if not (page.parent / target).exists()] == []


def test_the_page_on_settings_has_all_of_them() -> None:
    page = (DOCS / "settings.md").read_text("utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE) == list(SETTINGS)


def test_the_version_stands_in_one_place() -> None:
    tree = ast.parse((ROOT / "src" / "cellophane" / "__init__.py").read_text("utf-8"))
    assigned = [ast.unparse(node) for node in tree.body if isinstance(node, ast.Assign)]
    assert f"__version__ = {cellophane.__version__!r}" in assigned
    assert "version" not in PYPROJECT["project"]
