"""The content-security policy of the pages: all that they load comes from the site, and no script was put into one.

It stands in the pages, as a host of static files sends no headers of its own. A page that has a policy keeps it: what
runs readers' programs is stricter than this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from cellophane.report.policy import digest

_HEAD = re.compile(r"<head(?=[\s>])[^>]*>", re.IGNORECASE)
_NAME = "content-security-policy"


def apply(site: Path) -> None:
    """Give each page below `site` its policy."""
    for page in sorted(site.rglob("*.html")):
        page.write_text(with_policy(page.read_text("utf-8")), "utf-8")


def with_policy(page: str) -> str:
    """A page with the policy that allows the scripts that stand in it, and all that the site serves.

    Raises `ValueError` for a page without a head: nothing would hold its policy.
    """
    read = _Page()
    read.feed(page)
    read.close()
    if read.has_policy:
        return page
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(read.scripts)}">'
    text, count = _HEAD.subn(lambda head: head[0] + meta, page, count=1)
    if not count:
        raise ValueError("a page has no <head>")
    return text


def policy(scripts: Iterable[str]) -> str:
    """The policy for a page with these scripts in it.

    >>> policy([]).split("; ")[:2]
    ["default-src 'none'", "script-src 'self'"]
    """
    allowed = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *dict.fromkeys(map(digest, scripts))]),
        "connect-src": "'self'",
        "frame-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' data:",
        "style-src": "'self' 'unsafe-inline'",
        "worker-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{what} {where}" for what, where in allowed.items())


class _Page(HTMLParser):
    """The scripts that stand in a page, and whether it has a policy."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self.has_policy = False
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "script" and "src" not in told:
            self.scripts.append("")
            self._inside = True
        elif tag == "meta" and (told.get("http-equiv") or "").lower() == _NAME:
            self.has_policy = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data
