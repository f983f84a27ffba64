"""Builds small sites with the directive in them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="needs what requirements/site.txt names")
pytest.importorskip("myst_parser", reason="needs what requirements/site.txt names")

from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import docutils_namespace

pytestmark = pytest.mark.once

Try = Callable[..., tuple[Path, str]]
Build = Callable[..., str]

LOOP = "def f(x):\n    return lambda: ('<b>', x)\n\n\ng = f(1)\nprint('<i>', 1 < 2)\n"


@pytest.fixture
def attempt(tmp_path: Path) -> Try:
    """Builds a page, with programs beside it, and gives the file of HTML, and what was warned of."""

    def made(page: str, **programs: str) -> tuple[Path, str]:
        source = tmp_path / "docs"
        (source / "tour" / "programs").mkdir(parents=True)
        (source / "conf.py").write_text('extensions = ["myst_parser", "tools.site.program"]', "utf-8")
        (source / "index.md").write_text("# T\n```{toctree}\ntour/page\n```\n", "utf-8")
        (source / "tour" / "page.md").write_text(f"# P\n\n{page}", "utf-8")
        for name, text in programs.items():
            (source / "tour" / "programs" / f"{name}.py").write_text(text, "utf-8")
        with docutils_namespace():
            app = SphinxTestApp("html", srcdir=source, warningiserror=True)
            try:
                app.build()
                warned = app.warning.getvalue()
                assert app.statuscode == bool(warned)
            finally:
                app.cleanup()
        return Path(app.outdir) / "tour" / "page.html", warned

    return made


@pytest.fixture
def build(attempt: Try) -> Build:
    """Builds a page of which nothing may be warned, and gives the HTML."""

    def made(page: str, **programs: str) -> str:
        file, warned = attempt(page, **programs)
        assert warned == ""
        return file.read_text("utf-8")

    return made


def fenced(text: str, name: str = "loop", panels: str = "output look") -> str:
    return f"```{{runnable}} programs/{name}.py {panels}\n{text}```\n"


def test_a_program_is_a_section_that_the_playground_knows(build: Build) -> None:
    page = build(fenced(LOOP), loop=LOOP)
    [section] = re.findall(r"<section [^>]*cellophane-program.*?</section>", page, re.DOTALL)
    assert '<section class="cellophane-program" data-name="loop" data-show="output look">' in section
    program, still = section.split('<div class="cellophane-still', 1)
    [pre] = re.findall(r"<pre>(.*?)</pre>", program, re.DOTALL)
    assert html.unescape(re.sub(r"<.*?>", "", pre)) == LOOP
    assert "&lt;i&gt; True" in still
    assert "<svg" in still
    output, look = still.split('<div data-panel="')[1:]
    assert output.startswith('output">')
    assert "It prints" in output
    assert look.startswith('look">')
    assert "<svg" in look


def test_without_javascript_it_says_so_in_a_line(build: Build) -> None:
    assert "JavaScript" in "".join(re.findall(r"<noscript>(.*?)</noscript>", build(fenced(LOOP), loop=LOOP)))


def test_a_page_with_a_program_loads_what_makes_it_run(build: Build) -> None:
    page = build(fenced(LOOP), loop=LOOP)
    assert '<script type="module" src="../playground/embed.js"></script>' in page
    assert '<link rel="stylesheet" href="../playground/embed.css">' in page


def test_other_pages_do_not(build: Build) -> None:
    assert "embed" not in build("Words.\n")


def test_two_programs_stand_on_one_page(build: Build) -> None:
    two = "print(2)\n"
    page = build(fenced(LOOP) + fenced(two, "two", "output"), loop=LOOP, two=two)
    assert re.findall(r'data-name="(\w+)"', page) == ["loop", "two"]


@pytest.mark.parametrize(
    ("page", "program", "why"),
    [
        (fenced(LOOP, "gone"), LOOP, r"programs/gone\.py cannot be read"),
        (fenced("print(1)\n"), LOOP, "another text than programs/loop.py has: run `make docs`"),
        (fenced(LOOP, panels="outptu"), LOOP, "there is no panel 'outptu', but output"),
        (fenced("1 / 0\n"), "1 / 0\n", r"loop\.py failed:(?s:.*)ZeroDivisionError"),
    ],
)
def test_what_is_wrong_ends_the_build_with_the_name_of_the_page(
    attempt: Try, page: str, program: str, why: str
) -> None:
    _, warned = attempt(page, loop=program)
    assert re.search(rf"tour/page\.md:3: WARNING: .*{why}", warned)
