"""How Sphinx makes the site of the pages in this folder: `make site`.

It is given a copy of them, in which their links lead to pages of the site: see `tools/site/staging.py`.
"""

from pathlib import Path

import cellophane

_ROOT = Path(__file__).parents[1]
_SITE = _ROOT / "tools" / "site"

project = "cellophane"
author = project_copyright = "the cellophane authors"
release = version = cellophane.__version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "tools.site.accessibility",
    "tools.site.docstrings",
    "tools.site.program",
]

myst_heading_anchors = 4  # as hosts of git make them
myst_enable_extensions = ["attrs_inline"]  # with which staging marks links to what Sphinx does not make

autodoc_default_options = {
    "members": True,
    "undoc-members": True,
    "exclude-members": "__init__, __new__, keys, renderers, draw",
}
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"  # users are given these objects, and do not make them
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
add_module_names = False
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = "cellophane"
html_logo = html_favicon = str(_ROOT / "editors" / "vscode" / "icon.svg")
html_static_path = [str(_SITE / "static")]
html_css_files = ["site.css"]
html_extra_path = [str(_SITE / "extra")]
templates_path = [str(_SITE / "templates")]
html_copy_source = False
html_show_sourcelink = False
# Any text has the theme make room for its announcement, in the place of which the template puts the line of links.
html_theme_options = {"announcement": "see tools/site/templates/page.html"}
