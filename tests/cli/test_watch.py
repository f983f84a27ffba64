"""`check --watch`: what it refuses, what it tells, and, in processes of their own, that events wake it."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from cellophane.check.watching.reached import LAG
from cellophane.cli import watch as module
from cellophane.cli.arguments import read
from cellophane.cli.main import main
from cellophane.cli.watch import Watch
from tests.cli.conftest import Command

LATE = "jobs = []\nfor i in range(3):\n    jobs.append(lambda: i)\nfor job in jobs:\n    job()\n"
HELPER = "kept = []\n\n\ndef on(f):\n    {}\n"
NOW, LATER = "f()", "kept.append(f)"
CALLER = "from helper import on\n\nfor row in range(3):\n    on(lambda: row)\n"
COMMAND = (sys.executable, "-m", "cellophane", "check", "--watch", "--no-cache", "--output-format", "concise")
PATIENCE = 120.0
"""Seconds to wait for what has to come: a machine may be busy."""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--fix"], "leave out --fix"),
        (["--diff"], "leave out --diff"),
        (["--add-noqa"], "leave out --add-noqa"),
        (["--statistics"], "leave out --statistics"),
        (["--since", "HEAD"], "leave out --since"),
        (["--output-file", "a.json"], "leave out --output-file"),
        (["--show-files"], "leave out --show-files"),
        (["--output-format", "json-lines"], "these formats are made: full, concise"),
        (["--output-format", "github"], "these formats are made: full, concise"),
        (["-"], "standard input does not"),
        (["--baseline", "gone.json"], "gone.json is not there: record it without --watch"),
    ],
)
def test_what_it_does_not_go_with(command: Command, words: Sequence[str], said: str) -> None:
    code, out, errors = command("check", "--watch", *words)
    assert (code, out) == (2, "")
    assert said in errors


def test_options_that_make_no_sense(command: Command) -> None:
    code, _, errors = command("check", "--watch", "--select", "NOPE")
    assert code == 2
    assert errors.startswith("error: ")


def test_watchfiles_is_missing(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    code, _, errors = command("check", "--watch")
    assert code == 2
    assert errors == ("error: --watch needs watchfiles, which is not installed: pip install 'cellophane[watch]'\n")


def test_no_run_without_it_imports_watchfiles(tmp_path: Path) -> None:
    code = "import sys; from cellophane.cli.main import main; main(['check']); print('watchfiles' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("False\n")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, which is the current directory."""
    top = tmp_path / "project"
    top.mkdir()
    monkeypatch.chdir(top)
    (top / "setup.cfg").write_text("", "utf-8")
    return top


def begun(top: Path, files: dict[str, str], *words: str) -> Watch:
    """A run that watches, after its first check."""
    for name, text in files.items():
        (top / name).write_text(text, "utf-8")
    time.sleep(2 * LAG)
    watching = Watch(read(["check", "--watch", "--no-cache", "--output-format", "concise", *words]))
    watching.begin()
    return watching


def test_it_tells_what_is_new_and_what_is_gone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watching = begun(here, {"helper.py": HELPER.format(NOW), "caller.py": CALLER, "late.py": LATE})
    out = capsys.readouterr().out
    assert out.startswith("late.py:3:25: CEL101 ")
    assert out.endswith("Watching for changes; Ctrl-C ends it.\n")
    (here / "helper.py").write_text(HELPER.format(LATER), "utf-8")
    watching.wake([str(here / "helper.py")])
    first, totals = capsys.readouterr().out.splitlines()
    assert first.startswith("caller.py:4:16: CEL101 ")
    assert totals.startswith("Checked 2 of 3 files again in ")
    assert totals.endswith(" s: 1 finding (1 new); 2 findings in all files.")
    (here / "helper.py").write_text(HELPER.format(NOW), "utf-8")
    watching.wake([str(here / "helper.py")])
    first, totals = capsys.readouterr().out.splitlines()
    assert first.startswith("gone: caller.py:4:16: CEL101 ")
    assert totals.endswith(" s: 0 findings (1 gone); 1 finding in all files.")


