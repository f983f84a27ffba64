def shopping_list():
    items = []

    def add(item):
        items.append(item)
        return items

    return add


kitchen = shopping_list()
bathroom = shopping_list()

kitchen("tea")
bathroom("soap")
print(kitchen("bread"))
print(bathroom("towels"))
print(kitchen.__code__ is bathroom.__code__)
