"""Pages of HTML taken apart, and a text that does harm in those that do not escape it."""

from __future__ import annotations

from html.parser import HTMLParser

NASTY = "<script>alert(1)</script>\"'</style>&amp;{{ 7 * 7 }}\x00\ud800\u202e"
SHOWN = "<script>alert(1)</script>\"'</style>&amp;{{ 7 * 7 }}\\x00\\ud800\\u202e"
"""How it is seen."""


class Page(HTMLParser):
    """A page taken apart: elements, and the text behind the beginning of each, with its tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.handle_startendtag = self.handle_starttag  # type: ignore[method-assign]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append((self.elements[-1][0] if self.elements else "", data))

    def classed(self, name: str) -> list[dict[str, str | None]]:
        return [told for _, told in self.elements if name in (told.get("class") or "").split()]

    def tagged(self, tag: str) -> list[dict[str, str | None]]:
        return [told for each, told in self.elements if each == tag]

    def text(self, tag: str) -> list[str]:
        return [text for each, text in self.texts if each == tag and text.strip()]
