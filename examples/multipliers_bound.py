"""The same functions again, each bound to the factor of its round.

`bind` gives a new function in which what the old one captured is constant: it has no cell any more in which
somebody else could put another factor.
"""

# expect: nothing

from cellophane import bind


def multipliers():
    functions = []
    for factor in (1, 2, 3):
        functions.append(bind(lambda number: number * factor))
    return functions


assert [multiply(10) for multiply in multipliers()] == [10, 20, 30]
assert multipliers()[0].__closure__ is None
