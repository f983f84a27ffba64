"""Mending what was found: which repair is right at a place, its edits, their proof, and how a file is written.

`choice` decides on a repair, and `defaults`, `factories`, `partials` and `lists` each make the edits of one kind.
`edits` applies them, `proof` holds the result against the source as it was, `mending` does both for a file until
nothing is left to do, and `writing` puts the result on disk. Nothing is written that was not proved.
"""


class Unfixable(Exception):
    """There is no fix, for a reason that the message tells in words that go after "not fixed:"."""
