"""Three reminders for the same guest.

The event loop keeps each callback and calls it later. By then the `for` loop has gone through all
guests, and every callback reads the one variable `guest`, which names the last of them.
"""

import asyncio


async def remind(guests):
    sent = []
    loop = asyncio.get_running_loop()
    for guest in guests:
        loop.call_soon(lambda: sent.append(f"Dear {guest}, see you tonight"))  # expect: CEL101 guest
    await asyncio.sleep(0)
    return sent


assert asyncio.run(remind(["Ada", "Ben", "Cem"])) == ["Dear Cem, see you tonight"] * 3
