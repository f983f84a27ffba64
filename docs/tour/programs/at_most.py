from functools import wraps


def at_most(limit):
    def decorate(function):
        calls = 0

        @wraps(function)
        def wrapper():
            nonlocal calls
            calls += 1
            return function() if calls <= limit else "…"

        return wrapper

    return decorate


@at_most(1)
def knock():
    return "knock"


@at_most(2)
def ring():
    return "ring"


print(knock(), knock(), knock())
print(ring(), ring(), ring())
print(knock.__name__, knock.__code__.co_name)
print(knock.__wrapped__(), knock.__wrapped__())
