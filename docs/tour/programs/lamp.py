def lamp():
    level = 0

    def brighter():
        nonlocal level
        level += 10

    def shown():
        return f"{level} %"

    return brighter, shown


brighter, shown = lamp()
brighter()
brighter()
print("this lamp:", shown())

other_brighter, other_shown = lamp()
print("the other lamp:", other_shown())

print(brighter.__closure__[0] is shown.__closure__[0])
print(brighter.__closure__[0] is other_brighter.__closure__[0])
