"""What one run knows: files that change between two questions, texts that are not on disk, runs side by side."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cellophane.check import catalogue
from cellophane.check.checked import Checked
from cellophane.check.engine import check_bytes, check_file
from cellophane.check.options import Options
from cellophane.model.finding import Certainty
from cellophane.source.analysis import Analysis
from cellophane.source.text import source
from cellophane.source.text.source import read
from cellophane.workspace import environment
from tests.neighbours import plant

OPTIONS = Options(catalogue.codes(), Certainty.POSSIBLE)
MAIN = "from helper import use\ndef main(names):\n    for name in names:\n        use(lambda: name)\n"
KEEPS = "kept = []\ndef use(f): kept.append(f)\n"
CALLS = "def use(f): f()\n"


def found(analysis: Analysis, path: Path) -> Mapping[str, str]:
    """How certain each finding of a file is, by the name that is read late."""
    checked = check_file(str(path), OPTIONS, analysis=analysis)
    assert not checked.problems, checked.problems
    return {finding.name: finding.certainty.word for finding in checked.findings}


# -- files that change ---------------------------------------------------------------------------------------------


def test_a_helper_that_changed_is_read_anew_once_it_is_forgotten(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "helper.py": KEEPS})
    analysis = Analysis()
    assert found(analysis, tmp_path / "main.py") == {"name": "likely"}
    plant(tmp_path, {"helper.py": CALLS})
    assert found(analysis, tmp_path / "main.py") == {"name": "likely"}  # as it was read
    analysis.forget(tmp_path / "helper.py")
    assert found(analysis, tmp_path / "main.py") == {}
    plant(tmp_path, {"helper.py": KEEPS})
    analysis.forget(tmp_path / "helper.py")
    assert found(analysis, tmp_path / "main.py") == {"name": "likely"}


@pytest.mark.parametrize(
    "helper",
    [
        "from deep import use\n",
        "from deep import use as far\ndef use(f): far(f)\n",
        "import deep\nuse = deep.use\n",
        "import deep\nclass Base(deep.Base): ...\nuse = Base().use\n",
    ],
)
def test_who_is_far_from_the_change_hears_of_it(tmp_path: Path, helper: str) -> None:
    deep = "class Base:\n    def use(self, f): use(f)\n"
    plant(tmp_path, {"main.py": MAIN, "helper.py": helper, "deep.py": deep + KEEPS})
    analysis = Analysis()
    assert found(analysis, tmp_path / "main.py") == {"name": "likely"}
    plant(tmp_path, {"deep.py": deep + CALLS})
    analysis.forget(tmp_path / "deep.py")
    assert found(analysis, tmp_path / "main.py") == {}


def test_a_file_that_comes_and_goes(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN})
    analysis = Analysis()
    assert found(analysis, tmp_path / "main.py") == {"name": "possible"}
    plant(tmp_path, {"helper.py": KEEPS})
    analysis.forget(tmp_path / "helper.py")
    assert found(analysis, tmp_path / "main.py") == {"name": "likely"}
    (tmp_path / "helper.py").unlink()
    analysis.forget(tmp_path / "helper.py")
    assert found(analysis, tmp_path / "main.py") == {"name": "possible"}


def test_a_file_that_vanishes_between_two_questions_stays_as_it_was_read(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "other.py": MAIN, "helper.py": KEEPS})
    analysis = Analysis()
    assert found(analysis, tmp_path / "main.py") == {"name": "likely"}
    (tmp_path / "helper.py").unlink()
    assert found(analysis, tmp_path / "other.py") == {"name": "likely"}


def test_a_project_that_gets_its_settings_later(tmp_path: Path) -> None:
    plant(tmp_path, {"src/shop/main.py": MAIN, "src/helper.py": KEEPS})
    analysis = Analysis()
    assert found(analysis, tmp_path / "src/shop/main.py") == {"name": "possible"}
    plant(tmp_path, {"pyproject.toml": ""})
    analysis.forget(tmp_path / "pyproject.toml")
    assert found(analysis, tmp_path / "src/shop/main.py") == {"name": "likely"}


# -- what is read again --------------------------------------------------------------------------------------------


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that are read as files which others import, in the order of reading."""
    found: list[str] = []
    real = source.read

    def noted(path: Path) -> source.Source:
        found.append(path.name)
        return real(path)

    monkeypatch.setattr(source, "read", noted)
    return found


