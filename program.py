
import asyncio
import cellophane

def counter():
    n = 0
    def step():
        nonlocal n
        n += 1
        return n
    return step

async def main():
    await asyncio.sleep(0)

asyncio.run(main())
late = [lambda: i for i in range(3)]
print(late[0](), input())
measured = counter()
