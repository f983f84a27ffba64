"""A window where every button opens the last file.

`caption` does not even belong to the `for` statement: it is worked out anew in each round. It is
still one variable, and a button that is pressed after the loop finds in it what the last round left
there.
"""


class Window:
    def __init__(self):
        self.commands = {}

    def add_button(self, label, command):
        self.commands[label] = command

    def press(self, label):
        return self.commands[label]()


window = Window()
for name in ("letter", "budget", "recipe"):
    caption = name.title()
    window.add_button(name, command=lambda: f"{caption} is open")  # expect: CEL101 caption

assert window.press("letter") == "Recipe is open"
assert window.press("budget") == "Recipe is open"
