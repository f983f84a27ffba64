from functools import partial

from cellophane import bind


def label(number, note=""):
    return f"button {number}{note}"


def factory(number):
    return lambda: label(number)


def make():
    buttons = []
    for number in range(3):
        buttons.append(
            {
                "default": lambda number=number: label(number),
                "keyword-only": lambda *, number=number: label(number),
                "partial": partial(label, number),
                "factory": factory(number),
                "bind": bind(lambda: label(number)),
            }
        )
    return buttons


buttons = make()
for way, press in buttons[0].items():
    print(way, [button[way]() for button in buttons])
    try:
        print("    pressed with True:", press(True))
    except TypeError as error:
        print("    pressed with True: TypeError:", error)
