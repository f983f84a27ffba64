"""Files that change outside an editor which does not tell of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from cellophane.server import watching


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.py", True),
        ("a.pyi", True),
        ("pyproject.toml", True),
        (".gitignore", True),
        ("a.txt", False),
        ("a.pyc", False),
    ],
)
def test_what_matters_to_a_check(name: str, expected: bool) -> None:
    assert watching.is_ours(f"/p/{name}") is expected


def test_nowhere_to_look_is_no_error() -> None:
    pytest.importorskip("watchfiles")
    asyncio.run(watching.watch(["/nowhere"], lambda paths: None))


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
            await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(asyncio.wait_for(main(), 120))
    assert set(told) == {str(tmp_path / "a.py")}
