"""Following dotted names through small trees of files, and through what is installed."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest

from cellophane.source.modules.files import Module
from cellophane.source.modules.imports import Defined, External, Library


def write(root: Path, files: dict[str, str]) -> Library:
    """A library over a tree of files, as texts by relative path."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return Library([root])


def meanings(library: Library, dotted: str) -> list[str]:
    """What a name means, in short: `module:row`, or the dotted name of something external."""
    return [short(found) for found in library.definitions(dotted)]


def short(found: Defined | External) -> str:
    return found.dotted if isinstance(found, External) else f"{found.module.name}:{found.node.lineno}"


DEF = "def f(): pass\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.py": DEF}, ["a:1"]),
        ({"a.py": "async def f(): pass"}, ["a:1"]),
        ({"a.py": "class f: pass"}, ["a:1"]),
        ({"a.py": "\nf = make()"}, ["a:2"]),
        ({"a.py": "f: object = make()"}, ["a:1"]),
        ({"a.py": "f: object"}, []),
        ({"a.py": "g, f = (1,\n make())"}, ["a:2"]),
        ({"a.py": "g, f = make()"}, ["a.f"]),
        ({"a.py": "g, *f = 1, 2, 3"}, ["a.f"]),
        ({"a.py": "for f in x: pass"}, ["a.f"]),
        ({"a.py": "with x as f: pass"}, ["a.f"]),
        ({"a.py": "match x:\n  case [f, *g]: pass"}, ["a.f"]),
        ({"a.py": "if (f := make()): pass"}, ["a:1"]),
        ({"a.py": "g = 1"}, []),
        ({"a.py": "def g():\n  f = 1"}, []),
        ({"a.py": "[f for f in x]"}, []),
        ({"a.py": DEF + "del f"}, []),
        ({"a.py": "try: pass\nexcept E as f: pass"}, []),
        ({"a.py": DEF + "f = wrap(f)"}, ["a:2"]),
        ({"a.py": DEF + "f += 1"}, ["a.f"]),
    ],
)
def test_names_bound_by_statements(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    assert meanings(write(tmp_path, files), "a.f") == expected


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("if x:\n  def f(): pass\nelse:\n  def f(): pass", [2, 4]),
        ("def f(): pass\nif x:\n  def f(): pass", [3, 1]),
        ("def f(): pass\nif x:\n  def f(): pass\nelse:\n  def f(): pass", [3, 5]),
        ("if x:\n  def f(): pass\nelif y:\n  def f(): pass\nelse:\n  raise E", [2, 4]),
        ("def f(): pass\nif x:\n  raise E\nelse:\n  def f(): pass", [5]),
        ("if TYPE_CHECKING:\n  def f(): pass\nelse:\n  f = make()", [2, 4]),
        ("if __name__ == '__main__':\n  def f(): pass\n", []),
        ("if sys.version_info >= (3, 8):\n  def f(): pass\nelse:\n  def f(): pass", [2]),
        ("if sys.version_info[0] < 3:\n  def f(): pass\nelse:\n  def f(): pass", [4]),
        ("if sys.version_info >= (3, 77):\n  def f(): pass\nelse:\n  def f(): pass", [2, 4]),
        ("if not six.PY2:\n  def f(): pass\nelse:\n  def f(): pass", [2]),
        ("if sys.platform == 'win32':\n  def f(): pass\nelse:\n  def f(): pass", [2, 4]),
        ("try:\n  def f(): pass\nexcept E:\n  def f(): pass", [2, 4]),
        ("try:\n  def f(): pass\nexcept E:\n  raise", [2]),
        ("try:\n  def f(): pass\nfinally:\n  def f(): pass", [4]),
        ("def f(): pass\ntry:\n  def f(): pass\nexcept E:\n  pass", [3, 1]),
        ("try:\n  g()\nexcept E:\n  def f(): pass\nelse:\n  def f(): pass", [6, 4]),
        ("def f(): pass\nfor i in x:\n  def f(): pass", [3, 1]),
        ("def f(): pass\nwhile x:\n  f = y()\nelse:\n  def f(): pass", [5]),
        ("def f(): pass\nwith x:\n  def f(): pass", [3]),
        ("def f(): pass\nwith contextlib.suppress(E):\n  def f(): pass", [3, 1]),
        ("def f(): pass\nmatch x:\n  case 1:\n    def f(): pass", [1, 4]),
    ],
)
def test_branches(tmp_path: Path, code: str, rows: list[int]) -> None:
    assert meanings(write(tmp_path, {"a.py": code}), "a.f") == [f"a:{row}" for row in rows]


