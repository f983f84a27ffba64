def make_buttons():
    buttons = []
    for number in range(3):
        buttons.append(lambda: f"button {number}")
    return buttons


for press in make_buttons():
    print(press())
