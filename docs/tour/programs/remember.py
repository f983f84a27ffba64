def greeter(greeting):
    def greet(name):
        return f"{greeting}, {name}!"

    return greet


hello = greeter("Hello")
print(hello("Ada"))
print(hello("Grace"))
