"""A function that remembers how often it was called.

`tally` lives in `counter`, and `count` captured it. Reading a captured variable needs no word; to
assign it, `nonlocal` says that the one outside is meant, and not a new one of the same name.
"""

# expect: nothing


def counter():
    tally = 0

    def count():
        nonlocal tally
        tally += 1
        return tally

    return count


visitors = counter()
orders = counter()

assert [visitors(), visitors(), visitors()] == [1, 2, 3]
assert orders() == 1