def test_an_environments_version_decides_tests_of_the_version(tmp_path: Path) -> None:
    code = "if sys.version_info >= (3, 12):\n  def f(): pass\nelse:\n  def f(): pass"
    for minor, row in ((11, 4), (12, 2)):
        root = tmp_path / f"python3.{minor}"
        assert meanings(write(root, {"a.py": code}), "a.f") == [f"a:{row}"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.py": "from b import f", "b.py": DEF}, ["b:1"]),
        ({"a.py": "from b import g as f", "b.py": "def g(): pass"}, ["b:1"]),
        ({"a.py": "from b import f", "b.py": ""}, ["b.f"]),
        ({"a.py": "from b import f", "b.py": "def f(:"}, ["b.f"]),
        ({"a.py": "from b import f"}, ["b.f"]),
        ({"a.py": "from b.c import f", "b.py": ""}, ["b.c.f"]),
        ({"a.py": "from b import f", "b.py": "from a import f"}, []),
        ({"a.py": "from a import f"}, []),
        ({"a.py": "import b\nf = b.g", "b.py": "def g(): pass"}, ["b:1"]),
        ({"a.py": "import b.c\nf = b.c.g", "b/c.py": "def g(): pass"}, ["b.c:1"]),
        ({"a.py": "import b.c as d\nf = d.g", "b/c.py": "def g(): pass"}, ["b.c:1"]),
        ({"a.py": "f = len"}, ["builtins.len"]),
        ({"a.py": "f = unheard_of"}, ["a:1"]),
        ({"a.py": "f = g.h\ndef g(): pass"}, ["a:1"]),
        ({"a.py": "f = f"}, ["a:1"]),
        ({"a.py": "from b.moves import f", "b.py": "moves = make()"}, ["b.moves.f"]),
        ({"a.py": "from b import C\nf = C.m", "b.py": "class C: pass"}, ["a:2"]),
        ({"a.py": DEF + "g = f\nf = wrap(g)\nf = g"}, ["a:1"]),
        ({"a.py": "try:\n  from b import f\nexcept ImportError:\n  from c import f", "c.py": DEF}, ["b.f", "c:1"]),
        ({"a.py": "from os.path import f", "os.py": "import p as path", "p.py": DEF}, ["p:1"]),
    ],
)
def test_imports_and_renamings(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    assert meanings(write(tmp_path, files), "a.f") == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.py": "from b import *", "b.py": DEF}, ["b:1"]),
        ({"a.py": "from b import *", "b.py": DEF + "__all__ = ['f']"}, ["b:1"]),
        ({"a.py": "from b import *", "b.py": DEF + "__all__ = ['g']"}, []),
        ({"a.py": "from b import *", "b.py": DEF + "__all__ = ['g']\n__all__ += ('f',)"}, ["b:1"]),
        ({"a.py": "from b import *", "b.py": DEF + "__all__ = []\n__all__.extend(['f'])"}, ["b:1"]),
        ({"a.py": "from b import *", "b.py": DEF + "__all__ = []\n__all__.append('g')"}, []),
        ({"a.py": "from b import *", "b.py": DEF + "__all__ = names()"}, ["b:1"]),
        (
            {
                "a.py": "from b import *",
                "b.py": "import c\nfrom c import *\n__all__ = ['g', *c.__all__]",
                "c.py": DEF + "__all__ = ['f']",
            },
            ["c:1"],
        ),
        (
            {
                "a.py": "from b import *",
                "b.py": "import c\n" + DEF + "__all__ = ['g'] + c.__all__",
                "c.py": "__all__ = ['h']",
            },
            [],
        ),
        ({"a.py": "from b import *\n" + DEF, "b.py": DEF}, ["a:2"]),
        ({"a.py": DEF + "from b import *", "b.py": ""}, ["a:1"]),
        ({"a.py": DEF + "from b import *", "b.py": DEF}, ["a:1", "b:1"]),
        ({"a.py": "from b import *", "b.py": "from a import *"}, []),
        ({"a.py": "from b import *\nfrom c import *", "b.py": DEF}, ["b:1", "c.f"]),
        ({"a.py": "from b import *"}, ["b.f"]),
    ],
)
def test_star_imports(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    assert meanings(write(tmp_path, files), "a.f") == expected


def test_star_imports_leave_private_names_behind(tmp_path: Path) -> None:
    library = write(tmp_path, {"a.py": "from b import *", "b.py": "def _f(): pass", "c.py": "from gone import *"})
    assert meanings(library, "a._f") == []
    assert meanings(library, "c._f") == []


def test_a_star_does_not_bring_what_only_its_own_package_could_have(tmp_path: Path) -> None:
    library = write(tmp_path, {"a/__init__.py": "from a.b import *", "a/b/__init__.py": DEF, "a/c.py": "x = []"})
    assert meanings(library, "a.f") == ["a.b:1"]
    assert meanings(library, "a.c.x.append") == []
    assert meanings(library, "a.b.made_by_the_build.f") == ["a.b.made_by_the_build.f"]


def test_a_star_import_binds_the_submodule_that_it_imports(tmp_path: Path) -> None:
    files = {"a/__init__.py": "from a.built import *\nfrom .c.d import *\nfrom a.e import *", "a/e.py": "g = 1"}
    library = write(tmp_path, files)
    for name in ("a.built.f", "a.c.f", "a.c.d.f"):
        assert meanings(library, name) == [name]  # and not `a.built.built.f`, for ever
    assert meanings(library, "a.e.g") == ["a.e:1"]
    assert meanings(library, "a.f") == ["a.built.f", "a.c.d.f"]


def test_star_imports_whose_all_asks_for_itself_end(tmp_path: Path) -> None:
    files = {"a.py": "from b import *\n__all__ = q.__all__", "b.py": "from a import *\n__all__ = r.__all__"}
    assert meanings(write(tmp_path, files), "a.f") == []


PACKAGE = {
    "p/__init__.py": "from .x import f\nfrom . import y\nfrom .same import same",
    "p/x.py": DEF,
    "p/y.py": "from .x import f as g\nfrom .sub.z import h",
    "p/sub/__init__.py": "",
    "p/sub/z.py": "from .. import f as h\nfrom .... import out",
    "p/same.py": "def same(): pass\ndef other(): pass",
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("p.f", ["p.x:1"]),
        ("p.x.f", ["p.x:1"]),
        ("p.y.g", ["p.x:1"]),
        ("p.y.h", ["p.x:1"]),
        ("p.sub.z.h", ["p.x:1"]),
        ("p.sub.z.out", ["p.sub.z.out"]),
        ("p.same", ["p.same:1"]),
        ("p.same.other", ["p.same:2"]),
        ("p.y.f", []),
        ("p.y", []),
        ("p", []),
        ("p.gone", []),
        ("p.gone.f", ["p.gone.f"]),
        ("p.f.member", []),
        ("q", ["q"]),
        ("q.r.s", ["q.r.s"]),
        ("p..x", []),
        ("", []),
        ("p.x/../y.g", []),
        ("p.\0", []),
    ],
)
def test_packages(tmp_path: Path, name: str, expected: list[str]) -> None:
    assert meanings(write(tmp_path, PACKAGE), name) == expected


