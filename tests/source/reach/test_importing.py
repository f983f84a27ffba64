from __future__ import annotations

import ast
import json
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from cellophane.source.reach.importing import Import, imports
from cellophane.source.text.source import Unreadable, read

LIBRARY = Path(sysconfig.get_path("stdlib"))


def told(text: str) -> list[tuple[int, str, str]]:
    return [(each.level, ".".join(each.parts), each.bound) for each in imports(text)[0]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("import a\n", [(0, "a", "a")]),
        ("import a.b, c as d\n", [(0, "a.b", "a"), (0, "c", "d")]),
        ("import a . b as b\n", [(0, "a.b", "b")]),
        ("import a.b as a\n", [(0, "a.b", "a")]),
        ("from a.b import c, d as e\n", [(0, "a.b.c", "c"), (0, "a.b.d", "e")]),
        ("from . import a\n", [(1, "a", "a")]),
        ("from .. a import b\n", [(2, "a.b", "b")]),
        ("from . . a import b\n", [(2, "a.b", "b")]),
        ("from .import a\n", [(1, "a", "a")]),
        ("from a import*\n", [(0, "a.*", "")]),
        ("from a import(b)\n", [(0, "a.b", "b")]),
        ("from a import (\n    b,  # (of all\n    c as d,\n)\n", [(0, "a.b", "b"), (0, "a.c", "d")]),
        ("from a \\\n  import b, \\\n  c\n", [(0, "a.b", "b"), (0, "a.c", "c")]),
        ("import \\\n  a\n", [(0, "a", "a")]),
        ("if x: import a\n", [(0, "a", "a")]),
        ("x = 1; from a import b; y = 2\n", [(0, "a.b", "b")]),
        ("import a; import b\n", [(0, "a", "a"), (0, "b", "b")]),
        ("\tfrom a import b # c\n", [(0, "a.b", "b")]),
        ("\f\nimport a", [(0, "a", "a")]),
        ("from ä.ö import ü\n", [(0, "ä.ö.ü", "ü")]),
        ("def f():\n    yield from a\n", []),
        ("raise E from e\n", []),
        ("important = 1\n", []),
        ("x.import_(a)\n", []),
    ],
)
def test_forms(text: str, wanted: list[tuple[int, str, str]]) -> None:
    ast.parse(dedent(text))  # a case that is no Python would show nothing
    assert told(text) == wanted


def test_a_name_for_the_outermost_package_alone() -> None:
    assert [each.prefix for each in imports("import a.b\nimport a.b as c\nfrom a import b\n")[0]] == [
        True,
        False,
        False,
    ]


def test_the_rest_is_what_does_not_import() -> None:
    assert imports("import a\nx = a.b\nif x:\n    from c import d\n    d()\n")[1] == "\nx = a.b\nif x:\n\n    d()\n"


def by_the_parser(tree: ast.AST) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = tuple(alias.name.split("."))
                yield Import(0, parts, alias.asname or parts[0], not alias.asname)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                parts = (*(node.module or "").split("."), alias.name) if node.module else (alias.name,)
                yield Import(node.level, parts, "" if alias.name == "*" else alias.asname or alias.name)


def test_all_that_the_parser_sees_in_the_standard_library() -> None:
    count = 0
    for path in sorted(LIBRARY.glob("*.py")) + sorted((LIBRARY / "test").glob("test_[a-i]*.py")):
        try:
            source = read(path)
            wanted = set(by_the_parser(source.parse()))
        except Unreadable:
            continue
        missed = wanted - set(imports(source.text)[0])
        assert not missed, (path, missed)
        count += len(wanted)
    assert count > 1_500


def test_a_long_line_of_blanks_takes_no_time() -> None:
    for text in (
        "from " + " \\\n" * 20_000,
        "import " + "a, " * 50_000,
        "from a import (" + "# x\n" * 50_000,
        ":" * 100_000,
    ):
        imports(text)


def test_a_data_file() -> None:
    assert imports("DATA = " + json.dumps({str(n): n for n in range(10_000)}))[0] == ()
