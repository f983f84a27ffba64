"""The window again, where every button opens its own file.

`opener` is called in each round, and the function it gives back captured the `caption` of that
call.
"""

# expect: nothing


class Window:
    def __init__(self):
        self.commands = {}

    def add_button(self, label, command):
        self.commands[label] = command

    def press(self, label):
        return self.commands[label]()


def opener(caption):
    return lambda: f"{caption} is open"


window = Window()
for name in ("letter", "budget", "recipe"):
    window.add_button(name, command=opener(name.title()))

assert window.press("letter") == "Letter is open"
assert window.press("budget") == "Budget is open"
