"""Two closures from one factory, and neither knows of the other.

Each call of `greeter` makes a new variable `greeting`, and the function made there remembers that
one. So `hello` and `moin` run the same code, and still say different things.
"""

# expect: nothing


def greeter(greeting):
    def greet(name):
        return f"{greeting}, {name}!"

    return greet


hello = greeter("Hello")
moin = greeter("Moin")

assert hello("Ada") == "Hello, Ada!"
assert moin("Ada") == "Moin, Ada!"
assert hello.__code__ is moin.__code__