CHAIN = {
    "main.py": MAIN,
    "helper.py": "from deep import use\n",
    "deep.py": KEEPS,
    "other.py": MAIN.replace("helper", "aside").replace("name", "other"),
    "aside.py": KEEPS,
}


def test_a_keystroke_has_no_other_file_read_again(tmp_path: Path, reads: list[str]) -> None:
    plant(tmp_path, CHAIN)
    analysis, main = Analysis(), tmp_path / "main.py"
    assert found(analysis, main) == {"name": "likely"}
    assert reads == ["helper.py", "deep.py"]
    for text in (MAIN + "#", MAIN + "def broken(:", MAIN):
        analysis.overlay(main, text)
        check_bytes(text.encode(), str(main), OPTIONS, analysis)
    assert reads == ["helper.py", "deep.py"]


def test_only_what_rests_on_a_changed_file_is_found_out_again(tmp_path: Path, reads: list[str]) -> None:
    plant(tmp_path, CHAIN)
    analysis = Analysis()
    project = analysis.project(tmp_path / "main.py")
    for name in ("main.py", "other.py"):
        assert found(analysis, tmp_path / name)
    [aside], [helper] = (list(project.definitions(f"{name}.use")) for name in ("aside", "helper"))
    plant(tmp_path, {"deep.py": CALLS})
    reads.clear()
    analysis.forget(tmp_path / "deep.py")
    assert found(analysis, tmp_path / "main.py") == {}
    assert found(analysis, tmp_path / "other.py") == {"other": "likely"}
    assert reads == ["deep.py"]
    assert list(project.definitions("aside.use")) == [aside]
    assert list(project.definitions("helper.use")) != [helper]


def test_what_was_found_out_of_a_file_rests_on_those_that_it_asked(tmp_path: Path) -> None:
    plant(tmp_path, CHAIN)
    analysis, main = Analysis(), tmp_path / "main.py"
    found(analysis, main)
    assert {path.name for path in analysis.project(main).rests_on(main)} == {"helper.py", "deep.py"}


def test_what_was_checked_last_is_kept_when_there_is_no_room(
    tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, {f"user{n}.py": MAIN.replace("helper", f"helper{n}") for n in range(5)})
    plant(tmp_path, {f"helper{n}.py": KEEPS for n in range(5)})
    monkeypatch.setattr("cellophane.source.project._MOST", 4 * len(KEEPS))
    analysis = Analysis()
    for n in (0, 1, 2, 3, 4, 4, 3, 0, 4):
        assert found(analysis, tmp_path / f"user{n}.py") == {"name": "likely"}
    assert reads == [f"helper{n}.py" for n in (0, 1, 2, 3, 4, 0)]


def test_what_a_buffer_rests_on_is_kept_from_one_keystroke_to_the_next_however_much_that_is(
    tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, CHAIN)
    monkeypatch.setattr("cellophane.source.project._MOST", 1)
    analysis, main = Analysis(), tmp_path / "main.py"
    for text in (MAIN, MAIN + "#", MAIN + "def broken(:", MAIN):
        analysis.overlay(main, text)
        check_bytes(text.encode(), str(main), OPTIONS, analysis)
    assert reads == ["helper.py", "deep.py"]
    analysis.overlay(tmp_path / "deep.py", CALLS)
    assert found(analysis, main) == {}
    assert reads == ["helper.py", "deep.py"]


