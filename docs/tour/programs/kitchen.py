import asyncio
from functools import partial


def serve(dish, task):
    print(f"you asked for {dish}: here is {task.result()}")


async def cook(repaired):
    tasks = []
    for minutes, dish in enumerate(("tea", "soup", "rice"), start=1):
        task = asyncio.create_task(asyncio.sleep(minutes / 100, result=dish))
        if repaired:
            task.add_done_callback(partial(serve, dish))
        else:
            task.add_done_callback(lambda task: serve(dish, task))
        tasks.append(task)
    await asyncio.gather(*tasks)


asyncio.run(cook(repaired=False))
asyncio.run(cook(repaired=True))
