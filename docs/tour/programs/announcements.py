import asyncio


async def announce():
    tasks = []
    for dish in ("tea", "soup", "rice"):

        async def say():
            return f"{dish} is ready"

        tasks.append(asyncio.create_task(say()))
    print(await asyncio.gather(*tasks))


async def announce_each():
    async def say(dish):
        return f"{dish} is ready"

    tasks = [asyncio.create_task(say(dish)) for dish in ("tea", "soup", "rice")]
    print(await asyncio.gather(*tasks))


asyncio.run(announce())
asyncio.run(announce_each())
