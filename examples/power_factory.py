"""Functions made to measure: a square, a cube, a root.

`power` is told the exponent once and gives back a function that knows it from then on.
"""

# expect: nothing


def power(exponent):
    return lambda base: base**exponent


square = power(2)
cube = power(3)
root = power(0.5)

assert square(5) == 25
assert cube(2) == 8
assert root(81) == 9
assert [square(cube(number)) for number in (1, 2, 3)] == [1, 64, 729]
