"""Bad input: one test for each kind, each with a sound file beside it that is checked all the same."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cellophane.source.text import source as text_module
from tests.cli.conftest import HAZARD, Command

FOUND = "good.py:2:25: CEL901 the lambda reads `i` [certain]\n"
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@pytest.fixture
def good(project: Path) -> Path:
    """The project, with a file in it in which something is found."""
    (project / "good.py").write_text(HAZARD, encoding="utf-8")
    return project


def complaint(command: Command, *paths: str) -> str:
    """What is said about the one bad thing, once it is sure that the good file was checked and nothing crashed."""
    code, out, err = command("check", "-q", "--output-format", "concise", *paths)
    assert code == 2
    assert out == FOUND, err
    assert "Traceback" not in err
    assert err.endswith("\n")
    assert err.count("\n") == 1
    return err.rstrip("\n")


def accepted(command: Command, *paths: str) -> None:
    """Make sure that there was nothing to complain about."""
    assert command("check", "-q", "--output-format", "concise", *paths) == (1, FOUND, "")


def test_a_syntax_error(good: Path, command: Command) -> None:
    (good / "bad.py").write_text("x = 1\ndef f(:\n    pass\n", encoding="utf-8")
    assert complaint(command) == "bad.py:2:7: syntax error: invalid syntax"


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python knows template strings")
def test_syntax_of_a_newer_python(good: Path, command: Command) -> None:
    (good / "bad.py").write_text("x = t'{y}'\n", encoding="utf-8")
    running = "{}.{}".format(*sys.version_info)
    assert complaint(command) == (
        f"bad.py:1:6: syntax error for Python {running}: a template string needs Python 3.14; "
        "run cellophane with Python 3.14 or newer"
    )


def test_a_wrong_encoding_declaration(good: Path, command: Command) -> None:
    (good / "bad.py").write_bytes(b"# coding: klingon\n")
    assert complaint(command) == "bad.py:1:11: declares the encoding 'klingon', which Python does not know"


def test_a_missing_encoding_declaration(good: Path, command: Command) -> None:
    (good / "bad.py").write_bytes(b"x = 'caf\xe9'\n")
    assert complaint(command).startswith("bad.py:1:9: is not utf-8: byte 0xe9 does not fit")


def test_a_nul_byte(good: Path, command: Command) -> None:
    (good / "bad.py").write_bytes(b"x = 1\n\0")
    assert complaint(command) == "bad.py:2:1: holds a NUL byte, which Python source may not"


def test_an_empty_file(good: Path, command: Command) -> None:
    (good / "empty.py").touch()
    accepted(command)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf%s", b"\f\n%s"])
def test_a_byte_order_mark_and_form_feeds(project: Path, command: Command, content: bytes) -> None:
    (project / "good.py").write_bytes(content % HAZARD.encode())
    row = 2 + content.count(b"\n")
    assert command("check", "-q", "--output-format", "concise")[1] == FOUND.replace(":2:", f":{row}:")


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_other_line_ends(project: Path, command: Command, end: bytes) -> None:
    (project / "good.py").write_bytes(HAZARD.encode().replace(b"\n", end))
    accepted(command)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is unreadable for this user")
def test_an_unreadable_file(good: Path, command: Command) -> None:
    (good / "bad.py").touch(mode=0)
    assert complaint(command) == "bad.py: cannot be read: permission denied"


def test_a_file_that_the_system_refuses(good: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    (good / "bad.py").touch()

    def refuse(path: str, *arguments: object) -> object:
        if str(path).endswith("bad.py"):
            raise PermissionError(13, "Permission denied")
        return open(path, "rb")

    monkeypatch.setattr(text_module, "open", refuse, raising=False)
    assert complaint(command) == "bad.py: cannot be read: permission denied"


def test_a_file_that_vanishes_before_it_is_read(good: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from cellophane.check import parallel

    (good / "bad.py").touch()
    check_files = parallel.check_files

    def late(*arguments: object, **options: object) -> object:
        (good / "bad.py").unlink()
        return check_files(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(parallel, "check_files", late)
    assert complaint(command) == "bad.py: cannot be read: no such file or directory"


def test_a_file_that_grows_after_it_was_found(good: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from cellophane.check import parallel

    (good / "good.py").write_text("", encoding="utf-8")
    check_files = parallel.check_files

    def late(*arguments: object, **options: object) -> object:
        (good / "good.py").write_text(HAZARD, encoding="utf-8")
        return check_files(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(parallel, "check_files", late)
    accepted(command)


@needs_links
def test_dangling_and_circular_links_in_a_tree(good: Path, command: Command) -> None:
    (good / "dangling.py").symlink_to(good / "gone.py")
    (good / "circular.py").symlink_to(good / "circular.py")
    (good / "up").symlink_to(good)
    accepted(command)


@needs_links
def test_a_dangling_link_that_is_named(good: Path, command: Command) -> None:
    (good / "bad.py").symlink_to(good / "gone.py")
    message = complaint(command, "bad.py", "good.py")
    assert message == "bad.py: is a link that leads nowhere: no such file or directory"


@needs_links
def test_a_circular_link_that_is_named(good: Path, command: Command) -> None:
    (good / "bad.py").symlink_to(good / "bad.py")
    assert complaint(command, "bad.py", "good.py").startswith("bad.py: is a link that leads nowhere: ")


def test_a_missing_file(good: Path, command: Command) -> None:
    assert complaint(command, "gone.py", "good.py") == "gone.py: cannot be read: no such file or directory"


def test_a_directory_named_like_a_file(good: Path, command: Command) -> None:
    (good / "x.py").mkdir()
    accepted(command)
    accepted(command, "x.py", "good.py")


def test_fifty_thousand_lines(good: Path, command: Command) -> None:
    (good / "long.py").write_text("x = [1]\n" * 50_000, encoding="utf-8")
    accepted(command)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = " + "(" * 1000 + ")" * 1000, "bad.py:1:205: syntax error: too many nested parentheses"),
        (
            "".join(" " * n + "if x:\n" for n in range(150)),
            "bad.py:101:1: syntax error: too many levels of indentation",
        ),
        ("x = " + "-" * 100_000 + "1", "bad.py: nested too deeply for Python {}.{} to parse".format(*sys.version_info)),
    ],
    ids=["parentheses", "ifs", "signs"],
)
def test_nesting_too_deep(good: Path, command: Command, text: str, message: str) -> None:
    (good / "bad.py").write_text(text, encoding="utf-8")
    assert complaint(command) == message


def test_a_sum_of_five_thousand_terms(good: Path, command: Command) -> None:
    (good / "deep.py").write_text(f"for a in x:\n    y = lambda: ({'+'.join(['a'] * 5000)})\n", encoding="utf-8")
    code, out, err = command("check", "-q", "--output-format", "concise")
    assert out == FOUND, err
    assert (code, err) == (1, "") or (code == 2 and err.startswith("deep.py: nested too deeply"))


def test_an_unknown_option_in_the_settings(good: Path, command: Command) -> None:
    (good / "bad").mkdir()
    (good / "bad" / "pyproject.toml").write_text("[tool.cellophane]\nexlude = []\n", encoding="utf-8")
    (good / "bad" / "a.py").touch()
    file = good / "bad" / "pyproject.toml"
    assert complaint(command) == f"{file}: unknown setting 'exlude' in [tool.cellophane]; did you mean 'exclude'?"


def test_an_unknown_code_in_the_settings(good: Path, command: Command) -> None:
    (good / "bad").mkdir()
    for name in ("a.py", "b.py"):
        (good / "bad" / name).touch()
    file = good / "bad" / "pyproject.toml"
    for line in ("select = ['CEL911']", "ignore = ['CEL911']", "per-file-ignores = { '*.py' = ['CEL911'] }"):
        file.write_text(f"[tool.cellophane]\n{line}\n", encoding="utf-8")
        assert complaint(command) == f"{file}: [tool.cellophane]: no rule is called 'CEL911'; did you mean CEL901?"


def test_settings_that_are_no_toml(good: Path, command: Command) -> None:
    (good / "bad").mkdir()
    (good / "bad" / "pyproject.toml").write_text("[tool.cellophane\n", encoding="utf-8")
    assert complaint(command).startswith(f"{good / 'bad' / 'pyproject.toml'}: is not TOML: ")


def test_knowledge_that_makes_no_sense(good: Path, command: Command) -> None:
    (good / "bad").mkdir()
    for name in ("a.py", "b.py", "c.py"):
        (good / "bad" / name).write_text(HAZARD, encoding="utf-8")
    file = good / "bad" / "pyproject.toml"
    file.write_text("[tool.cellophane]\nknowledge = ['own.toml']\n", encoding="utf-8")
    (good / "bad" / "own.toml").write_text("nonsense = [\n", encoding="utf-8")
    message = complaint(command)
    assert message.startswith(f"{file}: [tool.cellophane]: ")
    assert "own.toml" in message


def test_an_entry_among_the_settings_that_makes_no_sense(good: Path, command: Command) -> None:
    (good / "bad").mkdir()
    (good / "bad" / "a.py").write_text(HAZARD, encoding="utf-8")
    file = good / "bad" / "pyproject.toml"
    entry = '[tool.cellophane.callables."my.pkg.later"]\nsignature = "(f)"\nf = "kep"\n'
    file.write_text(entry, encoding="utf-8")
    message = complaint(command)
    assert message.startswith(f"{file}: [tool.cellophane]: callables.\"my.pkg.later\": f cannot be 'kep'; ")
    assert "did you mean 'kept'?" in message


def test_a_notebook_that_is_none(good: Path, command: Command) -> None:
    (good / "bad.ipynb").write_text("{", encoding="utf-8")
    assert complaint(command).startswith("bad.ipynb:1:2: is no notebook: bad JSON, ")


def test_a_bug_in_a_rule(good: Path, command: Command) -> None:
    (good / "bad.py").write_text("for i in x:\n    lambda: 1  # CRASH\n", encoding="utf-8")
    assert complaint(command) == "bad.py: internal error in CEL902, please report it (ZeroDivisionError: as asked)"


def test_a_name_that_draws_on_the_terminal(good: Path, command: Command) -> None:
    try:
        (good / "\x1b[2J\n.py").write_bytes(b"\0")
    except OSError:
        pytest.skip("this file system refuses such names")
    assert complaint(command) == "\\x1b[2J\\n.py:1:1: holds a NUL byte, which Python source may not"


def test_a_name_that_is_not_utf8(good: Path, command: Command) -> None:
    try:
        (good / os.fsdecode(b"caf\xe9.py")).write_bytes(b"\0")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes UTF-8 names only")
    assert complaint(command) == "caf\\xe9.py:1:1: holds a NUL byte, which Python source may not"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this file system")
def test_a_pipe(good: Path, command: Command) -> None:
    os.mkfifo(good / "pipe.py")
    accepted(command)
    assert complaint(command, "pipe.py", ".") == "pipe.py: is no regular file; `-` reads standard input"
