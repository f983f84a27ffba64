def counter():
    count = 0

    def step():
        count += 1
        return count

    return step


def alarm():
    ringing = False

    def ring():
        ringing = True

    ring()
    return ringing


print("the alarm rings:", alarm())

step = counter()
try:
    print("step", step())
except UnboundLocalError as error:
    print("UnboundLocalError:", error)