def test_names_that_were_typed_on_the_way_are_not_kept_for_ever(
    tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, CHAIN)
    monkeypatch.setattr("cellophane.source.project._MOST_NAMES", 10)
    analysis, main = Analysis(), tmp_path / "main.py"
    for n in range(50):
        text = MAIN.replace("from helper import use", f"from helper import use, u{n}") + f"        u{n}(lambda: name)\n"
        analysis.overlay(main, text)
        assert check_bytes(text.encode(), str(main), OPTIONS, analysis).findings
    assert analysis.project(main)._library.looked_up < 15
    assert reads == ["helper.py", "deep.py"]


@pytest.mark.parametrize("broken", ["def use(f:\n", "\0"])
def test_a_helper_that_is_broken_for_a_while(tmp_path: Path, broken: str) -> None:
    plant(tmp_path, {"main.py": MAIN, "helper.py": KEEPS})
    analysis = Analysis()
    for text, expected in ((KEEPS, "likely"), (broken, "possible"), (KEEPS, "likely")):
        analysis.overlay(tmp_path / "helper.py", text)
        assert found(analysis, tmp_path / "main.py") == {"name": expected}


def test_a_name_that_a_file_begins_to_have(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "helper.py": "from deep import *\n", "deep.py": "__all__ = []\n" + KEEPS})
    analysis = Analysis()
    assert found(analysis, tmp_path / "main.py") == {"name": "possible"}
    analysis.overlay(tmp_path / "deep.py", "__all__ = ['use']\n" + KEEPS)
    assert found(analysis, tmp_path / "main.py") == {"name": "likely"}


def test_a_name_that_a_list_of_names_takes_in_from_another_file(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "helper.py": "from deep import *\n", "names.py": "__all__ = []\n"})
    plant(tmp_path, {"deep.py": "import names\n__all__ = []\n__all__ += names.__all__\n" + KEEPS})
    analysis = Analysis()
    assert found(analysis, tmp_path / "main.py") == {"name": "possible"}
    analysis.overlay(tmp_path / "names.py", "__all__ = ['use']\n")
    assert found(analysis, tmp_path / "main.py") == {"name": "likely"}


def test_a_package_that_spreads_over_two_directories_only_now(tmp_path: Path) -> None:
    spreading = "from pkgutil import extend_path\n__path__ = extend_path(__path__, __name__)\n"
    plant(tmp_path, {"main.py": MAIN.replace("helper", "wide.helper"), "setup.py": ""})
    plant(tmp_path, {"wide/__init__.py": "", "src/wide/__init__.py": "", "src/wide/helper.py": KEEPS})
    analysis = Analysis()
    assert found(analysis, tmp_path / "main.py") == {"name": "possible"}
    plant(tmp_path, {"wide/__init__.py": spreading})
    analysis.forget(tmp_path / "wide/__init__.py")
    assert found(analysis, tmp_path / "main.py") == found(Analysis(), tmp_path / "main.py") == {"name": "likely"}


def test_a_file_that_comes_where_nobody_looked_yet(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN.replace("helper", "new.helper")})
    analysis = Analysis()
    assert found(analysis, tmp_path / "main.py") == {"name": "possible"}
    plant(tmp_path, {"new/helper.py": KEEPS})
    analysis.forget(tmp_path / "new/helper.py")
    assert found(analysis, tmp_path / "main.py") == {"name": "likely"}


# -- texts that are not on disk ------------------------------------------------------------------------------------


def test_a_text_laid_over_a_file_counts_for_who_imports_it(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "helper.py": CALLS})
    analysis = Analysis()
    assert found(analysis, tmp_path / "main.py") == {}
    analysis.overlay(tmp_path / "helper.py", KEEPS)
    assert found(analysis, tmp_path / "main.py") == {"name": "likely"}
    analysis.withdraw(tmp_path / "helper.py")
    assert found(analysis, tmp_path / "main.py") == {}


