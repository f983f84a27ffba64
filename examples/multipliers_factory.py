"""The multipliers, mended with a factory.

Each call of `multiplier` has a `factor` of its own, and the function made in that call captured
that one. The loop's variable is read when `multiplier` is called, which is at once.
"""

# expect: nothing


def multiplier(factor):
    def multiply(number):
        return number * factor

    return multiply


def multipliers():
    return [multiplier(factor) for factor in (1, 2, 3)]


assert [multiply(10) for multiply in multipliers()] == [10, 20, 30]