def test_members_of_classes_are_left_to_others(tmp_path: Path) -> None:
    assert meanings(write(tmp_path, {"a.py": "class C:\n  def m(self): pass"}), "a.C.m") == []


def test_names_that_a_getattr_makes(tmp_path: Path) -> None:
    lazy = "def __getattr__(name):\n  if name == 'f':\n    from .x import f\n    return f\n"
    library = write(tmp_path, {"p/__init__.py": lazy + "def g(): pass", "p/x.py": DEF})
    assert meanings(library, "p.f") == ["p.x:1"]
    assert meanings(library, "p.g") == ["p:5"]
    assert meanings(library, "p.h") == ["p.h"]


@pytest.mark.parametrize(
    ("value", "expected"), [("b", ["b:1"]), ("Lazy(__name__)", ["a.f"]), ("unheard_of", ["a.f"]), ("a", ["a.f"])]
)
def test_modules_that_replace_themselves(tmp_path: Path, value: str, expected: list[str]) -> None:
    code = f"import sys, b, a\nsys.modules[__name__] = {value}\ndef own(): pass"
    library = write(tmp_path, {"a.py": code, "b.py": DEF})
    assert meanings(library, "a.f") == expected
    assert meanings(library, "a.own") == ["a:3"]


def test_entries_of_other_modules_replace_nothing(tmp_path: Path) -> None:
    code = "import sys, b\nsys.modules['c'] = b\ntable[__name__] = b"
    assert meanings(write(tmp_path, {"a.py": code, "b.py": DEF}), "a.f") == []


