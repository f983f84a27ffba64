import cellophane


def power(exponent):
    return lambda number: number**exponent


measured = power(2)
measured_with = (7,)


def summary(numbers):
    total = sum(numbers)
    return lambda: f"{len(numbers)} numbers, {total} in all"


tell = summary(list(range(100_000)))
print(tell())

freed = cellophane.look(tell).size().retained
print("more than 100,000 bytes would be freed without it:", freed > 100_000)