def test_a_text_may_lie_where_there_is_no_file(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN.replace("helper", "new.helper")})
    analysis = Analysis()
    analysis.overlay(tmp_path / "new" / "__init__.py", "")
    analysis.overlay(tmp_path / "new" / "helper.py", KEEPS)
    assert found(analysis, tmp_path / "main.py") == {"name": "likely"}


def test_a_text_that_is_no_python_is_as_if_it_could_not_be_read(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "helper.py": KEEPS})
    analysis = Analysis()
    analysis.overlay(tmp_path / "helper.py", "def use(f:\n")
    assert found(analysis, tmp_path / "main.py") == {"name": "possible"}


def test_nothing_is_remembered_for_other_runs_while_texts_lie_over_files(tmp_path: Path) -> None:
    from cellophane.check.cache import Cache, Store

    plant(tmp_path, {"main.py": MAIN, "helper.py": CALLS})
    store = Store(str(tmp_path / "cache" / "checked.sqlite"), "here")
    analysis = Analysis()
    analysis.overlay(tmp_path / "helper.py", KEEPS)
    with Cache(store, analysis) as cache:
        assert check_file(str(tmp_path / "main.py"), OPTIONS, analysis=analysis, cache=cache).findings
    with Cache(store, Analysis()) as cache:
        assert not check_file(str(tmp_path / "main.py"), OPTIONS, analysis=Analysis(), cache=cache).findings


# -- runs side by side ---------------------------------------------------------------------------------------------


def test_two_runs_know_nothing_of_each_other(tmp_path: Path) -> None:
    plant(tmp_path, {"main.py": MAIN, "helper.py": CALLS})
    one, other = Analysis(), Analysis()
    one.overlay(tmp_path / "helper.py", KEEPS)
    assert found(one, tmp_path / "main.py") == {"name": "likely"}
    assert found(other, tmp_path / "main.py") == {}
    plant(tmp_path, {"helper.py": KEEPS})
    one.withdraw(tmp_path / "helper.py")
    assert found(one, tmp_path / "main.py") == {"name": "likely"}
    assert found(other, tmp_path / "main.py") == {}


def test_twenty_threads_with_a_run_each_give_what_one_gives(tmp_path: Path) -> None:
    deep = f"x = {'+'.join(['1'] * 3000)}\n"  # needs a larger stack than a thread has
    files = {f"user{n}.py": MAIN.replace("name", f"name{n}") + deep for n in range(6)}
    plant(tmp_path, {**files, "helper.py": "from other import use\n", "other.py": "import helper\n" + KEEPS})

    def run(_: int) -> list[Checked]:
        analysis = Analysis()
        return [check_file(str(tmp_path / name), OPTIONS, analysis=analysis) for name in files]

    alone = run(0)
    assert all(checked.findings or checked.problems for checked in alone)
    barrier = threading.Barrier(20)

    def together(number: int) -> list[Checked]:
        barrier.wait()
        return run(number)

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(together, range(20))) == [alone] * 20


def test_what_was_asked_before_changes_nothing(tmp_path: Path) -> None:
    files = {"a.py": MAIN, "b.py": MAIN.replace("name", "other"), "helper.py": "import a, b\n" + KEEPS}
    plant(tmp_path, files)
    forwards, backwards = Analysis(), Analysis()
    one = {name: found(forwards, tmp_path / name) for name in files}
    assert {name: found(backwards, tmp_path / name) for name in reversed(files)} == one
    assert one == {"a.py": {"name": "likely"}, "b.py": {"other": "likely"}, "helper.py": {}}


# -- recursion through files ---------------------------------------------------------------------------------------


