from __future__ import annotations

import random
from pathlib import Path

import pytest

from cellophane.source.reach.takers import Takers
from cellophane.source.text.documents import text_at
from tests.check.watching.played import Play


def test_only_those_who_are_followed_are_told_of() -> None:
    texts = {"/p/a.py": "def f(): ...", "/p/b.py": "from a import f", "/p/c.py": "from a import f"}
    takers = Takers(texts, texts.__getitem__)
    takers.include(["/p/b.py"])
    assert takers.seeing({"/p/a.py": None}) == {"/p/b.py"}
    assert takers.seeing({"/p/a.py": frozenset({"g"})}) == takers.seeing({}) == set()


def test_texts_are_kept_of_what_somebody_takes_from() -> None:
    texts = {"/p/a.py": "def f(): ...", "/p/b.py": "from a import f", "/p/c.py": "x = 1"}
    takers = Takers(texts, texts.__getitem__)
    takers.include(["/p/b.py"])
    takers.settle()
    assert [takers.text(path) for path in texts] == ["def f(): ...", None, None]


def test_a_text_that_imports_something_else() -> None:
    texts = {"/p/a.py": "def f(): ...", "/p/b.py": "", "/p/c.py": "from b import f"}
    takers = Takers(texts, texts.__getitem__)
    takers.include(["/p/c.py"])
    assert takers.seeing({"/p/a.py": None}) == set()
    takers.reread("/p/b.py", "from a import f")
    assert "/p/c.py" in takers.seeing({"/p/a.py": None})


def test_a_module_that_was_looked_for_in_vain_comes() -> None:
    texts = {"/p/b.py": "from .a import f", "/p/c.py": "from b import f"}
    takers = Takers(texts, lambda path: texts.get(path, "def f(): ..."))
    takers.include(["/p/c.py"])
    takers.settle()
    takers.come_and_gone({"/p/a.py"}, set())
    assert "/p/c.py" in takers.seeing({"/p/a.py": None})
    takers.come_and_gone(set(), {"/p/a.py"})
    assert takers.seeing({"/p/a.py": None}) == set()


@pytest.mark.parametrize("seed", range(3))
def test_it_is_kept_as_it_would_be_found_afresh(tmp_path: Path, seed: int) -> None:
    play = Play(tmp_path, random.Random(seed))
    files, texts = play.paths(), {path: text_at(path) for path in play.paths()}
    takers = Takers(files, text_at)
    takers.include(files)
    for _ in range(12):
        packages = play.packages()
        play.act()
        now = play.paths()
        if play.packages() != packages:  # imports may begin elsewhere: all is asked anew
            takers = Takers(now, text_at)
        else:
            takers.seeing(dict.fromkeys(files))
            for path in files & now:
                if text_at(path) != texts[path]:
                    takers.reread(path, text_at(path))
            takers.come_and_gone(now - files, files - now)
        takers.include(now)
        files, texts = now, {path: text_at(path) for path in now}
        fresh = Takers(files, text_at)
        fresh.include(files)
        for path in files:
            assert takers.seeing({path: None}) == fresh.seeing({path: None})
