from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cellophane.cli.main import main
from tests.versioned import Tree

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")

LATE = "jobs = []\nfor {0} in range(3):\n    jobs.append(lambda: {0})\nfor job in jobs:\n    job()\n"
HELPER = "kept = []\n\n\ndef on(f):\n    {}\n\n\ndef fire():\n    for f in kept:\n        f()\n"
NOW, LATER = "f()", "kept.append(f)"
CALLER = "from helper import on\n\nfor row in range(3):\n    on(lambda: row)\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    made = Tree(tmp_path / "shop")
    monkeypatch.chdir(made.top)
    return made


Told = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """The files and variables of what is told with these options."""

    def run(*options: str) -> list[tuple[str, str]]:
        main(["check", "--output-format", "json", "--no-cache", *options])
        return [(Path(one["filename"]).name, one["name"]) for one in json.loads(capsys.readouterr().out)]

    return run


def test_only_what_is_new(tree: Tree, told: Told) -> None:
    tree.write({"old.py": LATE.format("i"), "a.py": "x = 1\n"}).commit()
    tree.write({"a.py": LATE.format("j")})
    assert told("--since", "HEAD") == [("a.py", "j")]
    assert told() == [("a.py", "j"), ("old.py", "i")]


def test_a_changed_helper_makes_a_caller_bite(tree: Tree, told: Told) -> None:
    tree.write({"helper.py": HELPER.format(NOW), "caller.py": CALLER}).commit()
    tree.write({"helper.py": HELPER.format(LATER)})
    assert told("--since", "HEAD") == [("caller.py", "row")]
    tree.commit().write({"helper.py": HELPER.format(NOW)})
    assert told("--since", "HEAD") == []
    assert told("--since", "HEAD~1") == []


def test_a_caller_that_bit_before_is_no_news(tree: Tree, told: Told) -> None:
    tree.write({"helper.py": HELPER.format(LATER), "caller.py": CALLER}).commit()
    tree.write({"helper.py": HELPER.format(f"print(f)\n    {LATER}")})
    assert told("--since", "HEAD") == []


def test_a_module_that_comes_and_one_that_goes(tree: Tree, told: Told) -> None:
    tree.write({"caller.py": CALLER}).commit()
    tree.write({"helper.py": HELPER.format(LATER)})
    assert told("--since", "HEAD") == [("caller.py", "row")]
    tree.commit()
    (tree.top / "helper.py").unlink()
    assert told("--since", "HEAD") == []


def test_a_package_that_comes_makes_all_of_it_looked_at(tree: Tree, told: Told) -> None:
    tree.write({"caller.py": CALLER.replace("helper", "part.helper")}).commit()
    tree.write({"part/__init__.py": "", "part/helper.py": HELPER.format(LATER)})
    assert told("--since", "HEAD") == [("caller.py", "row")]


def test_moved_renamed_mended_and_old(tree: Tree, told: Told) -> None:
    names = ("moved", "renamed", "mended", "old", "edited", "split")
    tree.write({f"{name}.py": LATE.format(name) for name in names}).commit()
    tree.git("mv", "renamed.py", "other.py")
    tree.write(
        {
            "moved.py": "import os\n\n\n" + LATE.format("moved"),
            "mended.py": LATE.format("mended").replace("lambda:", "lambda mended=mended:"),
            "edited.py": LATE.format("edited").replace("lambda: edited", "lambda: edited + 1"),
            "split.py": "import part\n",
            "part.py": "# from split\n" + LATE.format("split"),
            "new.py": LATE.format("new"),
        }
    )
    assert told("--since", "HEAD") == [("new.py", "new")]
    tree.commit()
    assert told("--since", "HEAD~1") == [("new.py", "new")]


def test_what_git_ignores_and_is_named_is_new(tree: Tree, told: Told) -> None:
    tree.write({".gitignore": "made.py\n", "made.py": LATE.format("i")}).commit()
    assert told("--since", "HEAD") == []
    assert told("--since", "HEAD", "made.py") == [("made.py", "i")]


def test_a_function_comes_from_where_it_was_whatever_paths_say(tree: Tree, told: Told) -> None:
    tree.write({"one.py": LATE.format("i"), "two.py": "x = 1\n"}).commit()
    tree.write({"one.py": "x = 1\n", "two.py": LATE.format("i")})
    assert told("--since", "HEAD", "two.py") == []


