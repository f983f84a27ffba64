def thermometer(degrees, unit="°C"):
    def show():
        return f"{degrees} {unit}"

    return show


show = thermometer(21)
print(show.__code__.co_freevars)
print([cell.cell_contents for cell in show.__closure__])

show.__closure__[0].cell_contents = 30
print(show())


def too_early():
    def peek():
        return later

    try:
        print(peek.__closure__[0].cell_contents)
    except ValueError as error:
        print("ValueError:", error)
    later = "now there is something"
    return peek


print(too_early()())
print(too_early.__closure__)
