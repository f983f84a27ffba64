from cellophane import Refused, bind


def make_buttons():
    buttons = []
    for number in range(3):
        color = ("red", "green", "blue")[number]

        def factory(number):
            return lambda: f"{color} button {number}"

        buttons.append(factory(number))
    return buttons


print([press() for press in make_buttons()])

number = 7
named = bind(lambda: f"button {number}", "number")
try:
    bind(lambda: f"button {number}")
except Refused as error:
    print("Refused:", str(error).split(":")[0])
number = 8
print(named())
