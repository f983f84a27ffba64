"""Roots of projects and of environments, on trees of empty files."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

import pytest

from cellophane.workspace.environment import environment, roots_of


def plant(root: Path, *files: str) -> None:
    for name in files:
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()


@pytest.mark.parametrize(
    ("files", "asked", "roots"),
    [
        (["pyproject.toml", "p/__init__.py", "p/q/__init__.py", "p/q/x.py"], "p/q/x.py", ["."]),
        (["pyproject.toml", "src/p/__init__.py"], "src/p/x.py", ["src", "."]),
        (["pyproject.toml", "src/p/__init__.py", "tests/x.py"], "tests/x.py", ["tests", "src", "."]),
        (["pyproject.toml", "src/ns/p/__init__.py"], "src/ns/p/x.py", ["src", "."]),
        (["pyproject.toml", "lib/p/__init__.py"], "lib/p/x.py", ["lib", "."]),
        (["pyproject.toml", "lib/notes.txt", "x.py"], "x.py", ["."]),
        (["pyproject.toml", "src/__init__.py", "src/x.py"], "src/x.py", ["."]),
        (["setup.py", "ns/p/__init__.py"], "ns/p/x.py", ["ns", "."]),
        (["p/__init__.py", "p-1.dist-info/"], "p/x.py", ["."]),
        ([".git/", "a/b/x.py"], "a/b/x.py", ["a/b", "."]),
        (["pyproject.toml", "one/pyproject.toml", "one/p/__init__.py"], "one/p/x.py", ["one"]),
        (["pyproject.toml", "p/__init__.py", "p/q/unit/"], "p/q/unit/x.py", ["p/q/unit", "."]),
        (["p/__init__.py", "p/q/__init__.py", "p/q/unit/"], "p/q/unit/x.py", ["p/q/unit", "."]),
        (["pyproject.toml", "lib/p/__init__.py", "lib/p/q/"], "lib/p/q/x.py", ["lib/p/q", "lib", "."]),
        (["pyproject.toml", "src/p/__init__.py", "src/p/q/"], "src/p/q/x.py", ["src", "."]),
        (["p/__init__.py", "p/one/pyproject.toml", "p/one/q/"], "p/one/q/x.py", ["p/one/q", "p/one"]),
        (["site-packages/ns/p/__init__.py"], "site-packages/ns/p/x.py", ["site-packages/ns", "site-packages"]),
    ],
)
def test_the_roots_of_a_file(tmp_path: Path, files: list[str], asked: str, roots: list[str]) -> None:
    plant(tmp_path, *files)
    assert roots_of(tmp_path / asked) == tuple(tmp_path / root for root in roots)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """An installed Python."""
    prefix = tmp_path / "base"
    plant(prefix, "bin/python3.11", "lib/python3.11/os.py", "lib/python3.11/site-packages/")
    return prefix


def make_virtual(prefix: Path, base: Path, *settings: str) -> Path:
    plant(prefix, "lib/python3.11/site-packages/", "bin/")
    (prefix / "bin" / "python").symlink_to(base / "bin" / "python3.11")
    lines = [f"home = {base / 'bin'}", "version = 3.11.7", *settings]
    (prefix / "pyvenv.cfg").write_text("\n".join(lines))
    return prefix


def installed(prefix: Path) -> Path:
    return prefix / "lib" / "python3.11" / "site-packages"


@pytest.mark.parametrize("named", ["", "bin/python"])
def test_a_virtual_environment_by_its_directory_or_interpreter(tmp_path: Path, base: Path, named: str) -> None:
    prefix = make_virtual(tmp_path / "env", base)
    assert environment(prefix / named, tmp_path) == (base / "lib" / "python3.11", installed(prefix))


def test_an_installed_python(tmp_path: Path, base: Path) -> None:
    plant(base, "lib/python3.9/os.py", "lib/python3.12/os.py", "lib/python3/dist-packages/", "bin/python3.12")
    (base / "bin" / "python3").symlink_to("python3.11")
    expected = (base / "lib" / "python3.11", installed(base), base / "lib" / "python3" / "dist-packages")
    assert environment(base / "bin" / "python3", tmp_path) == expected
    assert environment(base / "bin" / "python3.12", tmp_path)[0] == base / "lib" / "python3.12"


def test_an_interpreter_that_is_linked_to_from_elsewhere(tmp_path: Path, base: Path) -> None:
    plant(tmp_path, "shortcuts/bin/")
    link = tmp_path / "shortcuts" / "bin" / "python"
    link.symlink_to(base / "bin" / "python3.11")
    assert environment(link, tmp_path) == (base / "lib" / "python3.11", installed(base))


def test_a_name_on_the_path(tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (base / "bin" / "python3.11").chmod(0o755)
    monkeypatch.setenv("PATH", str(base / "bin"))
    assert environment(Path("python3.11"), tmp_path) == (base / "lib" / "python3.11", installed(base))


def test_packages_of_the_system_when_the_environment_takes_them(tmp_path: Path, base: Path) -> None:
    prefix = make_virtual(tmp_path / "env", base, "include-system-site-packages = true")
    assert environment(prefix, tmp_path) == (base / "lib" / "python3.11", installed(prefix), installed(base))


def test_an_environment_whose_python_is_gone_keeps_its_packages(tmp_path: Path) -> None:
    plant(tmp_path, "base/bin/python3.11")
    prefix = make_virtual(tmp_path / "env", tmp_path / "base")
    assert environment(prefix, tmp_path) == (Path(sysconfig.get_paths()["stdlib"]), installed(prefix))


def test_the_layout_of_windows(tmp_path: Path) -> None:
    plant(tmp_path, "Lib/os.py", "Lib/site-packages/", "python.exe")
    expected = (tmp_path / "Lib", tmp_path / "Lib" / "site-packages")
    assert environment(tmp_path / "python.exe", tmp_path) == expected


def test_plain_lines_of_pth_files(tmp_path: Path, base: Path) -> None:
    plant(tmp_path, "project/src/", "hidden/", "executed/")
    lines = [
        "# note",
        "",
        str(tmp_path / "project" / "src"),
        "import sys; sys.path.append('executed')",
        "gone",
        "inner",
    ]
    plant(installed(base), "inner/")
    (installed(base) / "links.pth").write_text("\n".join(lines))
    (installed(base) / ".hidden.pth").write_text(str(tmp_path / "hidden"))
    (installed(base) / "links.txt").write_text(str(tmp_path / "hidden"))
    found = environment(base, tmp_path)
    assert found[1:] == (installed(base), tmp_path / "project" / "src", installed(base) / "inner")


@pytest.mark.parametrize("bad", ["gone", "empty", "empty/file", "no-such-python-command"])
def test_what_is_no_environment_is_refused(tmp_path: Path, bad: str) -> None:
    plant(tmp_path, "empty/file")
    with pytest.raises(ValueError, match=r"--python: .* virtual environment's directory"):
        environment(tmp_path / bad if "command" not in bad else Path(bad), tmp_path)


def test_the_nearest_virtual_environment(tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    plant(tmp_path, "outer/inner/pyproject.toml", "outer/inner/src/", "outer/other/")
    outer = make_virtual(tmp_path / "outer" / "venv", base)
    inner = make_virtual(tmp_path / "outer" / "inner" / "any-name", base)
    assert environment(None, tmp_path / "outer" / "inner" / "src")[1] == installed(inner)
    assert environment(None, tmp_path / "outer" / "other")[1] == installed(outer)
    preferred = make_virtual(tmp_path / "outer" / "inner" / ".venv", base)
    assert environment(None, tmp_path / "outer" / "inner" / "src")[1] == installed(preferred)
    assert environment(None, inner / "lib")[1] == installed(inner)


def test_environments_of_other_names_beyond_the_project_are_not_its_own(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    active = make_virtual(tmp_path / "elsewhere" / "active", base)
    monkeypatch.setenv("VIRTUAL_ENV", str(active))
    make_virtual(tmp_path / "somebody", base)
    plant(tmp_path, "project/pyproject.toml")
    assert environment(None, tmp_path / "project")[1] == installed(active)


def test_the_running_python_when_there_is_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    plant(tmp_path, ".venv/pyvenv.cfg")  # half-made, of no use
    found = environment(None, tmp_path)
    paths = sysconfig.get_paths()
    real = [os.path.realpath(path) for path in found]
    assert os.path.realpath(paths["purelib"]) in real
    assert os.path.realpath(paths["stdlib"]) == real[0]
