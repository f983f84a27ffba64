"""The directive `runnable` of the tour: a program, what it prints, and what cellophane sees of it, ready to be run.

    ```{runnable} programs/loop.py output timeline
    for number in range(3):
        …
    ```

names a file, from the page on, and the panels that are shown of it. The content is the program, so that a host which
only shows Markdown shows it too; `make docs` copies it from the file. On the site it becomes

    <section class="cellophane-program" data-name="loop" data-show="output timeline">
    <pre>…</pre><div class="cellophane-still">…</div></section>

which can be read as it is: the program has been run when the page was made. The playground's `embed.js`, which such a
page loads, makes an editor of it, and has each panel take the place of the `<div data-panel="…">` with its still.
A program that is not there, has changed or fails is warned of, which ends the build. (The directive
`program` is one of Sphinx's own, for the options of commands.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from tools.site.still import PANELS, Failed, stills

_logger = logging.getLogger(__name__)
_CAPTIONS = {
    "output": "It prints:",
    "findings": "What `cellophane check` says of it:",
    "look": "What its functions captured:",
    "timeline": "What happened, step by step:",
    "cost": "What a call costs, on the machine that made this page:",
}
_DRAWN = ("look", "timeline")
_DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{\n(.*?\n)\}", re.DOTALL)
_NO_SCRIPT = "<noscript><p>With JavaScript, this program can be changed and run here, in your browser.</p></noscript>"
_DRAWING = '<div style="overflow-x: auto" tabindex="0" role="group" aria-label="{}">{}</div>'


class program(nodes.General, nodes.Element):
    """One program on a page; its children are the text and the still."""


class part(nodes.General, nodes.Element):
    """What the still shows in one panel, in the place of which the panel itself comes."""


class Runnable(SphinxDirective):
    """`{runnable} FILE PANEL…`, with the text of the program as content."""

    has_content = True
    required_arguments = 1
    optional_arguments = len(PANELS)

    def run(self) -> list[nodes.Node]:
        """The node; none if something is wrong, which is warned of: that ends the build of the site."""
        try:
            return [self._program()]
        except Failed as error:
            _logger.warning("%s", error, location=self.get_location())
            return []

    def _program(self) -> program:
        """The node. Raises `Failed`."""
        name, *panels = self.arguments
        relative, path = self.env.relfn2path(name)
        self.env.note_dependency(relative)
        shown = tuple(panels) or ("output",)
        text = self._text(Path(path), shown)
        found = stills(Path(path), shown)
        node = program(name=Path(path).stem, show=" ".join(shown))
        node += [nodes.literal_block(text, text, language="python"), nodes.raw("", _NO_SCRIPT, format="html")]
        node += nodes.container("", *map(_part, found.items()), classes=["cellophane-still"])
        return node

    def _text(self, path: Path, panels: tuple[str, ...]) -> str:
        """The program. Raises `Failed` unless all is well with it."""
        if unknown := set(panels).difference(PANELS):
            raise Failed(f"there is no panel {min(unknown)!r}, but {', '.join(PANELS)}")
        try:
            text = path.read_text("utf-8").rstrip("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise Failed(f"{self.arguments[0]} cannot be read: {error}") from None
        if text != "\n".join(self.content):
            raise Failed(f"the page shows another text than {self.arguments[0]} has: run `make docs`")
        return text


def _part(shown: tuple[str, str]) -> part:
    """A panel and what stands in it, with a caption."""
    panel, text = shown
    caption = _CAPTIONS[panel]
    node = part("", nodes.paragraph("", "", *_words(caption)), panel=panel)
    if panel in _DRAWN:
        node += nodes.raw("", _DRAWING.format(caption.rstrip(":"), _switched(text)), format="html")
    else:
        node += nodes.literal_block(text.rstrip(), text.rstrip(), language="text")
    return node


def _switched(drawing: str) -> str:
    """A drawing that follows the theme's switch of light and dark, and not the system alone."""
    return _DARK.sub(
        r'@media (prefers-color-scheme: dark) {\n body:not([data-theme="light"]) {\n\1}\n}\n'
        r'body[data-theme="dark"] {\n\1}',
        drawing,
    )


def _words(caption: str) -> Iterator[nodes.Node]:
    """The words, with those between backticks as code."""
    for place, words in enumerate(caption.split("`")):
        yield nodes.literal(words, words) if place % 2 else nodes.Text(words)


def _opened(page: HTML5Translator, node: program) -> None:
    named = {"data-name": node["name"], "data-show": node["show"]}
    page.body.append(page.starttag(node, "section", CLASS="cellophane-program", **named))


def _closed(page: HTML5Translator, node: program) -> None:
    page.body.append("</section>\n")


def _part_opened(page: HTML5Translator, node: part) -> None:
    page.body.append(page.starttag(node, "div", **{"data-panel": node["panel"]}))


def _part_closed(page: HTML5Translator, node: part) -> None:
    page.body.append("</div>\n")


def _load(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: nodes.document | None) -> None:
    """A page with a program loads what makes an editor of it."""
    if tree is not None and tree.next_node(program) is not None:
        there = context["pathto"]
        context["metatags"] += (
            f'<link rel="stylesheet" href="{there("playground/embed.css", resource=True)}">\n'
            f'<script type="module" src="{there("playground/embed.js", resource=True)}"></script>\n'
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_node(program, html=(_opened, _closed))
    app.add_node(part, html=(_part_opened, _part_closed))
    app.add_directive("runnable", Runnable)
    app.connect("html-page-context", _load)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