def test_namespace_packages_join_their_portions(tmp_path: Path) -> None:
    write(tmp_path / "one", {"ns/a.py": DEF})
    write(tmp_path / "two", {"ns/b.py": "from ns.a import f"})
    library = Library([tmp_path / "one", tmp_path / "two"])
    assert meanings(library, "ns.b.f") == ["ns.a:1"]
    assert library.module("ns") == Module("ns", tmp_path / "one" / "ns", True)
    assert meanings(library, "ns.gone") == ["ns.gone"]


def test_a_regular_package_beats_portions_before_it(tmp_path: Path) -> None:
    write(tmp_path / "one", {"p/a.py": DEF})
    write(tmp_path / "two", {"p/__init__.py": DEF})
    library = Library([tmp_path / "one", tmp_path / "two"])
    assert meanings(library, "p.f") == ["p:1"]
    assert library.module("p.a") is None


def test_packages_that_spread_by_extend_path(tmp_path: Path) -> None:
    spread = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)"
    write(tmp_path / "one", {"p/__init__.py": spread, "q/__init__.py": ""})
    write(tmp_path / "two", {"p/__init__.py": spread, "p/b.py": DEF, "q/b.py": DEF})
    library = Library([tmp_path / "one", tmp_path / "two"])
    assert meanings(library, "p.b.f") == ["p.b:1"]
    assert meanings(library, "q.b.f") == ["q.b.f"]


def test_roots_are_searched_in_order(tmp_path: Path) -> None:
    write(tmp_path / "one", {"a.py": DEF})
    write(tmp_path / "two", {"a.py": "\n" + DEF})
    assert meanings(Library([tmp_path / "two", tmp_path / "one"]), "a.f") == ["a:2"]
    assert meanings(Library([tmp_path / "one", tmp_path / "two"]), "a.f") == ["a:1"]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["a.pyi"], "a.pyi"),
        (["a.pyi", "a.py"], "a.py"),
        (["a.so"], None),
        (["a.cpython-311-x86_64-linux-gnu.so", "a.pyi"], "a.pyi"),
        (["a.cpython-311-x86_64-linux-gnu.so", "a.py"], "a.py"),
        (["a/__init__.pyi"], "a/__init__.pyi"),
        (["a/__init__.py", "a.py"], "a/__init__.py"),
        (["a-stubs/__init__.pyi"], "a-stubs/__init__.pyi"),
        (["a-stubs/__init__.pyi", "a/__init__.py"], "a/__init__.py"),
        (["a/__init__.so"], None),
        (["a/__init__.so", "a-stubs/__init__.pyi"], "a-stubs/__init__.pyi"),
        (["b.py"], None),
        (["a.txt"], None),
    ],
)
def test_which_file_a_module_is(tmp_path: Path, files: list[str], found: str | None) -> None:
    module = write(tmp_path, dict.fromkeys(files, "")).module("a")
    assert (module and module.path) == (tmp_path / found if found else None)


def test_stubs_of_submodules(tmp_path: Path) -> None:
    files = {"a/__init__.py": "", "a/c.so": "", "a-stubs/__init__.pyi": "", "a-stubs/c.pyi": DEF, "a/b.so": ""}
    library = write(tmp_path, files)
    assert meanings(library, "a.c.f") == ["a.c:1"]
    assert meanings(library, "a.b.f") == ["a.b.f"]


