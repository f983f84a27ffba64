"""Callbacks that keep their state while other work goes on.

Three downloads run at the same time and call back as pieces arrive, in whatever order. Each has a
callback of its own from `progress`, and that remembers how much of *this* download has come, across
every `await` in between.
"""

# expect: nothing

import asyncio


def progress(total, report):
    arrived = 0

    def piece_arrived(size):
        nonlocal arrived
        arrived += size
        report(100 * arrived // total)

    return piece_arrived


async def download(pieces, piece_arrived):
    for size in pieces:
        await asyncio.sleep(0)  # the network's turn, and that of the other downloads
        piece_arrived(size)


async def main():
    files = {"map.png": [20, 30, 50], "song.ogg": [10, 10], "notes.txt": [4]}
    seen = {name: [] for name in files}
    await asyncio.gather(
        *(download(pieces, progress(sum(pieces), seen[name].append)) for name, pieces in files.items())
    )
    return seen


assert asyncio.run(main()) == {"map.png": [20, 50, 100], "song.ogg": [50, 100], "notes.txt": [100]}