def test_a_device_and_a_pipe_are_not_read(tree: Tree, told: Told) -> None:
    tree.write({"helper.py": HELPER.format(NOW), "caller.py": CALLER, "pipe.py": ""}).commit()
    (tree.top / "pipe.py").unlink()
    os.mkfifo(tree.top / "pipe.py")
    os.symlink("/dev/zero", tree.top / "zero.py")
    tree.write({"helper.py": HELPER.format(LATER)})
    assert told("--since", "HEAD") == [("caller.py", "row")]


def test_a_problem_with_the_settings_of_what_is_gone_is_said(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.write(
        {"part/pyproject.toml": "[tool.cellophane]\nselect = ['NO1']\n", "part/a.py": "x = 1\n", "b.py": ""}
    ).commit()
    (tree.top / "part" / "a.py").unlink()
    assert main(["check", "--since", "HEAD"]) == 2
    assert "no rule is called 'NO1'" in capsys.readouterr().err


def test_no_python_at_all_is_a_warning(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.write({"a.py": "x = 1\n", "docs/a.txt": ""}).commit()
    assert main(["check", "--since", "HEAD", "docs"]) == 0
    assert "there are no Python files in docs" in capsys.readouterr().err


def test_paths_choose_what_is_told(tree: Tree, told: Told) -> None:
    tree.write({"helper.py": HELPER.format(NOW), "p/caller.py": CALLER, "pyproject.toml": ""}).commit()
    tree.write({"helper.py": HELPER.format(LATER), "q/late.py": LATE.format("i")})
    assert told("--since", "HEAD", "p") == [("caller.py", "row")]
    assert told("--since", "HEAD", "q/late.py") == [("late.py", "i")]


def test_settings_of_today_are_asked_on_both_sides(tree: Tree, told: Told) -> None:
    settings = "[tool.cellophane]\nselect = ['CEL{}']\n"
    tree.write({"a.py": LATE.format("i"), "pyproject.toml": settings.format(2)}).commit()
    tree.write({"pyproject.toml": settings.format(1), "b.py": LATE.format("j")})
    assert told("--since", "HEAD") == [("b.py", "j")]


def test_text_that_was_no_python(tree: Tree, told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    tree.write({"a.py": "for i in", "b.py": "def", "c.py": "x = 1\n"}).commit()
    tree.write({"a.py": LATE.format("i"), "c.py": "class\n"})
    assert main(["check", "--since", "HEAD", "--output-format", "concise"]) == 2
    out, err = capsys.readouterr()
    assert "a.py:3:25" in out
    assert "c.py:1" in err
    assert "b.py" not in err, "it was no Python before"


def test_a_merge_in_progress_is_said(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.write({"a.py": "x = 1\n"}).commit()
    tree.git("checkout", "--quiet", "-b", "other").write({"a.py": "x = 2\n"}).commit()
    tree.git("checkout", "--quiet", "-").write({"a.py": "x = 3\n"}).commit()
    tree.git("merge", "other", fails=True)
    assert main(["check", "--since", "HEAD"]) == 2
    assert "a.py:1:1: " in capsys.readouterr().err


def test_the_summary(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.write({"a.py": LATE.format("i")}).commit()
    assert main(["check", "--since", "HEAD"]) == 0
    assert capsys.readouterr().out == "Found no new hazards since HEAD (no file has changed, or can see what has).\n"
    tree.write({"b.py": LATE.format("j"), "c.py": "x = 1\n"})
    assert main(["check", "--since", "HEAD", "--output-format", "concise"]) == 1
    assert "Found 1 new hazard in 1 file since HEAD (checked 2 files).\n" in capsys.readouterr().out


def test_the_answer_is_the_same_with_a_cache_and_with_several_processes(
    tree: Tree, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write({"helper.py": HELPER.format(NOW), "caller.py": CALLER, "a.py": LATE.format("i")}).commit()
    tree.write({"helper.py": HELPER.format(LATER), "b.py": LATE.format("j")})

    def run(*options: str) -> str:
        main(["check", "--since", "HEAD", "--output-format", "concise", *options])
        return capsys.readouterr().out

    alone = run("--no-cache")
    assert [run(), run(), run()] == [alone] * 3
    monkeypatch.setattr("cellophane.check.parallel.SMALL", 0)
    monkeypatch.setattr("cellophane.check.parallel._cores", lambda: 2)
    assert run("--no-cache") == alone
    assert "caller.py:4:16" in alone


def test_with_a_baseline(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    tree.write({"a.py": LATE.format("i")}).commit().write({"b.py": LATE.format("j")})
    assert main(["check", "--since", "HEAD", "--baseline", "known.json"]) == 2
    assert "known.json: is not there" in capsys.readouterr().err
    assert main(["check", "--baseline", "known.json"]) == 0
    tree.write({"c.py": LATE.format("k")})
    assert main(["check", "--since", "HEAD", "--baseline", "known.json", "--output-format", "concise"]) == 1
    out = capsys.readouterr().out
    assert "c.py:3" in out
    assert "b.py" not in out
    assert "gone" not in out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--since", "nowhere"], "--since: there is no revision 'nowhere' in "),
        (["--since", ""], "--since: there is no revision '' in "),
        (["--since", "HEAD", ".."], "not a git repository"),
        (["--since", "HEAD", "link.py"], "link.py is a link, of whose past git knows nothing: name "),
        (["--since", "HEAD", "a.py", "../b.py"], "--since: ../b.py is not in "),
        (["--since", "HEAD", "-"], "standard input is none"),
        (["--since", "HEAD", "--fix"], "leave out --fix"),
        (["--since", "HEAD", "--diff"], "leave out --diff"),
        (["--since", "HEAD", "--show-files"], "leave out --since"),
    ],
)
def test_what_makes_no_sense(tree: Tree, capsys: pytest.CaptureFixture[str], options: list[str], message: str) -> None:
    tree.write({"a.py": "x = 1\n", "../b.py": "x = 1\n"}).commit()
    os.symlink("a.py", "link.py")
    try:
        code = main(["check", *options])
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 2
    assert message in capsys.readouterr().err


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--since", "HEAD"]) == 2
    assert f"--since: {tmp_path}: not a git repository" in capsys.readouterr().err


EDITS = ("helper", "line", "rename", "mend", "break", "new", "delete", "move", "comment", "package")


@pytest.mark.parametrize("seed", range(12))
def test_histories_say_what_two_runs_over_everything_say(
    tree: Tree, told: Told, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is edited, exactly those findings are told which are new by the name of their variable: each has its
    own."""
    chance = random.Random(seed)
    for number in range(4):
        deferred = chance.choice([NOW, LATER])
        tree.write({f"h{number}.py": HELPER.format(deferred), f"late{number}.py": LATE.format(f"late{number}")})
        tree.write(
            {
                f"c{number}_{k}.py": CALLER.replace("helper", f"h{number}").replace("row", f"row{number}{k}")
                for k in "ab"
            }
        )
    before = None
    for step in range(4):
        tree.commit()
        before = set(told())
        for _ in range(chance.randint(1, 4)):
            edit(tree, chance, f"{seed}_{step}_{chance.randrange(10**6)}")
        after = told()
        variables = {name for _, name in before}
        assert sorted(told("--since", "HEAD")) == sorted(one for one in after if one[1] not in variables)


def edit(tree: Tree, chance: random.Random, unique: str) -> None:
    """Change something in the tree."""
    path = chance.choice(sorted(path for path in tree.top.glob("*.py")))
    text = path.read_text()
    match chance.choice(EDITS):
        case "helper":
            path = chance.choice(sorted(tree.top.glob("h*.py")))
            text = path.read_text()
            path.write_text(
                text.replace(LATER, NOW) if LATER in text else text.replace(f"    {NOW}\n\n", f"    {LATER}\n\n")
            )
        case "line":
            path.write_text(f"import os  # {unique}\n\n{text}")
        case "rename" if not path.name.startswith("h"):
            os.rename(path, path.with_name(f"r{unique}.py"))
        case "mend":
            path.write_text(text.replace("jobs.append(lambda:", "print(").replace("on(lambda:", "print("))
        case "break" | "new":
            (tree.top / f"n{unique}.py").write_text(LATE.format(f"v{unique}"))
        case "delete":
            path.unlink()
        case "move" if "jobs" in text:
            (tree.top / f"m{unique}.py").write_text(text)
            path.write_text("x = 1\n")
        case "comment":
            path.write_text(f"{text}# {unique}\n")
        case "package":
            (tree.top / f"p{unique}").mkdir()
            (tree.top / f"p{unique}" / "__init__.py").write_text(LATE.format(f"v{unique}"))
