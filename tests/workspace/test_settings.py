"""Files of settings: what they may say, and what is said about what they may not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cellophane.model.finding import Certainty
from cellophane.model.silencing import Form
from cellophane.workspace.settings import DEFAULT, BadSettings, Nearest, Settings, load, named


def written(directory: Path, text: str) -> Settings | None:
    """The settings in a `pyproject.toml` that holds this text."""
    file = directory / "pyproject.toml"
    file.write_text(text, encoding="utf-8")
    return load(str(file))


def complaint(directory: Path, text: str) -> str:
    """What is said about a table with these lines, which begins with the name of the file."""
    with pytest.raises(BadSettings) as caught:
        written(directory, f"[tool.cellophane]\n{text}")
    assert caught.value.file == str(directory / "pyproject.toml")
    assert str(caught.value) == f"{caught.value.file}: {caught.value.message}"
    return caught.value.message


def test_all_settings(tmp_path: Path) -> None:
    (tmp_path / "more.toml").touch()
    settings = written(
        tmp_path,
        """
        [tool.cellophane]
        select = ["CEL1", "CEL201"]
        ignore = ["CEL102"]
        exclude = ["data/", "*_pb2.py"]
        certainty = "possible"
        knowledge = ["more.toml"]
        [tool.cellophane.per-file-ignores]
        "tests/*" = ["CEL101"]
        """,
    )
    assert settings is not None
    assert settings.select == ("CEL1", "CEL201")
    assert settings.ignore == ("CEL102",)
    assert settings.exclude.lines == ("data/", "*_pb2.py")
    assert settings.certainty is Certainty.POSSIBLE
    assert settings.knowledge == (tmp_path / "more.toml",)
    assert settings.ignored_in(str(tmp_path / "tests" / "a.py")) == ("CEL101",)
    assert settings.ignored_in(str(tmp_path / "a.py")) == ()


def test_an_environment_is_found_from_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "env/lib/python3.11/site-packages").mkdir(parents=True)
    (tmp_path / "env/lib/python3.11/os.py").touch()
    settings = written(tmp_path, "[tool.cellophane]\npython = 'env'\n")
    assert settings is not None
    assert settings.python == tmp_path / "env"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("python = 'gone/bin/python'", "setting 'python' in [tool.cellophane]: "),
        ("python = 'gone/bin/python'", "does not exist"),
        ("python = '.'", "is no Python environment"),
        ("python = ''", "has to be a string that is not empty"),
        ("python = 3.11", "has to be a string that is not empty, not a number"),
    ],
)
def test_an_environment_that_is_none(tmp_path: Path, line: str, words: str) -> None:
    message = complaint(tmp_path, line)
    assert words in message
    assert "--python" not in message


def test_the_form_of_comments_that_silence(tmp_path: Path) -> None:
    settings = written(tmp_path, "[tool.cellophane]\nsilence-with = 'ignore'\n")
    assert settings is not None
    assert settings.silence_with is Form.IGNORE


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("'zzz'", "has to be one of noqa, ignore, not 'zzz'"),
        ("'ignor'", "has to be one of noqa, ignore, not 'ignor'; did you mean 'ignore'?"),
        ("'file-ignore'", "has to be one of noqa, ignore, not 'file-ignore'; did you mean 'ignore'?"),
        ("1", "has to be one of noqa, ignore, not 1"),
    ],
)
def test_a_form_of_comments_that_is_none(tmp_path: Path, value: str, words: str) -> None:
    assert complaint(tmp_path, f"silence-with = {value}").endswith(words)


@pytest.mark.parametrize(
    "line", ["exclude = ['a', 'b\\\\']", "exclude = ['!']", "per-file-ignores = { 'b\\\\' = ['CEL1'] }"]
)
def test_a_pattern_that_is_none(tmp_path: Path, line: str) -> None:
    assert complaint(tmp_path, line.replace("\\\\", "\\")).endswith(
        ("holds 'b\\\\', which is no pattern", "holds '!', which is no pattern")
    )


def test_an_empty_table_changes_nothing(tmp_path: Path) -> None:
    settings = written(tmp_path, "[tool.cellophane]\n")
    assert settings == Settings(str(tmp_path / "pyproject.toml"))


@pytest.mark.parametrize(
    "text", ["", "[project]\nname = 'x'\n", "[tool.cellophane-like]\nx = 1\n", "tool = 'cellophane'\n"]
)
def test_a_file_that_does_not_speak_of_us(tmp_path: Path, text: str) -> None:
    assert written(tmp_path, text) is None


def test_a_missing_file(tmp_path: Path) -> None:
    assert load(str(tmp_path / "pyproject.toml")) is None


def test_a_directory_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    assert load(str(tmp_path / "pyproject.toml")) is None


@pytest.mark.parametrize("name", [".cellophane.toml", "cellophane.toml"])
def test_a_file_of_its_own_needs_no_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("select = ['CEL1']\n", encoding="utf-8")
    found = Nearest().of(str(tmp_path))
    assert (found.file, found.select) == (str(tmp_path / name), ("CEL1",))


def test_the_first_of_a_directory_governs_be_it_empty(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    written(tmp_path, "[tool.cellophane]\nselect = ['CEL1']\n")
    assert Nearest().of(str(inner)).select == ("CEL1",)
    (tmp_path / "cellophane.toml").write_text("select = ['CEL2']\n", encoding="utf-8")
    assert Nearest().of(str(inner)).select == ("CEL2",)
    (tmp_path / ".cellophane.toml").write_text("select = ['CEL3']\n", encoding="utf-8")
    assert Nearest().of(str(inner)).select == ("CEL3",)
    (inner / "cellophane.toml").touch()
    assert Nearest().of(str(inner)).select is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sellect = []", "unknown setting 'sellect'; did you mean 'select'?"),
        ("select = 1", "setting 'select' has to be a list of strings, not a number"),
        ("python = 'gone'", "setting 'python': "),
        ("knowledge = ['gone']", "setting 'knowledge' names "),
        ("[tool.cellophane]\nselect = []", "says [tool.cellophane]: in this file, settings stand without that"),
        ("[tool.ruff]", "unknown setting 'tool'"),
        ("['my.f']\nsignature = '()'", "unknown setting 'my.f'; an entry stands below `callables.'my.f'`"),
        ("select = ", "is not TOML: "),
    ],
)
def test_what_is_wrong_in_a_file_of_its_own(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "cellophane.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as error:
        Nearest().of(str(tmp_path))
    assert error.value.message.startswith(message)
    assert error.value.file == str(tmp_path / "cellophane.toml")


def test_a_file_that_is_named_governs_everywhere_and_its_patterns_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "strict.toml").write_text("per-file-ignores = {'/a.py' = ['CEL1']}\n", encoding="utf-8")
    found = Nearest(named("sub/strict.toml")).of("/somewhere/else")
    assert found.file == str(tmp_path / "sub" / "strict.toml")
    assert found.ignored_in(str(tmp_path / "a.py")) == ("CEL1",)
    assert found.ignored_in(str(tmp_path / "sub" / "a.py")) == ()


@pytest.mark.parametrize("data", ["[tool.cellophane]\n".encode("utf-16"), b"[project]\nname = '\xe9'\n"])
def test_what_is_not_utf8_is_told_whatever_it_may_say(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_bytes(data)
    with pytest.raises(BadSettings, match="is not TOML: it is not UTF-8 at byte"):
        load(str(file))


def test_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xef\xbb\xbf[tool.cellophane]\nselect = ['CEL1']\n")
    assert Nearest().of(str(tmp_path)).select == ("CEL1",)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is unreadable for this user")
def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch(mode=0)
    with pytest.raises(BadSettings, match="cannot be read: Permission denied"):
        Nearest().of(str(tmp_path))


def test_a_value_that_makes_no_sense_is_a_problem_of_its_file() -> None:
    assert str(Settings("/p/pyproject.toml").problem("no rule")) == "/p/pyproject.toml: [tool.cellophane]: no rule"
    assert str(Settings("/p/cellophane.toml").problem("no rule")) == "/p/cellophane.toml: no rule"


def test_broken_toml_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    assert written(tmp_path, "[project\n") is None


def test_an_unknown_key_is_named_with_the_nearest_right_one(tmp_path: Path) -> None:
    assert (
        complaint(tmp_path, "sellect = []") == "unknown setting 'sellect' in [tool.cellophane]; did you mean 'select'?"
    )


def test_a_key_with_underscores_is_nearly_right(tmp_path: Path) -> None:
    assert complaint(tmp_path, "per_file_ignores = {}").endswith("did you mean 'per-file-ignores'?")


def test_a_key_that_is_near_to_nothing(tmp_path: Path) -> None:
    assert complaint(tmp_path, "zzzzz = 1").endswith(
        "; known are select, ignore, certainty, exclude, per-file-ignores, knowledge, callables, python, silence-with"
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "select = 'CEL101'",
            "setting 'select' in [tool.cellophane] has to be a list of strings, not a string",
        ),
        ("select = [1]", "setting 'select' in [tool.cellophane] has to hold strings only, not a number"),
        ("exclude = 3", "setting 'exclude' in [tool.cellophane] has to be a list of strings, not a number"),
        (
            "ignore = true",
            "setting 'ignore' in [tool.cellophane] has to be a list of strings, not a truth value",
        ),
        (
            "ignore = 1979-05-27",
            "setting 'ignore' in [tool.cellophane] has to be a list of strings, not a date or time",
        ),
        (
            "certainty = 'likly'",
            "has to be one of possible, likely, certain, not 'likly'; did you mean 'likely'?",
        ),
        ("certainty = 2", "has to be one of possible, likely, certain, not 2"),
        ("per-file-ignores = []", "has to be a table of patterns and lists of codes, not a list"),
        ("per-file-ignores = {'a.py' = 'CEL101'}", "has to be a list of strings, not a string"),
    ],
)
def test_a_bad_value_is_told(tmp_path: Path, line: str, message: str) -> None:
    assert message in complaint(tmp_path, line)


def test_what_is_known_is_told_once(tmp_path: Path) -> None:
    said = "setting 'certainty' in [tool.cellophane] has to be one of possible, likely, certain, not 'sure'"
    assert complaint(tmp_path, "certainty = 'sure'") == said


def test_knowledge_that_does_not_exist(tmp_path: Path) -> None:
    assert complaint(tmp_path, "knowledge = ['gone.toml']").endswith("gone.toml', which is no file")


def test_entries_stand_before_those_of_files(tmp_path: Path) -> None:
    (tmp_path / "more.toml").touch()
    text = "[tool.cellophane]\nknowledge = ['more.toml']\n[tool.cellophane.callables.'a.f']\nsignature = '()'\n"
    settings = written(tmp_path, text)
    assert settings is not None
    assert settings.knowledge == (tmp_path / "pyproject.toml", tmp_path / "more.toml")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("callables = ['a.f']", "setting 'callables' in [tool.cellophane] has to be a table of entries, not a list"),
        ("callables = {'a.f' = 'kept'}", "under the names of callables: a.f is a string"),
        ("callable = {}", "did you mean 'callables'?"),
    ],
)
def test_entries_that_are_no_tables(tmp_path: Path, line: str, message: str) -> None:
    assert message in complaint(tmp_path, line)


def test_an_empty_table_of_entries_is_no_knowledge(tmp_path: Path) -> None:
    settings = written(tmp_path, "[tool.cellophane.callables]\n")
    assert settings is not None
    assert settings.knowledge == ()


def test_a_table_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"`tool\.cellophane` has to be a table, not a number"):
        written(tmp_path, "[tool]\ncellophane = 3\n")


@pytest.mark.parametrize(
    "text", ["[tool.cellophane\n", "[tool.cellophane]\nx = \n", "[tool.cellophane]\nx = 1\nx = 2\n"]
)
def test_broken_toml_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSettings, match=r"is not TOML: .*line"):
        written(tmp_path, text)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_bytes(b"[tool.cellophane]\n# \xff\n")
    with pytest.raises(BadSettings, match="is not TOML"):
        load(str(file))


def test_toml_nested_too_deeply(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"nested too deeply|is not TOML"):
        written(tmp_path, "[tool.cellophane]\nselect = " + "[" * 20000 + "]" * 20000)


def test_the_nearest_file_governs(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    written(tmp_path, "[tool.cellophane]\nselect = ['CEL1']\n")
    written(tmp_path / "a", "[tool.cellophane]\nselect = ['CEL2']\n")
    written(inner, "[project]\nname = 'no table of ours'\n")
    nearest = Nearest()
    assert nearest.of(str(tmp_path)).select == ("CEL1",)
    assert nearest.of(str(inner)).select == ("CEL2",)


def test_isolated_reads_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.cellophane]\nnonsense = 1\n", encoding="utf-8")
    assert Nearest(DEFAULT).of(str(tmp_path)) is DEFAULT
