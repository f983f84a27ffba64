"""Closures in loops that read the loop's variable, and are right.

Nothing goes wrong as long as the function is called in the round that made it and not kept beyond:
`sorted`, `sum` and `any` are done with it when they return. Linters that look only at the shape of
the code warn about almost every line here.
"""

# expect: nothing


def survey(distances):
    nearest = {}
    isolated = []
    for start, others in distances.items():

        def is_near(place):
            return others[place] < 4

        nearest[start] = sorted(others, key=lambda place: others[place])[0]
        total = sum(others[place] for place in others)
        if total > 10 and not any(is_near(place) for place in others):
            isolated.append(start)
    return nearest, isolated


nearest, isolated = survey(
    {
        "home": {"school": 3, "lake": 7, "market": 1},
        "lake": {"school": 5, "home": 7, "market": 6},
    }
)

assert nearest == {"home": "market", "lake": "school"}
assert isolated == ["lake"]
