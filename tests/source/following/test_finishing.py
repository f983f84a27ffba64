"""When what was begun has finished."""

from __future__ import annotations

import pytest

from tests.following import stale

HEAD = """
import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

async def main(names, pools):
    late = []
    with ThreadPoolExecutor(2) as pool:
        for name in names:
"""


def found(body: str) -> str | None:
    """How sure it is that the closure in the body of a loop, as deep as in `HEAD`, is stale."""
    lines = "".join(f"            {line}\n" for line in body.split("\n"))
    return stale(HEAD + lines).get("name")


JOBS = "jobs = [pool.submit(lambda: name) for _ in 'ab']\n"
THREADS = "threads = [Thread(target=lambda: name) for _ in 'ab']\nfor thread in threads:\n    thread.start()\n"


@pytest.mark.parametrize(
    "body",
    [
        "pool.submit(lambda: name).result()",
        "job = pool.submit(lambda: name)\njob.result()",
        "job = pool.submit(lambda: name)\nlate.append(job.result())",
        JOBS + "for job in jobs:\n    job.result()",
        JOBS + "late += [job.result() for job in jobs]",
        JOBS + "for job in jobs:\n    try:\n        job.result()\n    finally:\n        print(job)",
        THREADS + "for thread in threads:\n    thread.join()",
        THREADS + "[thread.join() for thread in threads]",
        "thread = Thread(target=lambda: name)\nthread.start()\nthread.join()",
        "async def work(): return name\ntask = asyncio.create_task(work())\nawait task",
        "async def go(): return name\njobs = [asyncio.create_task(go()) for _ in 'ab']\nawait asyncio.gather(*jobs)",
        "task = asyncio.create_task(asyncio.sleep(0))\ntask.add_done_callback(lambda _: name)\nawait task",
    ],
)
def test_finished_in_its_own_iteration(body: str) -> None:
    assert found(body) is None


@pytest.mark.parametrize(
    "body",
    [
        "pool.submit(lambda: name)",
        "pool.submit(lambda: name)\npool.submit(print).result()",
        "job = pool.submit(lambda: name)\nif names:\n    job.result()",
        JOBS + "for job in jobs:\n    print(job)",
        JOBS + "for job in jobs:\n    if job:\n        job.result()",
        JOBS + "for job in jobs:\n    if job:\n        break\n    job.result()",
        JOBS + "for job in late:\n    job.result()",
        THREADS + "late += threads",
        "thread = Thread(target=lambda: name)\nthread.start()",
        "async def work(): return name\nlate.append(asyncio.create_task(work()))",
        "task = asyncio.create_task(asyncio.sleep(0))\ntask.add_done_callback(lambda _: name)",
    ],
)
def test_it_may_still_run_in_the_next_one(body: str) -> None:
    assert found(body) in ("likely", "certain")
