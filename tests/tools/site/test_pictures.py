"""The pictures of the README can be taken from the site that is built."""

from __future__ import annotations

import struct

import pytest

from tests.browser import Page
from tests.site.conftest import built, page, site
from tools.site import pictures

__all__ = ["built", "page", "site"]

pytestmark = pytest.mark.once


def size(picture: bytes) -> tuple[int, ...]:
    """The width and height of a PNG."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture[16:24])


def test_each_shows_a_time_line(page: Page, site: str) -> None:
    assert size(pictures.playground(page, site)) == (1280, 640)
    assert size(pictures.chapter(page, site)) == (1000, 1130)
