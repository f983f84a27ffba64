"""A counter that hands out the same ticket to everyone.

`while` makes no variable of its own, but `:=` in its condition does, and sets it in every round.
The functions that were kept read it when the loop is over.
"""


def print_later(queue):
    jobs = {}
    while queue and (ticket := queue.pop(0)):
        jobs[ticket] = lambda: f"ticket {ticket}"  # expect: CEL101 ticket
    return jobs


jobs = print_later([7, 8, 9])
assert jobs[7]() == "ticket 9"
assert jobs[8]() == "ticket 9"
