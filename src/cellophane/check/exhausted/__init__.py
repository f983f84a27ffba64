"""Iterators that have nothing left to give: groups whose round is over, and what is iterated again."""