def test_a_chain_of_four_hundred_helpers_needs_no_larger_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a larger stack was asked for")

    monkeypatch.setattr("cellophane.check.deep_stack.with_deep_stack", refuse)
    last = "kept = []\ndef h400(f): kept.append(f)\n"
    files = {f"part{n}.py": "" for n in range(5)} | {"part5.py": last}
    for n in range(400):
        here, there = f"part{n % 5}.py", f"part{(n + 1) % 5}" if n < 399 else "part5"
        files[here] += f"def h{n}(f):\n    import {there}\n    {there}.h{n + 1}(f)\n"
    main = "import part0\ndef main(names):\n    for name in names:\n        part0.h0(lambda: name)\n"
    plant(tmp_path, {**files, "main.py": main})
    [finding] = check_file(str(tmp_path / "main.py"), OPTIONS).findings
    assert finding.certainty is Certainty.LIKELY
    assert len([item for item in finding.evidence if item.filename is not None]) == 401


@pytest.mark.parametrize(
    ("helper", "expected"),
    [
        ("import helper\ndef use(f):\n    helper.use(f)\n    kept.append(f)\nkept = []\n", {"name": "likely"}),
        ("import helper\ndef use(f):\n    helper.use(f)\n    f()\n", {}),
        (
            "def use(f):\n    return other(f)\ndef other(f):\n    use(f)\n    kept.append(f)\nkept = []\n",
            {"name": "likely"},
        ),
        ("def again(f): return again\n@again\ndef use(f): kept.append(f)\nkept = []\n", {"name": "likely"}),
        ("def use(f): f()\nuse = use\n", {}),
        ("from helper import use\n", {"name": "possible"}),
        ("import main\nuse = main.use\n", {"name": "possible"}),
        ("class A(B):\n    pass\nclass B(A):\n    pass\nuse = A().use\n", {"name": "possible"}),
        ("class A:\n    def __init__(self, f): self.f = A(f)\nuse = A\n", {}),
    ],
)
def test_circles(tmp_path: Path, helper: str, expected: dict[str, str]) -> None:
    plant(tmp_path, {"main.py": MAIN, "helper.py": helper})
    assert found(Analysis(), tmp_path / "main.py") == expected


def test_a_text_that_is_given_need_not_be_on_disk(tmp_path: Path) -> None:
    plant(tmp_path, {"helper.py": KEEPS})
    checked = check_bytes(MAIN.encode(), str(tmp_path / "main.py"), OPTIONS, Analysis())
    assert [finding.name for finding in checked.findings] == ["name"]
    assert read(tmp_path / "helper.py").text == KEEPS


def test_what_was_read_for_an_answer_is_known(tmp_path: Path) -> None:
    texts = {
        "main.py": "from helper import keep\nimport idle\nfor i in range(3):\n    keep(lambda: i)\n",
        "helper.py": "from deeper import put as keep\n",
        "deeper.py": "def put(f): f()\n",
        "idle.py": "def keep(f): f()\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    analysis, main = Analysis(), tmp_path / "main.py"
    assert analysis.facts(read(main)).stale == ()
    assert analysis.rests_on(main) == {str(tmp_path / "helper.py"), str(tmp_path / "deeper.py")}
    assert analysis.rests_on(tmp_path / "idle.py") == frozenset()


def test_an_environment_is_looked_at_once_for_all_directories_and_again_when_it_may_be_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[tuple[str, ...]] = []
    look = environment.first_of

    def watched(candidates: tuple[str, ...]) -> tuple[Path, ...]:
        looked.append(candidates)
        return look(candidates)

    monkeypatch.setattr("cellophane.source.analysis.first_of", watched)
    plant(tmp_path, {"pyproject.toml": "", "one/a.py": "", "two/b.py": ""})
    analysis = Analysis()
    for path in ("one/a.py", "two/b.py"):
        analysis.project(tmp_path / path)
    assert len(looked) == 1
    analysis.forget(tmp_path / ".venv/pyvenv.cfg")
    analysis.project(tmp_path / "one/a.py")
    assert len(looked) == 2
