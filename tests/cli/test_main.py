"""The command as a whole: start-up, endings, and that nothing makes a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import cellophane
from cellophane import __version__
from cellophane.cli import check
from cellophane.cli.commands import parser
from cellophane.cli.main import main
from cellophane.report.formats import FORMATS
from tests.cli.conftest import Command

BARE = os.environ | {"PYTHONPATH": str(Path(cellophane.__file__).parent.parent)}
"""An environment in which `python -S` finds cellophane, and imports nothing that files in `site-packages` ask for."""
HEAVY = frozenset(["ast", "concurrent", "hashlib", "json", "multiprocessing", "pathspec", "rich", "sqlite3", "tomllib"])


def loaded(directory: Path, *arguments: str) -> frozenset[str]:
    """The heavy modules that a run of the command in a fresh interpreter has imported."""
    script = (
        "import sys\n"
        "from cellophane.cli.main import main\n"
        f"main({list(arguments)!r})\n"
        "print('loaded:', *sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=directory, capture_output=True, text=True, check=True)
    return HEAVY & set(run.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version(command: Command, option: str) -> None:
    assert command(option) == (0, f"cellophane {__version__}\n", "")


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_imports_nothing(option: str) -> None:
    script = (
        "import os, sys  # as every start without `-S` does\n"
        "before = {*sys.modules}\n"
        "from cellophane.cli.main import main\n"
        f"main([{option!r}])\n"
        "print(*sorted({*sys.modules} - before))\n"
    )
    run = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True, check=True, env=BARE)
    assert run.stdout.splitlines() == [
        f"cellophane {__version__}",
        "__future__ cellophane cellophane.cli cellophane.cli.main",
    ]


def test_the_version_is_told_as_the_parser_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["--version"])
    told = capsys.readouterr()
    assert (main(["--version"]), *capsys.readouterr()) == (ended.value.code, *told)


def test_garbage_is_collected_rarely_in_a_process_that_ends_with_the_answer(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    script = (
        "import gc, sys\n"
        "from cellophane.cli.main import main\n"
        "before = gc.get_threshold(), gc.get_freeze_count()\n"
        "main(['check', '--no-cache', 'a.py'])\n"
        "print((gc.get_threshold(), gc.get_freeze_count()) == before)\n"
        "sys.argv[1:] = ['check', '--no-cache', 'a.py']\n"
        "main()\n"
        "print(gc.get_threshold()[0] > before[0][0], gc.get_freeze_count() > before[1])\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[1::2] == ["True", "True True"]


def test_help_imports_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, "check", "--help") == set()


def test_garbage_of_other_peoples_code_is_collected_as_ever(tmp_path: Path) -> None:
    script = (
        "import gc, sys\n"
        "from cellophane.cli.main import main\n"
        "before = gc.get_threshold(), gc.get_freeze_count()\n"
        "sys.argv[1:] = ['show', 'json:loads', '--output-format', 'json', '--output', 'a.json']\n"
        "code = main()\n"
        "print(code, (gc.get_threshold(), gc.get_freeze_count()) == before)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "0 True"


@pytest.mark.parametrize("output", ["concise", "full"])
def test_checking_a_few_files_imports_what_it_uses(tmp_path: Path, output: str) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert loaded(tmp_path, "check", "--no-cache", "--output-format", output) == {"ast"}


def test_a_check_does_not_import_what_packs_files(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    script = (
        "import sys\n"
        "from cellophane.cli.main import main\n"
        "main(['check', '--no-cache', '--isolated', 'a.py'])\n"
        "print('shutil' in sys.modules)\n"
    )
    command = [sys.executable, "-S", "-c", script]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=BARE)
    assert run.stdout.splitlines() == ["Found no hazards (checked 1 file).", "False"]


@pytest.mark.parametrize("columns", [60, 120])
def test_help_is_as_wide_as_the_terminal(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["check", "--help"]) == 0
    options = capsys.readouterr().out.partition("what is looked for:")[2].partition("examples:")[0]
    assert columns - 20 < max(map(len, options.splitlines())) <= columns


def test_ignore_files_import_pathspec(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("b.py\n", encoding="utf-8")
    assert "pathspec" in loaded(tmp_path, "check", "--no-cache")


@pytest.mark.parametrize(
    ("arguments", "imported"),
    [
        ([], True),
        (["--output-format", "concise"], False),
        (["--output-format", "json"], False),
        (["--statistics"], False),
        (["--select", "CEL102"], False),
    ],
)
def test_rich_is_imported_where_there_is_something_to_draw(
    tmp_path: Path, arguments: list[str], imported: bool
) -> None:
    (tmp_path / "a.py").write_text("late = []\nfor i in range(3):\n    late.append(lambda: i)\n", encoding="utf-8")
    assert ("rich" in loaded(tmp_path, "check", "--no-cache", *arguments)) is imported


def test_json_imports_json(tmp_path: Path) -> None:
    assert loaded(tmp_path, "check", "--no-cache", "--output-format", "json") - {"ast"} == {"json"}


@pytest.mark.parametrize("form", FORMATS)
def test_only_the_format_that_is_used_is_imported(tmp_path: Path, form: str) -> None:
    (tmp_path / "a.py").write_text("late = []\nfor i in range(3):\n    late.append(lambda: i)\n", encoding="utf-8")
    script = (
        "import sys\n"
        "from cellophane.cli.main import main\n"
        f"main(['check', '--no-cache', '--isolated', '--output-format', {form!r}, 'a.py'])\n"
        "print('loaded:', *sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    modules = {name: f"cellophane.report.{each.module}" for name, each in FORMATS.items()}
    loaded = {*modules.values()} & set(run.stdout.rpartition("loaded:")[2].split())
    built_on_json = form in ("json-lines", "gitlab", "rdjson", "sarif")
    assert loaded == {modules[form]} | ({modules["json"]} if built_on_json else set())


def test_a_run_that_finds_nothing_imports_no_format(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    script = (
        "import sys\n"
        "from cellophane.cli.main import main\n"
        "main(['check', '--no-cache', '--isolated', 'a.py'])\n"
        "print('loaded:', *(name for name in sys.modules if name.startswith('cellophane.report.')))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert set(run.stdout.rpartition("loaded:")[2].split()) == {
        f"cellophane.report.{name}" for name in ("formats", "summary", "visible")
    }


def test_settings_import_tomllib(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.cellophane]\n", encoding="utf-8")
    assert "tomllib" in loaded(tmp_path, "check", "--no-cache")
    assert "tomllib" not in loaded(tmp_path, "check", "--no-cache", "--isolated")


def test_no_command_shows_the_help(command: Command) -> None:
    code, out, err = command()
    assert (code, out) == (2, "")
    assert "check" in err
    assert "rule" in err


def test_an_unknown_command(command: Command) -> None:
    code, _, err = command("chekc")
    assert code == 2
    assert err.endswith("cellophane: error: there is no command 'chekc'; did you mean 'check'?\n")


def test_a_bug_makes_no_traceback(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "_conclude", _fail)
    code, _, err = command("check")
    assert (code, err) == (2, "internal error: KeyError: 'no such thing', please report it\n")


def test_verbose_shows_where_a_bug_is(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "_conclude", _fail)
    code, _, err = command("check", "--verbose")
    assert code == 2
    assert "Traceback" in err
    assert err.endswith("internal error: KeyError: 'no such thing', please report it\n")


def _fail(*_: object) -> int:
    raise KeyError("no such thing")


def test_an_interrupt_is_quiet(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "_conclude", interrupt)
    code, _, err = command("check")
    assert (code, err) == (130, "")


def in_shell(directory: Path, redirection: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of the command with its streams redirected as a shell does it."""
    script = f'exec "$0" -m cellophane "$@" {redirection}'
    command = ["sh", "-c", script, sys.executable, *arguments]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="these redirections are a shell's")


