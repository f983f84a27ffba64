"""The playground's page, and what its reader does there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.browser import Page

TABS = ("Findings", "Output", "Drawing", "Time line", "Cost", "Why")
LATE = """\
def visit():
    doors = {}
    for name in ("kitchen", "cellar", "garden"):
        doors[name] = lambda: f"You are in the {name}."
    print(doors["kitchen"]())
    return doors


doors = visit()
"""
"""The lambda of line 4 reads late; the program mends safely."""


@dataclass(frozen=True)
class Bench:
    """A program at work: on the playground's page, or in a section of another one."""

    page: Page
    root: str = "document"
    """The element that holds it, in JavaScript."""

    @property
    def editor(self) -> str:
        return f"{self.root}.querySelector('.editor').shadowRoot"

    @property
    def content(self) -> str:
        return f"{self.editor}.querySelector('.cm-content')"

    def all(self, selector: str, *, of: str | None = None) -> list[str]:
        """The texts of all elements in sight that fit."""
        parts = f"[...{of or self.root}.querySelectorAll({json.dumps(selector)})]"
        texts: list[str] = self.page.evaluate(
            f"{parts}.filter((part) => part.checkVisibility()).map((part) => part.textContent)"
        )
        return texts

    def in_editor(self, selector: str) -> list[str]:
        return self.all(selector, of=self.editor)

    @property
    def text(self) -> str:
        return "\n".join(self.in_editor(".cm-line"))

    @property
    def lit(self) -> list[str]:
        """The lines that are lit up."""
        return self.in_editor(".cm-lit")

    @property
    def printed(self) -> str:
        return "".join(self.all(".printed"))

    @property
    def status(self) -> str:
        return "".join(self.all("[role=status]"))

    def write(self, text: str) -> None:
        """Put a text in the place of the program, as one who types does."""
        self.page.evaluate(f"{self.content}.focus()")
        self.page.press("a", "Control")
        self.page.press("Delete")
        self.page.type(text)

    def paste(self, text: str) -> None:
        """Paste a text in the place of the program."""
        self.page.evaluate(f"{self.content}.focus()")
        self.page.press("a", "Control")
        self.page.evaluate(
            f"(() => {{ const data = new DataTransfer(); data.setData('text/plain', {json.dumps(text)});"
            f"{self.content}.dispatchEvent(new ClipboardEvent('paste',"
            " {clipboardData: data, bubbles: true, cancelable: true})); })()"
        )

    def until(self, condition: str) -> Any:
        """Wait for a condition about `root`, which it may name."""
        return self.page.wait_for(f"(() => {{ const root = {self.root}; return {condition}; }})()")

    def until_said(self, words: str, selector: str) -> None:
        """Wait until some element that fits, in sight or not, says this."""
        parts = f"[...root.querySelectorAll({json.dumps(selector)})]"
        self.until(f"{parts}.some((one) => one.textContent.includes({json.dumps(words)}))")

    def press(self, label: str, selector: str = "button") -> None:
        """Press the button with this label, which must be in sight."""
        found = f"[...{self.root}.querySelectorAll({json.dumps(selector)})].find((one) => "
        found += f"one.checkVisibility() && one.textContent.startsWith({json.dumps(label)}))"
        self.page.click(found)

    def run(self) -> str:
        """Run the program to its end: what is said of that."""
        # What comes late to another program of the page moves this one away below the pointer.
        self.page.evaluate(f"{self.root}.querySelector('button.primary').click()")
        self.until("!['Running …', 'Waiting for Python …'].includes(root.querySelector('.ending').textContent)")
        self.until("root.querySelector('.toolbar button:nth-child(2)').disabled")
        ended: str = self.page.evaluate(f"{self.root}.querySelector('.ending').textContent")
        return ended


class Playground(Bench):
    """The page itself."""

    def open(self, address: str, fragment: str = "") -> None:
        self.page.open(f"{address}playground/index.html{fragment}")
        self.page.wait_for("document.querySelector('.alive')")

    def tab(self, label: str) -> None:
        self.press(label, "[role=tab]")

    @property
    def tabs(self) -> list[str]:
        """The label of the tab that is in front."""
        return self.all("[role=tab][aria-selected=true]")

    @property
    def panel(self) -> str:
        """The panel in front."""
        return "document.querySelector('[role=tabpanel]:not([hidden])')"