def test_compiled_candidates_stay_candidates(tmp_path: Path) -> None:
    code = "try:\n  from p._c import f\nexcept ImportError:\n  from p._py import f"
    library = write(tmp_path, {"p/__init__.py": code, "p/_c.so": "", "p/_py.py": DEF})
    assert meanings(library, "p.f") == ["p._c.f", "p._py:1"]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("p/__init__.py", "p"),
        ("p/x.py", "p.x"),
        ("p/__main__.py", "p.__main__"),
        ("p/n/y.py", "p.n.y"),
        ("ns/q/__init__.py", "ns.q"),
        ("ns/z.py", "ns.z"),
        ("my-script.py", ""),
        ("p/not-a-name/x.py", ""),
        ("gone.py", ""),
        ("shadowed.py", ""),
        ("book.ipynb", ""),
    ],
)
def test_the_module_that_a_file_is(tmp_path: Path, file: str, name: str) -> None:
    files = ["p/__init__.py", "p/x.py", "p/__main__.py", "p/n/y.py", "ns/q/__init__.py", "ns/z.py"]
    library = write(tmp_path, dict.fromkeys([*files, "shadowed/__init__.py", "shadowed.py", "my-script.py"], ""))
    module = library.module_at(tmp_path / file)
    assert (module.name, module.path) == (name, tmp_path / file)
    assert module.is_package == file.endswith("__init__.py")


def test_the_longest_root_names_a_module(tmp_path: Path) -> None:
    write(tmp_path, {"src/p/__init__.py": "", "src/p/x.py": ""})
    library = Library([tmp_path, tmp_path / "src"])
    assert library.module_at(tmp_path / "src" / "p" / "x.py").name == "p.x"
    assert Library([tmp_path / "elsewhere"]).module_at(tmp_path / "src" / "p" / "x.py").name == ""


def test_a_root_from_which_a_package_leads_to_a_module_names_it(tmp_path: Path) -> None:
    write(tmp_path, {"p/__init__.py": "", "p/tests/unit/x.py": "from ...y import f", "p/y.py": "def f(): ..."})
    library = Library([tmp_path / "p" / "tests" / "unit", tmp_path])
    module = library.module_at(tmp_path / "p" / "tests" / "unit" / "x.py")
    assert module.name == "p.tests.unit.x"
    assert library.module("x") is not None  # as a script next to it finds it


@pytest.mark.parametrize(
    ("statement", "in_package", "in_module"),
    [
        ("from . import y", "p.s.y", "p.s.y"),
        ("from .x import y", "p.s.x.y", "p.s.x.y"),
        ("from ..x import y", "p.x.y", "p.x.y"),
        ("from x import y", "x.y", "x.y"),
        ("from ... import y", None, None),
    ],
)
def test_what_an_import_means(statement: str, in_package: str | None, in_module: str | None) -> None:
    node = ast.parse(statement).body[0]
    assert isinstance(node, ast.ImportFrom)
    library = Library([])
    package = Module("p.s", Path("p/s/__init__.py"), True)
    module = Module("p.s.m", Path("p/s/m.py"), False)
    assert library.resolve_import(package, node, node.names[0]) == in_package
    assert library.resolve_import(module, node, node.names[0]) == in_module


def test_relative_imports_of_a_nameless_module_mean_nothing() -> None:
    node = ast.parse("from .x import y").body[0]
    assert isinstance(node, ast.ImportFrom)
    assert Library([]).resolve_import(Module("", Path("a.py"), False), node, node.names[0]) is None


def test_trees_are_parsed_once_and_belong_to_their_source(tmp_path: Path) -> None:
    library = write(tmp_path, {"a.py": DEF, "bad.py": "def", "nul.py": "\0"})
    module = library.module("a")
    assert module is not None
    tree, source = library.tree(module), library.source(module)
    assert tree is not None
    assert source is not None
    assert library.tree(module) is tree
    assert source.text == DEF
    assert library.definitions("a.f") == (Defined(module, tree.body[0]),)  # type: ignore[arg-type]
    for name in ("bad", "nul"):
        broken = library.module(name)
        assert broken is not None
        assert library.tree(broken) is None
        assert library.source(broken) is None
        assert meanings(library, f"{name}.f") == [f"{name}.f"]


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    library = write(tmp_path, {"a.py": "from b import f", "b.py": "("})
    assert library.module("a") is not None
    assert library.module("b") is not None
    (tmp_path / "b.py").write_text(DEF)
    assert meanings(library, "a.f") == ["b:1"]


