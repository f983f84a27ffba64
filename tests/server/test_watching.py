"""Files that change outside an editor which does not tell of them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from cellophane.server import watching


def test_a_change_is_told(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    told: list[str] = []

    async def main() -> None:
        seen = asyncio.Event()

        def changed(paths: Iterable[str]) -> None:
            told.extend(paths)
            seen.set()

        task = asyncio.create_task(watching.watch([str(tmp_path)], changed))
        while not seen.is_set():  # it may begin to look after the first change
            (tmp_path / "a.txt").write_text(f"{len(told)}")
            (tmp_path / "a.py").write_text("x = 1\n" * (1 + (tmp_path / "a.py").exists()))
            with suppress(TimeoutError):
                await asyncio.wait_for(seen.wait(), 0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(asyncio.wait_for(main(), 120))
    assert set(told) == {str(tmp_path / "a.py")}


def test_a_folder_that_goes_and_comes_back_is_watched_again(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    folder = tmp_path / "project"
    folder.mkdir()
    told: list[str] = []

    async def main() -> None:
        seen = asyncio.Event()

        def changed(paths: Iterable[str]) -> None:
            told.extend(paths)
            seen.set()

        async def wait_for(path: Path, act: Callable[[], object]) -> None:
            while str(path) not in told:
                act()
                seen.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(seen.wait(), 0.2)

        task = asyncio.create_task(watching.watch([str(folder)], changed))
        await wait_for(folder / "a.py", lambda: (folder / "a.py").write_text(str(len(told))))
        shutil.rmtree(folder)
        await wait_for(folder, lambda: None)
        folder.mkdir()
        await wait_for(folder / "b.py", lambda: (folder / "b.py").write_text(str(len(told))))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(asyncio.wait_for(main(), 120))
