from __future__ import annotations

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from markupsafe import Markup

from cellophane.report.template import fill


def test_what_a_template_needs_cannot_be_forgotten() -> None:
    with pytest.raises(UndefinedError):
        fill("page.html", title="no more than that")


def test_a_template_that_is_not_there_is_an_error() -> None:
    with pytest.raises(TemplateNotFound):
        fill("no such page.html")


def test_style_sheets_and_scripts_come_out_as_they_are() -> None:
    for name in ("page.css", "page.js", "picture.css"):
        text = fill(name)
        assert isinstance(text, Markup)
        assert "&amp;" not in text
        assert "</" not in text, "it would end the element that it stands in"
