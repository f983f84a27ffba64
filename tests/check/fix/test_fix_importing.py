"""Where a new import goes, and when an old one serves."""

from __future__ import annotations

import pytest

from tests.mended import after, left

CODE = "\ndef handle(*values): return values\n\nfor i in items:\n    late.append(lambda x: handle(i, x))\n"


def head(before: str) -> str:
    """What stands above the code afterwards."""
    made = after(before + CODE)
    assert made.endswith(CODE.replace("lambda x: handle(i, x)", "partial(handle, i)"))
    return made.removesuffix(CODE.replace("lambda x: handle(i, x)", "partial(handle, i)"))


NEW = "from functools import partial\n"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", NEW),
        ("# A file.\n\n", f"# A file.\n\n\n{NEW}"),
        ("'''A file.'''\n", f"'''A file.'''\n\n{NEW}"),
        ("'''A file.'''\n\nimport os\n", f"'''A file.'''\n\nimport os\n{NEW}"),
        ("from __future__ import annotations\n", f"from __future__ import annotations\n\n{NEW}"),
        (
            "'''A.'''\nfrom __future__ import annotations\nfrom __future__ import division\n",
            f"'''A.'''\nfrom __future__ import annotations\nfrom __future__ import division\n\n{NEW}",
        ),
        ("import os\nimport sys\n", f"import os\nimport sys\n{NEW}"),
        ("from abc import ABC\nfrom os import path\n", f"from abc import ABC\n{NEW}from os import path\n"),
        ("from os import (\n    path,\n)\n", f"{NEW}from os import (\n    path,\n)\n"),
        ("from abc import (\n    ABC,\n)\n", f"from abc import (\n    ABC,\n)\n{NEW}"),
        ("import os  # why\n\nimport django\n", f"import os  # why\n{NEW}\nimport django\n"),
        ("import os\nimport zlib; x = 1\n", f"import os\nimport zlib; x = 1\n{NEW}"),
        ("from . import one\n", f"from . import one\n{NEW}"),
        ("from functools import reduce\n", f"from functools import reduce\n{NEW}"),
    ],
)
def test_a_new_import(before: str, expected: str) -> None:
    made = head(before)
    assert made.strip("\n") == expected.strip("\n")


def test_one_import_serves_two_fixes() -> None:
    made = after(CODE + CODE[CODE.index("for") :])
    assert made.count("import") == 1
    assert made.count("partial(handle, i)") == 2


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("from functools import partial\n", "partial"),
        ("from functools import reduce, partial as bind\n", "bind"),
        ("import functools\n", "functools.partial"),
        ("import os, functools as ft\n", "ft.partial"),
    ],
)
def test_an_import_that_is_there(before: str, name: str) -> None:
    assert after(before + CODE) == before + CODE.replace("lambda x: handle(i, x)", f"{name}(handle, i)")


@pytest.mark.parametrize(
    "before",
    [
        "partial = 1\n",
        "def f(partial): ...\n",
        "from other import partial\n",
        "def f():\n    from functools import partial\n",
    ],
)
def test_something_else_goes_by_that_name(before: str) -> None:
    assert left(before + CODE) == ["`partial` is something else here"]


@pytest.mark.parametrize(
    "before", ["import functools\nfunctools = None\n", "import functools\ndef f(functools): ...\n"]
)
def test_a_module_that_is_not_it_everywhere_is_not_used(before: str) -> None:
    made = after(before + CODE)
    assert "import partial\n" in made
    assert "(partial(handle, i))" in made


def test_only_imports_that_always_run_serve() -> None:
    before = "if fast:\n    from functools import partial\n"
    assert left(before + CODE) == ["`partial` is something else here"]


def test_an_import_below_the_code_does_not_serve_it() -> None:
    assert after(CODE + "import functools\n").startswith("\nfrom functools import partial\n")


def test_a_line_of_several_statements_is_not_torn_apart() -> None:
    code = "'doc'; from z import a\n" + CODE
    assert after(code).startswith("'doc'; from z import a\n\nfrom functools import partial\n")
    assert left("import abc; s = '''\n'''\n" + CODE) == ["`partial` would not be known where the fix needs it"]
