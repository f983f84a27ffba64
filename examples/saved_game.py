"""A game that can be saved, tried out and taken back: the state of functions that share it.

`state` reads and writes what a function captured, `clone` gives a family of functions a state of its own.
"""

# expect: nothing

from cellophane import clone, state


def game():
    score, lives = 0, 3

    def hit(points):
        nonlocal score
        score += points

    def miss():
        nonlocal lives
        lives -= 1

    def standing():
        return score, lives

    return hit, miss, standing


hit, miss, standing = game()
hit(10)
saved = state(standing).snapshot()

# What if? A game of its own that begins where this one stands.
try_hit, try_miss, try_standing = clone(hit, miss, standing)
try_hit(100)
try_miss()
assert try_standing() == (110, 2)
assert standing() == (10, 3)

hit(5)
miss()
state(standing).restore(saved)
assert standing() == (10, 3)
