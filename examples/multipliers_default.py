"""The multipliers, mended with a default argument.

A default is worked out when the function is made, so `factor=factor` puts the value of this round
into the function. Short, and widely used; its price is that a caller can pass a second argument and
overwrite it.
"""

# expect: nothing


def multipliers():
    functions = []
    for factor in (1, 2, 3):
        functions.append(lambda number, factor=factor: number * factor)
    return functions


assert [multiply(10) for multiply in multipliers()] == [10, 20, 30]
