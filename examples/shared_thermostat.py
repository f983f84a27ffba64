"""Two closures that share one variable.

`warmer` and `reading` were made in the same call, so they captured the same `degrees`, not a copy
each: what the one sets is what the other sees. Here that is the whole point.
"""

# expect: nothing


def thermostat(degrees):
    def warmer(by):
        nonlocal degrees
        degrees += by

    def reading():
        return degrees

    return warmer, reading


warmer, reading = thermostat(19)
warmer(2)

assert reading() == 21
assert warmer.__closure__[0] is reading.__closure__[0]
