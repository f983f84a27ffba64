"""Where a function keeps what it remembers.

A function that captured something has a `__closure__`: one cell for each captured variable, in the
order of the names in `__code__.co_freevars`. The cell holds the variable itself: it shows the value
of now, not that of when the function was made.
"""

# expect: nothing


def basket(*fruit):
    content = list(fruit)
    limit = 3

    def add(item):
        nonlocal content
        content = [*content, item][:limit]
        return content

    return add


def captured(function):
    """What the function remembers, by name."""
    cells = function.__closure__ or ()
    return {name: cell.cell_contents for name, cell in zip(function.__code__.co_freevars, cells, strict=True)}


add = basket("apple")
assert captured(add) == {"content": ["apple"], "limit": 3}

add("pear")
assert captured(add) == {"content": ["apple", "pear"], "limit": 3}

assert captured(captured) == {}, "it uses only its own variables, so it captured nothing"
