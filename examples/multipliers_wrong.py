"""Three multipliers that all multiply by three.

One would expect functions that multiply by 1, by 2 and by 3. But there is only one variable
`factor`, all three lambdas captured it, and they look at it when they are called: after the loop,
when it is 3.
"""


def multipliers():
    functions = []
    for factor in (1, 2, 3):
        functions.append(lambda number: number * factor)  # expect: CEL101 factor
    return functions


assert [multiply(10) for multiply in multipliers()] == [30, 30, 30], "one would like 10, 20, 30"
