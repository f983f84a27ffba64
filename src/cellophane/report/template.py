"""Templates filled in: drawings and pages out of the files in `templates/`.

It decides what becomes of a text on its way into a page: nothing in it is markup, and nothing in it is unseen.
"""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cellophane.report.visible import visible

_WORDS = re.compile(r"(?<=[^\W_])[_.]+(?=[^\W_])")
"""What stands between the words of a name."""


def fill(name: str, **values: object) -> Markup:
    """The template of that name with the values in it; `Markup` among them stands as it is."""
    return Markup(_environment().get_template(name).render(values))


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("cellophane", "report/templates"),
        # By a file's ending, as is usual, a drawing would not be escaped.
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def breakable(text: str) -> Markup:
    """A name as markup that a narrow place may break where its words end.

    >>> breakable("Pool.close_all")
    Markup('Pool.<wbr>close_<wbr>all')
    """
    return Markup("<wbr>").join(_WORDS.sub("\\g<0>\n", visible(text)).split("\n"))


def _shown(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value
