from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from cellophane.source.reach.dependents import dependents

Texts = Mapping[str, str]


def seen_from(folder: Path, files: Texts, changed: str, names: set[str] | None = None) -> set[str]:
    """The files that may see a change in one, by their names."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text), "utf-8")
    texts = {str(folder / name): dedent(text) for name, text in files.items()}
    wanted = None if names is None else frozenset(names)
    found = dependents({str(folder / changed): wanted}, texts)
    return {Path(path).relative_to(folder).as_posix() for path in found}


PACKAGE = {"shop/__init__.py": "", "shop/desk.py": "def keep(f): ...\n"}


@pytest.mark.parametrize(
    "taking",
    [
        "from shop.desk import keep",
        "from shop.desk import keep as k",
        "from shop.desk import *\nkeep(1)",
        "from shop import desk\ndesk.keep(1)",
        "from shop import desk as d\nd . keep(1)",
        "import shop.desk\nshop.desk.keep(1)",
        "import shop.desk as d\nd.keep(1)",
        "def f():\n    from shop.desk import keep",
        "try:\n    from shop.desk import (\n        keep,\n    )\nexcept ImportError: ...",
        "import shop.desk\nmodule = shop.desk\nmodule.keep(1)",
        "from shop import desk\nmodule = desk\nmodule.keep(1)",
        "from shop import desk\nf(getattr(desk, 'keep'))",
        "import shop.desk\np = shop\np.desk.keep(1)",
        "import shop.desk\n(shop  # comment\n .desk.keep(1))",
        "import shop.desk\nshop. \\\ndesk.keep(1)",
    ],
)
def test_ways_to_take_a_name(tmp_path: Path, taking: str) -> None:
    files = {**PACKAGE, "main.py": taking, "aside.py": "import shop\n"}
    assert seen_from(tmp_path, files, "shop/desk.py", {"keep"}) == {"main.py"}


@pytest.mark.parametrize(
    "text",
    [
        "from shop.desk import other",
        "import shop.desk",
        "from shop import desk\ndesk.other()",
        "import desk2",
        "keep(1)",
    ],
)
def test_who_does_not_take_it(tmp_path: Path, text: str) -> None:
    assert seen_from(tmp_path, {**PACKAGE, "main.py": text}, "shop/desk.py", {"keep"}) == set()


def test_any_name_may_mean_another_thing(tmp_path: Path) -> None:
    files = {**PACKAGE, "main.py": "from shop.desk import other", "aside.py": "import shop.desk"}
    assert seen_from(tmp_path, files, "shop/desk.py") == {"main.py", "aside.py"}


def test_a_stub_beside_it(tmp_path: Path) -> None:
    files = {**PACKAGE, "shop/desk.pyi": "def keep(f): ...\n", "main.py": "from shop.desk import keep"}
    assert seen_from(tmp_path, files, "shop/desk.py", {"keep"}) == {"main.py"}
    assert seen_from(tmp_path, files, "shop/desk.pyi", {"keep"}) == {"main.py"}


def test_a_search_that_is_given_up_takes_anything(tmp_path: Path) -> None:
    names = ["a", "b", "c"]
    circle = "".join(f"import m.{x}.{y} as {z}\n" for x in names for y in names for z in names)
    files = {
        "m.py": circle,
        "main.py": "from m import a\na.b.f()\n",
        "aside.py": "x = 1\n",
        "other.py": "def f(): ...\n",
    }
    assert seen_from(tmp_path, files, "other.py", {"f"}) == {"main.py", "m.py"}


def test_relative_imports(tmp_path: Path) -> None:
    files = {
        **PACKAGE,
        "shop/a.py": "from .desk import keep",
        "shop/b.py": "from . import desk\ndesk.keep(1)",
        "shop/sub/__init__.py": "from ..desk import keep",
        "shop/sub/c.py": "from .. import desk as d\nd.keep(1)",
        "shop/sub/d.py": "from . import keep",
        "shop/e.py": "from .other import keep",
    }
    wanted = {"shop/a.py", "shop/b.py", "shop/sub/__init__.py", "shop/sub/c.py", "shop/sub/d.py"}
    assert seen_from(tmp_path, files, "shop/desk.py", {"keep"}) == wanted


def test_what_a_package_hands_on_is_passed_through(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "from .desk import keep\nfrom .till import pay\n__all__ = ['keep', 'pay']\n",
        "shop/desk.py": "def keep(f): ...\n",
        "shop/till.py": "def pay(): ...\n",
        "one.py": "from shop import keep\n",
        "two.py": "from shop import pay\n",
        "three.py": "import shop as s\ns.keep(1)\n",
        "four.py": "from one import keep\n",
    }
    wanted = {"shop/__init__.py", "one.py", "three.py", "four.py"}
    assert seen_from(tmp_path, files, "shop/desk.py", {"keep"}) == wanted


def test_stars_are_passed_through(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "from .desk import *\nfrom .till import *\n",
        "shop/desk.py": "def keep(f): ...\n",
        "shop/till.py": "def pay(): ...\n",
        "one.py": "from shop import keep\n",
        "two.py": "from shop import *\nkeep(1)\n",
    }
    assert {"one.py", "two.py"} <= seen_from(tmp_path, files, "shop/desk.py", {"keep"})


def test_a_module_under_another_name(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "from . import desk as d\n",
        "shop/desk.py": "def keep(f): ...\n",
        "one.py": "from shop import d\nd.keep(1)\n",
        "two.py": "import shop\nshop.d.keep(1)\n",
        "three.py": "from shop import d\nd.other(1)\n",
    }
    assert seen_from(tmp_path, files, "shop/desk.py", {"keep"}) == {"one.py", "two.py"}


def test_it_goes_on_through_files_that_use_it(tmp_path: Path) -> None:
    files = {
        "a.py": "def keep(f): ...\n",
        "b.py": "import a\ndef on(f): a.keep(f)\n",
        "c.py": "import b\ndef go(f): b.on(f)\n",
        "d.py": "from c import go\n",
        "e.py": "import b as x\n",
    }
    assert seen_from(tmp_path, files, "a.py", {"keep"}) == {"b.py", "c.py", "d.py"}


def test_circles_end(tmp_path: Path) -> None:
    files = {"a.py": "from b import x\nfrom c import *\n", "b.py": "from a import x\n", "c.py": "from a import *\n"}
    assert seen_from(tmp_path, files, "c.py") == {"a.py", "b.py"}
    assert seen_from(tmp_path, {"m.py": "import m\nf = m.f.g\n", "n.py": "from m import f"}, "m.py") == {"n.py"}


def test_stars_of_packages_whose_modules_are_called_alike_do_not_multiply(tmp_path: Path) -> None:
    names = [f"m{number}" for number in range(12)]
    stars = "".join(f"from p.{name} import *\n" for name in names)
    files = {"p/__init__.py": stars, **{f"p/{name}.py": stars for name in names}}
    files["main.py"] = "import p\np.m1.m2.m3.m4.m5.m6.m7.m8.g()\np.m1.f()\n"
    assert "main.py" in seen_from(tmp_path, files, "p/m11.py", {"f"})


def test_roots(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": "",
        "src/shop/__init__.py": "",
        "src/shop/desk.py": "def keep(f): ...\n",
        "tests/test_desk.py": "from shop.desk import keep\n",
        "scripts/run.py": "from helper import keep\n",
        "scripts/helper.py": "from shop.desk import keep\n",
        "tools/json.py": "from desk import keep\n",
        "name/space/m.py": "from shop.desk import keep\n",
        "x.py": "from name.space import m\nm.keep(1)\n",
    }
    wanted = {"tests/test_desk.py", "scripts/run.py", "scripts/helper.py", "name/space/m.py", "x.py"}
    assert seen_from(tmp_path, files, "src/shop/desk.py", {"keep"}) == wanted


def test_a_module_that_is_called_as_one_of_the_library_is_not_meant_from_elsewhere(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/json.py": "def loads(): ...\n", "main.py": "import json\njson.loads()\n"}
    assert seen_from(tmp_path, files, "shop/json.py", {"loads"}) == set()


def test_nothing_changed_and_nothing_there() -> None:
    assert dependents({}, {}) == frozenset()


def test_a_way_through_a_file_that_is_changed_elsewhere(tmp_path: Path) -> None:
    files = {
        "y.py": "def b(g): ...",
        "x.py": "from y import b\ndef f(g): b(g)\ndef a(): ...",
        "main.py": "from x import f",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    texts = {str(tmp_path / name): text for name, text in files.items()}
    changed = {str(tmp_path / "y.py"): frozenset({"b"}), str(tmp_path / "x.py"): frozenset({"a"})}
    assert dependents(changed, texts) == {str(tmp_path / "main.py")}


def test_who_takes_all_and_names_nothing_of_it_does_not_see_it(tmp_path: Path) -> None:
    files = {
        "desk.py": "def keep(f): ...\ndef new(f): ...\n",
        "hub.py": "from desk import *\ndef on(f): keep(f)\n",
        "one.py": "from hub import on\n",
        "two.py": "from hub import new\n",
        "three.py": "from hub import *\nnew(1)\n",
    }
    assert seen_from(tmp_path, files, "desk.py", {"new"}) == {"two.py", "three.py"}
    assert seen_from(tmp_path, files, "desk.py", {"keep"}) == {"hub.py", "one.py", "three.py"}