def test_nothing_to_do_is_nothing_to_say(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watching = begun(here, {"late.py": LATE})
    capsys.readouterr()
    watching.wake([])
    (here / "notes.txt").write_text("", "utf-8")
    watching.wake([str(here / "notes.txt"), str(here / "gone")])
    assert capsys.readouterr() == ("", "")


def test_quiet_is_findings_only(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watching = begun(here, {"late.py": LATE}, "--quiet")
    assert len(capsys.readouterr().out.splitlines()) == 1
    (here / "late.py").write_text("", "utf-8")
    watching.wake([str(here / "late.py")])
    assert capsys.readouterr() == ("", "")


def test_verbose_says_which_files(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watching = begun(here, {"late.py": LATE, "plain.py": ""}, "--verbose")
    watching.wake([str(here / "plain.py")])
    assert capsys.readouterr().err == "checked again: plain.py\n"


def test_half_a_file_is_a_problem_until_it_is_whole(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watching = begun(here, {"late.py": LATE})
    (here / "late.py").write_text(LATE + "for x in (", "utf-8")
    watching.wake([str(here / "late.py")])
    out, errors = capsys.readouterr()
    assert errors.startswith("late.py:6:")
    assert out.endswith("0 findings (1 gone); 0 findings, 1 problem in all files.\n")
    (here / "late.py").write_text(LATE, "utf-8")
    watching.wake([str(here / "late.py")])
    assert capsys.readouterr().out.endswith("1 finding (1 new); 1 finding in all files.\n")


def test_settings_of_today(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watching = begun(here, {"late.py": LATE})
    (here / "pyproject.toml").write_text("[tool.cellophane]\nignore = ['CEL1']\n", "utf-8")
    watching.wake([])  # whether an event tells of it or not
    assert capsys.readouterr().out.endswith("0 findings (1 gone); 0 findings in all files.\n")
    (here / "pyproject.toml").write_text("[tool.cellophane]\nignore = ['CEL", "utf-8")
    watching.wake([str(here / "pyproject.toml")])
    errors = capsys.readouterr().err
    assert "pyproject.toml" in errors
    (here / "pyproject.toml").unlink()
    watching.wake([])
    assert capsys.readouterr().out.endswith("1 finding (1 new); 1 finding in all files.\n")


def test_a_settings_file_that_is_named_makes_no_sense_for_a_while(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = here / "mine.toml"
    settings.write_text("", "utf-8")
    watching = begun(here, {"late.py": LATE}, "--config", "mine.toml")
    settings.write_text("select = 3\n", "utf-8")
    watching.wake([])
    watching.wake([])
    errors = capsys.readouterr().err
    assert errors.count("error: --config: ") == 1
    assert watching.session.results.findings == 1
    settings.write_text("ignore = ['CEL1']\n", "utf-8")
    watching.wake([])
    assert capsys.readouterr().out.endswith("(1 gone); 0 findings in all files.\n")


def test_a_baseline(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    watching = begun(here, {"late.py": LATE}, "--quiet")
    assert watching.session.results.findings == 1
    (here / "known.json").write_text('{"format": 1, "findings": []}', "utf-8")
    assert begun(here, {}, "--baseline", "known.json").session.results.findings == 1
    (here / "known.json").unlink()
    assert main(["check", "--baseline", "known.json"]) == 0
    watching = begun(here, {}, "--baseline", "known.json")
    assert watching.session.results.findings == 0
    (here / "late.py").write_text(LATE.replace("i in", "j in").replace(": i", ": j"), "utf-8")
    watching.wake([str(here / "late.py")])
    assert watching.session.results.findings == 1


def test_a_named_file_goes_and_comes_back(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watching = begun(here, {"late.py": LATE, "plain.py": ""}, "late.py", "plain.py")
    (here / "late.py").unlink()
    watching.wake([])
    errors = capsys.readouterr().err
    assert errors.startswith("late.py: ")
    (here / "late.py").write_text(LATE, "utf-8")
    watching.wake([])
    assert capsys.readouterr().out.endswith("1 finding (1 new); 1 finding in all files.\n")


def test_a_watcher_that_fails(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    watchfiles = pytest.importorskip("watchfiles")

    def failing(*folders: str, **options: object) -> Iterator[set[object]]:
        yield from (_ for _ in [set()] if _unable())

    monkeypatch.setattr(watchfiles, "watch", failing)
    code, _, errors = command("check", "--watch")
    assert code == 2
    assert "OS file watch limit reached" in errors
    assert "WATCHFILES_FORCE_POLLING=1" in errors


def _unable() -> bool:
    raise OSError("OS file watch limit reached")


class Running:
    """`cellophane check --watch` in a process of its own, and what it says."""

    def __init__(self, top: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, *words], cwd=top, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def until(self, wanted: str) -> list[str]:
        """The lines up to one that has this in it."""
        lines: list[str] = []
        while not (lines and wanted in lines[-1]):
            line = self._lines.get(timeout=PATIENCE)
            assert line is not None, lines  # it has ended
            lines.append(line)
        return lines

    def end(self) -> None:
        """End it, whatever it does."""
        with self.process:
            self.process.kill()
            self._reader.join(PATIENCE)

    def is_silent(self, seconds: float) -> bool:
        """Whether it says nothing for so long."""
        try:
            self._lines.get(timeout=seconds)
        except queue.Empty:
            return True
        return False


Start = Callable[..., Running]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a run that watches a project; it is ended afterwards."""
    pytest.importorskip("watchfiles")
    started: list[Running] = []

    def run(files: dict[str, str], *words: str) -> Running:
        top = tmp_path / "project"
        top.mkdir(exist_ok=True)
        for name, text in {"setup.cfg": "", **files}.items():
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            (top / name).write_text(text, "utf-8")
        started.append(Running(top, *words))
        started[-1].until("Watching for changes")
        return started[-1]

    yield run
    for each in started:
        each.end()


def test_changes_wake_it_and_ctrl_c_ends_it(start: Start, tmp_path: Path) -> None:
    running, top = start({"helper.py": HELPER.format(NOW), "caller.py": CALLER}), tmp_path / "project"
    (top / "helper.py").write_text(HELPER.format(LATER), "utf-8")
    assert any(line.startswith("caller.py:4:16: CEL101") for line in running.until("1 finding in all files"))
    saved = top / "helper.py.swp"
    saved.write_text(HELPER.format(NOW), "utf-8")
    os.replace(saved, top / "helper.py")
    running.until("0 findings in all files")
    (top / "new").mkdir()
    (top / "new" / "late.py").write_text(LATE, "utf-8")
    running.until("1 finding in all files")
    os.rename(top / "new", top / "newer")
    running.until("1 finding in all files")
    shutil.rmtree(top / "newer")
    running.until("0 findings in all files")
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(PATIENCE) == 0


def test_noise_does_not_wake_it(start: Start, tmp_path: Path) -> None:
    running, top = start({"late.py": LATE, ".git/HEAD": "", ".gitignore": "made/\n"}), tmp_path / "project"
    assert running.is_silent(3)  # what was written just before it began may be looked at once more
    for name in (".git/index", "__pycache__/late.cpython-311.pyc", "notes.txt", "made/table.py", ".venv/lib/a.py"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("x = 1\n", "utf-8")
    assert running.is_silent(3)


def test_a_directory_that_vanishes_and_comes_back(start: Start, tmp_path: Path) -> None:
    (tmp_path / "project" / "other").mkdir(parents=True)
    (tmp_path / "project" / "other" / "setup.cfg").write_text("", "utf-8")
    running = start({"other/late.py": LATE}, "other")
    top = tmp_path / "project"
    shutil.rmtree(top / "other")
    running.until("0 findings, 1 problem in all files")
    (top / "other").mkdir()
    (top / "other" / "late.py").write_text(LATE, "utf-8")
    running.until("1 finding in all files")
    (top / "other" / "late.py").write_text("", "utf-8")
    running.until("0 findings in all files")


def test_a_reader_who_has_seen_enough(here: Path) -> None:
    pytest.importorskip("watchfiles")
    (here / "late.py").write_text(LATE, "utf-8")
    with subprocess.Popen([*COMMAND, here], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            while "Watching" not in process.stdout.readline():
                pass
            process.stdout.close()
            (here / "late.py").write_text(f"{LATE}\n", "utf-8")
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


def test_what_is_watched_are_the_directories_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE", 1)
    seen: list[tuple[str, ...]] = []

    def watch(*folders: str, **options: object) -> Iterator[set[object]]:
        seen.append(folders)
        yield set()

    changes = module._changes(watch, [str(tmp_path), str(tmp_path / "gone")])  # type: ignore[arg-type]
    assert list(changes) == [set()]
    assert seen == [(str(tmp_path),)]
    gone = module._changes(watch, [str(tmp_path / "gone")])  # type: ignore[arg-type]
    assert next(gone) == set()
