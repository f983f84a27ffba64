"""A decorator that keeps its context.

`logged` is told a prefix and where to write. `decorate` captured both, `wrapper` captured them and
the decorated function as well: three things that a plain function would need from somewhere else.
"""

# expect: nothing

from functools import wraps


def logged(prefix, log):
    def decorate(function):
        calls = 0

        @wraps(function)
        def wrapper(*arguments):
            nonlocal calls
            calls += 1
            result = function(*arguments)
            log.append(f"{prefix}: {function.__name__}{arguments} = {result}, call {calls}")
            return result

        return wrapper

    return decorate


lines = []


@logged("kitchen", lines)
def bake(loaves):
    return loaves * 40


@logged("shop", lines)
def sell(loaves):
    return loaves * 3


bake(2)
sell(5)
bake(1)

assert lines == [
    "kitchen: bake(2,) = 80, call 1",
    "shop: sell(5,) = 15, call 1",
    "kitchen: bake(1,) = 40, call 2",
]