def test_long_chains(tmp_path: Path) -> None:
    chain = {f"m{i}.py": f"from m{i + 1} import f" for i in range(2000)}
    library = write(tmp_path, {**chain, "m2000.py": DEF})
    assert meanings(library, "m0.f") == ["m2000:1"]


def test_names_that_grow_without_end(tmp_path: Path) -> None:
    code = "import a\nif x:\n  f = a.f.g\nelse:\n  f = a.f.h"
    assert meanings(write(tmp_path, {"a.py": code}), "a.f")


def test_long_conditions(tmp_path: Path) -> None:
    code = "if x: pass\n" + "".join(f"elif y:\n  f = {i}\n" for i in range(800))
    assert len(meanings(write(tmp_path, {"a.py": code}), "a.f")) == 800


def test_circles_of_links_and_missing_roots(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "a").symlink_to(tmp_path, target_is_directory=True)
    library = write(tmp_path, {"b.py": DEF})
    assert meanings(library, "a.a.a.b.f") == ["a.a.a.b:1"]
    assert meanings(library, "loop.f") == ["loop.f"]
    assert Library([tmp_path / "gone", tmp_path / "b.py"]).definitions("b.f") == (External("b.f"),)


# -- against the import system -------------------------------------------------------------------------------------

SAMPLE = """
    json collections functools contextlib logging.handlers concurrent.futures.thread unittest importlib.resources
    email.message http.client urllib.parse shutil subprocess xml.dom.minidom
    hypothesis hypothesis.strategies pytest pathspec platformdirs pluggy rich.console rich.progress
"""


def sampled() -> Iterator[tuple[str, str, int]]:
    """The functions and classes in modules that Python itself finds, with the file and row of each."""
    for name in SAMPLE.split():
        for attribute, value in vars(importlib.import_module(name)).items():
            if not attribute.startswith("__"):
                for file, row in compiled_from(value):
                    yield f"{name}.{attribute}", file, row


def compiled_from(value: object) -> Iterator[tuple[str, int]]:
    """Where the compiler saw the definition of a function or class begin; nothing, if that is not sure.

    Not asked of `inspect`: it parses the whole file anew for each class, which took most of the time of all tests here.
    """
    if inspect.isfunction(value) and not hasattr(value, "__wrapped__"):
        code = value.__code__
        if code.co_name == value.__name__ != "<lambda>" and not code.co_filename.startswith("<"):
            yield code.co_filename, code.co_firstlineno
    elif inspect.isclass(value):
        file = getattr(sys.modules.get(value.__module__), "__file__", None) or ""
        # One that says that it is of another module is not found there.
        rows = class_rows(file).get(value.__qualname__, []) if file.endswith(".py") else []
        if len(rows) == 1:
            yield file, rows[0]


@functools.cache
def class_rows(file: str) -> dict[str, list[int]]:
    """In which rows the classes of a file begin, by their qualified names."""
    found: dict[str, list[int]] = {}
    codes = [compile(Path(file).read_bytes(), file, "exec", dont_inherit=True)]
    for code in codes:  # which grows meanwhile
        codes += [each for each in code.co_consts if isinstance(each, CodeType)]
        if not code.co_flags & inspect.CO_OPTIMIZED:
            found.setdefault(code.co_qualname, []).append(code.co_firstlineno)
    return found


def first_row(node: ast.stmt | ast.expr) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def test_what_python_imports_is_where_the_definition_is() -> None:
    paths = sysconfig.get_paths()
    library = Library([Path(paths["stdlib"]), Path(paths["purelib"])])
    missed, total = [], 0
    for dotted, file, row in sampled():
        found = [d for d in library.definitions(dotted) if isinstance(d, Defined)]
        total += 1
        if not any((str(d.module.path), first_row(d.node)) == (file, row) for d in found):
            missed.append((dotted, file, row))
    assert total > 500
    assert len(missed) <= total // 50, missed
