import asyncio


async def announce():
    tasks = []
    for dish in ("tea", "soup", "rice"):

        async def say():
            return f"{dish} is ready"

        tasks.append(asyncio.create_task(say()))
    print(await asyncio.gather(*tasks))


async def tell(dish):
    return f"{dish} is ready"


async def announce_each():
    told = [tell(dish) for dish in ("tea", "soup", "rice")]
    print(await asyncio.gather(*told))


asyncio.run(announce())
asyncio.run(announce_each())