@needs_shell
def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    reading, writing = os.pipe()
    os.close(reading)
    try:
        command = [sys.executable, "-m", "cellophane", "check"]
        run = subprocess.run(command, cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writing)
    assert (run.returncode, run.stderr) == (0, b"")


@needs_shell
def test_output_that_is_closed(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    run = in_shell(tmp_path, ">&-", "check")
    assert (run.returncode, run.stderr) == (0, "")


@needs_shell
def test_standard_input_that_is_closed(tmp_path: Path) -> None:
    run = in_shell(tmp_path, "<&-", "check", "-q", "-")
    assert (run.returncode, run.stderr) == (2, "-: standard input is closed\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    run = in_shell(tmp_path, ">/dev/full", "check")
    assert (run.returncode, run.stderr) == (2, "error: No space left on device\n")


@needs_shell
@pytest.mark.parametrize("arguments", [["check"], ["check", "a.py"], ["show", "json:loads"], ["why", "a.py:1"]])
def test_a_directory_that_was_deleted(tmp_path: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-c", "from cellophane.cli.main import main; raise SystemExit(main())", *arguments]
    run = subprocess.run(
        ["sh", "-c", 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', "sh", *command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr in (
        "error: the current directory does not exist any more: change to one that does\n",
        "a.py: cannot be read: no such file or directory\n",
        "error: a.py: cannot be read: no such file or directory\n",
    )


@pytest.mark.parametrize("columns", ["0", "00", "²", "-3", "abc", ""])
@pytest.mark.parametrize("arguments", [["check", "a.py"], ["show", "a.py"], ["why", "a.py:3"]])
def test_a_width_that_is_none(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    columns: str,
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("late = []\nfor i in range(3):\n    late.append(lambda: i)\nlate[0]()\n")
    monkeypatch.setenv("COLUMNS", "100")
    main(arguments)
    told = capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", columns)
    main(arguments)
    shown = capsys.readouterr().out
    assert shown == told != ""


def test_the_module_is_the_command(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "cellophane", "--version"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout == f"cellophane {__version__}\n"


def test_main_reads_the_command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["cellophane", "--version"])
    assert main() == 0
    assert capsys.readouterr().out == f"cellophane {__version__}\n"
