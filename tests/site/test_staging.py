"""Pages of a small repository, staged for Sphinx: where their links lead then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.site.staging import CONTENTS, stage

ROOT = Path(__file__).parents[2]
FILES = {
    "README.md": "# Read\n\n[rule](docs/rules/index.md) [all](examples) [log](CHANGELOG.md#one) ![it](docs/show.png)\n",
    "CONTRIBUTING.md": "# Contribute\n\n[up](README.md)\n",
    "CHANGELOG.md": "# Log\n\n## One\n",
    "examples/a.py": "fence = '```'\n",
    "examples/below/b.txt": "b\n",
    "examples/.hidden": "",
    "playground/x.ts": "",
    "docs/index.md": "# Index\n\n[play](../playground) [read](../README.md) [web](https://a.example) [here](#index)\n",
    "docs/rules/index.md": "# Rules\n\n[log](../../CHANGELOG.md) [a](../../examples/a.py) `f[0](x)` [dead](../no.md)\n",
    "docs/show.png": "",
    "docs/tour/index.md": "# Tour\n",
}


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "repository" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    stage(tmp_path / "repository", tmp_path / "pages")
    return tmp_path / "pages"


def prose(page: Path) -> str:
    """A page without its title and its table of contents."""
    return page.read_text("utf-8").partition("\n\n")[2].partition("\n```{toctree}")[0].strip()


def test_links_lead_to_where_the_pages_are_on_the_site(staged: Path) -> None:
    assert prose(staged / "readme.md") == (
        "[rule](rules/index.md) [all](repository/examples.md) [log](changelog.md#one) ![it](show.png)"
    )
    assert prose(staged / "contributing.md") == "[up](readme.md)"


def test_what_no_file_has_stays_as_it_is(staged: Path) -> None:
    assert prose(staged / "rules" / "index.md") == (
        "[log](../changelog.md) [a](../repository/examples/a.py.md) `f[0](x)` [dead](../no.md)"
    )


def test_the_playground_is_a_link_that_sphinx_leaves_alone(staged: Path) -> None:
    assert prose(staged / "index.md") == (
        "[play](playground/index.html){.external} [read](readme.md) [web](https://a.example) [here](#index)"
    )


def test_files_that_are_linked_to_are_shown(staged: Path) -> None:
    text = (staged / "repository" / "examples" / "a.py.md").read_text("utf-8")
    assert text == "---\norphan: true\n---\n\n# examples/a.py\n\n````python\nfence = '```'\n````\n"


def test_folders_are_listed_with_all_below_them(staged: Path) -> None:
    listing = (staged / "repository" / "examples.md").read_text("utf-8").partition("# examples\n\n")[2]
    assert listing == "- [a.py](examples/a.py.md)\n- [below](examples/below.md)\n"
    assert (staged / "repository" / "examples" / "below" / "b.txt.md").is_file()


def test_nothing_else_of_the_repository_is_shown(staged: Path) -> None:
    shown = {path.name for path in (staged / "repository").rglob("*.md")}
    assert shown == {"examples.md", "a.py.md", "below.md", "b.txt.md"}


def test_the_table_of_contents_is_added(staged: Path) -> None:
    text = (staged / "index.md").read_text("utf-8")
    assert text.count("```{toctree}\n:hidden:\n:glob:\n:caption: ") == len(CONTENTS["index.md"])
    assert (staged / "rules" / "index.md").read_text("utf-8").endswith("```{toctree}\n:hidden:\n:glob:\n\nCEL*\n```\n")


def test_no_page_of_the_repository_needs_a_directive_for_that() -> None:
    assert [page for page in (ROOT / "docs").rglob("*.md") if "{toctree}" in page.read_text("utf-8")] == []
